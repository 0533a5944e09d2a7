// Our answers: (the endpoint's offer, what is wanted) → sections and what they agree. RFC 9429, section 5.3. Pure.
import type { Codec, HeaderExtension, MediaSection } from '../../../sdp/index.js';
import { isFeatureName, isRtxName, matchesCodec, rtxOf } from '../../parameters/codecs.js';
import { hasUri } from '../../parameters/header-extensions.js';
import type { RtpCodecParameters } from '../../parameters/rtp.js';
import type { Agreement, TransceiverAgreement } from './agreement.js';
import { answerDirection, receives, reversed, sends } from './direction.js';
import type { Formats, SectionState, TransceiverFacts } from './section-state.js';
import { toParameters, toSdpCodec } from './codec-words.js';
import {
  noMedia,
  receivedParameters,
  sentRids,
  sentStreamIds,
  wantedRids,
  type SectionMedia,
} from './section-media.js';
import type { OfferedSection, RemoteOffer } from './remote-offer.js';

/** One section of our answer, and all that we made it from. */
interface Answered {
  offered: OfferedSection;
  facts: TransceiverFacts | undefined;
  state: SectionState;
  agreement: TransceiverAgreement | undefined;
}

/** Our answer before it names a transport: its sections, and what they agree about transceivers. */
export interface LocalAnswer extends Pick<Agreement, 'sections' | 'transceivers'> {
  /** What the plan of our next answer compares its sections with. */
  answered?: readonly Answered[];
}

/**
 * Answers each section with what both sides can do.
 *
 * @param last an answer before this one: what would say the same again is taken from there, so
 *   that answering costs what changed, and whoever compares objects sees what changed
 */
export function planLocalAnswer(
  offer: RemoteOffer,
  transceivers: readonly TransceiverFacts[],
  last?: LocalAnswer
): LocalAnswer {
  const byId = new Map(transceivers.map(facts => [facts.id, facts]));
  const answered = offer.sections.map((offered, at) => {
    const { transceiver } = offered;
    const facts = typeof transceiver === 'number' ? byId.get(transceiver) : undefined;
    const before = last?.answered?.[at];
    return before && isSameQuestion(before, offered, facts) ? before : answer(offered, facts);
  });
  return {
    sections: answered.map(({ state }) => state),
    transceivers: answered.flatMap(({ agreement }) => agreement ?? []),
    answered,
  };
}

function isSameQuestion(
  before: Answered,
  offered: OfferedSection,
  facts: TransceiverFacts | undefined
): boolean {
  const known = before.facts;
  const isSameOffer =
    before.offered.section === offered.section &&
    before.offered.mid === offered.mid &&
    before.offered.isRejected === offered.isRejected &&
    before.offered.isBundled === offered.isBundled;
  if (!isSameOffer || !known || !facts) return isSameOffer && known === facts;
  return (
    known.id === facts.id &&
    known.isStopped === facts.isStopped &&
    known.direction === facts.direction &&
    known.media === facts.media &&
    isSameFormats(known.formats, facts.formats)
  );
}

const isSameFormats = (a: Formats, b: Formats): boolean =>
  a === b ||
  (a.isOrdered === b.isOrdered &&
    a.codecs.length === b.codecs.length &&
    a.codecs.every((codec, at) => codec === b.codecs[at]) &&
    a.headerExtensions.length === b.headerExtensions.length &&
    a.headerExtensions.every(({ uri }, at) => uri === b.headerExtensions[at]?.uri));

function answer(offered: OfferedSection, facts: TransceiverFacts | undefined): Answered {
  const state = answerSection(offered, facts);
  const agreement = facts && agree(offered, state, facts.id);
  // The place of a section that we reject is free for something new.
  const isFreed = state.isRejected;
  return {
    offered,
    facts,
    agreement,
    state: isFreed ? { ...state, transceiver: undefined } : state,
  };
}

/** Answers a section, for one transceiver or for data channels. */
export function answerSection(
  offered: OfferedSection,
  facts: TransceiverFacts | undefined
): SectionState {
  const { mid, section } = offered;
  const media = facts ? answerMedia(section, facts) : noMedia;
  const isData = section.kind === 'application' && section.protocol.includes('SCTP');
  const isPossible = isData || media.codecs.some(({ name }) => !isFeatureName(name));
  const isStopped = facts?.isStopped === true;
  const isParked = isStopped && facts.isFed && offered.isTagged === true;
  const isRejected =
    offered.isRejected || !offered.isBundled || !isPossible || (isStopped && !isParked);
  const direction = isData
    ? 'sendrecv'
    : answerDirection(section.direction, isRejected ? 'inactive' : facts!.direction);
  return {
    mid,
    kind: section.kind,
    protocol: section.protocol,
    transceiver: facts?.id,
    isEstablished: !isRejected,
    isRejected,
    offeredBy: 'remote',
    offered: reversed(section.direction),
    direction,
    ...(isParked && !isRejected && { isParked }),
    media: isRejected ? { ...noMedia, codecs: section.codecs.slice(0, 1) } : media,
  };
}

/** What we say of a section that an endpoint offered: its numbers, cut down to what we can do. */
function answerMedia(section: MediaSection, facts: TransceiverFacts): SectionMedia {
  const { formats } = facts;
  const codecs = commonCodecs(section, formats);
  const direction = answerDirection(section.direction, facts.direction);
  const sent = sends(direction) ? sentMedia(section, facts.media, codecs) : nothingSent;
  const rids = receives(direction) ? sentRids(section) : [];
  const simulcast = {
    send: sent.simulcast?.send ?? [],
    recv: rids.map(rid => [{ rid, paused: false }]),
  };
  return {
    codecs,
    headerExtensions: commonExtensions(section, formats),
    ...sent,
    // We name our streams also where nothing flows yet: else we would have to offer once more as soon as
    // it does, and the endpoint likewise, for ever. RFC 9429, section 5.3.1.
    msids: sends(facts.direction) ? facts.media.msids : [],
    rids: [...sent.rids, ...rids.map(id => ({ id, direction: 'recv' as const }))],
    ...((sent.simulcast || rids.length > 0) && { simulcast }),
    // RFC 5506, section 5: reduced size needs both sides to say it.
    ...(!section.rtcpReducedSize && { rtcpReducedSize: false }),
  };
}

/**
 * The header extensions that both sides have. One that the endpoint offers for one direction is answered
 * for the other (RFC 8285, section 7). We encrypt none (RFC 6904).
 */
export const commonExtensions = (section: MediaSection, formats: Formats): HeaderExtension[] =>
  section.headerExtensions
    .filter(({ uri, encrypt }) => !encrypt && hasUri(formats.headerExtensions, uri))
    .map(({ id, uri, direction }) => ({
      id,
      uri,
      ...(direction && direction !== 'sendrecv' && { direction: reversed(direction) }),
    }));

type StreamLines = Pick<SectionMedia, 'sources' | 'sourceGroups' | 'rids' | 'simulcast'>;

const nothingSent: StreamLines = { sources: [], sourceGroups: [], rids: [] };

function sentMedia(
  section: MediaSection,
  media: SectionMedia,
  codecs: readonly Codec[]
): StreamLines {
  const { sources, sourceGroups } = media;
  const wanted = wantedRids(section);
  const rids = media.rids.filter(rid => rid.direction === 'send' && wanted.includes(rid.id));
  const hasRtx = codecs.some(({ name }) => isRtxName(name));
  const repairs = sourceGroups.flatMap(({ ssrcs }) => ssrcs.slice(1));
  return {
    sources: hasRtx ? sources : sources.filter(({ ssrc }) => !repairs.includes(ssrc)),
    sourceGroups: hasRtx ? sourceGroups : [],
    rids: rids.length > 1 ? rids : [],
    ...(rids.length > 1 &&
      media.simulcast && {
        simulcast: {
          send: media.simulcast.send.filter(([first]) => first && wanted.includes(first.rid)),
          recv: [],
        },
      }),
  };
}

/** Each offered codec that we can do, with our half of its parameters; RTX only with the codec it repairs. */
export function commonCodecs(section: MediaSection, formats: Formats): Codec[] {
  const { kind } = section;
  const accepted = section.codecs.flatMap(offered => {
    if (isFeatureName(offered.name)) return [];
    const theirs = toParameters(offered, kind);
    const own = formats.codecs.find(codec => !isRtxName(codec.name) && matchesCodec(codec, theirs));
    return own ? [{ own, codec: answerCodec(offered, own) }] : [];
  });
  if (formats.isOrdered) {
    const rank = (own: RtpCodecParameters): number => formats.codecs.indexOf(own);
    accepted.sort((a, b) => rank(a.own) - rank(b.own));
  }
  const repairs = section.codecs.filter(({ name, parameters }) => {
    const repaired = accepted.find(({ codec }) => codec.payloadType === Number(parameters['apt']));
    return isRtxName(name) && repaired && rtxOf(repaired.own, formats.codecs);
  });
  const rtx = repairs.map(codec => ({ ...codec, feedback: [] }));
  return [...accepted.map(({ codec }) => codec), ...rtx];
}

function answerCodec(offered: Codec, own: RtpCodecParameters): Codec {
  const ours = toSdpCodec(own);
  return {
    ...offered,
    // The offerer names levels and the like (RFC 6184, section 8.2.2): we forward whatever it sends.
    parameters: { ...ours.parameters, ...offered.parameters },
    feedback: offered.feedback.filter(({ type, parameter }) =>
      ours.feedback.some(feedback => feedback.type === type && feedback.parameter === parameter)
    ),
  };
}

function agree(
  offered: OfferedSection,
  state: SectionState,
  transceiver: number
): TransceiverAgreement {
  const { media, mid, kind, direction, isRejected } = state;
  const codecs = isRejected ? [] : media.codecs;
  return {
    mid,
    transceiver,
    isRejected,
    direction: isRejected ? 'inactive' : direction,
    send: {
      codecs: codecs.map(codec => toParameters(codec, kind)),
      headerExtensions: media.headerExtensions
        .filter(extension => sends(extension.direction ?? 'sendrecv'))
        .map(({ uri, id }) => ({ uri, id })),
      rids: media.rids.filter(rid => rid.direction === 'send').map(({ id }) => id),
    },
    receive:
      !isRejected && receives(direction)
        ? // With the feedback that we agreed to, and not all that was offered.
          receivedParameters({ ...offered.section, codecs }, mid, media)
        : undefined,
    streamIds: sentStreamIds(offered.section),
  };
}
