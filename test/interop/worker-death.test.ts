// A worker dies, or hangs, while three Chromium tabs talk in two rooms on two workers.
import { expect } from 'chai';
import { once } from 'node:events';

import { EngineError } from '../../src/base/errors.js';
import { describeWith, type Browser } from '../kit/browser.js';
import { chromium } from '../kit/chromium.js';
import { ConferenceClient } from '../kit/conference-client.js';
import { ConferenceServer } from '../kit/conference-server.js';
import { eventually } from '../kit/eventually.js';
import { isRunning } from '../kit/processes.js';

/** Fake cameras give fifteen pictures a second; a busy machine may leave out a few, not this many. */
const longestPauseMs = 1_500;
/** How long the other room is looked at after the blow. */
const aftermathMs = 4_000;

describeWith([chromium], 'the death of a worker', function () {
  this.timeout(120_000);
  // A busy machine freezes a picture now and then; a fault of ours would do so every time.
  this.retries(2);
  let server: ConferenceServer;
  let browser: Browser;
  let alice: ConferenceClient;
  let bob: ConferenceClient;
  let carol: ConferenceClient;
  let dave: ConferenceClient;
  /** The name of the room that loses its worker; each name serves once. */
  let doomed: string;
  let roomCount = 0;
  let isAftermath = false;

  before(async () => {
    server = await ConferenceServer.start({ server: { numWorkers: 2 } });
    browser = await chromium.launch();
    alice = await ConferenceClient.open(browser, server, 'alice');
    bob = await ConferenceClient.open(browser, server, 'bob');
    // Two participants in one tab: the second room has media as well.
    carol = await ConferenceClient.open(browser, server, 'carol');
    dave = carol.as('dave');
    await talk([alice, bob], 'stays');
  });

  beforeEach(async () => {
    doomed = `doomed-${++roomCount}`;
    await talk([carol, dave], doomed);
  });

  afterEach(() => Promise.all([carol.leave(), dave.leave()]));

  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  const blows: [what: string, signal: NodeJS.Signals][] = [
    ['that is killed', 'SIGKILL'],
    ['that stops answering', 'SIGSTOP'],
  ];
  for (const [what, signal] of blows) {
    it(`${what} is not noticed in the room of another`, async () => {
      const pid = await pidOf(doomed);
      expect(await pidOf('stays')).not.to.equal(pid);
      const lost = await server.room(doomed);
      const closing = once(lost, 'close') as Promise<[Error]>;
      const watching = Promise.all([watch(alice, 'bob'), watch(bob, 'alice')]);

      process.kill(pid, signal);

      const [error] = await closing;
      expect(EngineError.is(error, 'WORKER_DIED')).to.equal(true);
      expect(isRunning(pid)).to.equal(false);
      for (const name of ['carol', 'dave']) {
        expect(server.participant(name).peerConnection.closed).to.equal(true);
      }
      isAftermath = true;
      for (const { longestMs, freezes } of await watching) {
        expect(longestMs).to.be.below(longestPauseMs);
        expect(freezes).to.equal(0);
      }
    });

    it(`${what} keeps nobody from talking in a new room`, async () => {
      const first = await pidOf(doomed);
      const closing = once(await server.room(doomed), 'close');
      process.kill(first, signal);
      await closing;
      await Promise.all([carol.leave(), dave.leave()]);

      const next = `doomed-${++roomCount}`;
      await talk([carol, dave], next);

      expect(await pidOf(next)).not.to.equal(first);
    });
  }

  /** Looks at one track from now until some time after the blow: its longest pause, its freezes. */
  async function watch(
    viewer: ConferenceClient,
    owner: string
  ): Promise<{ longestMs: number; freezes: number }> {
    isAftermath = false;
    const before = (await viewer.track(owner, 'video'))!;
    let { frames, freezes } = before;
    let movedAt = performance.now();
    let longestMs = 0;
    let endsAt = Infinity;
    await eventually(`${viewer.name} has looked long enough`, async () => {
      const now = (await viewer.track(owner, 'video'))!;
      if (isAftermath && endsAt === Infinity) endsAt = performance.now() + aftermathMs;
      longestMs = Math.max(longestMs, performance.now() - movedAt);
      if (now.frames > frames) movedAt = performance.now();
      ({ frames, freezes } = now);
      return performance.now() > endsAt;
    });
    freezes -= before.freezes;
    return { longestMs, freezes };
  }

  async function talk(clients: ConferenceClient[], room: string): Promise<void> {
    for (const client of clients) await client.join(room);
    const [one, other] = clients as [ConferenceClient, ConferenceClient];
    await Promise.all([one.seeFrames(other.name), other.seeFrames(one.name)]);
  }

  async function pidOf(name: string): Promise<number> {
    const { id } = await server.room(name);
    const { workers } = await server.mediaServer.dump();
    const worker = workers.find(({ rooms }) =>
      (rooms as { roomId: string }[]).some(({ roomId }) => roomId === id)
    );
    return worker!['pid'] as number;
  }
});
