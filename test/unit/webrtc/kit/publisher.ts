// A publisher on a fake worker, for tracks to be fed from.
import type { RtpReceiver } from '../../../../src/engine/rtp-receiver.js';
import type { Transport } from '../../../../src/engine/transport.js';
import type { Peer } from '../../../../src/engine/peer.js';
import type { RtpParameters } from '../../../../src/parameters/rtp.js';
import { fakeServer, roomOptions, type FakeWorker } from '../../../kit/fake-channel.js';

export interface Publisher {
  worker: FakeWorker;
  peer: Peer;
  transport: Transport;
  receiver: RtpReceiver;
  /** Packets begin, or cease. */
  setActive: (active: boolean) => void;
}

/** What `receive()` takes. */
export const opus: RtpParameters = {
  codecs: [{ name: 'audio/opus', payloadType: 100, clockRate: 48000, numChannels: 2 }],
  encodings: [{ ssrc: 1000 }],
};

export async function publisher(): Promise<Publisher> {
  const { server, workers } = fakeServer();
  const room = await server.createRoom(roomOptions);
  const worker = workers[0]!;
  const peer = room.Peer('alice');
  peer.assumeCapabilities();
  const transport = await peer.createTransport();
  const receiver = peer.RtpReceiver('audio', transport);
  const setActive = (active: boolean): void =>
    worker.notify({ event: 'receiver.activity', data: { id: receiver.id, active } });
  return { worker, peer, transport, receiver, setActive };
}

/** Lets the tasks run that are queued now. */
export const task = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

/** Keeps the types of the events that come. */
export function record(target: EventTarget, ...types: string[]): string[] {
  const heard: string[] = [];
  for (const type of types) target.addEventListener(type, () => heard.push(type));
  return heard;
}
