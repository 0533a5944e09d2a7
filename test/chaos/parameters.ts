// What a peer may say that it sends: always well formed, now and then in another's way.
import type { RtpEncodingParameters, RtpParameters } from '../../src/index.js';
import type { MediaKind } from '../../src/parameters/rtp.js';
import type { SeededRandom } from './random.js';

// Few enough that two receivers of a transport want the same one at times.
const fewSsrcs = 60;
const manySsrcs = 0xffffffff;

/**
 * Random parameters for `receive()`. In a room without codecs senders are copies, SSRCs included,
 * and those that meet in one transport cannot be: there they come from far apart.
 */
export function randomParameters(
  random: SeededRandom,
  kind: MediaKind,
  isVerbatim: boolean
): RtpParameters {
  const mostSsrcs = isVerbatim ? manySsrcs : fewSsrcs;
  const isAudio = kind === 'audio';
  const payloadType = random.pick(isAudio ? [100, 111] : [96, 110])!;
  const hasRtx = !isAudio && random.chance(0.5);
  const rtx = {
    name: 'video/rtx',
    payloadType: 101,
    clockRate: 90000,
    parameters: { apt: payloadType },
  };
  return {
    ...(random.chance(0.6) && { muxId: `m${random.integer(1, 30)}` }),
    codecs: [
      isAudio
        ? { name: 'audio/opus', payloadType, clockRate: 48000, numChannels: 2 }
        : { name: 'video/VP8', payloadType, clockRate: 90000, rtcpFeedback: [{ type: 'nack' }] },
      ...(hasRtx ? [rtx] : []),
    ],
    encodings: Array.from({ length: random.integer(0, 3) }, () =>
      encoding(random, hasRtx, mostSsrcs)
    ),
    headerExtensions: random.chance(0.5)
      ? [{ uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', id: random.integer(1, 14) }]
      : [],
    ...(random.chance(0.5) && { rtcp: { cname: 'somebody', reducedSize: true } }),
  };
}

function encoding(random: SeededRandom, hasRtx: boolean, mostSsrcs: number): RtpEncodingParameters {
  return {
    ssrc: random.integer(1, mostSsrcs),
    ...(hasRtx && { rtx: { ssrc: random.integer(1, mostSsrcs) } }),
  };
}
