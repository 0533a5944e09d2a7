// How transceivers and m-sections go together: one section each, or Plan B.
import type { Session } from '../../sdp/index.js';
import type { Agreement } from './agreement.js';
import { planAnswer } from './answer-plan.js';
import type { SettledDtls } from './dtls-plan.js';
import type { Line, TransceiverFacts } from './lines.js';
import { planLocalAnswer, type AnswerPlan } from './local-answer.js';
import { isOfferNeeded, planOffer, type OfferPlan, type Wanted } from './offer-plan.js';
import { planRemoteOffer, type RemoteOffer } from './remote-offer.js';

/** The plans of a negotiation. All are pure; what they throw are DOMExceptions. */
export interface Dialect {
  planOffer(lines: readonly Line[], wanted: Wanted, nextMid: number): OfferPlan;
  isOfferNeeded(lines: readonly Line[], wanted: Wanted): boolean;
  planAnswer(offer: readonly Line[], answer: Session, settled: SettledDtls | undefined): Agreement;
  planRemoteOffer(
    lines: readonly Line[],
    transceivers: readonly TransceiverFacts[],
    offer: Session,
    settled: SettledDtls | undefined
  ): RemoteOffer;
  /** @param last the answer before this one, for what can be taken from there */
  planLocalAnswer(
    offer: RemoteOffer,
    transceivers: readonly TransceiverFacts[],
    last?: AnswerPlan
  ): AnswerPlan;
}

/** A section for each transceiver. RFC 9429. */
export const unifiedPlan: Dialect = {
  planOffer,
  isOfferNeeded,
  planAnswer,
  planRemoteOffer,
  planLocalAnswer,
};
