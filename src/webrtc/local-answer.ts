// Our answers: (the endpoint's offer, what is wanted) → lines and what they agree. RFC 9429, section 5.3. Pure.
import type { Codec, MediaSection } from '../../sdp/index.js';
import { isRtxName, matchesCodec } from '../parameters/codecs.js';
import type { RtpCodecParameters } from '../parameters/rtp.js';
import type { Agreement, SectionAgreement } from './agreement.js';
import { answerDirection, receives, reversed, sends, type Direction } from './direction.js';
import type { Formats, Line, TransceiverFacts } from './lines.js';
import {
  isFeatureCodec,
  noMedia,
  receivedParameters,
  sentRids,
  sentStreamIds,
  toParameters,
  toSdpCodec,
  type SectionMedia,
} from './media-mapping.js';
import type { OfferedSection, RemoteOffer } from './remote-offer.js';
import { hasUri, rtxOf } from './rtp-numbers.js';

/** An answer before its transport: what it says, and what it settles. */
export type AnswerPlan = Pick<Agreement, 'lines' | 'sections'>;

/** Answers each section with what both sides can do. */
export function planLocalAnswer(
  offer: RemoteOffer,
  transceivers: readonly TransceiverFacts[]
): AnswerPlan {
  const byId = new Map(transceivers.map(facts => [facts.id, facts]));
  const answers = offer.sections.map(offered => {
    const { transceiver } = offered;
    const facts = typeof transceiver === 'number' ? byId.get(transceiver) : undefined;
    return { offered, line: answerLine(offered, facts) };
  });
  return {
    lines: answers.map(({ line }) =>
      // What is rejected is free for something new.
      line.isRejected ? { ...line, transceiver: undefined, isEstablished: false } : line
    ),
    sections: answers.flatMap(({ offered, line }) =>
      line.transceiver === undefined ? [] : [agree(offered, line, line.transceiver)]
    ),
  };
}

export function answerLine(offered: OfferedSection, facts: TransceiverFacts | undefined): Line {
  const { mid, section } = offered;
  const media = facts ? answerMedia(section, facts) : noMedia;
  const isData = section.kind === 'application' && section.protocol.includes('SCTP');
  const isPossible = isData || media.codecs.some(({ name }) => !isFeatureCodec(name));
  const isRejected =
    offered.isRejected || !offered.isBundled || !isPossible || facts?.isStopped === true;
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
    media: isRejected ? { ...noMedia, codecs: section.codecs.slice(0, 1) } : media,
  };
}

/** What we say of a section that an endpoint offered: its numbers, cut down to what we can do. */
function answerMedia(section: MediaSection, facts: TransceiverFacts): SectionMedia {
  const { formats } = facts;
  const codecs = commonCodecs(section, formats);
  const direction = answerDirection(section.direction, facts.direction);
  const rids = receives(direction) ? sentRids(section) : [];
  return {
    codecs,
    headerExtensions: section.headerExtensions
      .filter(({ uri }) => hasUri(formats.headerExtensions, uri))
      .map(({ id, uri }) => ({ id, uri })),
    ...sentMedia(section, facts.media, direction, codecs),
    ...(rids.length > 0 && {
      rids: rids.map(id => ({ id, direction: 'recv' as const })),
      simulcast: { send: [], recv: rids.map(rid => [{ rid, paused: false }]) },
    }),
  };
}

function sentMedia(
  section: MediaSection,
  media: SectionMedia,
  direction: Direction,
  codecs: readonly Codec[]
): Omit<SectionMedia, 'codecs' | 'headerExtensions'> {
  const { msids, sources, sourceGroups } = media;
  if (!sends(direction)) return { msids: [], sources: [], sourceGroups: [], rids: [] };
  const rids = media.rids.filter(({ id }) => isWanted(section, id));
  const hasRtx = codecs.some(({ name }) => isRtxName(name));
  const repairs = sourceGroups.flatMap(({ ssrcs }) => ssrcs.slice(1));
  return {
    msids,
    sources: hasRtx ? sources : sources.filter(({ ssrc }) => !repairs.includes(ssrc)),
    sourceGroups: hasRtx ? sourceGroups : [],
    rids: rids.length > 1 ? rids : [],
    ...(rids.length > 1 &&
      media.simulcast && {
        simulcast: {
          send: media.simulcast.send.filter(([first]) => first && isWanted(section, first.rid)),
          recv: [],
        },
      }),
  };
}

const isWanted = ({ rids, simulcast }: MediaSection, id: string): boolean =>
  simulcast !== undefined && rids.some(rid => rid.id === id && rid.direction === 'recv');

/** Our half of each offered codec that we can do; RTX where its codec is there. */
export function commonCodecs(section: MediaSection, formats: Formats): Codec[] {
  const { kind } = section;
  const accepted = section.codecs.flatMap(offered => {
    if (isFeatureCodec(offered.name)) return [];
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
    // Levels and the like are the offerer's to name (RFC 6184, section 8.2.2); we pass on what comes.
    parameters: { ...ours.parameters, ...offered.parameters },
    feedback: offered.feedback.filter(({ type, parameter }) =>
      ours.feedback.some(feedback => feedback.type === type && feedback.parameter === parameter)
    ),
  };
}

function agree(offered: OfferedSection, line: Line, transceiver: number): SectionAgreement {
  const { media, mid, kind, direction, isRejected } = line;
  const codecs = isRejected ? [] : media.codecs;
  return {
    mid,
    transceiver,
    isRejected,
    direction: isRejected ? 'inactive' : direction,
    send: {
      codecs: codecs.map(codec => toParameters(codec, kind)),
      headerExtensions: media.headerExtensions.map(({ uri, id }) => ({ uri, id })),
      rids: media.rids.filter(rid => rid.direction === 'send').map(({ id }) => id),
    },
    receive:
      !isRejected && receives(direction)
        ? receivedParameters(offered.section, mid, media)
        : undefined,
    streamIds: sentStreamIds(offered.section),
  };
}
