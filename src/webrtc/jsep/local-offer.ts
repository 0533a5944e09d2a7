// Offers of ours: (what is, what is wanted) → lines. RFC 9429, section 5.2. Pure.
import { answerDirection, reversed, sends } from './direction.js';
import { isData, isFree, type Line, type TransceiverFacts } from './lines.js';
import { noMedia, type SectionMedia } from './media-mapping.js';

/** Everything that an offer is to say. */
export interface Wanted {
  transceivers: readonly TransceiverFacts[];
  /** An application wants data channels. */
  hasDataChannels: boolean;
  /**
   * True if the transport is to outlive its sections: the first of the BUNDLE group is then made
   * inactive and not rejected.
   */
  keepsTransport: boolean;
}

/** A whole offer before its transport. */
export interface LocalOffer {
  lines: Line[];
  nextMid: number;
}

/**
 * Where each transceiver goes.
 *
 * Lines stay where they are. What is stopped is rejected; what is new takes the place of what was
 * rejected before, of its own kind if there is one, and else comes at the end: first what the
 * application asked for, then what the room feeds. So a description grows no longer than its
 * busiest moment.
 */
export function planLocalOffer(
  lines: readonly Line[],
  wanted: Wanted,
  nextMid: number
): LocalOffer {
  const { transceivers } = wanted;
  const placed = new Set(lines.map(({ transceiver }) => transceiver));
  const byId = new Map(transceivers.map(facts => [facts.id, facts]));
  const waiting = transceivers
    .filter(facts => !placed.has(facts.id) && isOfferable(facts))
    .sort((a, b) => Number(a.isFed) - Number(b.isFed));
  const recycled = recycle(lines, waiting, byId);
  const parked = parkedLine(lines, wanted, byId);
  const mids = new Mids(lines, transceivers, nextMid);

  const planned = lines.map((line, at) => {
    const successor = recycled.get(at);
    if (successor) return line.isParked ? revived(line, successor) : begin(successor, mids);
    const facts = line.transceiver === undefined ? undefined : byId.get(line.transceiver);
    return continued(line, facts, line === parked);
  });
  const taken = new Set(recycled.values());
  const appended = waiting.filter(facts => !taken.has(facts)).map(facts => begin(facts, mids));
  const data = wanted.hasDataChannels && !lines.some(isData) ? [beginData(mids.take())] : [];
  return { lines: [...planned, ...appended, ...data], nextMid: mids.next };
}

/** True if a new offer would say something that was not said. W3C WebRTC 1.0, section 4.7.3. */
export function isOfferNeeded(lines: readonly Line[], wanted: Wanted): boolean {
  const byTransceiver = new Map(lines.map(line => [line.transceiver, line]));
  const byId = new Map(wanted.transceivers.map(facts => [facts.id, facts]));
  const parked = parkedLine(lines, wanted, byId);
  // One that was rejected is not asked for again.
  if (wanted.hasDataChannels && !lines.some(({ kind }) => kind === 'application')) return true;

  return wanted.transceivers.some(facts => {
    const line = byTransceiver.get(facts.id);
    if (!line) return isOfferable(facts);
    if (facts.isStopped) return line !== parked || line.direction !== 'inactive';
    return isLineOutdated(line, facts);
  });
}

function isLineOutdated(line: Line, facts: TransceiverFacts): boolean {
  const next = continued(line, facts, false);
  if (sends(facts.direction) && !hasSameMsids(line.media, facts.media)) return true;
  if (line.offeredBy === 'remote') {
    return answerDirection(reversed(line.offered), next.direction) !== line.direction;
  }
  const isSaid = next.direction === line.offered || next.direction === line.direction;
  if (!isSaid) return true;
  // Of what the room sends the endpoint has to know codecs and sources; the rest is no reason to
  // disturb it.
  return facts.isFed && !isSameMedia(line.media, next.media);
}

// Something to send, or a kind that the room has no codec for?
const isOfferable = ({ isStopped, media }: TransceiverFacts): boolean =>
  !isStopped && media.codecs.length > 0;

/** Numbers as mids, in their order; those that the endpoint chose are left out. */
export class Mids {
  readonly #used: Set<string | undefined>;

  constructor(
    lines: readonly Line[],
    transceivers: readonly TransceiverFacts[],
    public next: number
  ) {
    this.#used = new Set([...lines.map(({ mid }) => mid), ...transceivers.map(({ mid }) => mid)]);
  }

  take(): string {
    while (this.#used.has(String(this.next))) this.next++;
    return String(this.next++);
  }

  /** A name, or if it is taken a number. */
  takeNamed(name: string): string {
    return this.#used.has(name) ? this.take() : name;
  }
}

const begin = (facts: TransceiverFacts, mids: Mids): Line =>
  lineOf(facts, facts.mid ?? mids.take());

const lineOf = (facts: TransceiverFacts, mid: string): Line => ({
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

export const beginData = (mid: string): Line => ({
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

// A section that was only parked goes on, with another transceiver behind it.
const revived = ({ mid, isEstablished }: Line, facts: TransceiverFacts): Line => ({
  ...lineOf(facts, mid),
  isEstablished,
});

function recycle(
  lines: readonly Line[],
  waiting: readonly TransceiverFacts[],
  byId: ReadonlyMap<number, TransceiverFacts>
): Map<number, TransceiverFacts> {
  const free = lines.flatMap((line, at) => (isFree(line) ? [at] : []));
  const recycled = new Map<number, TransceiverFacts>();
  const left: TransceiverFacts[] = [];
  const parked = lines.findIndex(
    ({ isParked, transceiver }) => isParked && !byId.has(transceiver ?? -1)
  );

  for (const facts of waiting) {
    if (lines[parked]?.kind === facts.kind && !recycled.has(parked)) {
      recycled.set(parked, facts);
      continue;
    }
    const same = free.findIndex(at => lines[at]?.kind === facts.kind);
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
// rejected, whatever else is in the group. Where it is to live on, that one is made inactive.
function parkedLine(
  lines: readonly Line[],
  { keepsTransport }: Wanted,
  byId: ReadonlyMap<number, TransceiverFacts>
): Line | undefined {
  const tagged = lines.find(line => line.isEstablished && !line.isRejected);
  if (!keepsTransport || !tagged || isData(tagged)) return undefined;
  return (byId.get(tagged.transceiver ?? -1)?.isStopped ?? true) ? tagged : undefined;
}

/** A line in the next offer. */
function continued(line: Line, facts: TransceiverFacts | undefined, isParked: boolean): Line {
  if (isData(line)) return { ...line, offeredBy: 'local' };
  const says = (direction: Line['direction'], isRejected: boolean, media: SectionMedia): Line => ({
    ...line,
    offeredBy: 'local',
    offered: direction,
    direction,
    isRejected,
    media,
  });
  if (!facts || facts.isStopped) {
    return { ...says('inactive', !isParked, line.media), ...(isParked && { isParked }) };
  }
  // A sender that lost all its codecs keeps the place that it may need again.
  if (facts.media.codecs.length === 0) return says('inactive', false, line.media);
  return says(facts.direction, false, facts.media);
}

const hasSameMsids = ({ msids }: SectionMedia, { msids: wanted }: SectionMedia): boolean =>
  msids.length === wanted.length &&
  wanted.every(({ stream, track }) =>
    msids.some(msid => msid.stream === stream && msid.track === track)
  );

// What pauses for a while needs no offer.
function isSameMedia(a: SectionMedia, b: SectionMedia): boolean {
  const textOf = (media: SectionMedia): string =>
    JSON.stringify(media, (key, value: unknown) => (key === 'paused' ? undefined : value));
  return a === b || textOf(a) === textOf(b);
}
