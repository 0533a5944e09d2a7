// The endpoint's answers to our offers of Plan B: (lines, answer) → agreement. Pure.
import { isRejected, type MediaSection, type Session } from '../../../sdp/index.js';
import {
  checkTransport,
  remoteMaxMessageSize,
  type Agreement,
  type AppearedTrack,
  type SectionAgreement,
} from '../jsep/agreement.js';
import { answered, checkSection, transportSection } from '../jsep/remote-answer.js';
import { agreedDirection, directionOf, receives, sends } from '../jsep/direction.js';
import { planRemoteDtls, type SettledDtls } from '../jsep/remote-dtls.js';
import { invalidAccess } from '../idl/errors.js';
import type { Line, SharedTrack } from '../jsep/lines.js';
import {
  answeredCodecs,
  isSectionKind,
  receivedParameters,
  sentMsids,
  sentStreamIds,
  toParameters,
} from '../jsep/media-mapping.js';
import { checkPlanB, isVanished, placeTracks, tracksOf, type Placed } from './tracks.js';
import type { NumberedExtension } from '../jsep/rtp-numbers.js';

interface Read {
  line: Line;
  sections: SectionAgreement[];
  appeared: Omit<AppearedTrack, 'line'>[];
}

/**
 * Compares an answer with the offer, section by section: by kind, as both have one of each. What
 * the endpoint sends is seen from the sources that it names; without any there is no track.
 *
 * @throws {DOMException} InvalidAccessError, if the answer does not fit the offer
 */
export function planSharedRemoteAnswer(
  offer: readonly Line[],
  answer: Session,
  settled: SettledDtls | undefined
): Agreement {
  checkPlanB(answer, 'answer');
  const pairs = offer.map((line, at) => ({ line, section: answerTo(line, at, answer) }));
  if (answer.media.length !== offer.length) {
    throw invalidAccess(
      `the answer has ${answer.media.length} m-sections, the offer has ${offer.length}`
    );
  }
  for (const { line, section } of pairs) checkSection(line, section);

  const accepted = pairs.filter(({ line, section }) => !line.isRejected && !isRejected(section));
  const transport = transportSection(accepted, answer.bundles);
  const ice = transport && checkTransport(transport, 'answer', answer.iceLite);
  const speakers = accepted.map(({ section }) => section);
  const read = pairs.map(({ line, section }) => readSection(line, section));
  return {
    lines: read.map(({ line }) => line),
    sections: read.flatMap(({ sections }) => sections),
    appeared: read.flatMap(({ appeared }, line) => appeared.map(track => ({ ...track, line }))),
    dtls: transport ? planRemoteDtls('answer', transport, speakers, settled) : settled,
    ice,
    candidates: speakers.flatMap(({ candidates }) => candidates),
    maxMessageSize: remoteMaxMessageSize(answer),
  };
}

/** What was agreed about a transceiver that has no part in a section any more. */
export const endedSection = (mid: string, transceiver: number): SectionAgreement => ({
  mid,
  isShared: true,
  transceiver,
  isRejected: true,
  direction: 'inactive',
  send: { codecs: [], headerExtensions: [], rids: [] },
  receive: undefined,
  streamIds: [],
});

function answerTo(line: Line, at: number, { media }: Session): MediaSection {
  const section = isSectionKind(line.kind)
    ? media.find(({ kind }) => kind === line.kind)
    : media[at];
  if (section) return section;
  throw invalidAccess(`the answer has no ${line.kind} section`);
}

function readSection(line: Line, section: MediaSection): Read {
  const owners = line.tracks ?? [];
  const next = answered(line, section);
  const ended = (owner: SharedTrack): SectionAgreement[] =>
    owner.transceiver === undefined ? [] : [endedSection(line.mid, owner.transceiver)];
  if (next.isRejected) {
    return { line: { ...next, tracks: [] }, sections: owners.flatMap(ended), appeared: [] };
  }
  const direction = agreedDirection(line.offered, section.direction) ?? 'inactive';
  const placed = placeTracks(receives(direction) ? tracksOf(section) : [], owners);
  const hasEnded = (owner: SharedTrack): boolean =>
    owner.isStopped || (isVanished(owner, placed) && !sends(owner.direction));

  const extensions = commonExtensions(line, section);
  const codecs = answeredCodecs(section, line.media.codecs);
  const agree = (owner: SharedTrack): SectionAgreement => {
    const track = placed.find(other => other.owner === owner)?.track;
    const isSending = sends(owner.direction) && sends(direction);
    const isReceiving = track !== undefined && receives(owner.direction);
    const own = codecs.filter(({ payloadType }) =>
      owner.codecs.some(codec => codec.payloadType === payloadType)
    );
    return {
      mid: line.mid,
      isShared: true,
      transceiver: owner.transceiver!,
      isRejected: false,
      direction: directionOf(isSending, isReceiving),
      send: {
        codecs: own.map(codec => toParameters(codec, line.kind)),
        headerExtensions: extensions,
        rids: [],
      },
      receive: isReceiving ? receivedParameters(track.section, undefined, line.media) : undefined,
      streamIds: track ? sentStreamIds(track.section) : [],
    };
  };
  return {
    line: { ...next, ...(line.tracks && { tracks: remaining(owners, placed, hasEnded) }) },
    sections: owners.flatMap(owner => {
      if (hasEnded(owner)) return ended(owner);
      return owner.transceiver === undefined ? [] : [agree(owner)];
    }),
    appeared: placed
      .filter(({ owner }) => !owner)
      .map(({ track }) => appear(track, line, extensions)),
  };
}

function appear(
  { id, ssrcs, section }: Placed['track'],
  line: Line,
  headerExtensions: NumberedExtension[]
): Omit<AppearedTrack, 'line'> {
  return {
    kind: line.kind as AppearedTrack['kind'],
    trackId: sentMsids(section)[0]?.track,
    remote: { id, ssrcs },
    section: {
      mid: line.mid,
      isShared: true,
      isRejected: false,
      direction: 'recvonly',
      send: { codecs: [], headerExtensions, rids: [] },
      receive: receivedParameters(section, undefined, line.media),
      streamIds: sentStreamIds(section),
    },
  };
}

/** Who is in the section from now on. A track that nobody wants is kept in mind while it is there. */
const remaining = (
  owners: readonly SharedTrack[],
  placed: readonly Placed[],
  hasEnded: (owner: SharedTrack) => boolean
): SharedTrack[] =>
  owners.flatMap(owner => {
    const track = placed.find(other => other.owner === owner)?.track;
    const remote = track && { id: track.id, ssrcs: track.ssrcs };
    if (!hasEnded(owner)) return [{ ...owner, remote }];
    return remote ? [{ ...owner, transceiver: undefined, remote }] : [];
  });

function commonExtensions(
  { media }: Line,
  { headerExtensions }: MediaSection
): NumberedExtension[] {
  const offered = new Set(media.headerExtensions.map(({ uri }) => uri));
  return headerExtensions
    .filter(({ uri, direction = 'sendrecv' }) => offered.has(uri) && receives(direction))
    .map(({ uri, id }) => ({ uri, id }));
}
