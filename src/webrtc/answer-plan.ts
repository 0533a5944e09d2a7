// Answers to our offers: (offer, answer) → plan, or what is wrong with the answer. Pure.
import { isRejected, type MediaSection, type Session } from '../../sdp/index.js';
import type { RtpParameters } from '../parameters/rtp.js';
import { agreedDirection, receives, type Direction } from './direction.js';
import { planRemoteDtls, type SettledDtls } from './dtls-plan.js';
import { invalidAccess } from './errors.js';
import { answeredCodecs, isFeatureCodec, receivedParameters } from './media-mapping.js';
import type { Line } from './offer-answer.js';

/** What one section of the answer says. */
export interface SectionAnswer {
  mid: string;
  transceiver: number;
  /** Rejected by either side: the place is free. */
  isRejected: boolean;
  /** As agreed, seen from our side. */
  direction: Direction;
  /** The accepted ones of those offered. */
  payloadTypes: number[];
  headerExtensions: { uri: string; id: number }[];
  /** What the peer sends; undefined if it sends nothing. */
  receive: RtpParameters | undefined;
}

export interface AnswerPlan {
  /** The lines as they are once the answer is applied. */
  lines: Line[];
  sections: SectionAnswer[];
  /** The peer's end of DTLS; undefined if all is rejected. */
  dtls: SettledDtls | undefined;
}

/**
 * Compares an answer with the offer. Nothing is changed here, and what passes here can be applied.
 *
 * @param settled what earlier answers said about DTLS
 * @throws {DOMException} InvalidAccessError, if the answer does not fit the offer
 */
export function planAnswer(
  offer: readonly Line[],
  answer: Session,
  settled: SettledDtls | undefined
): AnswerPlan {
  if (answer.media.length !== offer.length) {
    throw invalidAccess(
      `the answer has ${answer.media.length} m-sections, the offer has ${offer.length}`
    );
  }
  const pairs = offer.map((line, at) => ({ line, section: answer.media[at]! }));
  for (const { line, section } of pairs) checkSection(line, section);

  const accepted = pairs.filter(({ line, section }) => !line.isRejected && !isRejected(section));
  const transport = transportSection(accepted, answer.bundles);
  if (transport) checkTransport(transport, answer.iceLite);

  const sections = pairs.flatMap(({ line, section }) =>
    line.transceiver === undefined ? [] : [readSection(line, line.transceiver, section)]
  );
  const rejected = new Set(
    sections.filter(section => section.isRejected).map(({ transceiver }) => transceiver)
  );
  return {
    sections,
    dtls: transport
      ? planRemoteDtls(
          transport,
          accepted.map(pair => pair.section),
          settled
        )
      : settled,
    lines: offer.map(line =>
      line.transceiver === undefined || rejected.has(line.transceiver)
        ? { ...line, transceiver: undefined, isRejected: true, isEstablished: false }
        : { ...line, isEstablished: true }
    ),
  };
}

function checkSection(line: Line, section: MediaSection): void {
  if (section.mid !== undefined && section.mid !== line.mid) {
    throw invalidAccess(`m-section "${line.mid}": the answer calls it "${section.mid}"`);
  }
  if (section.kind !== line.kind) {
    throw invalidAccess(`m-section "${line.mid}": ${line.kind} was answered with ${section.kind}`);
  }
  if (line.isRejected && !isRejected(section) && section.direction !== 'inactive') {
    throw invalidAccess(`m-section "${line.mid}": the answer accepts what was offered with port 0`);
  }
  if (!line.isRejected && !isRejected(section)) checkAccepted(line, section);
}

function checkAccepted(line: Line, section: MediaSection): void {
  const where = `m-section "${line.mid}"`;
  if (!agreedDirection(line.direction, section.direction)) {
    throw invalidAccess(`${where}: ${line.direction} was answered with ${section.direction}`);
  }
  for (const format of section.formats) {
    const ours = line.media.codecs.find(({ payloadType }) => String(payloadType) === format);
    if (!ours) throw invalidAccess(`${where}: payload type ${format} was not offered`);

    const theirs = section.codecs.find(({ payloadType }) => String(payloadType) === format);
    const isSame =
      !theirs ||
      (theirs.name.toLowerCase() === ours.name.toLowerCase() &&
        theirs.clockRate === ours.clockRate);
    if (!isSame) {
      throw invalidAccess(`${where}: payload type ${format} is ${ours.name}, not ${theirs.name}`);
    }
  }
  const isMedia = answeredCodecs(section, line.media.codecs).some(c => !isFeatureCodec(c.name));
  if (!isMedia) throw invalidAccess(`${where}: the answer accepts no codec`);
}

interface Pair {
  line: Line;
  section: MediaSection;
}

/**
 * The section that speaks for the transport: the first accepted one of the BUNDLE group, RFC 9143,
 * section 7.1.3. The others need not repeat what it says. There is one transport only, so all
 * that is accepted has to be in the group.
 */
function transportSection(accepted: Pair[], bundles: string[][]): MediaSection | undefined {
  const byMid = new Map(accepted.map(({ line, section }) => [line.mid, section]));
  const bundle = bundles.find(mids => mids.some(mid => byMid.has(mid))) ?? [];
  const outside = accepted.find(({ line }) => !bundle.includes(line.mid));
  if (outside && (accepted.length > 1 || bundle.length > 0)) {
    throw invalidAccess(`m-section "${outside.line.mid}" is not in the answer's BUNDLE group`);
  }
  const tagged = bundle.find(mid => byMid.has(mid));
  return tagged === undefined ? accepted[0]?.section : byMid.get(tagged);
}

function checkTransport(section: MediaSection, isLite: boolean): void {
  const where = `m-section "${section.mid ?? 0}" of the answer`;
  if (!section.rtcpMux) throw invalidAccess(`${where} has no rtcp-mux`);
  if (section.iceUfrag === undefined || section.icePwd === undefined) {
    throw invalidAccess(`${where} has no ICE credentials`);
  }
  // Two lite sides would wait for each other's checks for ever. RFC 8445, section 6.1.1.
  if (isLite) throw invalidAccess('the answer says ice-lite, and so do we');
}

function readSection(line: Line, transceiver: number, section: MediaSection): SectionAnswer {
  const isRefused = line.isRejected || isRejected(section);
  const direction = isRefused
    ? 'inactive'
    : (agreedDirection(line.direction, section.direction) ?? 'inactive');
  const offeredUris = new Set(line.media.headerExtensions.map(({ uri }) => uri));

  return {
    mid: line.mid,
    transceiver,
    isRejected: isRefused,
    direction,
    payloadTypes: isRefused
      ? []
      : answeredCodecs(section, line.media.codecs).map(({ payloadType }) => payloadType),
    headerExtensions: section.headerExtensions
      .filter(({ uri }) => offeredUris.has(uri))
      .map(({ uri, id }) => ({ uri, id })),
    receive: receives(direction) ? receivedParameters(section, line.mid, line.media) : undefined,
  };
}
