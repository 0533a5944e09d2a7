// Many who come at once: everybody sees everybody, soon and for good.
import { expect } from 'chai';
import { setTimeout as pass } from 'node:timers/promises';

import crosspoint, { type Room, type Server } from '../../src/index.js';
import { describeWith } from '../kit/browser.js';
import { mediaCodecs } from '../kit/conference-server.js';
import { eventually } from '../kit/eventually.js';
import { Crowd } from '../kit/foreign/crowd.js';
import { wrtc } from '../kit/foreign/foreign-peer.js';

const names = Array.from({ length: 10 }, (_, i) => `endpoint-${i}`);
const betweenMs = 150;

describeWith([wrtc], 'ten endpoints that join one after the other', function () {
  this.timeout(120_000);
  let server: Server;
  let room: Room;
  let crowd: Crowd;

  before(async () => {
    server = crosspoint.Server({
      numWorkers: 1,
      rtcIPv4: '127.0.0.1',
      rtcIPv6: false,
      logLevel: 'warn',
    });
    room = await server.createRoom({ mediaCodecs: [...mediaCodecs] });
    crowd = new Crowd(room);
  });

  after(async () => {
    await crowd?.close();
    server?.close();
  });

  /** How many of the 90 videos brought `frames` more than `before`. */
  async function flowing(before: Map<string, number>, frames: number): Promise<number> {
    const counts = await framesByTrack();
    return [...counts].filter(([key, count]) => count >= (before.get(key) ?? 0) + frames).length;
  }

  async function framesByTrack(): Promise<Map<string, number>> {
    const entries = (await crowd.look()).flatMap(({ name, tracks }) =>
      tracks.map(({ frames }, at): [string, number] => [`${name} ${at}`, frames])
    );
    return new Map(entries);
  }

  it('see each other', async () => {
    const joins: Promise<void>[] = [];
    for (const name of names) {
      joins.push(crowd.join(name));
      await pass(betweenMs); // as people come, not waiting for each other
    }
    await Promise.all(joins);

    await eventually('90 videos', async () => (await flowing(new Map(), 5)) === 90, 30_000);
    expect(crowd.errors).to.deep.equal([]);
  });

  it('go on seeing each other', async () => {
    for (let round = 0; round < 3; round++) {
      const before = await framesByTrack();
      await eventually('10 more pictures', async () => (await flowing(before, 10)) === 90);
    }
  });
});
