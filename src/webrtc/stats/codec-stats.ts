// codec: the payload types that streams were seen to use.
import type { RtpCodecParameters } from '../../parameters/rtp.js';
import { clockRateOf, mediaTypeOf } from '../../parameters/verbatim.js';
import { writeParameters } from '../../../sdp/fmtp.js';
import { toSdpCodec } from '../jsep/codec-words.js';
import { transportId } from './gathering.js';
import type { RTCCodecStats } from './stats-types.js';

/**
 * A payload type in one direction; nothing if it was not negotiated. The id holds what makes the
 * codec what it is, since a later negotiation may give its number to another.
 */
export function codecStats(
  direction: 'inbound' | 'outbound',
  kind: 'audio' | 'video',
  payloadType: number | undefined,
  codecs: readonly RtpCodecParameters[],
  timestamp: number
): RTCCodecStats | undefined {
  const codec = codecs.find(candidate => candidate.payloadType === payloadType);
  if (!codec) return undefined;
  const mimeType = mediaTypeOf(codec, kind);
  const sdpFmtpLine = writeParameters(toSdpCodec(codec).parameters);
  return {
    id: ['codec', direction, codec.payloadType, mimeType, sdpFmtpLine].join(':'),
    type: 'codec',
    timestamp,
    transportId,
    payloadType: codec.payloadType,
    mimeType,
    clockRate: clockRateOf(codec, kind),
    ...(codec.numChannels !== undefined && { channels: codec.numChannels }),
    ...(sdpFmtpLine !== '' && { sdpFmtpLine }),
  };
}
