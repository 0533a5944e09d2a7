// Offers of the endpoint: which transceiver each section is for. RFC 9429, section 5.10. Pure.
import { isRejected, type MediaSection, type Session } from '../../../sdp/index.js';
import { checkTransport, type RemoteIce } from './agreement.js';
import { receives, type Direction } from './direction.js';
import { planRemoteDtls, type SettledDtls } from './remote-dtls.js';
import { invalidAccess } from '../idl/errors.js';
import { withoutIdConflicts } from './extension-ids.js';
import {
  isFree,
  type SectionState,
  type RemoteName,
  type TransceiverFacts,
} from './section-state.js';
import { isSectionKind, type SectionKind } from './codec-words.js';

/** One section of an offer, and whom it concerns. */
export interface OfferedSection {
  mid: string;
  section: MediaSection;
  isRejected: boolean;
  /** Outside the BUNDLE group there is no transport for it. */
  isBundled: boolean;
  /** The id of a transceiver, `new` where one is to be made, or none where nothing is behind it. */
  transceiver: number | 'new' | undefined;
  /** True if the transport would end with it: see `Line.isParked`. */
  isTagged?: boolean;
  /** Which of the tracks of the section it is about; Plan B only. */
  track?: RemoteName;
}

export interface RemoteOffer {
  sections: OfferedSection[];
  /** Mids in the order of the offer's BUNDLE group. */
  bundle: string[];
  /** False if that group is our own idea: an answer must not have one then. RFC 9143, section 7.3. */
  isGrouped: boolean;
  extmapAllowMixed: boolean;
  dtls: SettledDtls | undefined;
  ice: RemoteIce | undefined;
  canTrickle: boolean;
}

/**
 * Finds a transceiver for each section. Nothing is changed here, and what passes can be answered.
 *
 * @param states what was agreed last
 * @throws {DOMException} InvalidAccessError, if the offer contradicts that or itself
 */
export function planRemoteOffer(
  states: readonly SectionState[],
  transceivers: readonly TransceiverFacts[],
  offer: Session,
  settled: SettledDtls | undefined
): RemoteOffer {
  if (offer.media.length < states.length) {
    throw invalidAccess(
      `the offer has ${offer.media.length} m-sections, and ${states.length} were negotiated`
    );
  }
  const mids = midsOf(offer, states);
  const bundle = bundleOf(offer, mids, states);
  const tag = states.find(state => state.isEstablished && !state.isRejected);
  const taken = new Set<number>();
  const sections = withoutIdConflicts(offer.media).map((section, at): OfferedSection => {
    const mid = mids[at]!;
    const state = states[at];
    checkSection(state, mid, section);
    const rejected = isRejected(section);
    const transceiver = associate(section, mid, rejected, state, transceivers, taken);
    if (typeof transceiver === 'number') taken.add(transceiver);
    const isTagged = tag !== undefined && state === tag && !rejected;
    return {
      mid,
      section,
      isRejected: rejected,
      isBundled: bundle.includes(mid),
      transceiver,
      ...(isTagged && { isTagged }),
    };
  });

  const live = sections.filter(({ isRejected: rejected, isBundled }) => !rejected && isBundled);
  const speaker = bundle
    .map(mid => live.find(section => section.mid === mid))
    .find(section => section?.section.iceUfrag !== undefined);
  const tagged = (speaker ?? live[0])?.section;
  const speakers = live.map(({ section }) => section);
  return {
    sections,
    bundle,
    isGrouped: offer.bundles.some(mids => mids.length > 0),
    extmapAllowMixed: offer.extmapAllowMixed,
    ice: tagged && checkTransport(tagged, 'offer', offer.iceLite),
    dtls: tagged ? planRemoteDtls('offer', tagged, speakers, settled) : settled,
    canTrickle: offer.media.some(({ iceOptions }) => iceOptions.includes('trickle')),
  };
}

// RFC 9143 wants a mid in each section; who knows no BUNDLE leaves it out.
function midsOf(offer: Session, sections: readonly SectionState[]): string[] {
  const mids = offer.media.map(({ mid }, at) => {
    const state = sections[at];
    return mid ?? (state && !isFree(state) ? state.mid : undefined);
  });
  const used = new Set(mids);
  let next = 0;
  const all = mids.map(mid => {
    if (mid !== undefined) return mid;
    while (used.has(String(next))) next++;
    return String(next++);
  });
  const twice = all.find((mid, at) => all.indexOf(mid) !== at);
  if (twice !== undefined) throw invalidAccess(`the mid "${twice}" is there twice`);
  return all;
}

// One transport: the group that it is in already, or else the first. Without a group there is
// room for one section only.
function bundleOf(
  offer: Session,
  mids: readonly string[],
  sections: readonly SectionState[]
): string[] {
  const established = sections.filter(state => state.isEstablished && !state.isRejected);
  const group =
    offer.bundles.find(bundle => established.some(({ mid }) => bundle.includes(mid))) ??
    offer.bundles[0];
  for (const mid of group ?? []) {
    if (!mids.includes(mid)) throw invalidAccess(`the BUNDLE group names an unknown mid "${mid}"`);
  }
  if (group && group.length > 0) return group;
  const first = offer.media.findIndex(section => !isRejected(section));
  return first < 0 ? [] : [mids[first]!];
}

function checkSection(state: SectionState | undefined, mid: string, section: MediaSection): void {
  if (!state || isFree(state)) return;
  if (state.mid !== mid) {
    throw invalidAccess(`m-section "${state.mid}": the offer calls it "${mid}"`);
  }
  if (state.kind !== section.kind) {
    throw invalidAccess(
      `m-section "${mid}": it was ${state.kind}, and is offered as ${section.kind}`
    );
  }
}

function associate(
  section: MediaSection,
  mid: string,
  rejected: boolean,
  state: SectionState | undefined,
  transceivers: readonly TransceiverFacts[],
  taken: ReadonlySet<number>
): OfferedSection['transceiver'] {
  const { kind, direction } = section;
  if (!isSectionKind(kind)) return undefined;
  const known = transceivers.find(facts => facts.mid === mid) ?? behind(state, mid);
  if (known) return known.id;
  if (rejected) return undefined;
  const isWaiting = (facts: TransceiverFacts): boolean =>
    facts.mid === undefined &&
    !facts.isStopped &&
    facts.kind === kind &&
    !taken.has(facts.id) &&
    fits(facts, direction, kind);
  return transceivers.find(isWaiting)?.id ?? 'new';
}

const behind = (state: SectionState | undefined, mid: string): { id: number } | undefined =>
  state?.mid === mid && state.transceiver !== undefined && !state.isParked
    ? { id: state.transceiver }
    : undefined;

// RFC 9429, section 5.10, for tracks of `addTrack()`; what the room feeds goes the same way.
const fits = (facts: TransceiverFacts, offered: Direction, kind: SectionKind): boolean =>
  receives(offered) && facts.kind === kind && (facts.isAddedTrack || facts.isFed);
