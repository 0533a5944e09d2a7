// Transport addresses and certificates: `candidate` (RFC 8839) and `fingerprint` (RFC 8122).
import type { MediaDescription } from 'sdp-transform';

import type { RawSection } from './lines.js';
import { valuesOf } from './lines.js';
import { SdpError, type Candidate, type Fingerprint } from './session.js';

type CandidateLine = NonNullable<MediaDescription['candidates']>[number];

/** Reads what the grammar found; lines it does not know are ignored, as RFC 8839 wants. */
export const parseCandidates = (lines: CandidateLine[] = []): Candidate[] =>
  lines.map(line => ({
    foundation: String(line.foundation),
    component: Number(line.component),
    protocol: String(line.transport).toLowerCase(),
    priority: Number(line.priority),
    address: String(line.ip),
    port: Number(line.port),
    type: String(line.type),
    ...(line.raddr !== undefined && { relatedAddress: String(line.raddr) }),
    ...(line.rport !== undefined && { relatedPort: Number(line.rport) }),
    ...(line.tcptype !== undefined && { tcpType: String(line.tcptype) }),
  }));

export const writeCandidates = (candidates: Candidate[]): CandidateLine[] =>
  candidates.map(candidate => ({
    foundation: candidate.foundation,
    component: candidate.component,
    transport: candidate.protocol,
    priority: candidate.priority,
    ip: candidate.address,
    port: candidate.port,
    type: candidate.type,
    ...(candidate.relatedAddress !== undefined && { raddr: candidate.relatedAddress }),
    ...(candidate.relatedPort !== undefined && { rport: candidate.relatedPort }),
    ...(candidate.tcpType !== undefined && { tcptype: candidate.tcpType }),
  }));

// RFC 8839, section 5.1, with the tokens of its grammar; what else may follow is skipped.
const candidatePattern = new RegExp(
  '^(?:a=)?candidate:(?<foundation>[A-Za-z0-9+/]{1,32}) +(?<component>\\d{1,3})' +
    ' +(?<protocol>[\\w-]+) +(?<priority>\\d{1,10}) +(?<address>[^ ]+) +(?<port>\\d{1,5})' +
    ' +typ +(?<type>[\\w-]+)(?: +raddr +(?<relatedAddress>[^ ]+))?' +
    '(?: +rport +(?<relatedPort>\\d{1,5}))?(?<more>(?: +[^ ]+ +[^ ]+)*) *$'
);

/**
 * Reads one candidate, as it is trickled: `candidate:…`. RFC 8839, section 5.1.
 *
 * @returns undefined where it is none
 */
export function parseCandidate(text: string): Candidate | undefined {
  const read = candidatePattern.exec(text)?.groups;
  if (!read) return undefined;
  const { foundation, protocol, address, type, relatedAddress, relatedPort, more } = read;
  const component = Number(read['component']);
  const priority = Number(read['priority']);
  const port = Number(read['port']);
  const isInRange =
    component >= 1 &&
    component <= 256 &&
    priority <= 0xffffffff &&
    port <= 65535 &&
    Number(relatedPort ?? 0) <= 65535;
  if (!foundation || !protocol || !address || !type || !isInRange) return undefined;

  const tcpType = / tcptype +([^ ]+)/.exec(more ?? '')?.[1];
  return {
    foundation,
    component,
    protocol: protocol.toLowerCase(),
    priority,
    address,
    port,
    type,
    ...(relatedAddress !== undefined && { relatedAddress }),
    ...(relatedPort !== undefined && { relatedPort: Number(relatedPort) }),
    ...(tcpType !== undefined && { tcpType }),
  };
}

/** The reverse: `candidate:…`. */
export function writeCandidate(candidate: Candidate): string {
  const { foundation, component, protocol, priority, address, port, type } = candidate;
  const words = [foundation, component, protocol, priority, address, port, 'typ', type];
  const { relatedAddress, relatedPort, tcpType } = candidate;
  if (relatedAddress !== undefined) words.push('raddr', relatedAddress);
  if (relatedPort !== undefined) words.push('rport', relatedPort);
  if (tcpType !== undefined) words.push('tcptype', tcpType);
  return `candidate:${words.join(' ')}`;
}

/** All fingerprints of a section: there may be one for each hash function. */
export const parseFingerprints = (section: RawSection): Fingerprint[] =>
  valuesOf(section, 'fingerprint').map(({ line, value }) => {
    const match = /^([\w-]+) +([0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2})*)$/.exec(value);
    if (!match?.[1] || !match[2]) throw new SdpError('malformed fingerprint', line);
    return { algorithm: match[1].toLowerCase(), value: match[2].toUpperCase() };
  });

/** The grammar keeps one fingerprint only, so they are written as plain attributes. */
export const writeFingerprints = (fingerprints: Fingerprint[]): { value: string }[] =>
  fingerprints.map(({ algorithm, value }) => ({ value: `fingerprint:${algorithm} ${value}` }));
