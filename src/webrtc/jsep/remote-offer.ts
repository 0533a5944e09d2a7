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

/** One section of an endpoint's offer, and the transceiver that it is for. */
export interface OfferedSection {
  mid: string;
  section: MediaSection;
  isRejected: boolean;
  /** False outside of the BUNDLE group, where we have no transport for the section. */
  isBundled: boolean;
  /** The id of a transceiver, `new` where one is to be made, or none where nothing is behind it. */
  transceiver: number | 'new' | undefined;
  /** True if the transport would end with this section: see `SectionState.isParked`. */
  isTagged?: boolean;
  /** Plan B only: this entry is about one of the tracks of the section. */
  track?: RemoteName;
}

export interface RemoteOffer {
  sections: OfferedSection[];
  /** Mids in the order of the offer's BUNDLE group. */
  bundle: string[];
  /** False if the offer has no BUNDLE group: our answer must not have one then. RFC 9143, section 7.3. */
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
  const bundled = new Set(bundle);
  const tag = states.find(state => state.isEstablished && !state.isRejected);
  const seats = new Seats(transceivers);
  const sections = withoutIdConflicts(offer.media).map((section, at): OfferedSection => {
    const mid = mids[at]!;
    const state = states[at];
    checkSection(state, mid, section);
    const rejected = isRejected(section);
    const transceiver = associate(section, mid, rejected, state, seats);
    const isTagged = tag !== undefined && state === tag && !rejected;
    return {
      mid,
      section,
      isRejected: rejected,
      isBundled: bundled.has(mid),
      transceiver,
      ...(isTagged && { isTagged }),
    };
  });

  // What we reject in any case, such as m=image, need not say anything of the transport.
  const live = sections.filter(
    ({ section: { kind }, isRejected: rejected, isBundled }) =>
      !rejected && isBundled && (isSectionKind(kind) || kind === 'application')
  );
  const byMid = new Map(live.map(section => [section.mid, section]));
  const speaker = bundle
    .map(mid => byMid.get(mid))
    .find(section => section?.section.iceUfrag !== undefined);
  const tagged = (speaker ?? live[0])?.section;
  const speakers = live.map(({ section }) => section);
  return {
    sections,
    bundle,
    isGrouped: offer.bundles.some(group => group.length > 0),
    extmapAllowMixed: offer.extmapAllowMixed,
    ice: tagged && checkTransport(tagged, 'offer', offer.iceLite),
    dtls: tagged ? planRemoteDtls('offer', tagged, speakers, settled) : settled,
    canTrickle: offer.media.some(({ iceOptions }) => iceOptions.includes('trickle')),
  };
}

// RFC 9143 wants a mid in each section; endpoints without BUNDLE leave it out, and get one.
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
  const seen = new Set<string>();
  for (const mid of all) {
    if (seen.has(mid)) throw invalidAccess(`the mid "${mid}" is there twice`);
    seen.add(mid);
  }
  return all;
}

// We have one transport: for the group that has it already, or else the first group. Of an offer
// without a group one section gets it.
function bundleOf(
  offer: Session,
  mids: readonly string[],
  sections: readonly SectionState[]
): string[] {
  const established = new Set(
    sections.filter(state => state.isEstablished && !state.isRejected).map(({ mid }) => mid)
  );
  const group =
    offer.bundles.find(bundle => bundle.some(mid => established.has(mid))) ?? offer.bundles[0];
  const known = new Set(mids);
  for (const mid of group ?? []) {
    if (!known.has(mid)) throw invalidAccess(`the BUNDLE group names an unknown mid "${mid}"`);
  }
  if (group && group.length > 0) return [...new Set(group)];
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
  seats: Seats
): OfferedSection['transceiver'] {
  const { kind, direction } = section;
  if (!isSectionKind(kind)) return undefined;
  const known = seats.of(mid) ?? behind(state, mid);
  if (known) return known.id;
  return rejected ? undefined : (seats.take(kind, direction) ?? 'new');
}

/** The transceivers for whose tracks there may be a section in an offer. */
class Seats {
  readonly #byMid: ReadonlyMap<string | undefined, TransceiverFacts>;
  readonly #waiting: TransceiverFacts[];

  constructor(transceivers: readonly TransceiverFacts[]) {
    this.#byMid = new Map(transceivers.map(facts => [facts.mid, facts]));
    this.#waiting = transceivers.filter(({ mid, isStopped }) => mid === undefined && !isStopped);
  }

  /** The transceiver that has a section already. */
  of(mid: string): TransceiverFacts | undefined {
    return this.#byMid.get(mid);
  }

  /** The first that has none and fits; each of them once. */
  take(kind: SectionKind, offered: Direction): number | undefined {
    const at = this.#waiting.findIndex(facts => fits(facts, offered, kind));
    return at < 0 ? undefined : this.#waiting.splice(at, 1)[0]!.id;
  }
}

const behind = (state: SectionState | undefined, mid: string): { id: number } | undefined =>
  state?.mid === mid && state.transceiver !== undefined && !state.isParked
    ? { id: state.transceiver }
    : undefined;

// RFC 9429, section 5.10, for tracks of `addTrack()`; what the room feeds goes the same way.
const fits = (facts: TransceiverFacts, offered: Direction, kind: SectionKind): boolean =>
  receives(offered) && facts.kind === kind && (facts.isAddedTrack || facts.isFed);
