// The room behind connections that were given no peer.
import { randomId } from '../../base/identifiers.js';
import type { Peer } from '../../engine/peer.js';
import type { Room } from '../../engine/room.js';
import { Server } from '../../engine/server.js';
import { defaultMediaCodecs } from '../rtp/default-codecs.js';

let shared: { server: Server; room: Room; peers: number } | undefined;

/**
 * A peer of the default room, which routes nothing by itself. All such peers share one worker, so
 * that tracks can be forwarded between them; it starts with the first of them and ends with the
 * last.
 *
 * Connections that are to use several workers, or certain ports, are given peers of a Server's
 * rooms.
 */
export function openDefaultPeer(): Peer {
  if (!shared || shared.room.closed) shared = open();
  const seat = shared;
  const peer = seat.room.Peer(randomId());
  seat.peers++;
  peer.on('close', () => {
    if (--seat.peers > 0) return;
    if (shared === seat) shared = undefined;
    seat.server.close();
  });
  return peer;
}

function open() {
  const server = new Server({ numWorkers: 1, logLevel: 'warn' });
  const room = server.Room({ mediaCodecs: [...defaultMediaCodecs], routing: 'by hand' });
  return { server, room, peers: 0 };
}
