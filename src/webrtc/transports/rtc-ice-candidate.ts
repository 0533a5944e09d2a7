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
  sdpMid?: string | null;
  sdpMLineIndex?: number | null;
  usernameFragment?: string | null;
}

/** Of a candidate of our own. W3C WebRTC 1.0, section 4.8.1. */
export interface RTCLocalIceCandidateInit extends RTCIceCandidateInit {
  relayProtocol?: 'udp' | 'tcp' | 'tls' | null;
  url?: string | null;
}

const components: readonly (RTCIceComponent | undefined)[] = [undefined, 'rtp', 'rtcp'];
const types: readonly string[] = ['host', 'srflx', 'prflx', 'relay'];
const protocols: readonly string[] = ['udp', 'tcp'];
const tcpTypes: readonly (string | undefined)[] = ['active', 'passive', 'so', undefined];

/** W3C WebRTC 1.0, section 4.8.1. One that cannot be read has attributes that are null. */
export class RTCIceCandidate {
  readonly candidate: string;
  readonly sdpMid: string | null;
  readonly sdpMLineIndex: number | null;
  readonly usernameFragment: string | null;
  readonly relayProtocol: 'udp' | 'tcp' | 'tls' | null;
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

  get foundation(): string | null {
    return this.#parsed?.foundation ?? null;
  }

  get component(): RTCIceComponent | null {
    return components[this.#parsed?.component ?? 0] ?? null;
  }

  get priority(): number | null {
    return this.#parsed?.priority ?? null;
  }

  get address(): string | null {
    return this.#parsed?.address ?? null;
  }

  get protocol(): RTCIceProtocol | null {
    return (this.#parsed?.protocol as RTCIceProtocol | undefined) ?? null;
  }

  get port(): number | null {
    return this.#parsed?.port ?? null;
  }

  get type(): RTCIceCandidateType | null {
    return (this.#parsed?.type as RTCIceCandidateType | undefined) ?? null;
  }

  get tcpType(): RTCIceTcpCandidateType | null {
    return (this.#parsed?.tcpType as RTCIceTcpCandidateType | undefined) ?? null;
  }

  get relatedAddress(): string | null {
    return this.#parsed?.relatedAddress ?? null;
  }

  get relatedPort(): number | null {
    return this.#parsed?.relatedPort ?? null;
  }

  /** What `addIceCandidate()` of the other side takes. */
  toJSON(): RTCIceCandidateInit {
    const { candidate, sdpMid, sdpMLineIndex, usernameFragment } = this;
    return { candidate, sdpMid, sdpMLineIndex, usernameFragment };
  }
}

/** All or nothing: one value that no attribute can hold, and none is set. */
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
