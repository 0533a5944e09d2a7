// The checks of createDataChannel(). W3C WebRTC 1.0, section 6.1. Pure.
import { dictionaryOf, enforceRange, unicodeTextOf } from '../idl/conversions.js';

/** W3C WebRTC 1.0, section 6.2.1. */
export interface RTCDataChannelInit {
  /** Default true. */
  ordered?: boolean;
  /** In milliseconds. Default: messages are sent again until they arrive. */
  maxPacketLifeTime?: number;
  /** Default: as above; one of both at most. */
  maxRetransmits?: number;
  /** Default empty. */
  protocol?: string;
  /** The application makes the channel on both sides, with the same `id`. Default false. */
  negotiated?: boolean;
  /** Only with `negotiated`; 65534 at most. */
  id?: number;
}

/** What a data channel is made with. */
export interface DataChannelFacts {
  label: string;
  ordered: boolean;
  maxPacketLifeTime: number | null;
  maxRetransmits: number | null;
  protocol: string;
  negotiated: boolean;
  id: number | null;
}

// RFC 8832, section 5.1: lengths have two bytes.
const maxBytes = 65535;
const maxUnsignedShort = 65535;
/** Means "all streams" where SCTP resets them. RFC 8831, section 6.5. */
const reservedId = 65535;

/** @throws {TypeError} */
export function checkDataChannelInit(label: unknown, init: unknown): DataChannelFacts {
  const name = unicodeTextOf('label', label);
  const given = dictionaryOf('dataChannelDict', init);
  const number = (member: string): number | null =>
    given[member] === undefined ? null : enforceRange(member, given[member], maxUnsignedShort);

  // In the order in which Web IDL converts a dictionary.
  const id = number('id');
  const maxPacketLifeTime = number('maxPacketLifeTime');
  const maxRetransmits = number('maxRetransmits');
  const negotiated = Boolean(given['negotiated']);
  const ordered = given['ordered'] === undefined ? true : Boolean(given['ordered']);
  const { protocol: wanted = '' } = given;
  const protocol = unicodeTextOf('protocol', wanted);

  if (Buffer.byteLength(name) > maxBytes) throw new TypeError('label is longer than 65535 bytes');
  if (Buffer.byteLength(protocol) > maxBytes) {
    throw new TypeError('protocol is longer than 65535 bytes');
  }
  if (negotiated && id === null) throw new TypeError('a negotiated channel needs an id');
  if (maxPacketLifeTime !== null && maxRetransmits !== null) {
    throw new TypeError('maxPacketLifeTime and maxRetransmits exclude each other');
  }
  // Without `negotiated` the id is ours to choose.
  if (negotiated && id === reservedId) throw new TypeError('an id is 65534 at most');
  return {
    label: name,
    ordered,
    maxPacketLifeTime,
    maxRetransmits,
    protocol,
    negotiated,
    id: negotiated ? id : null,
  };
}
