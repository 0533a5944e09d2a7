// Everything that a chaotic run has made, and what it noticed of it.
import type { EventEmitter } from 'node:events';

import type { Peer, Room, RtpReceiver, RtpSender, Transport } from '../../src/index.js';
import { Server } from '../../src/index.js';
import type { SeededRandom } from './random.js';

/** Anything with an end. */
export type Closeable = EventEmitter & { readonly closed: boolean };

const most = { servers: 2, rooms: 4, peers: 5, transports: 3, receivers: 3 };

/** The living objects, by kind, and complaints about how they behaved. */
export class World {
  readonly servers: Server[] = [];
  readonly complaints: string[] = [];
  /** How often each action was taken, and how many promises were rejected by code. */
  readonly counts = new Map<string, number>();
  /** What was done since the last look, and what was refused of it. */
  readonly recent: string[] = [];
  readonly #ends: Promise<unknown>[] = [];
  readonly #rooms = new Map<Server, Set<Room>>();

  constructor(readonly random: SeededRandom) {}

  count(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }

  createServer(): Server | undefined {
    if (this.servers.length >= most.servers) return undefined;
    const server = Server({
      numWorkers: 2,
      rtcIPv4: '127.0.0.1',
      rtcIPv6: false,
      logLevel: 'warn',
    });
    this.servers.push(server);
    this.#rooms.set(server, new Set());
    server.on('newroom', room => this.#watchRoom(server, room));
    this.watch(server, () => {
      this.servers.splice(this.servers.indexOf(server), 1);
      this.#rooms.delete(server);
    });
    return server;
  }

  /** Closes a server; `end()` waits for its processes. */
  closeServer(server: Server): void {
    this.#ends.push(...server.workers.map(({ ended }) => ended));
    server.close();
  }

  /** Closes what is left and resolves when all processes are gone. */
  async end(): Promise<void> {
    for (const server of [...this.servers]) this.closeServer(server);
    await this.ended();
  }

  /** Resolves when the processes of all closed servers are gone. */
  async ended(): Promise<void> {
    await Promise.all(this.#ends);
  }

  rooms(server: Server): Room[] {
    return [...(this.#rooms.get(server) ?? [])];
  }

  get allRooms(): Room[] {
    return this.servers.flatMap(server => this.rooms(server));
  }

  get allPeers(): Peer[] {
    return this.allRooms.flatMap(room => room.peers);
  }

  get allTransports(): Transport[] {
    return this.allPeers.flatMap(peer => peer.transports);
  }

  get allReceivers(): RtpReceiver[] {
    return this.allPeers.flatMap(peer => peer.rtpReceivers);
  }

  get allSenders(): RtpSender[] {
    return this.allPeers.flatMap(peer => peer.rtpSenders);
  }

  /** All that an application can close. */
  get allCloseable(): (Closeable & { close(): void })[] {
    return [...this.allRooms, ...this.allPeers, ...this.allTransports, ...this.allReceivers];
  }

  hasPlaceFor(kind: keyof typeof most, list: readonly unknown[]): boolean {
    return list.length < most[kind];
  }

  /** Complains if the object says anything after its end, ends twice, or ends before it says so. */
  watch(object: Closeable, onClose: () => void = () => {}): void {
    const name = object.constructor.name;
    let ends = 0;
    object.on('close', () => {
      if (++ends > 1) this.complaints.push(`${name} closed ${ends} times`);
      if (!object.closed) this.complaints.push(`${name} tells of its end before it`);
      onClose();
    });
    for (const event of eventsOf[name] ?? []) {
      object.on(event, () => {
        if (ends > 0) this.complaints.push(`${name} emits ${event} after its end`);
      });
    }
  }

  #watchRoom(server: Server, room: Room): void {
    this.#rooms.get(server)?.add(room);
    this.watch(room, () => this.#rooms.get(server)?.delete(room));
  }
}

/** The events of each class, beside `close`. */
export const eventsOf: Record<string, readonly string[]> = {
  Room: ['newpeer'],
  Peer: ['capabilities', 'newtransport', 'newrtpreceiver', 'newrtpsender'],
  Transport: ['iceselectedtuplechange', 'icestatechange', 'dtlsstatechange'],
  RtpReceiver: ['parameters', 'parameterschange', 'transport', 'activity'],
  RtpSender: ['parameterschange', 'activechange', 'transport'],
};
