// Plan B: all tracks of a kind in one m-section, as browsers had it before Unified Plan.
import type { RtpCapabilities } from '../parameters/rtp.js';
import type { Agreement, SectionAgreement } from './agreement.js';
import type { Dialect } from './dialect.js';
import type { Formats, SharedTrack } from './lines.js';
import {
  codecsOfKind,
  describeFormats,
  extensionsOfKind,
  type SectionKind,
} from './media-mapping.js';
import { planSharedAnswer } from './plan-b-answer.js';
import { planSharedLocalAnswer } from './plan-b-local-answer.js';
import { isSharedOfferNeeded, planSharedOffer, type KindMedia } from './plan-b-offer.js';
import { planSharedRemoteOffer } from './plan-b-remote-offer.js';
import type { RTCRtpTransceiver } from './rtc-rtp-transceiver.js';
import type { RtpNumbers } from './rtp-numbers.js';
import type { TransceiverSet } from './transceiver-set.js';

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
    planOffer: (lines, wanted, nextMid) => planSharedOffer(lines, wanted, nextMid, mediaOf),
    isOfferNeeded: (lines, wanted) => isSharedOfferNeeded(lines, wanted, mediaOf),
    planAnswer: planSharedAnswer,
    planRemoteOffer: planSharedRemoteOffer,
    planLocalAnswer: (offer, transceivers) =>
      planSharedLocalAnswer(offer, transceivers, kind => formatsOf(kind).formats),
  };
};

/**
 * Makes the transceivers of tracks that came in an answer, and lets it be applied. If that fails
 * they are gone again.
 */
export async function admitting(
  agreement: Agreement,
  transceivers: TransceiverSet,
  apply: (agreement: Agreement) => Promise<void>
): Promise<void> {
  const made: RTCRtpTransceiver[] = [];
  const sections: SectionAgreement[] = [...agreement.sections];
  const lines = [...agreement.lines];
  for (const { line: at, kind, trackId, remote, section } of agreement.appeared ?? []) {
    const transceiver = transceivers.add({
      kind,
      direction: 'recvonly',
      origin: 'remote offer',
      remoteTrackId: trackId,
    });
    made.push(transceiver);
    sections.push({ ...section, transceiver: transceiver.id });
    const track: SharedTrack = {
      transceiver: transceiver.id,
      direction: 'recvonly',
      isStopped: false,
      codecs: [],
      remote,
    };
    const line = lines[at]!;
    lines[at] = { ...line, tracks: [...(line.tracks ?? []), track] };
  }
  try {
    await apply({ ...agreement, lines, sections });
  } catch (error) {
    for (const transceiver of made) {
      transceiver.finishStop(true);
      transceivers.remove(transceiver);
    }
    throw error;
  }
}
