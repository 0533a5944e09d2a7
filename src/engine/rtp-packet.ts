// An RTP packet as an application reads it. RFC 3550, section 5.1; pure.

/** The parts of a packet, without its CSRCs, header extensions and padding. */
export interface RtpObject {
  /** The number of the codec: 0 to 127. */
  payloadType: number;
  /** The marker bit; what it means is the codec's business: for video, the last packet of a frame. */
  marker: boolean;
  /** 0 to 65535; one more for each packet of the stream. */
  sequenceNumber: number;
  /** 0 to 4294967295, in units of the codec's clock rate. */
  timestamp: number;
  /** The stream that the packet is of: 0 to 4294967295. */
  ssrc: number;
  /** What the packet carries, without padding. */
  payload: Buffer;
}

const fixedHeaderBytes = 12;

/**
 * Takes a packet apart; the payload shares the memory of `packet`. Undefined if the packet makes no
 * sense: an endpoint wrote it, and the worker has looked at its header only.
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
