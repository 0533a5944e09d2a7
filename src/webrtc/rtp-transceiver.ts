// One m-section's worth of media, with what the engine has for it.
import type { RtpReceiver } from '../engine/rtp-receiver.js';
import type { RtpSender } from '../engine/rtp-sender.js';
import type { RtpCapabilities, RtpParameters } from '../parameters/rtp.js';
import type { Direction } from './direction.js';
import { senderMedia, slotMedia, type SectionKind, type SectionMedia } from './media-mapping.js';
import type { SectionAnswer } from './answer-plan.js';
import type { TransceiverFacts } from './offer-answer.js';

/** What `RtpSender.negotiate()` was told last. */
export type Negotiated = Parameters<RtpSender['negotiate']>[0];

/**
 * Pairs an engine object with a mid. RFC 9429, section 4.2.
 *
 * One with a sender sends its media; one without is a receive slot, which waits for a track of
 * the peer and holds the receiver of it while there is one. Belongs to a TransceiverList.
 */
export class RtpTransceiver {
  #direction: Direction;
  #isStopped = false;
  #media: SectionMedia | undefined;
  #mediaOf: RtpParameters | RtpCapabilities | undefined;

  /** Given by the first plan that has a place for it; kept for life. */
  mid: string | undefined;
  /** What the peer sends in this slot. */
  receiver: RtpReceiver | undefined;
  /** As the last answer said it, before the engine completed it. */
  received: RtpParameters | undefined;
  negotiated: Negotiated | undefined;

  constructor(
    readonly id: number,
    readonly kind: SectionKind,
    readonly sender: RtpSender | undefined
  ) {
    this.#direction = sender ? 'sendonly' : 'recvonly';
    this.handleActiveChange();
  }

  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** Nothing is wanted of it any more; the next offer rejects its section. */
  stop(): void {
    this.#isStopped = true;
  }

  /** The application disabled or enabled the sender, and wants the peer to know. */
  handleActiveChange(): void {
    if (this.sender) this.#direction = this.sender.disabled ? 'inactive' : 'sendonly';
  }

  /** A new offer is due. A track that was muted without a word stays as it was offered. */
  handleOffer(): void {
    if (this.sender && !this.sender.disabled) this.#direction = 'sendonly';
  }

  /** A plain picture for the planner. */
  facts(capabilities: RtpCapabilities): TransceiverFacts {
    return {
      id: this.id,
      kind: this.kind,
      mid: this.mid,
      direction: this.#direction,
      isStopped: this.#isStopped,
      media: this.#currentMedia(capabilities),
    };
  }

  /** An answer was applied. */
  handleAnswer({ isRejected }: SectionAnswer): void {
    if (isRejected) this.#isStopped = true;
  }

  #currentMedia(capabilities: RtpCapabilities): SectionMedia {
    const source = this.sender ? this.sender.rtpParameters : capabilities;
    if (this.#media && this.#mediaOf === source) return this.#media;
    this.#mediaOf = source;
    const media = this.sender ? mediaOf(this.sender) : slotMedia(capabilities, this.kind);
    // The same object as long as it says the same: comparing offers is cheap then.
    if (JSON.stringify(media) !== JSON.stringify(this.#media)) this.#media = media;
    return this.#media ?? media;
  }
}

// A track that nobody named goes by the ids of the engine: tracks of one peer share a stream, so
// that browsers play them in sync.
const mediaOf = (sender: RtpSender): SectionMedia =>
  senderMedia(sender.rtpParameters, {
    stream: sender.associatedRtpReceiver.peer.id,
    track: sender.id,
  });
