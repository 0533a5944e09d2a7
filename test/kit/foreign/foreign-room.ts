// A room for other people's stacks: made before each test, and empty after it.
import { expect } from 'chai';

import crosspoint, { type Room, type Server } from '../../../src/index.js';
import { mediaCodecs } from '../conference-server.js';
import { assertNoSanitizerReport, listenToWorkers } from '../worker-output.js';
import type { ForeignOptions, ForeignStack } from './foreign-peer.js';
import { RoomMember } from './room-member.js';

/** The room of the test that runs; call `foreignRoom()` inside `describe()`. */
export interface ForeignRoom {
  readonly room: Room;
  readonly server: Server;
  readonly join: (name: string, stack: ForeignStack, options: ForeignOptions) => RoomMember;
}

/** Registers the hooks that make the room, and those that fail a test in which an offer failed. */
export function foreignRoom(): ForeignRoom {
  let server: Server;
  let room: Room;
  let members: RoomMember[];

  before(() => {
    listenToWorkers();
    server = crosspoint.Server({
      numWorkers: 1,
      rtcIPv4: '127.0.0.1',
      rtcIPv6: false,
      logLevel: 'warn',
    });
  });

  beforeEach(async () => {
    room = await server.createRoom({ mediaCodecs: [...mediaCodecs] });
    members = [];
  });

  afterEach(async () => {
    const errors = members.flatMap(member => member.errors);
    await Promise.all(members.map(member => member.close()));
    room.close();
    expect(errors).to.deep.equal([]);
  });

  after(async () => {
    const ends = server.workers.map(worker => worker.ended);
    server.close();
    await Promise.all(ends);
    assertNoSanitizerReport();
  });

  return {
    get room() {
      return room;
    },
    get server() {
      return server;
    },
    join(name, stack, options) {
      const member = new RoomMember(room, name, stack, options);
      members.push(member);
      return member;
    },
  };
}
