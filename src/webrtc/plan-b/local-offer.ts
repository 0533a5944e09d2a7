// Offers of Plan B: (sections as they are, what is wanted) → one section for each kind. Pure.
import type { Msid, Source } from '../../../sdp/index.js';
import { extensionUris, isUriIn } from '../../parameters/header-extensions.js';
import { answerDirection, directionOf, receives, reversed, sends } from '../jsep/direction.js';
import {
  isData,
  isFree,
  type SectionState,
  type SharedTrack,
  type TransceiverFacts,
} from '../jsep/section-state.js';
import { type SectionKind } from '../jsep/codec-words.js';
import { noMedia, type SectionMedia } from '../jsep/section-media.js';
import { beginData, Mids, type LocalOffer, type Wanted } from '../jsep/local-offer.js';

const kinds: readonly SectionKind[] = ['audio', 'video'];

// Endpoints of Plan B tell packets apart by SSRC: MIDs and RIDs are of no use to them.
const withoutUse = [extensionUris.mid, extensionUris.rid, extensionUris.repairedRid];

/** What a section says of its codecs and extensions, whichever tracks are in it. */
export type KindMedia = Pick<SectionMedia, 'codecs' | 'headerExtensions'>;

/** The sections as they are, then those of kinds that have none, then data channels. */
export function planSharedLocalOffer(
  sections: readonly SectionState[],
  wanted: Wanted,
  nextMid: number,
  mediaOf: (kind: SectionKind) => KindMedia
): LocalOffer {
  const mids = new Mids(sections, [], nextMid);
  const plan = (kind: SectionKind, state: SectionState | undefined): SectionState =>
    planSection(kind, state, wanted.transceivers, mediaOf(kind), mids);
  const planned = sections.map(state => {
    if (state.kind === 'audio' || state.kind === 'video') return plan(state.kind, state);
    return isData(state) ? { ...state, offeredBy: 'local' as const } : state;
  });
  const missing = kinds.filter(kind => !sections.some(state => state.kind === kind));
  const freed = sections.find(state => state.kind === 'application' && isFree(state));
  const data =
    wanted.hasDataChannels && !sections.some(isData)
      ? [beginData(freed?.mid ?? mids.takeNamed('data'))]
      : [];
  const begun = [...missing.map(kind => plan(kind, undefined)), ...(freed ? [] : data)];
  return {
    sections: [
      ...planned.map((state, at) => (freed && sections[at] === freed && data[0]) || state),
      ...begun,
    ],
    nextMid: mids.next,
  };
}

/** True if a new offer would say something that the last exchange did not. W3C WebRTC 1.0, section 4.7.3. */
export function isSharedOfferNeeded(
  sections: readonly SectionState[],
  wanted: Wanted,
  mediaOf: (kind: SectionKind) => KindMedia
): boolean {
  if (wanted.hasDataChannels && !sections.some(isData)) return true;
  const { sections: planned } = planSharedLocalOffer(sections, wanted, 0, mediaOf);
  const isPreferring = (kind: SectionKind): boolean =>
    wanted.transceivers.some(facts => facts.kind === kind && facts.formats.isOrdered);
  return kinds.some(kind => {
    const before = sections.find(state => state.kind === kind);
    const next = planned.find(state => state.kind === kind)!;
    return isOutdated(before, next, isPreferring(kind));
  });
}

/**
 * What a section says of all streams that we send in it. An endpoint of Plan B knows a track by its id
 * alone, and finds it through its stream: a track without stream or id gets both, and no id is used twice.
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

/** The transceivers that want to send, and have something to send. */
export const sendersAmong = (transceivers: readonly TransceiverFacts[]): TransceiverFacts[] =>
  transceivers.filter(
    ({ isStopped, direction, media }) => !isStopped && sends(direction) && media.sources.length > 0
  );

export const usefulExtensions = <E extends { uri: string }>(extensions: readonly E[]): E[] =>
  extensions.filter(({ uri }) => !isUriIn(uri, withoutUse));

function planSection(
  kind: SectionKind,
  state: SectionState | undefined,
  transceivers: readonly TransceiverFacts[],
  formats: KindMedia,
  mids: Mids
): SectionState {
  const ofKind = transceivers.filter(
    facts => facts.kind === kind && (!facts.isStopped || hasPlaceIn(state, facts))
  );
  const live = ofKind.filter(({ isStopped }) => !isStopped);
  // Where the application prefers codecs for one transceiver, its order is that of the section.
  const preferring = live.find(facts => facts.formats.isOrdered && facts.media.codecs.length > 0);
  const codecs = preferring?.media.codecs ?? formats.codecs;
  const isReceiving = live.some(({ direction }) => receives(direction));
  const senders = sendersAmong(live);
  const hasCodecs = codecs.length > 0;
  const direction = hasCodecs
    ? directionOf(senders.length > 0, isReceiving || staysOpen(state))
    : 'inactive';
  // A rejected section stays rejected until somebody wants to send or receive in it.
  const isRejected = !hasCodecs || (state?.isRejected === true && direction === 'inactive');
  return {
    mid: state?.mid ?? mids.takeNamed(kind),
    kind,
    protocol: state?.protocol ?? 'UDP/TLS/RTP/SAVPF',
    transceiver: undefined,
    isEstablished: state?.isEstablished ?? false,
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
    tracks: [...ofKind.map(facts => share(facts, state)), ...orphans(state, ofKind)],
  };
}

const hasPlaceIn = (state: SectionState | undefined, { mid }: TransceiverFacts): boolean =>
  state !== undefined && !state.isRejected && mid === state.mid;

const share = (facts: TransceiverFacts, state: SectionState | undefined): SharedTrack => ({
  transceiver: facts.id,
  direction: facts.isStopped ? 'inactive' : facts.direction,
  isStopped: facts.isStopped,
  codecs: facts.media.codecs,
  remote: state?.tracks?.find(({ transceiver }) => transceiver === facts.id)?.remote,
});

/** The endpoint's tracks whose transceivers are gone: the endpoint may go on sending them for long. */
const orphans = (
  state: SectionState | undefined,
  present: readonly TransceiverFacts[]
): SharedTrack[] =>
  (state?.tracks ?? [])
    .filter(({ transceiver, remote }) => remote && !present.some(({ id }) => id === transceiver))
    .map(track => ({ ...track, transceiver: undefined, direction: 'inactive', isStopped: true }));

// True where an answer of ours let the endpoint send before any transceiver waited for a track.
const staysOpen = (state: SectionState | undefined): boolean =>
  state !== undefined &&
  !state.isRejected &&
  receives(state.direction) &&
  !(state.tracks ?? []).some(track => track.remote !== undefined || receives(track.direction));

function nameTrack(msid: Msid | undefined, id: number, used: ReadonlySet<string>): Msid {
  const stream = msid === undefined || msid.stream === '-' ? undefined : msid.stream;
  const wanted = msid?.track ?? `${stream ?? 'track'}-${id}`;
  const track = used.has(wanted) ? `${wanted}-${id}` : wanted;
  return { stream: stream ?? track, track };
}

function isOutdated(
  state: SectionState | undefined,
  next: SectionState,
  isPreferring: boolean
): boolean {
  const isSilent = next.direction === 'inactive';
  if (!state || state.isRejected) return !isSilent;
  if (state.offeredBy === 'local') {
    const isSaid = next.direction === state.offered || next.direction === state.direction;
    // Codec preferences of an application are no reason for an offer. W3C WebRTC 1.0, section 4.7.3.
    const isSame = isPreferring ? isSameStreams : isSameMedia;
    return !isSaid || !isSame(state.media, next.media);
  }
  if (streamNames(state) !== streamNames(next)) return true;
  // A transceiver waits for a track, and the last offer of the endpoint left no place for it.
  const hasPlace = ({ transceiver }: SharedTrack): boolean =>
    state.tracks?.some(track => track.transceiver === transceiver) === true;
  const isWaiting = (track: SharedTrack): boolean => receives(track.direction) && !hasPlace(track);
  if (!receives(state.direction) && next.tracks?.some(isWaiting)) return true;
  return answerDirection(reversed(state.offered), next.direction) !== state.direction;
}

const isSameMedia = (a: SectionMedia, b: SectionMedia): boolean =>
  JSON.stringify(a) === JSON.stringify(b);

const isSameStreams = (a: SectionMedia, b: SectionMedia): boolean =>
  JSON.stringify([a.sources, a.sourceGroups]) === JSON.stringify([b.sources, b.sourceGroups]);

// The streams without their repairs: whether there are any depends on the offerer's codecs.
function streamNames({ media }: SectionState): string {
  const repairs = new Set(media.sourceGroups.flatMap(({ ssrcs }) => ssrcs.slice(1)));
  const isFirst = ({ ssrc }: Source): boolean => !repairs.has(ssrc);
  return JSON.stringify(media.sources.filter(isFirst).map(({ ssrc, msid }) => [ssrc, msid]));
}
