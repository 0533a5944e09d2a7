// Offers of Plan B: (what is, what is wanted) → one line for each kind. Pure.
import type { Msid, Source } from '../../../sdp/index.js';
import { answerDirection, directionOf, receives, reversed, sends } from '../jsep/direction.js';
import {
  isData,
  isFree,
  type Line,
  type SharedTrack,
  type TransceiverFacts,
} from '../jsep/lines.js';
import { noMedia, type SectionKind, type SectionMedia } from '../jsep/media-mapping.js';
import { beginData, Mids, type LocalOffer, type Wanted } from '../jsep/local-offer.js';

const kinds: readonly SectionKind[] = ['audio', 'video'];

// Packets are told apart by their SSRCs: there is no MID, and there are no RIDs.
const withoutUse = /^urn:ietf:params:rtp-hdrext:sdes:(mid|rtp-stream-id|repaired-rtp-stream-id)$/i;

/** What a section says of itself, whoever is in it. */
export type KindMedia = Pick<SectionMedia, 'codecs' | 'headerExtensions'>;

/** The lines as they are, then those of kinds that have none, then data channels. */
export function planSharedLocalOffer(
  lines: readonly Line[],
  wanted: Wanted,
  nextMid: number,
  mediaOf: (kind: SectionKind) => KindMedia
): LocalOffer {
  const mids = new Mids(lines, [], nextMid);
  const plan = (kind: SectionKind, line: Line | undefined): Line =>
    planLine(kind, line, wanted.transceivers, mediaOf(kind), mids);
  const planned = lines.map(line => {
    if (line.kind === 'audio' || line.kind === 'video') return plan(line.kind, line);
    return isData(line) ? { ...line, offeredBy: 'local' as const } : line;
  });
  const missing = kinds.filter(kind => !lines.some(line => line.kind === kind));
  const freed = lines.find(line => line.kind === 'application' && isFree(line));
  const data =
    wanted.hasDataChannels && !lines.some(isData)
      ? [beginData(freed?.mid ?? mids.takeNamed('data'))]
      : [];
  const begun = [...missing.map(kind => plan(kind, undefined)), ...(freed ? [] : data)];
  return {
    lines: [
      ...planned.map((line, at) => (freed && lines[at] === freed && data[0]) || line),
      ...begun,
    ],
    nextMid: mids.next,
  };
}

/** True if the next offer would say something that was not said. W3C WebRTC 1.0, section 4.7.3. */
export function isSharedOfferNeeded(
  lines: readonly Line[],
  wanted: Wanted,
  mediaOf: (kind: SectionKind) => KindMedia
): boolean {
  if (wanted.hasDataChannels && !lines.some(isData)) return true;
  const { lines: planned } = planSharedLocalOffer(lines, wanted, 0, mediaOf);
  const isPreferring = (kind: SectionKind): boolean =>
    wanted.transceivers.some(facts => facts.kind === kind && facts.formats.isOrdered);
  return kinds.some(kind => {
    const before = lines.find(line => line.kind === kind);
    const next = planned.find(line => line.kind === kind)!;
    return isOutdated(before, next, isPreferring(kind));
  });
}

/**
 * The lines about all streams of a section. An endpoint knows a track by its id alone, and finds
 * it through its stream: who has neither gets both, and none is there twice.
 */
export function sharedStreams(
  senders: readonly Pick<TransceiverFacts, 'id' | 'media'>[]
): Pick<SectionMedia, 'sources' | 'sourceGroups'> {
  const used = new Set<string>();
  const sources = senders.flatMap(({ id, media }): Source[] => {
    const msid = nameTrack(media.msids[0], id, used);
    used.add(msid.track!);
    return media.sources.map(({ ssrc, cname }) => ({
      ssrc,
      ...(cname !== undefined && { cname }),
      msid,
      mslabel: msid.stream,
      label: msid.track!,
    }));
  });
  return { sources, sourceGroups: senders.flatMap(({ media }) => media.sourceGroups) };
}

/** Those of a kind that have something to send, and want to. */
export const sendersAmong = (transceivers: readonly TransceiverFacts[]): TransceiverFacts[] =>
  transceivers.filter(
    ({ isStopped, direction, media }) => !isStopped && sends(direction) && media.sources.length > 0
  );

export const usefulExtensions = <E extends { uri: string }>(extensions: readonly E[]): E[] =>
  extensions.filter(({ uri }) => !withoutUse.test(uri));

function planLine(
  kind: SectionKind,
  line: Line | undefined,
  transceivers: readonly TransceiverFacts[],
  formats: KindMedia,
  mids: Mids
): Line {
  const ofKind = transceivers.filter(
    facts => facts.kind === kind && (!facts.isStopped || isIn(facts, line))
  );
  const live = ofKind.filter(({ isStopped }) => !isStopped);
  // The application may have chosen: there is one list for all.
  const preferring = live.find(facts => facts.formats.isOrdered && facts.media.codecs.length > 0);
  const codecs = preferring?.media.codecs ?? formats.codecs;
  const isReceiving = live.some(({ direction }) => receives(direction));
  const senders = sendersAmong(live);
  const hasCodecs = codecs.length > 0;
  const direction = hasCodecs
    ? directionOf(senders.length > 0, isReceiving || staysOpen(line))
    : 'inactive';
  // What was rejected stays so until there is something to say.
  const isRejected = !hasCodecs || (line?.isRejected === true && direction === 'inactive');
  return {
    mid: line?.mid ?? mids.takeNamed(kind),
    kind,
    protocol: line?.protocol ?? 'UDP/TLS/RTP/SAVPF',
    transceiver: undefined,
    isEstablished: line?.isEstablished ?? false,
    isRejected,
    offeredBy: 'local',
    offered: direction,
    direction,
    media: {
      ...noMedia,
      codecs: [...codecs],
      headerExtensions: usefulExtensions(formats.headerExtensions),
      ...sharedStreams(isRejected ? [] : senders),
    },
    tracks: [...ofKind.map(facts => share(facts, line)), ...orphans(line, ofKind)],
  };
}

const isIn = ({ mid }: TransceiverFacts, line: Line | undefined): boolean =>
  line !== undefined && !line.isRejected && mid === line.mid;

const share = (facts: TransceiverFacts, line: Line | undefined): SharedTrack => ({
  transceiver: facts.id,
  direction: facts.isStopped ? 'inactive' : facts.direction,
  isStopped: facts.isStopped,
  codecs: facts.media.codecs,
  remote: line?.tracks?.find(({ transceiver }) => transceiver === facts.id)?.remote,
});

/** The endpoint's tracks whose transceivers are gone: it may send them for long. */
const orphans = (line: Line | undefined, present: readonly TransceiverFacts[]): SharedTrack[] =>
  (line?.tracks ?? [])
    .filter(({ transceiver, remote }) => remote && !present.some(({ id }) => id === transceiver))
    .map(track => ({ ...track, transceiver: undefined, direction: 'inactive', isStopped: true }));

// What the endpoint was let send before anybody waited for it.
const staysOpen = (line: Line | undefined): boolean =>
  line !== undefined &&
  !line.isRejected &&
  receives(line.direction) &&
  !(line.tracks ?? []).some(track => track.remote !== undefined || receives(track.direction));

function nameTrack(msid: Msid | undefined, id: number, used: ReadonlySet<string>): Msid {
  const stream = msid === undefined || msid.stream === '-' ? undefined : msid.stream;
  const wanted = msid?.track ?? `${stream ?? 'track'}-${id}`;
  const track = used.has(wanted) ? `${wanted}-${id}` : wanted;
  return { stream: stream ?? track, track };
}

function isOutdated(line: Line | undefined, next: Line, isPreferring: boolean): boolean {
  const isSilent = next.direction === 'inactive';
  if (!line || line.isRejected) return !isSilent;
  if (line.offeredBy === 'local') {
    const isSaid = next.direction === line.offered || next.direction === line.direction;
    // What an application prefers is no reason for an offer, as the standard has it.
    const isSame = isPreferring ? isSameStreams : isSameMedia;
    return !isSaid || !isSame(line.media, next.media);
  }
  if (streamNames(line) !== streamNames(next)) return true;
  // Somebody waits for what an offer of the endpoint could not give.
  const isIn = ({ transceiver }: SharedTrack): boolean =>
    line.tracks?.some(track => track.transceiver === transceiver) === true;
  const isWaiting = (track: SharedTrack): boolean => receives(track.direction) && !isIn(track);
  if (!receives(line.direction) && next.tracks?.some(isWaiting)) return true;
  return answerDirection(reversed(line.offered), next.direction) !== line.direction;
}

const isSameMedia = (a: SectionMedia, b: SectionMedia): boolean =>
  JSON.stringify(a) === JSON.stringify(b);

const isSameStreams = (a: SectionMedia, b: SectionMedia): boolean =>
  JSON.stringify([a.sources, a.sourceGroups]) === JSON.stringify([b.sources, b.sourceGroups]);

// The repairs depend on codecs, which are the offerer's.
function streamNames({ media }: Line): string {
  const repairs = new Set(media.sourceGroups.flatMap(({ ssrcs }) => ssrcs.slice(1)));
  const isFirst = ({ ssrc }: Source): boolean => !repairs.has(ssrc);
  return JSON.stringify(media.sources.filter(isFirst).map(({ ssrc, msid }) => [ssrc, msid]));
}
