// Compiled against the installed package, never run: a program as a user writes it.
import crosspoint, * as all from 'crosspoint';
import { errors, extra, Server, webrtc, type Room, type RTCPeerConnection } from 'crosspoint';

const server: Server = new Server({ logLevel: 'warn', logTags: ['ice', 'dtls'] });
crosspoint.Server({ numWorkers: 1 }).close();

// @ts-expect-error -- there is no such level
export const loud = new Server({ logLevel: 'loud' });
// @ts-expect-error -- there is no such tag
export const tagged = new Server({ logTags: ['ices'] });
// @ts-expect-error -- there is no such codec
server.Room({ mediaCodecs: [{ kind: 'video', name: 'video/VP7', clockRate: 90000 }] });

export const room: Promise<Room> = server.createRoom({
  mediaCodecs: [
    { kind: 'audio', name: 'audio/opus', clockRate: 48000, numChannels: 2 },
    { kind: 'video', name: 'video/VP8', clockRate: 90000 },
  ],
});

const pc: webrtc.RTCPeerConnection = new webrtc.RTCPeerConnection();
export const same: RTCPeerConnection = pc;
export const again: all.webrtc.RTCPeerConnection = pc;
export const configuration: webrtc.RTCConfiguration = { bundlePolicy: 'max-bundle' };
Object.assign(globalThis, webrtc);

pc.addEventListener('track', ({ track, streams }) => [track.kind, streams[0]?.id]);
pc.addEventListener('icecandidate', event => event.candidate?.candidate);
pc.addEventListener('negotiationneeded', { handleEvent: event => event.type }, { once: true });
pc.addEventListener('close', ({ error }) => error?.message);
pc.addEventListener('of the application', event => event.type);
// @ts-expect-error -- the event of a track has no candidate
pc.addEventListener('track', event => event.candidate);
pc.on('track', ({ receiver }) => receiver.track.muted);
pc.once('close', error => error?.message);
pc.createDataChannel('chat').addEventListener('message', event => event.type);

export async function inboundPackets(report: webrtc.RTCStatsReport): Promise<number> {
  let packets = 0;
  for (const stats of report.values()) {
    if (stats.type === 'inbound-rtp') packets += stats.packetsReceived ?? 0;
  }
  return packets;
}

export function codeOf(error: unknown): errors.ErrorCode | undefined {
  return errors.EngineError.is(error) ? error.code : undefined;
}
export const fingerprint: string = extra.fingerprintToSDP('aabb');
