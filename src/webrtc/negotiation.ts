// What was offered and what was agreed: the descriptions of a peer connection and their plans.
import { parse, write } from '../../sdp/index.js';
import { randomSsrc } from '../base/identifiers.js';
import { planAnswer, type AnswerPlan } from './answer-plan.js';
import type { SettledDtls } from './dtls-plan.js';
import { invalidModification, reading } from './errors.js';
import {
  describeOffer,
  isOfferNeeded,
  planOffer,
  type Line,
  type TransceiverFacts,
  type TransportFacts,
} from './offer-answer.js';
import { RTCSessionDescription } from './rtc-session-description.js';

interface Offer {
  description: RTCSessionDescription;
  lines: Line[];
  ufrag: string;
}

/**
 * Keeps the last agreed lines, and beside them those of the offer that is out. An offer changes
 * nothing of what was agreed until its answer is applied, so dropping it is all that a rollback is.
 *
 * Knows no engine: it works on plans.
 */
export class Negotiation {
  readonly #sessionId = randomSessionId();
  #version = 0;
  #nextMid = 0;
  #agreed: Line[] = [];
  #created: Offer | undefined;
  #pending: Offer | undefined;
  #settledDtls: SettledDtls | undefined;
  #agreedUfrag: string | undefined;

  currentLocalDescription: RTCSessionDescription | null = null;
  currentRemoteDescription: RTCSessionDescription | null = null;

  get pendingLocalDescription(): RTCSessionDescription | null {
    return this.#pending?.description ?? null;
  }

  /** True once an offer was created, whatever became of it. */
  get hasBegun(): boolean {
    return this.#version > 0;
  }

  /** True if the engine knows the peer's end of DTLS. */
  get isConnected(): boolean {
    return this.#settledDtls !== undefined;
  }

  /** The ICE user name fragment that the endpoint has accepted of us. */
  get agreedUfrag(): string | undefined {
    return this.#agreedUfrag;
  }

  /** The lines of the offer that is out, or else those agreed. */
  get lines(): readonly Line[] {
    return this.#pending?.lines ?? this.#agreed;
  }

  isNeeded(transceivers: readonly TransceiverFacts[]): boolean {
    return isOfferNeeded(this.lines, transceivers);
  }

  /** Plans and writes an offer. It is only that: `setOffer()` makes it the one that counts. */
  createOffer(transceivers: readonly TransceiverFacts[], transport: TransportFacts): Line[] {
    const plan = planOffer(this.lines, transceivers, this.#nextMid);
    const identity = { sessionId: this.#sessionId, version: this.#version + 1 };
    const sdp = write(describeOffer(plan, transport, identity));

    this.#version++;
    this.#nextMid = plan.nextMid;
    const description = new RTCSessionDescription({ type: 'offer', sdp });
    const ufrag = transport.iceParameters.usernameFragment;
    this.#created = { description, lines: plan.lines, ufrag };
    return plan.lines;
  }

  /** The offer that was created last; null if it was used up or dropped. */
  get createdOffer(): RTCSessionDescription | null {
    return this.#created?.description ?? null;
  }

  /**
   * The offer is out.
   *
   * @throws {DOMException} InvalidModificationError, if it is not the one created last
   */
  setOffer(sdp: string): void {
    if (!this.#created || this.#created.description.sdp !== sdp) {
      throw invalidModification('this is not the offer that createOffer() made last');
    }
    this.#pending = this.#created;
  }

  /**
   * Reads an answer to the offer that is out.
   *
   * @throws {DOMException} RTCError if it cannot be read, InvalidAccessError if it does not fit
   */
  readAnswer(sdp: string): AnswerPlan {
    const session = reading('answer', () => parse(sdp));
    return planAnswer(this.#pending?.lines ?? [], session, this.#settledDtls);
  }

  /** The answer has been applied. */
  agree(answer: RTCSessionDescription, plan: AnswerPlan): void {
    this.currentLocalDescription = this.pendingLocalDescription;
    this.currentRemoteDescription = answer;
    this.#agreed = plan.lines;
    this.#settledDtls = plan.dtls;
    this.#agreedUfrag = this.#pending?.ufrag;
    this.drop();
  }

  /** Back to what was agreed. */
  drop(): void {
    this.#pending = undefined;
    this.#created = undefined;
  }
}

// RFC 9429, section 5.2.1: 63 random bits.
const randomSessionId = (): string => {
  const word = (): bigint => BigInt(randomSsrc(() => false));
  return String((word() << 31n) ^ (word() >> 1n));
};
