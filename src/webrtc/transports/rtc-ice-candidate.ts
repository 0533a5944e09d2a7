// RTCIceCandidate: one transport address of one side.
import { parseCandidate, writeCandidate, type Candidate } from '../../../sdp/index.js';
import { dictionaryOf, nullableTextOf, textOf, unsignedShort } from '../idl/conversions.js';

/** W3C WebRTC 1.0, section 5.6.6. */
export type RTCIceComponent = 'rtp' | 'rtcp';
/** W3C WebRTC 1.0, section 4.8.1.3. */
export type RTCIceProtocol = 'udp' | 'tcp';
/** W3C WebRTC 1.0, section 4.8.1.5. */
export type RTCIceCandidateType = 'host' | 'srflx' | 'prflx' | 'relay';
/** W3C WebRTC 1.0, section 4.8.1.4. */
export type RTCIceTcpCandidateType = 'active' | 'passive' | 'so';

/** W3C WebRTC 1.0, section 4.8.2. */
export interface RTCIceCandidateInit {
  /** `candidate:…`; empty for the end of candidates. Default empty. */
  candidate?: string;
  /** The mid of the m-section. Default null. */
  sdpMid?: string | null;
  /** The index of the m-section, from 0. Default null; one of both has to be there. */
  sdpMLineIndex?: number | null;
  /** The generation that the candidate is of. Default null: the newest. */
  usernameFragment?: string | null;
}

/** Of a candidate of our own. W3C WebRTC 1.0, section 4.8.1. */
export interface RTCLocalIceCandidateInit extends RTCIceCandidateInit {
  /** How a relay is reached. Default null. */
  relayProtocol?: 'udp' | 'tcp' | 'tls' | null;
  /** Of the server that told the candidate. Default null. */
  url?: string | null;
}

const components: readonly (RTCIceComponent | undefined)[] = [undefined, 'rtp', 'rtcp'];
const types: readonly string[] = ['host', 'srflx', 'prflx', 'relay'];
const protocols: readonly string[] = ['udp', 'tcp'];
const tcpTypes: readonly (string | undefined)[] = ['active', 'passive', 'so', undefined];

/** W3C WebRTC 1.0, section 4.8.1. One that cannot be read has attributes that are null. */
export class RTCIceCandidate {
  /** `candidate:…` as in SDP; empty for the end of candidates. */
  readonly candidate: string;
  /** The mid of the m-section. */
  readonly sdpMid: string | null;
  /** The index of the m-section, from 0. */
  readonly sdpMLineIndex: number | null;
  /** The generation that the candidate is of. */
  readonly usernameFragment: string | null;
  /** How the relay is reached; null for any other candidate. */
  readonly relayProtocol: 'udp' | 'tcp' | 'tls' | null;
  /** Of the server that told the candidate; null for a host’s own. */
  readonly url: string | null;
  readonly #parsed: Candidate | undefined;

  /** @throws {TypeError} if neither `sdpMid` nor `sdpMLineIndex` says where it belongs to */
  constructor(init?: RTCLocalIceCandidateInit) {
    const given = dictionaryOf('candidateInitDict', init);
    const { candidate = '', sdpMLineIndex: index = null } = given;
    this.candidate = textOf('candidate', candidate);
    this.sdpMid = nullableTextOf('sdpMid', given['sdpMid']);
    this.sdpMLineIndex = index === null ? null : unsignedShort('sdpMLineIndex', index);
    this.usernameFragment = nullableTextOf('usernameFragment', given['usernameFragment']);
    this.relayProtocol = relayProtocolOf(given['relayProtocol']);
    this.url = nullableTextOf('url', given['url']);
    if (this.sdpMid === null && this.sdpMLineIndex === null) {
      throw new TypeError('sdpMid and sdpMLineIndex are both null');
    }
    this.#parsed = validCandidate(this.candidate);
  }

  /** @internal One of our own, or one that the worker found. */
  static of(candidate: Candidate, init: Omit<RTCLocalIceCandidateInit, 'candidate'>) {
    return new RTCIceCandidate({ ...init, candidate: writeCandidate(candidate) });
  }

  /** RFC 8445, section 5.1.1.3. */
  get foundation(): string | null {
    return this.#parsed?.foundation ?? null;
  }

  /** `rtp`, as RTCP has no component of its own here. */
  get component(): RTCIceComponent | null {
    return components[this.#parsed?.component ?? 0] ?? null;
  }

  /** RFC 8445, section 5.1.2. */
  get priority(): number | null {
    return this.#parsed?.priority ?? null;
  }

  /** An IP address, or a name that ends with `.local`. */
  get address(): string | null {
    return this.#parsed?.address ?? null;
  }

  /** `udp` or `tcp`. */
  get protocol(): RTCIceProtocol | null {
    return (this.#parsed?.protocol as RTCIceProtocol | undefined) ?? null;
  }

  /** The port. */
  get port(): number | null {
    return this.#parsed?.port ?? null;
  }

  /** `host`, `srflx`, `prflx` or `relay`. */
  get type(): RTCIceCandidateType | null {
    return (this.#parsed?.type as RTCIceCandidateType | undefined) ?? null;
  }

  /** Who opens the TCP connection; null for UDP. RFC 6544. */
  get tcpType(): RTCIceTcpCandidateType | null {
    return (this.#parsed?.tcpType as RTCIceTcpCandidateType | undefined) ?? null;
  }

  /** The base of a candidate that is none itself. */
  get relatedAddress(): string | null {
    return this.#parsed?.relatedAddress ?? null;
  }

  /** The port of that base. */
  get relatedPort(): number | null {
    return this.#parsed?.relatedPort ?? null;
  }

  /** What `addIceCandidate()` of the other side takes. */
  toJSON(): RTCIceCandidateInit {
    const { candidate, sdpMid, sdpMLineIndex, usernameFragment } = this;
    return { candidate, sdpMid, sdpMLineIndex, usernameFragment };
  }
}

/**
 * Reads a candidate; undefined if one of its values does not fit its attribute: then all attributes
 * are null.
 */
function validCandidate(text: string): Candidate | undefined {
  const parsed = text === '' ? undefined : parseCandidate(text);
  if (!parsed) return undefined;
  const isValid =
    components[parsed.component] !== undefined &&
    protocols.includes(parsed.protocol) &&
    types.includes(parsed.type) &&
    tcpTypes.includes(parsed.tcpType);
  return isValid ? parsed : undefined;
}

function relayProtocolOf(value: unknown): 'udp' | 'tcp' | 'tls' | null {
  const text = nullableTextOf('relayProtocol', value);
  if (text === null || text === 'udp' || text === 'tcp' || text === 'tls') return text;
  throw new TypeError('relayProtocol has to be udp, tcp or tls');
}
