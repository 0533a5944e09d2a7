// The rooms behind connections that were given no peer.
import { randomId } from '../../base/identifiers.js';
import type { Peer } from '../../engine/peer.js';
import type { Room } from '../../engine/room.js';
import { Server } from '../../engine/server.js';
import { invalidState } from '../idl/errors.js';
import { defaultMediaCodecs } from '../rtp/default-codecs.js';

interface DefaultRoom {
  room: Room;
  peers: number;
}

const rooms = new WeakMap<Server, DefaultRoom>();
// The library's own server; it runs while somebody uses it.
let own: Server | undefined;

/** Passes an open Server, and undefined. */
export function checkServer(server: unknown): Server | undefined {
  if (server === undefined) return undefined;
  if (!(server instanceof Server)) throw new TypeError('options.server has to be a Server');
  if (server.closed) throw invalidState('the server is closed');
  return server;
}

/**
 * A peer of the default room of a server, which routes nothing by itself. All such peers of one
 * server share one worker, so that tracks can be forwarded between them. The room closes with the
 * last of them.
 *
 * @param given default: a server of the library's own with one worker, which starts with the first
 *   such peer and ends with the last
 */
export function openDefaultPeer(given?: Server): Peer {
  const server = given ?? openOwn();
  const place = roomOf(server);
  const peer = place.room.Peer(randomId());
  place.peers++;
  peer.on('close', () => {
    if (--place.peers > 0) return;
    if (rooms.get(server) === place) rooms.delete(server);
    place.room.close();
    if (server !== own) return;
    own = undefined;
    server.close();
  });
  return peer;
}

function roomOf(server: Server): DefaultRoom {
  const known = rooms.get(server);
  if (known && !known.room.closed) return known;
  const room = server.Room({ mediaCodecs: [...defaultMediaCodecs], routing: 'by hand' });
  const place = { room, peers: 0 };
  rooms.set(server, place);
  return place;
}

function openOwn(): Server {
  if (!own || own.closed) own = new Server({ numWorkers: 1, logLevel: 'warn' });
  return own;
}
