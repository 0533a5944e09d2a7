// The endpoint's answers to our offers of Plan B: (what we offered, its answer) → agreement. Pure.
import type { MediaSection, Session } from '../../../sdp/index.js';
import type { TransceiverAgreement } from '../jsep/agreement.js';
import { answered, planAnsweredTransport, type RemoteAnswer } from '../jsep/remote-answer.js';
import { agreedDirection, directionOf, receives, sends } from '../jsep/direction.js';
import type { SettledDtls } from '../jsep/remote-dtls.js';
import { invalidAccess } from '../idl/errors.js';
import type { RemoteName, SectionState, SharedTrack } from '../jsep/section-state.js';
import {
  answeredCodecs,
  isSectionKind,
  toParameters,
  type SectionKind,
} from '../jsep/codec-words.js';
import { receivedParameters, sentMsids, sentStreamIds } from '../jsep/section-media.js';
import { checkPlanB, isVanished, placeTracks, tracksOf, type Placed } from './tracks.js';
import type { NumberedExtension } from '../jsep/rtp-numbers.js';

/** A track that the endpoint began to send in its answer, and no transceiver waited for. */
export interface AppearedTrack {
  /** The index of the section that the track is in. */
  index: number;
  kind: SectionKind;
  /** What the endpoint calls the track, if it says so. */
  trackId: string | undefined;
  remote: RemoteName;
  agreed: Omit<TransceiverAgreement, 'transceiver'>;
}

/** What an answer of the endpoint comes to, in Plan B. */
export interface SharedRemoteAnswer extends RemoteAnswer {
  /** For each of these a transceiver is to be made. */
  appeared: AppearedTrack[];
}

/** The tracks of an answer for which transceivers are to be made; none of Unified Plan. */
export const appearedIn = (answer: RemoteAnswer | SharedRemoteAnswer): readonly AppearedTrack[] =>
  'appeared' in answer ? answer.appeared : [];

interface Read {
  state: SectionState;
  transceivers: TransceiverAgreement[];
  appeared: Omit<AppearedTrack, 'index'>[];
}

/**
 * Compares an answer with our offer, section by section; both have one section of each kind. The
 * endpoint's tracks are known by the sources that the answer names: without a source there is no track.
 *
 * @throws {DOMException} InvalidAccessError, if the answer does not fit the offer
 */
export function planSharedRemoteAnswer(
  offer: readonly SectionState[],
  answer: Session,
  settled: SettledDtls | undefined
): SharedRemoteAnswer {
  checkPlanB(answer, 'answer');
  const pairs = offer.map((state, at) => ({ state, section: answerTo(state, at, answer) }));
  const transport = planAnsweredTransport(offer, answer, pairs, settled);
  const read = pairs.map(({ state, section }) => readSection(state, section));
  return {
    ...transport,
    sections: read.map(({ state }) => state),
    transceivers: read.flatMap(({ transceivers }) => transceivers),
    appeared: read.flatMap(({ appeared }, index) => appeared.map(track => ({ ...track, index }))),
  };
}

/** What was agreed about a transceiver that has no part in a section any more. */
export const endedSection = (mid: string, transceiver: number): TransceiverAgreement => ({
  mid,
  isShared: true,
  transceiver,
  isRejected: true,
  direction: 'inactive',
  send: { codecs: [], headerExtensions: [], rids: [] },
  receive: undefined,
  streamIds: [],
});

function answerTo(state: SectionState, at: number, { media }: Session): MediaSection {
  const section = isSectionKind(state.kind)
    ? media.find(({ kind }) => kind === state.kind)
    : media[at];
  if (section) return section;
  throw invalidAccess(`the answer has no ${state.kind} section`);
}

function readSection(state: SectionState, section: MediaSection): Read {
  const owners = state.tracks ?? [];
  const next = answered(state, section);
  const ended = (owner: SharedTrack): TransceiverAgreement[] =>
    owner.transceiver === undefined ? [] : [endedSection(state.mid, owner.transceiver)];
  if (next.isRejected) {
    return { state: { ...next, tracks: [] }, transceivers: owners.flatMap(ended), appeared: [] };
  }
  const direction = agreedDirection(state.offered, section.direction) ?? 'inactive';
  const placed = placeTracks(receives(direction) ? tracksOf(section) : [], owners);
  const hasEnded = (owner: SharedTrack): boolean =>
    owner.isStopped || (isVanished(owner, placed) && !sends(owner.direction));

  const extensions = commonExtensions(state, section);
  const codecs = answeredCodecs(section, state.media.codecs);
  const agree = (owner: SharedTrack): TransceiverAgreement => {
    const track = placed.find(other => other.owner === owner)?.track;
    const isSending = sends(owner.direction) && sends(direction);
    const isReceiving = track !== undefined && receives(owner.direction);
    const own = codecs.filter(({ payloadType }) =>
      owner.codecs.some(codec => codec.payloadType === payloadType)
    );
    return {
      mid: state.mid,
      isShared: true,
      transceiver: owner.transceiver!,
      isRejected: false,
      direction: directionOf(isSending, isReceiving),
      send: {
        codecs: own.map(codec => toParameters(codec, state.kind)),
        headerExtensions: extensions,
        rids: [],
      },
      receive: isReceiving ? receivedParameters(track.section, undefined, state.media) : undefined,
      streamIds: track ? sentStreamIds(track.section) : [],
    };
  };
  return {
    state: { ...next, ...(state.tracks && { tracks: remaining(owners, placed, hasEnded) }) },
    transceivers: owners.flatMap(owner => {
      if (hasEnded(owner)) return ended(owner);
      return owner.transceiver === undefined ? [] : [agree(owner)];
    }),
    appeared: placed
      .filter(({ owner }) => !owner)
      .map(({ track }) => appear(track, state, extensions)),
  };
}

function appear(
  { id, ssrcs, section }: Placed['track'],
  state: SectionState,
  headerExtensions: NumberedExtension[]
): Omit<AppearedTrack, 'index'> {
  return {
    kind: state.kind as SectionKind,
    trackId: sentMsids(section)[0]?.track,
    remote: { id, ssrcs },
    agreed: {
      mid: state.mid,
      isShared: true,
      isRejected: false,
      direction: 'recvonly',
      send: { codecs: [], headerExtensions, rids: [] },
      receive: receivedParameters(section, undefined, state.media),
      streamIds: sentStreamIds(section),
    },
  };
}

/** Those who share the section after the answer. A track without a transceiver stays among them while the endpoint sends it. */
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
  { media }: SectionState,
  { headerExtensions }: MediaSection
): NumberedExtension[] {
  const offered = new Set(media.headerExtensions.map(({ uri }) => uri));
  return headerExtensions
    .filter(({ uri, direction = 'sendrecv' }) => offered.has(uri) && receives(direction))
    .map(({ uri, id }) => ({ uri, id }));
}
