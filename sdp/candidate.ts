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
