import { expect } from 'chai';

import { EngineError, InvalidStateError } from '../../../src/base/errors.js';
import type { Room } from '../../../src/engine/room.js';
import type { Server } from '../../../src/engine/server.js';
import { fakeServer, roomOptions, type FakeWorker } from '../../kit/fake-channel.js';
import { settled } from '../../kit/fake-clock.js';
import { watchClose } from './kit.js';

const rejection = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => expect.fail('was not rejected'),
    (error: unknown) => error
  );

describe('Server', () => {
  it('starts as many workers as it is told', () => {
    const { workers } = fakeServer({ numWorkers: 3 });
    expect(workers.map(worker => worker.id.replace(/^[a-z]{8}/, ''))).to.deep.equal([
      '#1',
      '#2',
      '#3',
    ]);
  });

  it('emits close without error, once', () => {
    const { server, workers } = fakeServer();
    const seen = watchClose(server);

    server.close();
    server.close();

    expect(seen).to.deep.equal({ error: undefined, count: 1 });
    expect(server.closed).to.equal(true);
    expect(workers.every(worker => worker.closed)).to.equal(true);
  });

  it('closes its rooms before it tells of its own end', async () => {
    const { server } = fakeServer();
    const room = await server.createRoom(roomOptions);
    const order: string[] = [];
    room.on('close', error => order.push(`room ${String(error)}`));
    server.on('close', error => order.push(`server ${String(error)}`));

    server.close();

    expect(order).to.deep.equal(['room undefined', 'server undefined']);
  });

  it('tells of a room before the promise resolves', async () => {
    const { server } = fakeServer();
    const order: string[] = [];
    server.on('newroom', () => order.push('newroom'));

    await server.createRoom(roomOptions).then(() => order.push('resolved'));

    expect(order).to.deep.equal(['newroom', 'resolved']);
  });

  it('creates rooms while its workers still start', async () => {
    const { server, workers } = fakeServer({ numWorkers: 1 }, () => {});
    const creating = server.createRoom(roomOptions);
    await settled();
    expect(workers[0]!.requests).to.deep.equal([]);

    workers[0]!.beReady();

    expect((await creating).closed).to.equal(false);
  });

  it('puts a room where the fewest are, taking turns among equals', async () => {
    const { server, workers } = fakeServer({ numWorkers: 3 });
    const roomsOf = (worker: FakeWorker): number => worker.paramsOf('router.create').length;
    const rooms = await Promise.all([1, 2, 3].map(() => server.createRoom(roomOptions)));
    expect(workers.map(roomsOf)).to.deep.equal([1, 1, 1]);

    rooms[1]!.close();
    await server.createRoom(roomOptions);

    expect(workers.map(roomsOf)).to.deep.equal([1, 2, 1]);
  });

  it('rejects a room that the worker refuses', async () => {
    const { server, workers } = fakeServer();
    workers[0]!.refuse('router.create');

    const error = await rejection(server.createRoom(roomOptions));

    expect(error).to.include({ code: 'INVALID_PARAMETERS' });
    expect(workers[0]!.methods).to.include('router.close');
  });

  it('rejects a room with a wrong codec without asking a worker', async () => {
    const { server, workers } = fakeServer();
    const error = await rejection(server.createRoom({ mediaCodecs: [{} as never] }));
    expect(error).to.be.instanceOf(TypeError);
    expect(workers[0]!.requests).to.deep.equal([]);
  });

  it('creates a room without codecs', async () => {
    const { server } = fakeServer();
    const room = await server.createRoom();
    expect(room.getCapabilities('audio').codecs).to.deep.equal([]);
  });

  const calls: [what: string, call: (server: Server) => Promise<unknown>][] = [
    ['createRoom', server => server.createRoom(roomOptions)],
    ['dump', server => server.dump()],
    ['updateSettings', server => server.updateSettings()],
  ];
  for (const [what, call] of calls) {
    it(`rejects ${what}() after its end`, async () => {
      const { server } = fakeServer();
      server.close();
      const error = await rejection(call(server));
      expect(error).to.be.instanceOf(InvalidStateError);
      expect((error as Error).message).to.equal('Server closed');
    });
  }

  it('rejects what waits for a worker when it is closed', async () => {
    const { server, workers } = fakeServer();
    workers[0]!.hold();
    const error = rejection(server.createRoom(roomOptions));
    server.close();
    expect(await error).to.be.instanceOf(InvalidStateError);
  });

  it('passes settings to every worker and resolves with one undefined for each', async () => {
    const { server, workers } = fakeServer({ numWorkers: 2 });

    const outcome = await server.updateSettings({ logLevel: 'warn', logTags: ['ice', 1 as never] });

    expect(outcome).to.deep.equal([undefined, undefined]);
    for (const worker of workers) {
      expect(worker.paramsOf('worker.updateSettings')).to.deep.equal([
        { logLevel: 'warn', logTags: ['ice'] },
      ]);
    }
  });

  it('starts later workers with the settings of now', async () => {
    const { server, workers } = fakeServer();
    await server.updateSettings({ logLevel: 'warn' });
    workers[0]!.die();
    await settled();
    expect(workers[1]!.options).to.include('--logLevel=warn');
  });

  it('keeps its settings when a worker refuses others', async () => {
    const { server, workers } = fakeServer();
    const refusal = new EngineError('INVALID_PARAMETERS', "invalid value 'chicken' for logLevel");
    workers[0]!.refuse('worker.updateSettings', refusal);

    const error = await rejection(server.updateSettings({ logLevel: 'chicken' as never }));

    expect((error as Error).message).to.equal("invalid value 'chicken' for logLevel");
    workers[0]!.die();
    await settled();
    expect(workers[1]!.options).to.include('--logLevel=debug');
  });

  it('dumps its workers and their rooms', async () => {
    const { server, workers } = fakeServer({ numWorkers: 2 });
    const room = await server.createRoom(roomOptions);

    const dump = await server.dump();

    expect(dump.workers.map(worker => worker['workerId'])).to.deep.equal(
      workers.map(worker => worker.id)
    );
    expect(dump.workers.map(worker => (worker['rooms'] as unknown[]).length)).to.deep.equal([1, 0]);
    expect(dump.workers[0]!['rooms']).to.have.nested.property('[0].roomId', room.id);
  });
});

describe('Server, when workers die', () => {
  it('closes the rooms of that worker with WORKER_DIED, and goes on', async () => {
    const { server, workers } = fakeServer({ numWorkers: 2 });
    const [lost, kept] = await Promise.all([
      server.createRoom(roomOptions),
      server.createRoom(roomOptions),
    ]);
    const seen = watchClose(lost);

    workers[0]!.die();
    await settled();

    expect(EngineError.is(seen.error, 'WORKER_DIED')).to.equal(true);
    expect(kept.closed).to.equal(false);
    expect(server.closed).to.equal(false);
  });

  it('has a new worker when the rooms tell of their end', async () => {
    const { server, workers } = fakeServer();
    const room = await server.createRoom(roomOptions);
    const next = new Promise<Room>(resolve =>
      room.on('close', () => resolve(server.createRoom(roomOptions)))
    );

    workers[0]!.die();

    expect((await next).closed).to.equal(false);
    expect(workers).to.have.length(2);
    expect(workers[1]!.id).to.equal(workers[0]!.id);
  });

  it('closes with the error of a worker that never came to serve', async () => {
    const { server, workers } = fakeServer({ numWorkers: 2 }, () => {});
    const seen = watchClose(server);
    const error = new EngineError('INVALID_PARAMETERS', "invalid value 'chicken' for logLevel");

    workers[0]!.die(error);
    await settled();

    expect(seen).to.deep.equal({ error, count: 1 });
    expect(workers[1]!.closed).to.equal(true);
  });

  it('gives rooms WORKER_DIED even if the worker ended for another reason', async () => {
    const { server, workers } = fakeServer();
    const seen = watchClose(await server.createRoom(roomOptions));
    workers[0]!.die(new EngineError('INVALID_PARAMETERS', 'x'));
    await settled();
    expect(EngineError.is(seen.error, 'WORKER_DIED')).to.equal(true);
  });

  it('waits before it replaces a worker that dies again at once', async () => {
    const { server, workers, clock } = fakeServer();
    workers[0]!.die(undefined, 100);
    await settled();
    workers[1]!.die(undefined, 100);
    await settled();

    clock.pass(999);
    expect(workers).to.have.length(2);
    expect(await rejection(server.createRoom(roomOptions))).to.include({ code: 'WORKER_DIED' });

    clock.pass(1);
    expect(workers).to.have.length(3);
  });

  it('closes when its last worker cannot be replaced', async () => {
    let isStarting = true;
    const { server, workers } = fakeServer({ numWorkers: 1 }, worker => {
      if (isStarting) worker.beReady();
      isStarting = false;
    });
    const seen = watchClose(server);
    workers[0]!.die();
    await settled();
    expect(seen.error).to.equal(null);

    const error = new EngineError('WORKER_DIED', 'child process exited');
    workers[1]!.die(error);
    await settled();

    expect(seen.error).to.equal(error);
  });

  it('starts no worker after its end', async () => {
    const { server, workers } = fakeServer();
    server.close();
    workers[0]!.die();
    await settled();
    expect(workers).to.have.length(1);
  });
});
