// What is logged, under which name, and how that is chosen while the server runs.
import { expect } from 'chai';

import { Server, type ServerOptions } from '../../src/index.js';
import type { WorkerProcess } from '../../src/worker/worker-process.js';
import { eventually } from '../kit/eventually.js';
import { collectLogs, type LogLine } from '../kit/log-lines.js';

const local: ServerOptions = { numWorkers: 1, rtcIPv4: '127.0.0.1', rtcIPv6: false };

describe('Logging', () => {
  let server: Server;
  let logs: ReturnType<typeof collectLogs>;

  beforeEach(() => (logs = collectLogs()));

  afterEach(async () => {
    const ends = server.workers.map(({ ended }) => ended);
    server.close();
    await Promise.all(ends);
    logs.stop();
  });

  /** Starts a server and waits until its worker has nothing more to say about that. */
  async function start(options: ServerOptions): Promise<void> {
    server = Server({ ...local, ...options });
    await server.dump();
  }

  const ofWorkers = (): LogLine[] =>
    logs.lines.filter(({ namespace }) => namespace.startsWith('crosspoint-worker'));

  async function replaceWorker(): Promise<void> {
    const worker = server.workers[0] as WorkerProcess;
    process.kill(worker.pid!, 'SIGKILL');
    await worker.ended;
    await eventually('there is another worker', () => server.workers.length === 1);
    await server.dump();
  }

  it('of a worker carries its id and the component', async () => {
    await start({ logLevel: 'debug' });
    const [line] = ofWorkers();
    expect(line!.namespace).to.equal('crosspoint-worker');
    expect(line!.text).to.match(/\[\w{8}#1\] info \| started/);
  });

  it('leaves out debug lines at a higher level', async () => {
    await start({ logLevel: 'warn' });
    expect(ofWorkers()).to.deep.equal([]);
  });

  it('leaves out debug lines with other tags', async () => {
    await start({ logTags: ['ice', 'dtls'] });
    expect(ofWorkers()).to.deep.equal([]);
  });

  it('takes another level while it runs, for later workers too', async () => {
    await start({ logLevel: 'none' });
    await server.updateSettings({ logLevel: 'debug' });
    await replaceWorker();
    expect(ofWorkers()).to.have.length(1);
  });

  it('takes other tags while it runs, for later workers too', async () => {
    await start({ logTags: ['rtp'] });
    await server.updateSettings({ logTags: ['info', 'rtp'] });
    await replaceWorker();
    expect(ofWorkers()).to.have.length(1);
  });

  it('names the class that speaks, and tells errors from the rest', async () => {
    await start({ logLevel: 'warn' });
    await replaceWorker();
    const names = new Set(logs.lines.map(({ namespace }) => namespace));
    expect(names).to.include('crosspoint:WorkerProcess');
    expect(names).to.include('crosspoint:ERROR:Server');
  });
});
