// Two connections of ours that talk to each other, on a worker that is not there, and others that feed them.
import { defaultMediaCodecs } from '../../../../src/webrtc/rtp/default-codecs.js';
import type { MediaStream } from '../../../../src/webrtc/media/media-stream.js';
import type { MediaStreamTrack } from '../../../../src/webrtc/media/media-stream-track.js';
import type { RTCPeerConnectionOptions } from '../../../../src/webrtc/connection/options.js';
import { RTCPeerConnection } from '../../../../src/webrtc/rtc-peer-connection.js';
import type { Room } from '../../../../src/engine/room.js';
import type { Transport } from '../../../../src/engine/transport.js';
import type { RTCSessionDescription } from '../../../../src/webrtc/exchange/rtc-session-description.js';
import type { SdpType } from '../../../../src/webrtc/jsep/signaling-state.js';
import type { RTCConfiguration } from '../../../../src/webrtc/transports/configuration.js';
import { fakeServer, type FakeWorker } from '../../../kit/fake-channel.js';

export { record, rejection, rejectionName, tasks, thrownName } from './observing.js';

type Options = RTCPeerConnectionOptions & RTCConfiguration;

const opened: (() => void)[] = [];

/** For `afterEach()`: ends all that was opened. */
export function closeAll(): void {
  for (const close of opened.splice(0)) close();
}

/** A room that routes nothing by itself. */
export interface Stage {
  worker: FakeWorker;
  room: Room;
  connect: (options?: Options) => RTCPeerConnection;
}

/** A stage, on which each transport has ICE credentials of its own, and gets others with a restart. */
export async function stage(): Promise<Stage> {
  const { server, workers } = fakeServer();
  opened.push(() => server.close());
  const room = await server.createRoom({
    mediaCodecs: [...defaultMediaCodecs],
    routing: 'by hand',
  });
  const worker = workers[0]!;
  let generation = 0;
  const iceParameters = () => ({
    usernameFragment: `ufrag${++generation}`,
    password: 'p'.repeat(22),
  });
  worker.answers.set('transport.create', () => ({ ...transport, iceParameters: iceParameters() }));
  worker.answers.set('transport.restartIce', () => ({ iceParameters: iceParameters() }));
  const connect = (options: Options = {}): RTCPeerConnection =>
    remembering(
      new RTCPeerConnection({ peer: room.Peer(`peer ${room.peers.length}`), ...options })
    );
  return { worker, room, connect };
}

const transport = {
  iceCandidates: [
    {
      foundation: 'udpcandidate',
      priority: 1078862079,
      family: 'ipv4',
      ip: '192.0.2.1',
      port: 40000,
      type: 'host',
      protocol: 'udp',
    },
  ],
  fingerprints: {
    'sha-1': 'ab'.repeat(20),
    'sha-224': 'ab'.repeat(28),
    'sha-256': 'ab'.repeat(32),
    'sha-384': 'ab'.repeat(48),
    'sha-512': 'ab'.repeat(64),
  },
};

/** Two connections, and a third of which tracks can be had. */
export interface Pair extends Stage {
  a: RTCPeerConnection;
  b: RTCPeerConnection;
  track: (kind: 'audio' | 'video') => MediaStreamTrack;
}

export async function pair(a: Options = {}, b: Options = {}): Promise<Pair> {
  const { worker, room, connect } = await stage();
  const source = connect();
  const track = (kind: 'audio' | 'video'): MediaStreamTrack =>
    source.addTransceiver(kind).receiver.track;
  return { worker, room, connect, track, a: connect(a), b: connect(b) };
}

/** A description on its way: the other one takes us for a full ICE agent. */
export const heard = (
  description: RTCSessionDescription | null
): { type: SdpType; sdp: string } => ({
  type: description!.type,
  sdp: description!.sdp.replace('a=ice-lite\r\n', ''),
});

/** `from` offers; `to` has the offer. */
export async function offer(from: RTCPeerConnection, to: RTCPeerConnection): Promise<void> {
  await from.setLocalDescription();
  await to.setRemoteDescription(heard(from.localDescription));
}

/** `from` answers an offer that it has. */
export async function answer(from: RTCPeerConnection, to: RTCPeerConnection): Promise<void> {
  await from.setLocalDescription();
  await to.setRemoteDescription(heard(from.localDescription));
}

/** An offer of `a` and the answer of `b`. */
export async function exchange(a: RTCPeerConnection, b: RTCPeerConnection): Promise<void> {
  await offer(a, b);
  await answer(b, a);
}

/** The engine's transport behind a connection. */
export const transportOf = (connection: RTCPeerConnection): Transport =>
  connection.peer.transports[0]!;

/** The m-sections of a description, as text. */
export const sectionsOf = (sdp: string): string[] => sdp.split(/^(?=m=)/m).slice(1);

const toldStreams = new WeakMap<RTCPeerConnection, Set<MediaStream>>();

/** Remembers the streams of all `track` events. */
function remembering(connection: RTCPeerConnection): RTCPeerConnection {
  const streams = new Set<MediaStream>();
  toldStreams.set(connection, streams);
  connection.on('track', event => event.streams.forEach(stream => streams.add(stream)));
  return connection;
}

/** The streams that the tracks of a connection's receivers are in. */
export function streamsOf(connection: RTCPeerConnection): MediaStream[] {
  const tracks = connection.getReceivers().map(({ track }) => track);
  const hasOne = (stream: MediaStream): boolean =>
    tracks.some(track => stream.getTracks().includes(track));
  return [...toldStreams.get(connection)!].filter(hasOne);
}
