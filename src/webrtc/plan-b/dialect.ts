// Plan B: all tracks of a kind in one m-section, as browsers had it before Unified Plan.
import type { RtpCapabilities } from '../../parameters/rtp.js';
import type { Dialect } from '../jsep/dialect.js';
import type { Formats } from '../jsep/section-state.js';
import {
  codecsOfKind,
  describeFormats,
  extensionsOfKind,
  type SectionKind,
} from '../jsep/codec-words.js';
import { planSharedRemoteAnswer } from './remote-answer.js';
import { planSharedLocalAnswer } from './local-answer.js';
import { isSharedOfferNeeded, planSharedLocalOffer, type KindMedia } from './local-offer.js';
import { planSharedRemoteOffer } from './remote-offer.js';
import type { RtpNumbers } from '../jsep/rtp-numbers.js';

/** What the connection is capable of, by kind. */
export interface KindFormats {
  /** In the numbers of the room: what may be answered. */
  formats: Formats;
  /** In the numbers of the connection: what is offered. */
  media: KindMedia;
}

export function formatsOf(
  kind: SectionKind,
  capabilities: RtpCapabilities,
  numbers: RtpNumbers
): KindFormats {
  const codecs = codecsOfKind(capabilities, kind);
  const headerExtensions = extensionsOfKind(capabilities, kind);
  return {
    formats: { codecs, headerExtensions, isOrdered: false },
    media: describeFormats(numbers.mapCodecs(codecs), numbers.mapExtensions(headerExtensions)),
  };
}

/**
 * The plans for an endpoint that speaks Plan B. Transceivers are as ever, but share a section and
 * its mid. A track of the endpoint is known by its id; a new one gets a transceiver of its own
 * unless one waits for it, and with its last track goes a transceiver that sends nothing.
 */
export const planB = (formatsOf: (kind: SectionKind) => KindFormats): Dialect => {
  const mediaOf = (kind: SectionKind): KindMedia => formatsOf(kind).media;
  return {
    planLocalOffer: (sections, wanted, nextMid) =>
      planSharedLocalOffer(sections, wanted, nextMid, mediaOf),
    isOfferNeeded: (sections, wanted) => isSharedOfferNeeded(sections, wanted, mediaOf),
    planRemoteAnswer: planSharedRemoteAnswer,
    planRemoteOffer: planSharedRemoteOffer,
    planLocalAnswer: (offer, transceivers) =>
      planSharedLocalAnswer(offer, transceivers, kind => formatsOf(kind).formats),
  };
};
