// An RTP packet as an application reads it. RFC 3550, section 5.1; pure.

/** The parts of a packet, without its CSRCs, header extensions and padding. */
export interface RtpObject {
  payloadType: number;
  marker: boolean;
  sequenceNumber: number;
  timestamp: number;
  ssrc: number;
  payload: Buffer;
}

const fixedHeaderBytes = 12;

/**
 * Takes a packet apart; its payload shares the memory of `packet`. Undefined if it makes no
 * sense: it came from a peer, and the worker has looked at its header only.
 */
export function parseRtpPacket(packet: Buffer): RtpObject | undefined {
  if (packet.length < fixedHeaderBytes) return undefined;
  const first = packet.readUInt8(0);
  const second = packet.readUInt8(1);
  const payloadAt = payloadOffset(packet, first);
  const end = packet.length - ((first & 0x20) !== 0 ? packet.readUInt8(packet.length - 1) : 0);
  if (first >> 6 !== 2 || payloadAt === undefined || payloadAt > end) return undefined;
  return {
    payloadType: second & 0x7f,
    marker: (second & 0x80) !== 0,
    sequenceNumber: packet.readUInt16BE(2),
    timestamp: packet.readUInt32BE(4),
    ssrc: packet.readUInt32BE(8),
    payload: packet.subarray(payloadAt, end),
  };
}

function payloadOffset(packet: Buffer, first: number): number | undefined {
  const afterSources = fixedHeaderBytes + 4 * (first & 0x0f);
  if ((first & 0x10) === 0) return afterSources;
  if (packet.length < afterSources + 4) return undefined;
  return afterSources + 4 + 4 * packet.readUInt16BE(afterSources + 2);
}
