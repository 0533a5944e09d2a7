// What the tests of older generations share: options, parameters, ways to wait.
import { once } from 'node:events';

import type { ServerOptions } from '../../src/engine/server-options.js';
import type { RoomOptions } from '../../src/engine/server.js';
import type { RtpCapabilities, RtpCodecCapability } from '../../src/parameters/rtp.js';
import type { VerbatimRtpParameters } from '../../src/parameters/verbatim.js';

/** One quiet worker on the loopback address, in the option names of version 0.1. */
export const local: ServerOptions = {
  numWorkers: 1,
  logLevel: 'warn',
  rtcListenIPv4: '127.0.0.1',
  rtcListenIPv6: false,
  rtcMinPort: 40000,
  rtcMaxPort: 49999,
};

export const fingerprint = { algorithm: 'sha-256', value: 'ab'.repeat(32) } as const;

interface Closes {
  once(event: 'close', listener: (error?: Error) => void): unknown;
}

/** The error with which something closes, or undefined. */
export const closing = (object: Closes): Promise<Error | undefined> =>
  new Promise(resolve => object.once('close', resolve));

/** Closes something, and tells with which error it did. */
export function close(object: Closes & { close(): void }): Promise<Error | undefined> {
  const closed = closing(object);
  object.close();
  return closed;
}

/** The first argument of the next event. */
export async function next<T>(emitter: NodeJS.EventEmitter, event: string): Promise<T> {
  const [first] = (await once(emitter, event)) as [T];
  return first;
}

/** Why a promise was rejected. */
export async function rejection(promise: Promise<unknown>): Promise<Error> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => error
  );
  if (outcome instanceof Error) return outcome;
  throw new Error('was not rejected with an error');
}

/** Opus as a peer of version 0.1 sends it. */
export const plainAudio = (ssrc: number): VerbatimRtpParameters => ({
  kind: 'audio',
  codecs: [{ name: 'opus', payloadType: 100, clockRate: 48000, numChannels: 2 }],
  encodings: [{ ssrc }],
  rtcp: { cname: 'ALICE' },
});

/** VP8 as a peer of version 0.1 sends it. */
export const plainVideo = (ssrc: number, payloadType = 123): VerbatimRtpParameters => ({
  kind: 'video',
  codecs: [
    {
      name: 'VP8',
      payloadType,
      clockRate: 90000,
      rtcpFeedback: [{ type: 'nack', parameter: 'pli' }],
    },
  ],
  encodings: [{ ssrc }],
  rtcp: { cname: 'ALICE' },
});

/** A room of version 1. */
export const roomOptions: RoomOptions = {
  mediaCodecs: [
    { kind: 'audio', name: 'audio/opus', clockRate: 48000, payloadType: 100 },
    { kind: 'audio', name: 'audio/PCMU', clockRate: 8000, payloadType: 0 },
    { kind: 'video', name: 'video/VP8', clockRate: 90000, payloadType: 110 },
    {
      kind: 'video',
      name: 'video/H264',
      clockRate: 90000,
      payloadType: 112,
      parameters: { packetizationMode: 1 },
    },
    { kind: 'depth', name: 'video/VP8', clockRate: 90000, payloadType: 120 },
  ],
};

const feedback = [
  { type: 'nack' },
  { type: 'nack', parameter: 'pli' },
  { type: 'ccm', parameter: 'fir' },
  { type: 'goog-remb' },
];

const capableOf = (codec: RtpCodecCapability): RtpCodecCapability =>
  codec.name.startsWith('video/') ? { ...codec, rtcpFeedback: feedback } : codec;

/** A peer that is able to do all that the room is. */
export const peerCapabilities: RtpCapabilities = {
  codecs: (roomOptions.mediaCodecs as RtpCodecCapability[]).map(capableOf),
  headerExtensions: [
    { kind: 'audio', uri: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level', preferredId: 1 },
    { kind: 'video', uri: 'urn:3gpp:video-orientation', preferredId: 4 },
  ],
  fecMechanisms: [],
};
