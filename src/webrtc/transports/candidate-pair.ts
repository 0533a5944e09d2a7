// Which candidates the engine's addresses belong to.
import type { Candidate } from '../../../sdp/index.js';
import type { IceCandidate, IceTuple } from '../../parameters/transport.js';
import { RTCIceCandidate } from './rtc-ice-candidate.js';

/** W3C WebRTC 1.0, section 5.6.2. */
export interface RTCIceCandidatePair {
  /** Our candidate. */
  readonly local: RTCIceCandidate;
  /** The endpoint’s candidate. */
  readonly remote: RTCIceCandidate;
}

/** Of which m-section a candidate is. */
export interface CandidateSection {
  sdpMid: string | null;
  sdpMLineIndex: number | null;
}

/** What both sides have told each other. */
export interface KnownCandidates {
  section: CandidateSection;
  local: readonly RTCIceCandidate[];
  remote: readonly RTCIceCandidate[];
  remoteUfrag: string | null;
}

/** What the engine has, told or not. */
export interface EngineCandidates {
  readonly iceLocalCandidates: readonly IceCandidate[];
  readonly iceLocalParameters: { readonly usernameFragment: string };
}

// What RFC 8445, section 5.1.2, makes of a peer-reflexive candidate of the best preference.
const peerReflexivePriority = 1862270975;
const unknown = { foundation: '0', component: 1, priority: peerReflexivePriority };

/** One of the engine's candidates as the W3C has it. */
export function localCandidate(
  candidate: IceCandidate,
  section: CandidateSection,
  usernameFragment: string
): RTCIceCandidate {
  const { foundation, priority, ip, port, type, protocol, tcpType } = candidate;
  const words: Candidate = {
    foundation,
    component: 1,
    protocol,
    priority,
    address: ip,
    port,
    type,
    ...(tcpType && { tcpType }),
  };
  return RTCIceCandidate.of(words, { ...section, usernameFragment });
}

/** The candidates of the path in use. */
export const candidatePairOf = (
  tuple: IceTuple,
  known: KnownCandidates,
  engine: EngineCandidates
): RTCIceCandidatePair => ({
  local: localOf(tuple, known, engine),
  remote: remoteOf(tuple, known),
});

// An announced address is not the one that packets come to, so that the port has to do.
function localOf(
  { localIP, localPort, protocol }: IceTuple,
  { local, section }: KnownCandidates,
  { iceLocalCandidates, iceLocalParameters }: EngineCandidates
): RTCIceCandidate {
  const { usernameFragment } = iceLocalParameters;
  const told =
    local.length > 0
      ? local
      : iceLocalCandidates.map(candidate => localCandidate(candidate, section, usernameFragment));
  const close = told.filter(
    candidate => candidate.protocol === protocol && candidate.port === localPort
  );
  const found = close.find(({ address }) => address === localIP) ?? close[0];
  if (found) return found;
  const words = { ...unknown, protocol, type: 'host', address: localIP, port: localPort };
  return RTCIceCandidate.of(words, { ...section, usernameFragment });
}

// An endpoint behind a NAT is known by its checks only. RFC 8445, section 7.3.1.3.
function remoteOf(
  { remoteIP, remotePort, protocol }: IceTuple,
  { remote, section, remoteUfrag }: KnownCandidates
): RTCIceCandidate {
  const found = remote.find(
    candidate =>
      candidate.protocol === protocol &&
      candidate.address === remoteIP &&
      // Active TCP has no port of its own. RFC 6544, section 4.5.
      (candidate.port === remotePort || candidate.tcpType === 'active')
  );
  if (found) return found;
  const words: Candidate = {
    ...unknown,
    protocol,
    type: 'prflx',
    address: remoteIP,
    port: remotePort,
    ...(protocol === 'tcp' && { tcpType: 'active' }),
  };
  return RTCIceCandidate.of(words, { ...section, usernameFragment: remoteUfrag });
}
