// A connection as its transceivers see it, without descriptions and without a transport.
import type { Peer } from '../../../../src/engine/peer.js';
import type { Room } from '../../../../src/engine/room.js';
import type { OwningConnection } from '../../../../src/webrtc/rtp/owning-connection.js';
import { TransceiverSet } from '../../../../src/webrtc/rtp/transceiver-set.js';
import { fakeServer, roomOptions, type FakeWorker } from '../../../kit/fake-channel.js';

export interface Owner {
  worker: FakeWorker;
  room: Room;
  peer: Peer;
  connection: OwningConnection & { isClosed: boolean };
  transceivers: TransceiverSet;
  /** How often the negotiation-needed flag was to be updated. */
  updates: () => number;
}

/** Alice's connection in an empty room, whose codecs she is capable of. */
export async function owner(): Promise<Owner> {
  const { server, workers } = fakeServer();
  const room = await server.createRoom(roomOptions);
  const peer = room.Peer('alice');
  peer.assumeCapabilities();
  let count = 0;
  const connection: Owner['connection'] = {
    peer,
    isClosed: false,
    closedBy: undefined,
    capabilities: room.codecs.capabilities,
    needed: { update: () => void count++ },
    chain: { run: operation => Promise.resolve(operation()) },
    statsOf: () => Promise.reject(new Error('nothing is counted here')),
  };
  const transceivers = new TransceiverSet(connection);
  return { worker: workers[0]!, room, peer, connection, transceivers, updates: () => count };
}
