// close() of anything, in any state and from any handler, leaves nothing behind.
import { expect } from 'chai';
import { once } from 'node:events';

import { systemClock, type Clock } from '../../src/base/clock.js';
import {
  Server,
  type Peer,
  type Room,
  type ServerOptions,
  type Transport,
} from '../../src/index.js';
import { startWorker, type WorkerProcess } from '../../src/worker/worker-process.js';
import { eventually } from '../kit/eventually.js';
import { roomOptions } from '../kit/fake-channel.js';
import { childProcesses, openDescriptors } from '../kit/processes.js';

/** What keeps a process alive, and what it holds. */
interface Holdings {
  resources: string[];
  descriptors: number | undefined;
  children: number[];
}

// Our own polls are timers too; the library's never hold the process.
const holdings = (): Holdings => ({
  resources: process
    .getActiveResourcesInfo()
    .filter(name => !['Timeout', 'Immediate'].includes(name))
    .sort(),
  descriptors: openDescriptors(),
  children: childProcesses(),
});

/** A call in progress, and all it led to, in one room of one server. */
interface Stage {
  server: Server;
  room: Room;
  alice: Peer;
  bob: Peer;
  aliceTransport: Transport;
  bobTransport: Transport;
}

const options: ServerOptions = {
  numWorkers: 2,
  rtcIPv4: '127.0.0.1',
  rtcIPv6: false,
  logLevel: 'warn',
};

const opus = {
  codecs: [{ name: 'audio/opus', payloadType: 100, clockRate: 48000 }],
  encodings: [{ ssrc: 1 }],
};

async function setStage(): Promise<Stage> {
  const server = Server(options);
  const room = await server.createRoom(roomOptions);
  const [alice, bob] = [room.Peer('alice'), room.Peer('bob')];
  for (const peer of [alice, bob]) peer.assumeCapabilities();
  const aliceTransport = await alice.createTransport();
  const bobTransport = await bob.createTransport();
  return { server, room, alice, bob, aliceTransport, bobTransport };
}

/** Alice sends, Bob gets it. */
async function talk({ alice, bob, aliceTransport, bobTransport }: Stage): Promise<void> {
  const receiver = alice.RtpReceiver('audio', aliceTransport);
  await receiver.receive(opus);
  await bob.rtpSenders[0]?.setTransport(bobTransport);
}

describe('close()', function () {
  this.timeout(30_000);
  let atFirst: Holdings;
  let servers: Server[] = [];

  before(() => (atFirst = holdings()));

  afterEach(async () => {
    for (const server of servers) server.close();
    servers = [];
    await eventually('nothing is held any more', () => {
      const now = holdings();
      return (
        now.children.length <= atFirst.children.length &&
        now.resources.length <= atFirst.resources.length &&
        (now.descriptors ?? 0) <= (atFirst.descriptors ?? 0)
      );
    });
  });

  const onStage = async (): Promise<Stage> => {
    const stage = await setStage();
    servers.push(stage.server);
    return stage;
  };

  it('of a server ends workers that still start', () => {
    const server = Server(options);
    servers.push(server);
    server.close();
    expect(server.workers).to.deep.equal([]);
  });

  it('of a server in the middle of a call ends all', async () => {
    const stage = await onStage();
    await talk(stage);
    stage.server.close();
    expect(stage.room.closed).to.equal(true);
    expect(stage.bobTransport.closed).to.equal(true);
  });

  it('of a server rejects every request that is open', async () => {
    const stage = await onStage();
    const open = Promise.allSettled([
      talk(stage),
      stage.server.createRoom(roomOptions),
      stage.alice.createTransport(),
      stage.aliceTransport.changeUfragPwd(),
      stage.server.dump(),
    ]);
    stage.server.close();
    for (const outcome of await open) expect(outcome.status).to.equal('rejected');
  });

  it('of a server ends a worker that is stopped', async () => {
    const { server } = await onStage();
    for (const worker of server.workers) process.kill((worker as WorkerProcess).pid!, 'SIGSTOP');
    server.close();
  });

  it('of a server ends one that waits to replace its worker', async () => {
    const { server } = await onStage();
    for (let death = 0; death < 2; death++) {
      const worker = server.workers[0] as WorkerProcess;
      process.kill(worker.pid!, 'SIGKILL');
      await worker.ended;
    }
    server.close();
  });

  const targets: [name: string, find: (stage: Stage) => { close(): void }][] = [
    ['server', stage => stage.server],
    ['room', stage => stage.room],
    ['peer', stage => stage.alice],
    ['second peer', stage => stage.bob],
    ['transport', stage => stage.aliceTransport],
    ['second transport', stage => stage.bobTransport],
  ];
  const moments: [what: string, event: string, of: (stage: Stage) => NodeJS.EventEmitter][] = [
    ['a new receiver', 'newrtpreceiver', stage => stage.alice],
    ['a new sender', 'newrtpsender', stage => stage.bob],
    ["a transport's end", 'close', stage => stage.aliceTransport],
    ["a peer's end", 'close', stage => stage.bob],
    ["the room's end", 'close', stage => stage.room],
  ];
  for (const [name, find] of targets) {
    for (const [what, event, of] of moments) {
      it(`of a ${name} may come from a handler of ${what}`, async () => {
        const stage = await onStage();
        const emitter = of(stage);
        let ends = 0;
        (find(stage) as unknown as NodeJS.EventEmitter).on('close', () => ends++);
        emitter.once(event, () => find(stage).close());

        await talk(stage).catch(() => {});
        stage.room.close();

        find(stage).close();
        expect(ends).to.equal(1);
      });
    }
  }

  it('of a server leaves no timer, even of a restart to come', async () => {
    const timers = new Set<object>();
    const clock: Clock = {
      now: () => systemClock.now(),
      after(delayMs, callback) {
        const timer = {};
        timers.add(timer);
        const cancel = systemClock.after(delayMs, () => (timers.delete(timer), callback()));
        return () => (timers.delete(timer), cancel());
      },
    };
    const server = new Server({ ...options, numWorkers: 1 }, { clock, startWorker });
    servers.push(server);
    for (let death = 0; death < 2; death++) {
      await server.createRoom(roomOptions);
      const worker = server.workers[0] as WorkerProcess;
      process.kill(worker.pid!, 'SIGKILL');
      await worker.ended;
    }
    expect([...timers]).to.have.length(1);

    server.close();

    expect([...timers]).to.deep.equal([]);
  });

  it("of a room may come from a handler of the worker's death", async () => {
    const { server, room, alice } = await onStage();
    alice.on('close', () => room.close());
    const closed = once(room, 'close');
    const worker = server.workers.find(({ channel }) => !channel.closed) as WorkerProcess;
    process.kill(worker.pid!, 'SIGKILL');
    await closed;
  });

  it("of a server may come from a handler of the worker's death", async () => {
    const { server, room } = await onStage();
    room.on('close', () => server.close());
    const closed = once(server, 'close');
    process.kill((server.workers[0] as WorkerProcess).pid!, 'SIGKILL');
    await closed;
    expect(server.workers).to.deep.equal([]);
  });
});
