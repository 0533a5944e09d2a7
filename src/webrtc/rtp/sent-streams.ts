// The streams of one sender: an encoding of the application each, and what forwards it.
import type { Peer } from '../../engine/peer.js';
import type { RtpReceiver } from '../../engine/rtp-receiver.js';
import type { RtpSender } from '../../engine/rtp-sender.js';
import { maxEncodings } from '../../parameters/limits.js';
import type { Transport } from '../../engine/transport.js';
import type { TransceiverAgreement } from '../jsep/agreement.js';
import type { SectionKind } from '../jsep/codec-words.js';
import type { SentStream } from '../jsep/section-media.js';
import { Forwarding, type Negotiated } from './forwarding.js';
import { layersOf, type RTCRtpEncodingParameters } from './send-encodings.js';

interface Stream {
  encoding: RTCRtpEncodingParameters;
  forwarding: Forwarding;
}

/** What all streams of a sender are forwarded from. */
export interface StreamSource {
  /** Undefined while the sender's track has no media, or there is no track. */
  rtpReceiver: RtpReceiver | undefined;
  /** The application has disabled the track. */
  isPaused: boolean;
}

/** What an answer agreed on for a sender. */
export interface SendAgreement {
  agreed: TransceiverAgreement['send'] | undefined;
  /** The mid that packets bear; undefined where several tracks share a section. */
  muxId: string | undefined;
  /** Undefined for a sender of the room, which has that of the publisher's peer. */
  cname: string | undefined;
}

/** The streams of one sender in the order of their encodings, from the lowest to the highest. */
export class SentStreams {
  #streams: Stream[];
  // What the only encoding was before an offer of the endpoint gave RIDs to it.
  #ridless: RTCRtpEncodingParameters | undefined;

  constructor(
    private readonly peer: Peer,
    encodings: readonly RTCRtpEncodingParameters[]
  ) {
    this.#streams = encodings.map(encoding => ({ encoding, forwarding: new Forwarding(peer) }));
  }

  get encodings(): RTCRtpEncodingParameters[] {
    return this.#streams.map(({ encoding }) => encoding);
  }

  /** As many encodings as there are streams, in the same order. */
  setEncodings(encodings: readonly RTCRtpEncodingParameters[]): void {
    for (const [at, stream] of this.#streams.entries()) stream.encoding = encodings[at]!;
  }

  /** What descriptions say of each stream. */
  get described(): SentStream[] {
    return this.#streams.map(({ encoding, forwarding }) => ({
      ...forwarding.sources,
      rid: encoding.rid,
      active: encoding.active ?? true,
    }));
  }

  /** The engine's senders that exist now, with the RIDs of their encodings. */
  get rtpSenders(): { rtpSender: RtpSender; rid: string | undefined }[] {
    return this.#streams.flatMap(({ encoding, forwarding }) =>
      forwarding.rtpSender ? [{ rtpSender: forwarding.rtpSender, rid: encoding.rid }] : []
    );
  }

  /** As `Forwarding.adopt()`, of the first stream. */
  adopt(rtpSender: RtpSender): void {
    this.#streams[0]?.forwarding.adopt(rtpSender);
  }

  /** As `Forwarding.disown()`, of the first stream. */
  disown(): void {
    this.#streams[0]?.forwarding.disown();
  }

  /** Forwards from this source from now on, as each encoding says. */
  setSource({ rtpReceiver, isPaused }: StreamSource): void {
    const sourceLayers = rtpReceiver?.rtpParameters?.encodings?.length ?? 1;
    for (const { encoding, forwarding } of this.#streams) {
      const isOff = isPaused || encoding.active === false;
      forwarding.setSource(rtpReceiver, isOff, layersOf(encoding, sourceLayers));
    }
  }

  /** As `Forwarding.renewSources()`, for each stream. */
  renewSources(isRenewed: boolean): void {
    for (const { forwarding } of this.#streams) forwarding.renewSources(isRenewed);
  }

  /** Keeps the streams that the endpoint takes, or the first. W3C WebRTC 1.0, section 4.4.1.5. */
  keepRids(rids: readonly string[]): void {
    if (this.#streams.length < 2) return;
    const taken = this.#streams.filter(({ encoding }) => rids.includes(encoding.rid!));
    this.#keep(taken.length > 0 ? taken : this.#streams.slice(0, 1));
  }

  /**
   * Gives the RIDs that an offer of the endpoint asks for to what has one stream without a name.
   * Returns whether it did.
   */
  proposeRids(rids: readonly string[], kind: SectionKind): boolean {
    const { encoding, forwarding } = this.#streams[0]!;
    const isNamed = this.#streams.length > 1 || encoding.rid !== undefined;
    if (rids.length < 2 || isNamed || kind === 'audio') return false;
    this.#ridless = encoding;
    // The best of the layers goes on under the SSRCs that there were.
    const best = Math.min(rids.length, maxEncodings) - 1;
    this.#streams = rids.slice(0, best + 1).map((rid, at) => ({
      encoding: { rid, active: true, scaleResolutionDownBy: 2 ** (best - at) },
      forwarding: at === best ? forwarding : new Forwarding(this.peer),
    }));
    return true;
  }

  /** Takes back what `proposeRids()` did, with the offer that asked for it. Returns whether it did. */
  withdrawRids(): boolean {
    const best = this.#streams.at(-1);
    const ridless = this.#ridless;
    this.#ridless = undefined;
    if (!ridless || best?.encoding.rid === undefined) return false;
    this.#keep([best]);
    this.#streams = [{ encoding: ridless, forwarding: best.forwarding }];
    return true;
  }

  /** The offer that asked for RIDs is answered: they stay. */
  settleRids(): void {
    this.#ridless = undefined;
  }

  /** Applies an answer to each stream. Rejects if the engine refuses it. */
  async negotiate({ agreed, muxId, cname }: SendAgreement, transport: Transport): Promise<void> {
    const { codecs, headerExtensions, rids, mixesExtensionForms } = agreed ?? noAgreement;
    const isNamed = rids.length > 0 && this.#streams.length > 1;
    await Promise.all(
      this.#streams.map(({ encoding: { rid }, forwarding }, at) => {
        const isWanted = isNamed ? rids.includes(rid ?? '') : at === 0;
        const negotiated: Negotiated = {
          muxId,
          codecs: isWanted ? codecs : [],
          headerExtensions,
          ...(cname !== undefined && { cname }),
          ...(mixesExtensionForms === false && { mixesExtensionForms }),
          ...(rids.length > 1 && rid !== undefined && { rid }),
        };
        return forwarding.negotiate(negotiated, transport);
      })
    );
  }

  /** Ends all streams. */
  close(): void {
    for (const { forwarding } of this.#streams) forwarding.close();
  }

  #keep(kept: Stream[]): void {
    const dropped = this.#streams.filter(stream => !kept.includes(stream));
    this.#streams = kept;
    for (const { forwarding } of dropped) forwarding.close();
  }
}

const noAgreement: TransceiverAgreement['send'] = { codecs: [], headerExtensions: [], rids: [] };
