// Offers of Plan B by the endpoint: which transceiver each of its tracks is for. Pure.
import type { Session } from '../../../sdp/index.js';
import type { SettledDtls } from '../jsep/remote-dtls.js';
import type { SectionState, SharedTrack, TransceiverFacts } from '../jsep/section-state.js';
import { checkPlanB, isVanished, placeTracks, tracksOf, vanishedSection } from './tracks.js';
import { planRemoteOffer, type OfferedSection, type RemoteOffer } from '../jsep/remote-offer.js';

/**
 * Reads an offer: its sections, then an entry for each track that the endpoint sends, or no longer sends.
 *
 * @throws {DOMException} InvalidAccessError, if the offer contradicts what was agreed, or itself
 */
export function planSharedRemoteOffer(
  states: readonly SectionState[],
  transceivers: readonly TransceiverFacts[],
  offer: Session,
  settled: SettledDtls | undefined
): RemoteOffer {
  checkPlanB(offer, 'offer');
  const plan = planRemoteOffer(states, [], offer, settled);
  const sections = plan.sections.map(section => ({ ...section, transceiver: undefined }));
  const tracks = sections.flatMap((section, at) => {
    const owners = (states[at]?.tracks ?? []).map(track => asItIs(track, transceivers));
    return trackSections(section, owners);
  });
  return { ...plan, sections: [...sections, ...tracks] };
}

function asItIs(track: SharedTrack, transceivers: readonly TransceiverFacts[]): SharedTrack {
  const facts = transceivers.find(({ id }) => id === track.transceiver);
  if (!facts) return { ...track, transceiver: undefined, direction: 'inactive', isStopped: true };
  const { isStopped } = facts;
  return { ...track, direction: isStopped ? 'inactive' : facts.direction, isStopped };
}

function trackSections(
  { mid, section, isRejected, isBundled }: OfferedSection,
  owners: readonly SharedTrack[]
): OfferedSection[] {
  const placed = placeTracks(isRejected || !isBundled ? [] : tracksOf(section), owners);
  const base = { mid, isRejected: false, isBundled: true };
  const present = placed
    .filter(({ owner }) => !owner?.isStopped)
    .map(({ track, owner }) => ({
      ...base,
      section: track.section,
      transceiver: owner?.transceiver ?? ('new' as const),
      track: { id: track.id, ssrcs: track.ssrcs },
    }));
  const vanished = owners
    .filter(owner => isVanished(owner, placed) && !owner.isStopped)
    .map(({ transceiver, remote }) => ({
      ...base,
      section: vanishedSection(section),
      transceiver,
      track: remote!,
    }));
  return [...present, ...vanished];
}
