// What stands behind an RTCRtpSender: its track, the names of it, and its streams to the endpoint.
import { randomId } from '../../base/identifiers.js';
import type { Peer } from '../../engine/peer.js';
import type { RtpSender } from '../../engine/rtp-sender.js';
import type { Transport } from '../../engine/transport.js';
import type { Msid } from '../../../sdp/index.js';
import type { TransceiverAgreement } from '../jsep/agreement.js';
import type { SectionKind } from '../jsep/codec-words.js';
import type { MediaStreamTrack } from '../media/media-stream-track.js';
import type { RTCDtlsTransport } from '../transports/rtc-dtls-transport.js';
import { toRtcParameters, type RTCRtpParameters } from './rtp-codec-parameters.js';
import type { RTCRtpEncodingParameters } from './send-encodings.js';
import { SentStreams } from './sent-streams.js';

/** What `getParameters()` of a sender gives and `setParameters()` takes. */
export interface RTCRtpSendParameters extends RTCRtpParameters {
  /** Names the `getParameters()` that a `setParameters()` belongs to. */
  transactionId: string;
  /** As many as the sender has streams, in the order of `sendEncodings`. */
  encodings: RTCRtpEncodingParameters[];
}

/** What a sender begins with. */
export interface SendingInit {
  peer: Peer;
  kind: SectionKind;
  track: MediaStreamTrack | null;
  streamIds: readonly string[];
  encodings: readonly RTCRtpEncodingParameters[];
}

/**
 * One sender as the connection sees it. The application sees its RTCRtpSender, which checks what it
 * is asked and calls this; descriptions and the room call this directly.
 */
export class Sending {
  readonly kind: SectionKind;
  /** Null until a description has been set. */
  transport: RTCDtlsTransport | null = null;
  readonly #cname = randomId();
  // The id of the track is not used: an endpoint may have chosen that one, and several senders may
  // have one track.
  readonly #trackId = randomId();
  readonly #streams: SentStreams;
  #track: MediaStreamTrack | null = null;
  #unwatch: () => void = () => {};
  #streamIds: string[];
  // What the publisher calls a track that the room feeds.
  #label: Msid | undefined;
  #negotiated: TransceiverAgreement['send'] | undefined;
  #lastReturned: RTCRtpSendParameters | undefined;
  #isStopped = false;
  #path: Transport | undefined;
  #version = 0;

  constructor({ peer, kind, track, streamIds, encodings }: SendingInit) {
    this.kind = kind;
    this.#streamIds = [...new Set(streamIds)];
    this.#streams = new SentStreams(peer, encodings);
    this.attach(track);
  }

  get track(): MediaStreamTrack | null {
    return this.#track;
  }

  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** Grows with each change that descriptions of ours show. */
  get version(): number {
    return this.#version;
  }

  get encodings(): RTCRtpEncodingParameters[] {
    return this.#streams.encodings;
  }

  /** What was agreed about sending; undefined while nothing is sent. */
  get negotiated(): TransceiverAgreement['send'] | undefined {
    return this.#negotiated;
  }

  /** The streams as descriptions have them. */
  get described(): SentStreams['described'] {
    return this.#streams.described;
  }

  /** The engine's senders, while media can flow. */
  get rtpSenders(): SentStreams['rtpSenders'] {
    return this.#streams.rtpSenders;
  }

  /** True while the application disables what the room sends here. */
  get isMutedByRoom(): boolean {
    return this.#label !== undefined && this.rtpSenders.some(({ rtpSender }) => rtpSender.disabled);
  }

  /** The names of streams and track in descriptions. RFC 8830. */
  get msids(): Msid[] {
    if (this.#label) return [this.#label];
    const ids = this.#streamIds.length > 0 ? this.#streamIds : ['-'];
    return ids.map(stream => ({ stream, track: this.#trackId }));
  }

  /**
   * The CNAME. Tracks of one stream are to be played in sync, and so have one; a track that the
   * room feeds has that of its publisher's peer.
   */
  get cname(): string {
    const adopted = this.#label && this.rtpSenders[0]?.rtpSender.rtpParameters.rtcp;
    return adopted?.cname ?? this.#streamIds[0] ?? this.#cname;
  }

  /** What `getParameters()` returned in this task, if it was called and nothing has changed since. */
  get lastReturned(): RTCRtpSendParameters | undefined {
    return this.#lastReturned;
  }

  /** The parameters of now: the same object until the task ends, or the sender changes. */
  getParameters(): RTCRtpSendParameters {
    if (this.#lastReturned) return this.#lastReturned;
    const { codecs, headerExtensions } = this.#negotiated ?? { codecs: [], headerExtensions: [] };
    const parameters: RTCRtpSendParameters = {
      transactionId: randomId(),
      encodings: this.encodings.map(encoding => ({ ...encoding })),
      ...toRtcParameters(codecs, headerExtensions),
      rtcp: { cname: this.cname, reducedSize: true },
    };
    this.#lastReturned = parameters;
    setImmediate(() => {
      if (this.#lastReturned === parameters) this.#lastReturned = undefined;
    });
    return parameters;
  }

  /** Sends as these encodings say from now on. */
  setEncodings(encodings: readonly RTCRtpEncodingParameters[]): void {
    this.#streams.setEncodings(encodings);
    this.#handleChange();
    this.#forwardTrack();
  }

  /** Sends this track from now on. */
  attach(track: MediaStreamTrack | null): void {
    this.#unwatch();
    this.#track = track;
    this.#unwatch = (!this.#isStopped && track?.watch(() => this.#forwardTrack())) || (() => {});
    this.#forwardTrack();
  }

  /** The endpoint is to put the track into the streams of these ids, or with none into no stream. */
  setStreamIds(ids: readonly string[]): void {
    this.#label = undefined;
    this.#streamIds = [...new Set(ids)];
    this.#version++;
  }

  /** The room feeds this sender; `label` is what descriptions call the track. */
  adopt(rtpSender: RtpSender, label: Msid): void {
    this.#label = label;
    this.#negotiated = undefined;
    this.#version++;
    this.#streams.adopt(rtpSender);
  }

  /** Another sender adopts what the room feeds. */
  disown(): void {
    this.#streams.disown();
  }

  /** The room feeds this sender no more. */
  release(): void {
    this.#label = undefined;
    this.#version++;
    this.attach(null);
  }

  /** The publisher calls the track otherwise now. */
  setLabel(label: Msid): void {
    if (this.#label) this.#label = label;
    this.#version++;
  }

  /** As `SentStreams.keepRids()`. */
  keepRids(rids: readonly string[]): void {
    this.#handleChange();
    this.#streams.keepRids(rids);
  }

  /** As `SentStreams.proposeRids()`. */
  proposeRids(rids: readonly string[]): void {
    if (this.#streams.proposeRids(rids, this.kind)) this.#handleNewStreams();
  }

  /** As `SentStreams.withdrawRids()`. */
  withdrawRids(): void {
    if (this.#streams.withdrawRids()) this.#handleNewStreams();
  }

  /** As `SentStreams.settleRids()`. */
  settleRids(): void {
    this.#streams.settleRids();
  }

  /** As `Forwarding.renewSources()`. */
  renewSources(isRenewed: boolean): void {
    this.#version++;
    this.#streams.renewSources(isRenewed);
  }

  /** Whether the last answer was about this transport. */
  isOn(transport: Transport): boolean {
    return this.#path === transport;
  }

  /** Sends as an answer says, with undefined nothing. Rejects if the engine refuses it. */
  async negotiate(
    agreed: TransceiverAgreement['send'] | undefined,
    muxId: string | undefined,
    transport: Transport
  ): Promise<void> {
    this.#negotiated = agreed;
    this.#path = transport;
    const cname = this.#label ? undefined : this.cname;
    await this.#streams.negotiate({ agreed, muxId, cname }, transport);
  }

  /** Sends nothing any more. */
  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#unwatch();
    this.#streams.close();
  }

  #handleNewStreams(): void {
    this.#handleChange();
    this.#forwardTrack();
  }

  #handleChange(): void {
    this.#version++;
    this.#lastReturned = undefined;
  }

  // Tells the streams what to forward, after the track, its source or its `enabled` has changed.
  #forwardTrack(): void {
    const track = this.#track;
    if (this.#isStopped) return;
    this.#streams.setSource({
      rtpReceiver: track?.readyState === 'live' ? track.feed.rtpReceiver : undefined,
      isPaused: track?.enabled === false,
    });
  }
}
