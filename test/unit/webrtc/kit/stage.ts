// A room on a fake worker, a peer connection in it, and other participants who publish.
import type { Peer } from '../../../../src/engine/peer.js';
import type { Room } from '../../../../src/engine/room.js';
import type { RoomOptions } from '../../../../src/engine/server.js';
import type { RtpReceiver } from '../../../../src/engine/rtp-receiver.js';
import type { Transport } from '../../../../src/engine/transport.js';
import { RTCPeerConnection } from '../../../../src/webrtc/rtc-peer-connection.js';
import type {
  RTCOfferOptions,
  RTCPeerConnectionOptions,
} from '../../../../src/webrtc/connection/options.js';
import { fakeServer, roomOptions, type FakeWorker } from '../../../kit/fake-channel.js';
import { answerTo, type AnswerOptions } from './endpoint.js';

export { rejection, tasks } from './observing.js';

export interface Stage {
  worker: FakeWorker;
  room: Room;
  peer: Peer;
  pc: RTCPeerConnection;
  /** The events of the connection, in order. */
  events: string[];
}

/** Alice's connection in an empty room. */
export async function stage(
  options: Partial<RTCPeerConnectionOptions> = {},
  limits: Pick<RoomOptions, 'maxTracks' | 'maxTracksPerPeer'> = {}
): Promise<Stage> {
  const { server, workers } = fakeServer();
  const room = await server.createRoom({ ...roomOptions, ...limits });
  const peer = room.Peer('alice');
  const pc = new RTCPeerConnection({ peer, ...options });
  const events: string[] = [];
  for (const event of ['negotiationneeded', 'signalingstatechange', 'close'] as const) {
    pc.on(event, () => events.push(event));
  }
  return { worker: workers[0]!, room, peer, pc, events };
}

let lastSsrc = 1000;

/** Someone else in the room begins to send. Closing the receiver ends it. */
export async function publish(
  room: Room,
  kind: 'audio' | 'video' = 'audio',
  userParameters: Record<string, unknown> = {}
): Promise<RtpReceiver> {
  const peer = room.Peer(`publisher-${++lastSsrc}`);
  peer.assumeCapabilities();
  return publishFrom(await peer.createTransport(), peer, kind, userParameters);
}

/** A participant sends one more track. */
export async function publishFrom(
  transport: Transport,
  peer: Peer,
  kind: 'audio' | 'video',
  userParameters: Record<string, unknown> = {}
): Promise<RtpReceiver> {
  const ssrc = ++lastSsrc;
  const receiver = peer.RtpReceiver(kind, transport);
  const codec =
    kind === 'audio'
      ? { name: 'audio/opus', payloadType: 100, clockRate: 48000, numChannels: 2 }
      : { name: 'video/VP8', payloadType: 110, clockRate: 90000 };
  return receiver.receive({ codecs: [codec], encodings: [{ ssrc }], userParameters });
}

/** Offers and sets; what the endpoint gets. */
export async function offer(pc: RTCPeerConnection, options?: RTCOfferOptions): Promise<string> {
  await pc.setLocalDescription(await pc.createOffer(options));
  return pc.localDescription!.sdp;
}

/** A whole exchange; returns the offer. */
export async function negotiate(
  pc: RTCPeerConnection,
  answer: AnswerOptions = {},
  options?: RTCOfferOptions
): Promise<string> {
  const sdp = await offer(pc, options);
  await pc.setRemoteDescription({ type: 'answer', sdp: answerTo(sdp, answer) });
  return sdp;
}
