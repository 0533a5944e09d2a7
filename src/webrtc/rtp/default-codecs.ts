// The codecs of connections that were given no peer, and so no room with codecs of its own.
import type { RoomMediaCodec } from '../../parameters/capabilities.js';

const h264 = (profileLevelId: string, packetizationMode: 0 | 1): RoomMediaCodec => ({
  kind: 'video',
  name: 'video/H264',
  clockRate: 90000,
  parameters: { levelAsymmetryAllowed: 1, packetizationMode, profileLevelId },
});

/** In the order of preference. */
export const defaultMediaCodecs: readonly RoomMediaCodec[] = [
  {
    kind: 'audio',
    name: 'audio/opus',
    clockRate: 48000,
    numChannels: 2,
    parameters: { minptime: 10, useInbandFec: 1 },
  },
  { kind: 'audio', name: 'audio/G722', clockRate: 8000, payloadType: 9 },
  { kind: 'audio', name: 'audio/PCMU', clockRate: 8000, payloadType: 0 },
  { kind: 'audio', name: 'audio/PCMA', clockRate: 8000, payloadType: 8 },
  { kind: 'audio', name: 'audio/telephone-event', clockRate: 48000 },
  { kind: 'audio', name: 'audio/telephone-event', clockRate: 8000 },
  { kind: 'video', name: 'video/VP8', clockRate: 90000 },
  { kind: 'video', name: 'video/VP9', clockRate: 90000, parameters: { profileId: 0 } },
  h264('42e01f', 1),
  h264('42e01f', 0),
  h264('42001f', 1),
  h264('42001f', 0),
  h264('4d001f', 1),
  h264('640c1f', 1),
  h264('64001f', 1),
  { kind: 'video', name: 'video/AV1', clockRate: 90000 },
  { kind: 'video', name: 'video/VP9', clockRate: 90000, parameters: { profileId: 2 } },
  { kind: 'video', name: 'video/H265', clockRate: 90000 },
];
