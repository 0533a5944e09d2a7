// RTCRtpSender: what this connection sends in one m-section. W3C WebRTC 1.0, section 5.2.
import { isDeepStrictEqual } from 'node:util';

import { randomId } from '../../base/identifiers.js';
import type { RtpSender } from '../../engine/rtp-sender.js';
import type { Transport } from '../../engine/transport.js';
import type { Msid } from '../../../sdp/index.js';
import type { TransceiverAgreement } from '../jsep/agreement.js';
import type { ConnectionHooks } from './connection-hooks.js';
import { invalidModification, invalidState } from '../idl/errors.js';
import { Forwarding, type Negotiated } from './forwarding.js';
import { MediaStream } from '../media/media-stream.js';
import { MediaStreamTrack } from '../media/media-stream-track.js';
import type { SectionKind } from '../jsep/codec-words.js';
import type { SentStream } from '../jsep/section-media.js';
import {
  capabilitiesOf,
  toRtcParameters,
  type RTCRtpCapabilities,
  type RTCRtpParameters,
} from './rtp-codec-parameters.js';
import {
  checkChangedEncodings,
  layersOf,
  maxEncodings,
  type RTCRtpEncodingParameters,
} from './send-encodings.js';
import type { RTCStatsReport } from '../stats/rtc-stats-report.js';
import type { RTCDtlsTransport } from '../transports/rtc-dtls-transport.js';
import { checkInit } from '../idl/conversions.js';

/** What `getParameters()` gives and `setParameters()` takes. */
export interface RTCRtpSendParameters extends RTCRtpParameters {
  transactionId: string;
  encodings: RTCRtpEncodingParameters[];
}

interface Stream {
  encoding: RTCRtpEncodingParameters;
  forwarding: Forwarding;
}

/**
 * Sends one track to the endpoint: a forward of what another connection receives, inside the
 * worker. Belongs to an RTCRtpTransceiver, made by `addTrack()`, `addTransceiver()`, the room, or
 * an offer of the endpoint.
 */
export class RTCRtpSender {
  readonly #hooks: ConnectionHooks;
  readonly #kind: SectionKind;
  readonly #cname = randomId();
  readonly #trackId: string;
  #streams: Stream[];
  #track: MediaStreamTrack | null = null;
  #unwatch: () => void = () => {};
  #streamIds: string[] = [];
  #label: Msid | undefined;
  #transport: RTCDtlsTransport | null = null;
  #negotiated: TransceiverAgreement['send'] | undefined;
  #ridless: RTCRtpEncodingParameters | undefined;
  #lastReturned: RTCRtpSendParameters | undefined;
  #isStopped = false;
  #path: Transport | undefined;
  #version = 0;

  /** @internal Connections make senders. */
  constructor(init: {
    hooks: ConnectionHooks;
    kind: SectionKind;
    track: MediaStreamTrack | null;
    streamIds: readonly string[];
    encodings: readonly RTCRtpEncodingParameters[];
  }) {
    const { hooks, kind, track, streamIds, encodings } = init;
    this.#hooks = hooks;
    this.#kind = kind;
    this.#trackId = track?.id ?? randomId();
    this.#streamIds = [...new Set(streamIds)];
    this.#streams = encodings.map(encoding => ({
      encoding,
      forwarding: new Forwarding(hooks.peer),
    }));
    this.attach(track);
  }

  /** What any sender of this library can do; null for an unknown kind. W3C WebRTC 1.0, section 5.2. */
  static getCapabilities(kind: string): RTCRtpCapabilities | null {
    return capabilitiesOf(kind);
  }

  /** The track that is sent; null for none. */
  get track(): MediaStreamTrack | null {
    return this.#track;
  }

  /** Null until a description has been set. All senders of a connection share one. */
  get transport(): RTCDtlsTransport | null {
    return this.#transport;
  }

  /** There are no DTMF senders: always null. */
  get dtmf(): null {
    return null;
  }

  /** What is sent, and how. Good for one `setParameters()` in the same task. */
  getParameters(): RTCRtpSendParameters {
    if (this.#lastReturned) return structuredClone(this.#lastReturned);
    const { codecs, headerExtensions } = this.#negotiated ?? { codecs: [], headerExtensions: [] };
    const parameters: RTCRtpSendParameters = {
      transactionId: randomId(),
      encodings: this.#streams.map(({ encoding }) => ({ ...encoding })),
      ...toRtcParameters(codecs, headerExtensions),
      rtcp: { cname: this.cname, reducedSize: true },
    };
    this.#lastReturned = parameters;
    setImmediate(() => {
      if (this.#lastReturned === parameters) this.#lastReturned = undefined;
    });
    return structuredClone(parameters);
  }

  /**
   * Changes how the track is sent: `active`, `maxBitrate`, `scaleResolutionDownBy` and
   * `scalabilityMode` choose among the layers that its source sends.
   *
   * Rejects with InvalidStateError without a `getParameters()` before it in the same task, or once
   * stopped; with InvalidModificationError if anything else was changed; with RangeError.
   */
  async setParameters(parameters: RTCRtpSendParameters): Promise<void> {
    checkInit(parameters, ['codecs', 'encodings', 'headerExtensions', 'rtcp', 'transactionId']);
    if (this.#isStopped) throw invalidState('the transceiver is stopped');
    const last = this.#lastReturned;
    if (!last) throw invalidState('getParameters() was not called in this task');
    const current = this.#streams.map(({ encoding }) => encoding);
    const { encodings: given, ...others } = parameters;
    const encodings = checkChangedEncodings(given, current, this.#kind);
    const expected: Partial<RTCRtpSendParameters> = { ...last };
    delete expected.encodings;
    if (!isDeepStrictEqual(others, expected)) {
      throw invalidModification('only the encodings can be changed, in those of getParameters()');
    }
    await Promise.resolve();
    this.#lastReturned = undefined;
    for (const [at, stream] of this.#streams.entries()) stream.encoding = encodings[at]!;
    this.#version++;
    this.#feed();
  }

  /**
   * Sends another track of the same kind, or with null none, without a new negotiation: the
   * SSRCs stay. Rejects with TypeError for another kind, InvalidStateError once stopped.
   */
  async replaceTrack(track: MediaStreamTrack | null): Promise<void> {
    if (track !== null && !(track instanceof MediaStreamTrack)) {
      throw new TypeError('the track has to be a MediaStreamTrack or null');
    }
    if (track && track.kind !== this.#kind) {
      throw new TypeError(`this sender is for ${this.#kind}`);
    }
    return this.#hooks.chain(async () => {
      if (this.#isStopped) throw invalidState('the transceiver is stopped');
      await new Promise(resolve => setImmediate(resolve));
      if (!this.#hooks.isClosed) this.attach(track);
    });
  }

  /** Names the streams that the endpoint is to put the track into. W3C WebRTC 1.0, section 5.2. */
  setStreams(...streams: MediaStream[]): void {
    if (!streams.every(stream => stream instanceof MediaStream)) {
      throw new TypeError('setStreams() takes MediaStreams');
    }
    if (this.#hooks.isClosed) throw invalidState('the RTCPeerConnection is closed');
    this.#label = undefined;
    this.setStreamIds(streams.map(({ id }) => id));
    this.#hooks.updateNegotiationNeeded();
  }

  /** Statistics of what this sender sends. W3C WebRTC 1.0, section 8.2. */
  async getStats(): Promise<RTCStatsReport> {
    return this.#hooks.statsOf(this);
  }

  /** @internal */
  belongsTo(hooks: ConnectionHooks): boolean {
    return this.#hooks === hooks;
  }

  /** @internal Grows with whatever descriptions say of this sender. */
  get version(): number {
    return this.#version;
  }

  /** @internal */
  get kind(): SectionKind {
    return this.#kind;
  }

  /** @internal The engine's senders, while media can flow. */
  get rtpSenders(): { rtpSender: RtpSender; rid: string | undefined }[] {
    return this.#streams.flatMap(({ encoding, forwarding }) =>
      forwarding.rtpSender ? [{ rtpSender: forwarding.rtpSender, rid: encoding.rid }] : []
    );
  }

  /** @internal True while the application disables what the room sends here. */
  get isMutedByRoom(): boolean {
    return this.#label !== undefined && this.rtpSenders.some(({ rtpSender }) => rtpSender.disabled);
  }

  /** @internal What was agreed about sending. */
  get negotiated(): TransceiverAgreement['send'] | undefined {
    return this.#negotiated;
  }

  /** @internal The names of streams and track in descriptions. RFC 8830. */
  get msids(): Msid[] {
    if (this.#label) return [this.#label];
    const ids = this.#streamIds.length > 0 ? this.#streamIds : ['-'];
    return ids.map(stream => ({ stream, track: this.#trackId }));
  }

  /**
   * @internal Tracks of one stream are to be played in sync, and so have one name; what the room
   * feeds keeps the publisher's.
   */
  get cname(): string {
    const adopted = this.#label && this.#streams[0]?.forwarding.rtpSender?.rtpParameters.rtcp;
    // RFC 3550, section 6.5: an SDES item holds 255 bytes.
    return adopted?.cname ?? this.#streamIds[0]?.slice(0, 255) ?? this.#cname;
  }

  /** @internal What descriptions say of each stream. */
  get sentStreams(): SentStream[] {
    return this.#streams.map(({ encoding, forwarding }) => ({
      ...forwarding.sources,
      rid: encoding.rid,
      active: encoding.active ?? true,
    }));
  }

  /** @internal Sends this track from now on. */
  attach(track: MediaStreamTrack | null): void {
    this.#unwatch();
    this.#track = track;
    this.#unwatch = (!this.#isStopped && track?.watch(() => this.#feed())) || (() => {});
    this.#feed();
  }

  /** @internal As `setStreams()`, without its checks. */
  setStreamIds(ids: readonly string[]): void {
    this.#streamIds = [...new Set(ids)];
    this.#version++;
  }

  /** @internal The room feeds this sender; `label` is what the publisher calls the track. */
  adopt(rtpSender: RtpSender, label: Msid): void {
    this.#label = label;
    this.#version++;
    this.#streams[0]?.forwarding.adopt(rtpSender);
  }

  /** @internal The room feeds this sender no more. */
  release(): void {
    this.#label = undefined;
    this.#version++;
    this.attach(null);
  }

  /** @internal The publisher calls the track otherwise now. */
  setLabel(label: Msid): void {
    if (this.#label) this.#label = label;
    this.#version++;
  }

  /** @internal */
  setTransport(transport: RTCDtlsTransport | null): void {
    this.#transport = transport;
  }

  /** @internal The endpoint takes these streams, or one only. W3C WebRTC 1.0, section 4.4.1.5. */
  setRids(rids: readonly string[]): void {
    this.#version++;
    this.#lastReturned = undefined;
    if (this.#streams.length < 2) return;
    const isTaken = ({ encoding }: Stream): boolean => rids.includes(encoding.rid!);
    const taken = this.#streams.filter(isTaken);
    this.#keep(taken.length > 0 ? taken : this.#streams.slice(0, 1));
  }

  /** @internal An offer asks for simulcast: what has one stream without a name has these now. */
  proposeRids(rids: readonly string[]): void {
    const { encoding, forwarding } = this.#streams[0]!;
    const isNamed = this.#streams.length > 1 || encoding.rid !== undefined;
    if (rids.length < 2 || isNamed || this.#kind === 'audio') return;
    this.#ridless = encoding;
    // The best of them goes on under the SSRCs that there were.
    const best = Math.min(rids.length, maxEncodings) - 1;
    this.#replace(
      rids.slice(0, best + 1).map((rid, at) => ({
        encoding: { rid, active: true, scaleResolutionDownBy: 2 ** (best - at) },
        forwarding: at === best ? forwarding : new Forwarding(this.#hooks.peer),
      }))
    );
  }

  /** @internal That offer is taken back. */
  withdrawRids(): void {
    const best = this.#streams.at(-1);
    if (this.#ridless && best && best.encoding.rid !== undefined) {
      this.#keep([best]);
      this.#replace([{ encoding: this.#ridless, forwarding: best.forwarding }]);
    }
    this.#ridless = undefined;
  }

  /** @internal That offer is answered. */
  settleRids(): void {
    this.#ridless = undefined;
  }

  /** @internal As `Forwarding.renewSources()`. */
  renewSources(isRenewed: boolean): void {
    this.#version++;
    for (const { forwarding } of this.#streams) forwarding.renewSources(isRenewed);
  }

  /** @internal Whether the last answer was about this transport. */
  isOn(transport: Transport): boolean {
    return this.#path === transport;
  }

  /** @internal What an answer says; undefined for nothing. Rejects if the engine refuses it. */
  async negotiate(
    agreed: TransceiverAgreement['send'] | undefined,
    mid: string | undefined,
    transport: Transport
  ): Promise<void> {
    this.#negotiated = agreed;
    this.#path = transport;
    const { codecs, headerExtensions } = agreed ?? { codecs: [], headerExtensions: [] };
    const rids = agreed?.rids ?? [];
    const isSimulcast = rids.length > 1;
    await Promise.all(
      this.#streams.map(({ encoding: { rid }, forwarding }, at) => {
        const isNamed = rids.length > 0 && this.#streams.length > 1;
        const isWanted = isNamed ? rids.includes(rid ?? '') : at === 0;
        const negotiated: Negotiated = {
          muxId: mid,
          codecs: isWanted ? codecs : [],
          headerExtensions,
          ...(!this.#label && { cname: this.cname }),
          ...(isSimulcast && rid !== undefined && { rid }),
        };
        return forwarding.negotiate(negotiated, transport);
      })
    );
  }

  /** @internal Sends nothing any more. */
  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#unwatch();
    for (const { forwarding } of this.#streams) forwarding.close();
  }

  #replace(streams: Stream[]): void {
    this.#version++;
    this.#lastReturned = undefined;
    this.#streams = streams;
    this.#feed();
  }

  #keep(kept: Stream[]): void {
    const dropped = this.#streams.filter(stream => !kept.includes(stream));
    this.#streams = kept;
    for (const { forwarding } of dropped) forwarding.close();
  }

  // From the track to the forwards: what is its source, and is it to flow?
  #feed(): void {
    const track = this.#track;
    const source = track?.readyState === 'live' ? track.feed.rtpReceiver : undefined;
    const sourceLayers = source?.rtpParameters?.encodings?.length ?? 1;
    if (this.#isStopped) return;
    for (const { encoding, forwarding } of this.#streams) {
      const isPaused = track?.enabled === false || encoding.active === false;
      forwarding.setSource(source, isPaused, layersOf(encoding, sourceLayers));
    }
  }
}
