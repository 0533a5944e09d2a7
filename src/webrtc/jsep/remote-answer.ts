// The endpoint's answers to our offers: (lines, answer) → agreement, or what is wrong. Pure.
import { isRejected, type MediaSection, type Session } from '../../../sdp/index.js';
import {
  checkTransport,
  remoteMaxMessageSize,
  type Agreement,
  type SectionAgreement,
} from './agreement.js';
import { agreedDirection, receives } from './direction.js';
import { planRemoteDtls, type SettledDtls } from './remote-dtls.js';
import { invalidAccess } from '../idl/errors.js';
import type { Line } from './lines.js';
import {
  answeredCodecs,
  isFeatureCodec,
  receivedParameters,
  sentStreamIds,
  toParameters,
  wantedRids,
} from './media-mapping.js';

/**
 * Compares an answer with the offer. Nothing is changed here, and what passes here can be applied.
 *
 * @param settled what earlier answers said about DTLS
 * @throws {DOMException} InvalidAccessError, if the answer does not fit the offer
 */
export function planRemoteAnswer(
  offer: readonly Line[],
  answer: Session,
  settled: SettledDtls | undefined
): Agreement {
  if (answer.media.length !== offer.length) {
    throw invalidAccess(
      `the answer has ${answer.media.length} m-sections, the offer has ${offer.length}`
    );
  }
  const pairs = offer.map((line, at) => ({ line, section: answer.media[at]! }));
  for (const { line, section } of pairs) checkSection(line, section);

  const accepted = pairs.filter(({ line, section }) => !line.isRejected && !isRejected(section));
  const transport = transportSection(accepted, answer.bundles);
  const ice = transport && checkTransport(transport, 'answer', answer.iceLite);
  const speakers = accepted.map(({ section }) => section);

  return {
    sections: pairs.flatMap(({ line, section }) =>
      line.transceiver === undefined ? [] : [readSection(line, line.transceiver, section)]
    ),
    dtls: transport ? planRemoteDtls('answer', transport, speakers, settled) : settled,
    ice,
    candidates: speakers.flatMap(({ candidates }) => candidates),
    maxMessageSize: remoteMaxMessageSize(answer),
    lines: pairs.map(({ line, section }) => answered(line, section)),
  };
}

/** The line once it is answered. */
export function answered(line: Line, section: MediaSection): Line {
  if (line.isRejected || isRejected(section)) {
    return {
      ...line,
      transceiver: undefined,
      isRejected: true,
      isEstablished: false,
      direction: 'inactive',
    };
  }
  const direction = agreedDirection(line.offered, section.direction) ?? 'inactive';
  if (line.isEstablished && direction === line.direction) return line;
  return { ...line, isEstablished: true, direction };
}

/** Throws unless a section answers a line. */
export function checkSection(line: Line, section: MediaSection): void {
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
  if (line.kind === 'application') return;
  if (!agreedDirection(line.offered, section.direction)) {
    throw invalidAccess(`${where}: ${line.offered} was answered with ${section.direction}`);
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
export function transportSection(accepted: Pair[], bundles: string[][]): MediaSection | undefined {
  const byMid = new Map(accepted.map(({ line, section }) => [line.mid, section]));
  const bundle = bundles.find(mids => mids.some(mid => byMid.has(mid))) ?? [];
  const outside = accepted.find(({ line }) => !bundle.includes(line.mid));
  if (outside && (accepted.length > 1 || bundle.length > 0)) {
    throw invalidAccess(`m-section "${outside.line.mid}" is not in the answer's BUNDLE group`);
  }
  const tagged = bundle.find(mid => byMid.has(mid));
  return tagged === undefined ? accepted[0]?.section : byMid.get(tagged);
}

function readSection(line: Line, transceiver: number, section: MediaSection): SectionAgreement {
  const isRefused = line.isRejected || isRejected(section);
  const { kind, media } = line;
  const direction = isRefused
    ? 'inactive'
    : (agreedDirection(line.offered, section.direction) ?? 'inactive');
  const offeredUris = new Set(media.headerExtensions.map(({ uri }) => uri));
  const codecs = isRefused ? [] : answeredCodecs(section, media.codecs);
  const wanted = wantedRids(section);

  return {
    mid: line.mid,
    transceiver,
    isRejected: isRefused,
    direction,
    send: {
      codecs: codecs.map(codec => toParameters(codec, kind)),
      headerExtensions: section.headerExtensions
        .filter(({ uri, direction: way = 'sendrecv' }) => offeredUris.has(uri) && receives(way))
        .map(({ uri, id }) => ({ uri, id })),
      rids: media.rids
        .filter(rid => rid.direction === 'send' && wanted.includes(rid.id))
        .map(({ id }) => id),
    },
    receive: receives(direction) ? receivedParameters(section, line.mid, media) : undefined,
    streamIds: sentStreamIds(section),
  };
}
