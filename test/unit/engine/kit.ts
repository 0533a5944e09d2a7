// A room on a fake worker, and the shortest way to peers that send and get media.
import type { Peer } from '../../../src/engine/peer.js';
import type { Room } from '../../../src/engine/room.js';
import type { RtpReceiver } from '../../../src/engine/rtp-receiver.js';
import type { RtpSender } from '../../../src/engine/rtp-sender.js';
import type { Server } from '../../../src/engine/server.js';
import type { Transport } from '../../../src/engine/transport.js';
import type { RtpCapabilities, RtpParameters } from '../../../src/parameters/rtp.js';
import { fakeServer, roomOptions, type FakeWorker } from '../../kit/fake-channel.js';

export interface Scene {
  server: Server;
  worker: FakeWorker;
  room: Room;
}

export async function scene(): Promise<Scene> {
  const { server, workers } = fakeServer();
  const room = await server.createRoom(roomOptions);
  return { server, worker: workers[0]!, room };
}

export const vp8: RtpParameters = {
  codecs: [
    {
      name: 'video/VP8',
      payloadType: 96,
      clockRate: 90000,
      rtcpFeedback: [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }],
    },
    { name: 'video/rtx', payloadType: 97, clockRate: 90000, parameters: { apt: 96 } },
  ],
  encodings: [{ ssrc: 1111, rtx: { ssrc: 2222 } }],
  headerExtensions: [{ uri: 'urn:3gpp:video-orientation', id: 13 }],
  rtcp: { cname: 'alice' },
};

export const opus: RtpParameters = {
  codecs: [{ name: 'audio/opus', payloadType: 111, clockRate: 48000, numChannels: 2 }],
  encodings: [{ ssrc: 3333 }],
};

/** The capabilities of a room, cut down to some of its codecs. */
export const capableOf = (room: Room, ...names: string[]): RtpCapabilities => ({
  ...room.codecs.capabilities,
  codecs: room.codecs.capabilities.codecs.filter(codec => names.includes(codec.name)),
});

/** A peer with the room's capabilities and a transport. */
export async function join(room: Room, name: string): Promise<[Peer, Transport]> {
  const peer = room.Peer(name);
  peer.assumeCapabilities();
  return [peer, await peer.createTransport()];
}

/** Alice sends video; bob has a sender for it, without a transport. */
export interface Call extends Scene {
  alice: Peer;
  bob: Peer;
  aliceTransport: Transport;
  bobTransport: Transport;
  receiver: RtpReceiver;
  sender: RtpSender;
}

export async function call(): Promise<Call> {
  const base = await scene();
  const [alice, aliceTransport] = await join(base.room, 'alice');
  const [bob, bobTransport] = await join(base.room, 'bob');
  const receiver = alice.RtpReceiver('video', aliceTransport);
  await receiver.receive(vp8);
  const sender = bob.rtpSenders[0]!;
  return { ...base, alice, bob, aliceTransport, bobTransport, receiver, sender };
}

/** Why a promise was rejected. */
export async function rejection(promise: Promise<unknown>): Promise<Error> {
  const nothing = new Error('was not rejected');
  const error: unknown = await promise.then(
    () => nothing,
    (reason: unknown) => reason
  );
  if (error === nothing || !(error instanceof Error)) throw nothing;
  return error;
}

/** What `close` brings; undefined stands for no error, null for no event yet. */
export function watchClose(noun: Server | Room): {
  error: Error | undefined | null;
  count: number;
} {
  const seen: { error: Error | undefined | null; count: number } = { error: null, count: 0 };
  (noun as Server).on('close', error => {
    seen.error = error;
    seen.count += 1;
  });
  return seen;
}
