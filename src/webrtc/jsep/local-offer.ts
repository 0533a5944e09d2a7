// Offers of ours: (sections as they are, what is wanted) → sections. RFC 9429, section 5.2. Pure.
import { answerDirection, reversed, sends } from './direction.js';
import { isData, isFree, type SectionState, type TransceiverFacts } from './section-state.js';
import { noMedia, type SectionMedia } from './section-media.js';

/** What the application and the room want our next offer to say. */
export interface Wanted {
  transceivers: readonly TransceiverFacts[];
  /** The application wants data channels. */
  hasDataChannels: boolean;
  /**
   * True if the transport is to outlive its sections: the first of the BUNDLE group is then made
   * inactive and not rejected.
   */
  keepsTransport: boolean;
}

/** Our offer before it names a transport. */
export interface LocalOffer {
  sections: SectionState[];
  nextMid: number;
}

/**
 * Gives each transceiver its section.
 *
 * Sections stay where they are. The section of a stopped transceiver is rejected; a new transceiver
 * takes the place of a section that was rejected before, of its own kind if there is one, and else gets a
 * section at the end: first what the application asked for, then what the room feeds. So a description
 * grows no longer than its busiest moment.
 */
export function planLocalOffer(
  sections: readonly SectionState[],
  wanted: Wanted,
  nextMid: number
): LocalOffer {
  const { transceivers } = wanted;
  const placed = new Set(sections.map(({ transceiver }) => transceiver));
  const byId = new Map(transceivers.map(facts => [facts.id, facts]));
  const waiting = transceivers
    .filter(facts => !placed.has(facts.id) && isOfferable(facts))
    .sort((a, b) => Number(a.isFed) - Number(b.isFed));
  const recycled = recycle(sections, waiting, byId);
  const parked = parkedSection(sections, wanted, byId);
  const mids = new Mids(sections, transceivers, nextMid);

  const planned = sections.map((state, at) => {
    const successor = recycled.get(at);
    if (successor) return state.isParked ? revived(state, successor) : begin(successor, mids);
    const facts = state.transceiver === undefined ? undefined : byId.get(state.transceiver);
    return continued(state, facts, state === parked);
  });
  const taken = new Set(recycled.values());
  const appended = waiting.filter(facts => !taken.has(facts)).map(facts => begin(facts, mids));
  const data = wanted.hasDataChannels && !sections.some(isData) ? [beginData(mids.take())] : [];
  return { sections: [...planned, ...appended, ...data], nextMid: mids.next };
}

/** True if a new offer would say something that the last exchange did not. W3C WebRTC 1.0, section 4.7.3. */
export function isOfferNeeded(sections: readonly SectionState[], wanted: Wanted): boolean {
  const byTransceiver = new Map(sections.map(state => [state.transceiver, state]));
  const byId = new Map(wanted.transceivers.map(facts => [facts.id, facts]));
  const parked = parkedSection(sections, wanted, byId);
  // Data channels that the endpoint rejected are not asked for again.
  if (wanted.hasDataChannels && !sections.some(({ kind }) => kind === 'application')) return true;

  return wanted.transceivers.some(facts => {
    const state = byTransceiver.get(facts.id);
    if (!state) return isOfferable(facts);
    if (facts.isStopped) return state !== parked || state.direction !== 'inactive';
    return isOutdated(state, facts);
  });
}

function isOutdated(state: SectionState, facts: TransceiverFacts): boolean {
  const next = continued(state, facts, false);
  if (sends(facts.direction) && !hasSameMsids(state.media, facts.media)) return true;
  if (state.offeredBy === 'remote') {
    return answerDirection(reversed(state.offered), next.direction) !== state.direction;
  }
  const isSaid = next.direction === state.offered || next.direction === state.direction;
  if (!isSaid) return true;
  // Of what the room sends the endpoint has to know codecs and sources; the rest is no reason to
  // disturb it.
  return facts.isFed && !isSameMedia(state.media, next.media);
}

// A transceiver without codecs waits: the room has none of its kind, or the endpoint takes none.
const isOfferable = ({ isStopped, media }: TransceiverFacts): boolean =>
  !isStopped && media.codecs.length > 0;

/** Gives out mids: ascending numbers, without those that a section has already. */
export class Mids {
  readonly #used: Set<string | undefined>;

  constructor(
    sections: readonly SectionState[],
    transceivers: readonly TransceiverFacts[],
    public next: number
  ) {
    this.#used = new Set([
      ...sections.map(({ mid }) => mid),
      ...transceivers.map(({ mid }) => mid),
    ]);
  }

  take(): string {
    while (this.#used.has(String(this.next))) this.next++;
    return String(this.next++);
  }

  /** `name`, or a number where a section has that name already. */
  takeNamed(name: string): string {
    return this.#used.has(name) ? this.take() : name;
  }
}

const begin = (facts: TransceiverFacts, mids: Mids): SectionState =>
  sectionOf(facts, facts.mid ?? mids.take());

const sectionOf = (facts: TransceiverFacts, mid: string): SectionState => ({
  mid,
  kind: facts.kind,
  protocol: 'UDP/TLS/RTP/SAVPF',
  transceiver: facts.id,
  isEstablished: false,
  isRejected: false,
  offeredBy: 'local',
  offered: facts.direction,
  direction: facts.direction,
  media: facts.media,
});

export const beginData = (mid: string): SectionState => ({
  mid,
  kind: 'application',
  protocol: 'UDP/DTLS/SCTP',
  transceiver: undefined,
  isEstablished: false,
  isRejected: false,
  offeredBy: 'local',
  offered: 'sendrecv',
  direction: 'sendrecv',
  media: noMedia,
});

// A parked section goes on with another transceiver behind it.
const revived = ({ mid, isEstablished }: SectionState, facts: TransceiverFacts): SectionState => ({
  ...sectionOf(facts, mid),
  isEstablished,
});

function recycle(
  sections: readonly SectionState[],
  waiting: readonly TransceiverFacts[],
  byId: ReadonlyMap<number, TransceiverFacts>
): Map<number, TransceiverFacts> {
  const free = sections.flatMap((state, at) => (isFree(state) ? [at] : []));
  const recycled = new Map<number, TransceiverFacts>();
  const left: TransceiverFacts[] = [];
  const parked = sections.findIndex(
    ({ isParked, transceiver }) => isParked && !byId.has(transceiver ?? -1)
  );

  for (const facts of waiting) {
    if (sections[parked]?.kind === facts.kind && !recycled.has(parked)) {
      recycled.set(parked, facts);
      continue;
    }
    const same = free.findIndex(at => sections[at]?.kind === facts.kind);
    if (same < 0) left.push(facts);
    else recycled.set(free.splice(same, 1)[0]!, facts);
  }
  for (const facts of left) {
    const at = free.shift();
    if (at === undefined) break;
    recycled.set(at, facts);
  }
  return recycled;
}

// Chromium (156) and Firefox (153) end the transport when the first section of the BUNDLE group is
// rejected, whatever else is in the group. Where the transport is to live on, we make that section inactive.
function parkedSection(
  sections: readonly SectionState[],
  { keepsTransport }: Wanted,
  byId: ReadonlyMap<number, TransceiverFacts>
): SectionState | undefined {
  const tagged = sections.find(state => state.isEstablished && !state.isRejected);
  if (!keepsTransport || !tagged || isData(tagged)) return undefined;
  return (byId.get(tagged.transceiver ?? -1)?.isStopped ?? true) ? tagged : undefined;
}

/** What our next offer says of a section that is there already. */
function continued(
  state: SectionState,
  facts: TransceiverFacts | undefined,
  isParked: boolean
): SectionState {
  if (isData(state)) return { ...state, offeredBy: 'local' };
  const says = (
    direction: SectionState['direction'],
    isRejected: boolean,
    media: SectionMedia
  ): SectionState => ({
    ...state,
    offeredBy: 'local',
    offered: direction,
    direction,
    isRejected,
    media,
  });
  if (!facts || facts.isStopped) {
    return { ...says('inactive', !isParked, state.media), ...(isParked && { isParked }) };
  }
  // A sender that lost all its codecs keeps the place that it may need again.
  if (facts.media.codecs.length === 0) return says('inactive', false, state.media);
  return says(facts.direction, false, facts.media);
}

const hasSameMsids = ({ msids }: SectionMedia, { msids: wanted }: SectionMedia): boolean =>
  msids.length === wanted.length &&
  wanted.every(({ stream, track }) =>
    msids.some(msid => msid.stream === stream && msid.track === track)
  );

// A layer that pauses for a while is no reason for an offer.
function isSameMedia(a: SectionMedia, b: SectionMedia): boolean {
  const textOf = (media: SectionMedia): string =>
    JSON.stringify(media, (key, value: unknown) => (key === 'paused' ? undefined : value));
  return a === b || textOf(a) === textOf(b);
}
