// How transceivers and m-sections go together: one section each, or Plan B.
import type { Session } from '../../../sdp/index.js';
import { planRemoteAnswer, type RemoteAnswer } from './remote-answer.js';
import type { SettledDtls } from './remote-dtls.js';
import type { SectionState, TransceiverFacts } from './section-state.js';
import { planLocalAnswer, type LocalAnswer } from './local-answer.js';
import { isOfferNeeded, planLocalOffer, type LocalOffer, type Wanted } from './local-offer.js';
import { planRemoteOffer, type RemoteOffer } from './remote-offer.js';

/** The plans of a negotiation. All are pure; what they throw are DOMExceptions. */
export interface Dialect {
  planLocalOffer(sections: readonly SectionState[], wanted: Wanted, nextMid: number): LocalOffer;
  isOfferNeeded(sections: readonly SectionState[], wanted: Wanted): boolean;
  planRemoteAnswer(
    offer: readonly SectionState[],
    answer: Session,
    settled: SettledDtls | undefined
  ): RemoteAnswer;
  planRemoteOffer(
    sections: readonly SectionState[],
    transceivers: readonly TransceiverFacts[],
    offer: Session,
    settled: SettledDtls | undefined
  ): RemoteOffer;
  /** @param last our answer before this one: sections that say the same again are taken from it */
  planLocalAnswer(
    offer: RemoteOffer,
    transceivers: readonly TransceiverFacts[],
    last?: LocalAnswer
  ): LocalAnswer;
}

/** Unified Plan: each transceiver has a section of its own. RFC 9429. */
export const unifiedPlan: Dialect = {
  planLocalOffer,
  isOfferNeeded,
  planRemoteAnswer,
  planRemoteOffer,
  planLocalAnswer,
};
