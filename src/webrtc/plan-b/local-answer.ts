// Our answers of Plan B: (the endpoint's offer, what is wanted) → sections and what they agree. Pure.
import { isFeatureName, isRtxName } from '../../parameters/codecs.js';
import type { TransceiverAgreement } from '../jsep/agreement.js';
import { directionOf, receives, reversed, sends } from '../jsep/direction.js';
import type {
  Formats,
  SectionState,
  SharedTrack,
  TransceiverFacts,
} from '../jsep/section-state.js';
import {
  answerSection,
  commonCodecs,
  commonExtensions,
  type LocalAnswer,
} from '../jsep/local-answer.js';
import { isSectionKind, toParameters, type SectionKind } from '../jsep/codec-words.js';
import {
  noMedia,
  receivedParameters,
  sentStreamIds,
  type SectionMedia,
} from '../jsep/section-media.js';
import { endedSection } from './remote-answer.js';
import { sendersAmong, sharedStreams, usefulExtensions } from './local-offer.js';
import { tracksOf } from './tracks.js';
import type { OfferedSection, RemoteOffer } from '../jsep/remote-offer.js';

interface Answer {
  state: SectionState;
  transceivers: TransceiverAgreement[];
}

/** A section that the endpoint offers, and the transceivers that may have a part in it. */
interface Question {
  offered: OfferedSection;
  kind: SectionKind;
  transceivers: readonly TransceiverFacts[];
  /** The transceivers of the kind that are not stopped. */
  live: readonly TransceiverFacts[];
  /** Those of `live` that may send in the section. */
  senders: readonly TransceiverFacts[];
  /** What the offer says of each track in the section, by the id of the track's transceiver. */
  tracks: ReadonlyMap<OfferedSection['transceiver'], OfferedSection>;
}

/** Answers each section with what both sides can do. */
export function planSharedLocalAnswer(
  offer: RemoteOffer,
  transceivers: readonly TransceiverFacts[],
  formatsOf: (kind: SectionKind) => Formats
): LocalAnswer {
  const answers = offer.sections
    .filter(({ track }) => track === undefined)
    .map((offered): Answer => {
      const { kind } = offered.section;
      if (!isSectionKind(kind))
        return { state: answerSection(offered, undefined), transceivers: [] };
      return answerKind(question(offered, kind, offer, transceivers), formatsOf(kind));
    });
  return {
    sections: answers.map(({ state }) => state),
    transceivers: answers.flatMap(({ transceivers }) => transceivers),
  };
}

function question(
  offered: OfferedSection,
  kind: SectionKind,
  offer: RemoteOffer,
  all: readonly TransceiverFacts[]
): Question {
  const { section, mid } = offered;
  const transceivers = all.filter(facts => facts.kind === kind);
  const live = transceivers.filter(({ isStopped }) => !isStopped);
  const canSend = (facts: TransceiverFacts): boolean =>
    receives(section.direction) && commonCodecs(section, facts.formats).length > 0;
  const entries = offer.sections.filter(({ track, mid: of }) => track && of === mid);
  return {
    offered,
    kind,
    transceivers,
    live,
    senders: sendersAmong(live).filter(canSend),
    tracks: new Map(entries.map(entry => [entry.transceiver, entry])),
  };
}

function answerKind(asked: Question, formats: Formats): Answer {
  const { offered, live, transceivers } = asked;
  const { mid, section } = offered;
  const own = live.find(facts => facts.formats.isOrdered)?.formats ?? formats;
  const codecs = commonCodecs(section, own);
  const isPossible = codecs.some(({ name }) => !isFeatureName(name));
  if (offered.isRejected || !offered.isBundled || !isPossible) {
    const media = { ...noMedia, codecs: section.codecs.slice(0, 1) };
    const placed = transceivers.filter(facts => facts.mid === mid);
    return {
      state: { ...sectionOf(asked, media), isEstablished: false, isRejected: true, tracks: [] },
      transceivers: placed.map(({ id }) => endedSection(mid, id)),
    };
  }
  const media = answerMedia(asked, codecs, own);
  const state = sectionOf(asked, media);
  return { state, transceivers: transceivers.flatMap(facts => agree(facts, state, asked)) };
}

function sectionOf(asked: Question, media: SectionMedia): SectionState {
  const { offered, kind, live, senders } = asked;
  const { mid, section } = offered;
  const isWanted = live.some(({ direction }) => receives(direction));
  const isReceiving = sends(section.direction) && (isWanted || tracksOf(section).length === 0);
  const direction = directionOf(senders.length > 0, isReceiving);
  return {
    mid,
    kind,
    protocol: section.protocol,
    transceiver: undefined,
    isEstablished: true,
    isRejected: false,
    offeredBy: 'remote',
    offered: reversed(section.direction),
    direction,
    media,
    tracks: [
      ...live.filter(facts => takesPart(facts, direction, asked)).map(facts => share(facts, asked)),
      ...orphans(asked),
    ],
  };
}

function answerMedia(
  { offered: { section }, senders }: Question,
  codecs: SectionMedia['codecs'],
  own: Formats
): SectionMedia {
  const hasRtx = codecs.some(({ name }) => isRtxName(name));
  return {
    ...noMedia,
    codecs,
    headerExtensions: usefulExtensions(commonExtensions(section, own)),
    // RFC 5506, section 5: reduced size needs both sides to say it.
    ...(!section.rtcpReducedSize && { rtcpReducedSize: false as const }),
    ...sharedStreams(hasRtx ? senders : senders.map(withoutRepairs)),
  };
}

function withoutRepairs({ id, media }: TransceiverFacts): Pick<TransceiverFacts, 'id' | 'media'> {
  const repairs = media.sourceGroups.flatMap(({ ssrcs }) => ssrcs.slice(1));
  const sources = media.sources.filter(({ ssrc }) => !repairs.includes(ssrc));
  return { id, media: { ...media, sources, sourceGroups: [] } };
}

const presentTrack = (
  facts: TransceiverFacts,
  { tracks }: Question
): OfferedSection | undefined => {
  const entry = tracks.get(facts.id);
  return entry && sends(entry.section.direction) ? entry : undefined;
};

/** True if the endpoint's track of the transceiver has gone, and the transceiver sends nothing. */
const hasEnded = (facts: TransceiverFacts, asked: Question): boolean =>
  facts.isStopped ||
  (asked.tracks.has(facts.id) && !presentTrack(facts, asked) && !sends(facts.direction));

/** True if the transceiver takes part in the section; the others wait for an offer of ours. */
const takesPart = (
  facts: TransceiverFacts,
  direction: SectionState['direction'],
  asked: Question
): boolean =>
  !hasEnded(facts, asked) &&
  (facts.mid === asked.offered.mid ||
    asked.senders.includes(facts) ||
    (facts.direction === 'recvonly' && receives(direction)));

const share = (facts: TransceiverFacts, asked: Question): SharedTrack => ({
  transceiver: facts.id,
  direction: facts.direction,
  isStopped: false,
  codecs: facts.media.codecs,
  remote: presentTrack(facts, asked)?.track,
});

/** The endpoint's tracks for which there is no transceiver any more. */
function orphans(asked: Question): SharedTrack[] {
  const wanted = asked.live.map(facts => presentTrack(facts, asked)?.track?.id);
  return tracksOf(asked.offered.section)
    .filter(({ id }) => !wanted.includes(id))
    .map(({ id, ssrcs }) => ({
      transceiver: undefined,
      direction: 'inactive',
      isStopped: true,
      codecs: [],
      remote: { id, ssrcs },
    }));
}

function agree(
  facts: TransceiverFacts,
  state: SectionState,
  asked: Question
): TransceiverAgreement[] {
  const { mid, kind, media, direction } = state;
  const { section } = asked.offered;
  if (hasEnded(facts, asked)) return facts.mid === mid ? [endedSection(mid, facts.id)] : [];
  if (!takesPart(facts, direction, asked)) return [];

  const track = presentTrack(facts, asked)?.section;
  const isReceiving = track !== undefined && receives(facts.direction) && receives(direction);
  const isSending = asked.senders.includes(facts);
  return [
    {
      mid,
      isShared: true,
      transceiver: facts.id,
      isRejected: false,
      direction: directionOf(isSending, isReceiving),
      send: {
        codecs: commonCodecs(section, facts.formats).map(codec => toParameters(codec, kind)),
        headerExtensions: media.headerExtensions
          .filter(extension => sends(extension.direction ?? 'sendrecv'))
          .map(({ uri, id }) => ({ uri, id })),
        rids: [],
      },
      receive: isReceiving
        ? receivedParameters({ ...track, codecs: media.codecs }, undefined, media)
        : undefined,
      streamIds: track ? sentStreamIds(track) : [],
    },
  ];
}
