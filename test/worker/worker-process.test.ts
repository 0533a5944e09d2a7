import { expect } from 'chai';
import { fileURLToPath } from 'node:url';

import { systemClock } from '../../src/base/clock.js';
import { EngineError, InvalidStateError } from '../../src/base/errors.js';
import { WorkerProcess } from '../../src/worker/worker-process.js';
import { FakeClock, settled } from '../kit/fake-clock.js';

const variable = 'CROSSPOINT_WORKER_PATH';

const exists = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('WorkerProcess', () => {
  const original = process.env[variable];
  let worker: WorkerProcess;

  const start = (mode: string, clock = systemClock): WorkerProcess =>
    (worker = new WorkerProcess('abcdefgh#1', [`--mode=${mode}`], clock));

  beforeEach(() => {
    process.env[variable] = fileURLToPath(new URL('stand-in.mjs', import.meta.url));
  });

  afterEach(async () => {
    if (original === undefined) delete process.env[variable];
    else process.env[variable] = original;
    worker.close();
    await worker.ended;
  });

  it('says why a worker could not start', async () => {
    const end = await start('failed').ended;
    expect(end.wasReady).to.equal(false);
    expect(end.error).to.include({ code: 'INVALID_PARAMETERS', message: 'no such tag' });
  });

  it('says how a worker ended that gave no reason', async () => {
    const end = await start('silent-death').ended;
    expect(end.wasReady).to.equal(false);
    expect(end.error.message).to.equal('child process exited [id:abcdefgh#1, code:3, signal:null]');
  });

  it('says by what signal a worker died', async () => {
    const end = await start('crash').ended;
    expect(end.wasReady).to.equal(true);
    expect(EngineError.is(end.error, 'WORKER_DIED')).to.equal(true);
    expect(end.error.message).to.include('signal:SIGSEGV');
  });

  it('ends when there is no binary, saying who named it', async () => {
    process.env[variable] = '/nonexistent/crosspoint-worker';
    const end = await start('').ended;
    expect(end.wasReady).to.equal(false);
    expect(end.error).to.include({ code: 'WORKER_DIED' });
    expect(end.error.message).to.include('/nonexistent/crosspoint-worker').and.include(variable);
  });

  it('rejects requests that wait for a worker which never starts', async () => {
    const request = start('silent-death').channel.request('worker.dump', {});
    const error = await request.catch((reason: unknown) => reason);
    expect(EngineError.is(error, 'WORKER_DIED')).to.equal(true);
  });

  it('gives a worker up that makes no sense', async () => {
    const end = await start('garbage').ended;
    expect(end.error).to.include({ code: 'WORKER_DIED' });
    expect(end.error.message).to.include('frame of');
  });

  it('gives a worker up that is not ready after twenty seconds, not before', async () => {
    const clock = new FakeClock();
    start('mute', clock);
    const pid = worker.pid!;

    clock.pass(19_999);
    expect(exists(pid)).to.equal(true);
    clock.pass(1);
    const end = await worker.ended;

    expect(end.error).to.include({ code: 'TIMED_OUT' });
    expect(exists(pid)).to.equal(false);
  });

  it('gives a worker up that falls silent', async () => {
    const clock = new FakeClock();
    const { channel, pid } = start('', clock);
    const open = channel.open.bind(channel);
    await new Promise<void>(resolve => (channel.open = () => resolve(open())));
    const request = channel.request('worker.dump', {}).catch((reason: unknown) => reason);
    await settled(); // The heartbeat starts after the word that the worker is ready.

    clock.pass(4_999);
    expect(exists(pid!)).to.equal(true);
    clock.pass(1);

    expect(EngineError.is(await request, 'WORKER_DIED')).to.equal(true);
    const end = await worker.ended;
    expect(end.error.message).to.equal('worker abcdefgh#1 stopped answering');
    expect(exists(pid!)).to.equal(false);
  });

  it('ends the process when it is closed', async () => {
    start('');
    const pid = worker.pid!;
    worker.close();
    worker.close();
    await worker.ended;
    expect(exists(pid)).to.equal(false);
  });

  it('kills a process that does not end within two seconds', async () => {
    const clock = new FakeClock();
    start('stubborn', clock);
    const pid = worker.pid!;
    worker.close();

    clock.pass(1_999);
    expect(exists(pid)).to.equal(true);
    clock.pass(1);

    await worker.ended;
    expect(exists(pid)).to.equal(false);
  });

  it('rejects what is open, and what comes later, when it is closed', async () => {
    const { channel } = start('');
    const open = channel.request('worker.dump', {}).catch((error: unknown) => error);
    worker.close();
    const late = channel.request('worker.dump', {}).catch((error: unknown) => error);
    expect(await open).to.be.instanceOf(InvalidStateError);
    expect(await late).to.be.instanceOf(InvalidStateError);
  });
});
