// Offers of ours: (what is, what is wanted) → plan; plan → description. RFC 9429, section 5.2. Pure.
import { emptySection, type Codec, type MediaSection, type Session } from '../../sdp/index.js';
import { fingerprintToSDP } from '../base/extra.js';
import type { IceCandidate, IceParameters } from '../parameters/transport.js';
import type { Direction } from './direction.js';
import type { SectionKind, SectionMedia } from './media-mapping.js';

/** What planning has to know of a transceiver. */
export interface TransceiverFacts {
  id: number;
  kind: SectionKind;
  /** The mid of an earlier plan: a transceiver has one for life. */
  mid: string | undefined;
  /** What is wanted, seen from our side. */
  direction: Direction;
  /** Nothing is wanted of it any more: its section is to be rejected. */
  isStopped: boolean;
  media: SectionMedia;
}

/** One m-section as the last offer left it. Its place in the list is its place in the SDP. */
export interface Line {
  mid: string;
  kind: SectionKind;
  /** Undefined where the section is rejected for good: the place is free for something new. */
  transceiver: number | undefined;
  /** True once an answer accepted it. */
  isEstablished: boolean;
  /** True if the offer says port 0. */
  isRejected: boolean;
  /** As offered, seen from our side. */
  direction: Direction;
  media: SectionMedia;
}

/** A whole offer before its transport. */
export interface OfferPlan {
  lines: Line[];
  nextMid: number;
}

/**
 * Where each transceiver goes.
 *
 * Lines stay where they are. What is stopped is rejected; what is new takes the place of what was
 * rejected before, of its own kind if there is one, and else comes at the end: receiving audio,
 * receiving video, then the rest. So a description grows no longer than its busiest moment.
 */
export function planOffer(
  lines: readonly Line[],
  transceivers: readonly TransceiverFacts[],
  nextMid: number
): OfferPlan {
  const placed = new Set(lines.map(({ transceiver }) => transceiver));
  const byId = new Map(transceivers.map(facts => [facts.id, facts]));
  const waiting = transceivers
    .filter(facts => !placed.has(facts.id) && isOfferable(facts))
    .sort((a, b) => rank(a) - rank(b));
  const recycled = recycle(lines, waiting);
  const parked = parkedLine(lines, byId);

  let mids = nextMid;
  const begin = (facts: TransceiverFacts): Line => ({
    mid: facts.mid ?? String(mids++),
    kind: facts.kind,
    transceiver: facts.id,
    isEstablished: false,
    isRejected: false,
    direction: facts.direction,
    media: facts.media,
  });
  const planned = lines.map((line, at) => {
    const successor = recycled.get(at);
    if (successor) return begin(successor);
    const facts = line.transceiver === undefined ? undefined : byId.get(line.transceiver);
    return continued(line, facts, line === parked);
  });
  const taken = new Set(recycled.values());
  const appended = waiting.filter(facts => !taken.has(facts)).map(begin);
  return { lines: [...planned, ...appended], nextMid: mids };
}

/** True if a new offer would say something that the last one did not. */
export function isOfferNeeded(
  lines: readonly Line[],
  transceivers: readonly TransceiverFacts[]
): boolean {
  const byTransceiver = new Map(lines.map(line => [line.transceiver, line]));
  const byId = new Map(transceivers.map(facts => [facts.id, facts]));
  const parked = parkedLine(lines, byId);

  return transceivers.some(facts => {
    const line = byTransceiver.get(facts.id);
    if (!line) return isOfferable(facts);
    if (facts.isStopped) return line !== parked || line.direction !== 'inactive';
    const next = continued(line, facts, false);
    return line.direction !== next.direction || !isSameMedia(line.media, next.media);
  });
}

// Something to send, or a kind that the room has no codec for?
const isOfferable = ({ isStopped, media }: TransceiverFacts): boolean =>
  !isStopped && media.codecs.length > 0;

const rank = ({ kind, direction }: TransceiverFacts): number => {
  if (direction !== 'recvonly') return 2;
  return kind === 'audio' ? 0 : 1;
};

function recycle(
  lines: readonly Line[],
  waiting: readonly TransceiverFacts[]
): Map<number, TransceiverFacts> {
  const free = lines.flatMap((line, at) => (line.transceiver === undefined ? [at] : []));
  const recycled = new Map<number, TransceiverFacts>();
  const left: TransceiverFacts[] = [];

  for (const facts of waiting) {
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

/**
 * The section that lives on although nothing is wanted of it: a transport is as alive as the
 * sections that share it, and browsers tear it down with the last that they know (RFC 9143,
 * section 7.5.3).
 */
function parkedLine(
  lines: readonly Line[],
  byId: ReadonlyMap<number, TransceiverFacts>
): Line | undefined {
  const established = lines.filter(line => line.isEstablished && line.transceiver !== undefined);
  const isStopped = ({ transceiver }: Line): boolean => byId.get(transceiver!)?.isStopped ?? true;
  return established.every(isStopped) ? established[0] : undefined;
}

/** A line in the next offer. */
function continued(line: Line, facts: TransceiverFacts | undefined, isParked: boolean): Line {
  if (line.transceiver === undefined) return { ...line, isRejected: true, direction: 'inactive' };
  if (!facts || facts.isStopped) return { ...line, isRejected: !isParked, direction: 'inactive' };
  // A sender that lost all its codecs keeps the place that it may need again.
  if (facts.media.codecs.length === 0) return { ...line, isRejected: false, direction: 'inactive' };
  return { ...line, isRejected: false, direction: facts.direction, media: facts.media };
}

function isSameMedia(a: SectionMedia, b: SectionMedia): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** Our end of the transport that all sections share. */
export interface TransportFacts {
  iceParameters: IceParameters;
  iceCandidates: readonly IceCandidate[];
  /** Lower-case hexadecimal without colons. */
  sha256: string;
}

/** The offer as a description. `version` grows with each. */
export function describeOffer(
  { lines }: OfferPlan,
  transport: TransportFacts,
  identity: { sessionId: string; version: number }
): Session {
  const alive = lines.filter(({ isRejected }) => !isRejected);
  const shared = describeTransport(transport);
  return {
    origin: {
      username: 'crosspoint',
      sessionId: identity.sessionId,
      sessionVersion: identity.version,
    },
    iceLite: true,
    extmapAllowMixed: true,
    msidSemantic: 'WMS *',
    bundles: alive.length > 0 ? [alive.map(({ mid }) => mid)] : [],
    media: lines.map(line => (line.isRejected ? describeRejected(line) : describe(line, shared))),
  };
}

type SharedLines = Pick<
  MediaSection,
  'iceUfrag' | 'icePwd' | 'iceOptions' | 'candidates' | 'endOfCandidates' | 'fingerprints' | 'setup'
>;

function describe(line: Line, shared: SharedLines): MediaSection {
  const { codecs, headerExtensions, msid, sources, sourceGroups } = line.media;
  return {
    ...emptySection(line.kind),
    ...shared,
    formats: codecs.map(({ payloadType }) => String(payloadType)),
    mid: line.mid,
    direction: line.direction,
    rtcpMux: true,
    rtcpReducedSize: true,
    codecs,
    headerExtensions,
    msids: msid ? [msid] : [],
    sources,
    sourceGroups,
  };
}

// RFC 9429, section 5.2.2: the m-line still needs a format, and the section nothing but its mid.
function describeRejected(line: Line): MediaSection {
  const codecs: Codec[] = line.media.codecs.slice(0, 1).map(codec => ({ ...codec, feedback: [] }));
  return {
    ...emptySection(line.kind),
    port: 0,
    formats: codecs.map(({ payloadType }) => String(payloadType)),
    mid: line.mid,
    direction: 'inactive',
    codecs,
  };
}

function describeTransport(transport: TransportFacts): SharedLines {
  return {
    iceUfrag: transport.iceParameters.usernameFragment,
    icePwd: transport.iceParameters.password,
    // No trickle: all our candidates are here. RFC 8445, section 10, asks for ice2.
    iceOptions: ['ice2'],
    candidates: transport.iceCandidates.map(candidate => ({
      foundation: candidate.foundation,
      component: 1,
      protocol: candidate.protocol,
      priority: candidate.priority,
      address: candidate.ip,
      port: candidate.port,
      type: candidate.type,
      ...(candidate.tcpType && { tcpType: candidate.tcpType }),
    })),
    endOfCandidates: true,
    fingerprints: [{ algorithm: 'sha-256', value: fingerprintToSDP(transport.sha256) }],
    // RFC 8842, section 5.5: actpass in each offer, also when the roles are settled.
    setup: 'actpass',
  };
}
