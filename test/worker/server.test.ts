// The real worker over the real pipe: how servers start, serve and end.
import { expect } from 'chai';
import { once } from 'node:events';

import { EngineError, InvalidStateError } from '../../src/base/errors.js';
import type { ServerOptions } from '../../src/engine/server-options.js';
import { Server } from '../../src/index.js';
import type { WorkerProcess } from '../../src/worker/worker-process.js';
import { roomOptions } from '../kit/fake-channel.js';

const local: ServerOptions = { numWorkers: 1, rtcIPv4: '127.0.0.1', rtcIPv6: false };

const closing = async (server: Server): Promise<Error | undefined> => {
  const [error] = (await once(server, 'close')) as [Error | undefined];
  return error;
};

describe('Server on real workers', () => {
  let server: Server;

  afterEach(() => server.close());

  it('closes without error', async () => {
    server = Server(local);
    const closed = closing(server);
    server.close();
    expect(await closed).to.equal(undefined);
  });

  it('is a Server with and without new', () => {
    server = new Server(local);
    expect(server).to.be.instanceOf(Server);
    const other = Server(local);
    expect(other).to.be.instanceOf(Server);
    other.close();
  });

  const wrong: [what: string, options: ServerOptions, message: RegExp][] = [
    [
      'an unknown log level',
      { logLevel: 'chicken' as never },
      /invalid value 'chicken' for logLevel/,
    ],
    ['an unknown log tag', { logTags: ['chicken' as never] }, /invalid value 'chicken' for logTag/],
    ['an address of another machine', { rtcIPv4: '192.0.2.1' }, /rtcIPv4/],
    ['something that is no address', { rtcIPv4: 'chicken' }, /rtcIPv4/],
    ['the wildcard address', { rtcIPv4: '0.0.0.0' }, /rtcIPv4/],
    ['no address family', { rtcIPv4: false }, /both off/],
    ['too few ports', { rtcMinPort: 40000, rtcMaxPort: 40050 }, /too narrow/],
    [
      'certificate files that are not there',
      { dtlsCertificateFile: '/nonexistent', dtlsPrivateKeyFile: '/nonexistent' },
      /cannot read/,
    ],
  ];
  for (const [what, options, message] of wrong) {
    it(`closes with an error for ${what}`, async () => {
      server = Server({ ...local, ...options });
      const error = await closing(server);
      expect(EngineError.is(error)).to.equal(true);
      expect(error!.message).to.match(message);
      expect(server.closed).to.equal(true);
    });
  }

  it('takes new settings', async () => {
    server = Server({ ...local, numWorkers: 2 });
    expect(await server.updateSettings()).to.deep.equal([undefined, undefined]);
    await server.updateSettings({ logLevel: 'warn', logTags: ['ice', 'dtls'] });
  });

  it('refuses wrong settings', async () => {
    server = Server(local);
    const error = await server
      .updateSettings({ logLevel: 'chicken' as never })
      .catch((e: unknown) => e);
    expect(error).to.include({
      code: 'INVALID_PARAMETERS',
      message: "invalid value 'chicken' for logLevel",
    });
  });

  it('dumps its workers with their rooms', async () => {
    server = Server({ ...local, numWorkers: 2 });
    const room = await server.createRoom(roomOptions);
    const { workers } = await server.dump();
    expect(workers.map(({ workerId }) => (workerId as string).slice(8))).to.deep.equal([
      '#1',
      '#2',
    ]);
    expect(workers[0]!['rooms']).to.have.nested.property('[0].roomId', room.id);
    expect(workers[1]!['rooms']).to.deep.equal([]);
    expect(workers[0]).to.include({ waitingRequests: 0, refusedRequests: 0 });
  });

  it('holds back what a stopped worker does not read', async function () {
    this.timeout(30_000);
    server = Server(local);
    await server.createRoom(roomOptions);
    const { pid, channel } = server.workers[0] as WorkerProcess;
    process.kill(pid!, 'SIGSTOP');

    const pings = Array.from({ length: 48_000 }, () =>
      channel.request('worker.ping', {}).catch((e: unknown) => e)
    );
    const { counters } = channel;
    process.kill(pid!, 'SIGCONT');
    const outcomes = await Promise.all(pings);

    expect(counters.queuedBytes).to.be.below(2 ** 20 + 2 ** 16);
    expect(counters.waitingRequests)
      .to.be.above(0)
      .and.at.most(2 ** 14);
    const refused = outcomes.filter(outcome => EngineError.is(outcome, 'TIMED_OUT'));
    expect(refused).to.have.length(counters.refusedRequests);
    expect(channel.counters).to.include({ queuedBytes: 0, waitingRequests: 0 });
  });

  it('rejects rooms after its end', async () => {
    server = Server(local);
    server.close();
    const error = await server.createRoom(roomOptions).catch((e: unknown) => e);
    expect(error).to.be.instanceOf(InvalidStateError);
  });

  it('closes the rooms of a killed worker, and goes on with a new one', async () => {
    server = Server(local);
    const room = await server.createRoom(roomOptions);
    const peer = room.Peer('alice');
    const closed = once(room, 'close') as Promise<[Error]>;

    process.kill((server.workers[0] as WorkerProcess).pid!, 'SIGKILL');

    const [error] = await closed;
    expect(EngineError.is(error, 'WORKER_DIED')).to.equal(true);
    expect(error.message).to.include('signal:SIGKILL');
    expect(peer.closed).to.equal(true);
    expect((await server.createRoom(roomOptions)).closed).to.equal(false);
  });
});
