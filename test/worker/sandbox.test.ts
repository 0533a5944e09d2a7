// What a worker that serves could still do if it were taken over.
import { expect } from 'chai';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Server, type ServerOptions } from '../../src/index.js';
import { workerPath } from '../../src/worker/worker-path.js';
import type { WorkerProcess } from '../../src/worker/worker-process.js';
import { roomOptions } from '../kit/fake-channel.js';
import { collectLogs } from '../kit/log-lines.js';

const local: ServerOptions = {
  numWorkers: 1,
  rtcIPv4: '127.0.0.1',
  rtcIPv6: false,
  logLevel: 'warn',
};
const certificates = new URL('../vectors/certificates/', import.meta.url).pathname;
const isLinux = existsSync('/proc/self/status');
const isRoot = process.getuid?.() === 0;

(isLinux ? describe : describe.skip)('The sandbox of a worker', () => {
  let server: Server;
  let scratch: string;

  before(() => (scratch = mkdtempSync(join(tmpdir(), 'crosspoint-sandbox-'))));
  after(() => rmSync(scratch, { recursive: true, force: true }));

  afterEach(() => {
    server.close();
    delete process.env['DATABASE_PASSWORD'];
  });

  /** Starts a worker and waits until it serves. */
  async function start(options: ServerOptions = {}): Promise<number> {
    server = new Server({ ...local, ...options });
    await server.createRoom(roomOptions);
    return (server.workers[0] as WorkerProcess).pid!;
  }

  const statusOf = (pid: number): Map<string, string> =>
    new Map(
      readFileSync(`/proc/${pid}/status`, 'utf8')
        .split('\n')
        .map(line => line.split(/:\s*/, 2) as [string, string])
    );

  it('leaves no right to gain and no capability', async () => {
    const status = statusOf(await start());

    expect(status.get('NoNewPrivs')).to.equal('1');
    for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapAmb']) {
      expect(status.get(set), set).to.match(/^0+$/);
    }
    if (isRoot) expect(status.get('CapBnd')).to.match(/^0+$/);
  });

  it('filters system calls', async () => {
    expect(statusOf(await start()).get('Seccomp')).to.equal('2');
  });

  // Nobody but root may look into a process that is not to be dumped.
  (isRoot ? it : it.skip)('shows the worker none of the secrets in our environment', async () => {
    process.env['DATABASE_PASSWORD'] = 'hunter2';
    const pid = await start();
    const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').filter(Boolean);
    const names = environment.map(entry => entry.split('=', 1)[0]!);
    expect(names)
      .to.include('PATH')
      .and.not.to.include('DATABASE_PASSWORD')
      .and.not.to.include('HOME');
  });

  it('allows no core file', async () => {
    const limits = readFileSync(`/proc/${await start()}/limits`, 'utf8');
    expect(limits).to.match(/^Max core file size +0 +0 /m);
  });

  (isRoot ? it : it.skip)('closes descriptors that came along', async () => {
    const wrapper = join(scratch, 'with-a-descriptor.sh');
    writeFileSync(wrapper, `#!/bin/sh\nexec 9</etc/hostname\nexec ${workerPath()} "$@"\n`);
    chmodSync(wrapper, 0o755);
    const original = process.env['CROSSPOINT_WORKER_PATH'];
    process.env['CROSSPOINT_WORKER_PATH'] = wrapper;
    const starting = start();
    if (original === undefined) delete process.env['CROSSPOINT_WORKER_PATH'];
    else process.env['CROSSPOINT_WORKER_PATH'] = original;

    const folder = `/proc/${await starting}/fd`;
    const open = readdirSync(folder).map(descriptor => readlinkSync(join(folder, descriptor)));

    expect(open).to.not.include('/etc/hostname');
    expect(open.filter(path => path.startsWith('/') && path !== '/dev/null')).to.deep.equal([]);
  });

  (isRoot ? it : it.skip)('runs as the user and the group that are asked for', async () => {
    const status = statusOf(await start({ workerUid: 65534, workerGid: 65533 }));
    expect(status.get('Uid')).to.equal('65534\t65534\t65534\t65534');
    expect(status.get('Gid')).to.equal('65533\t65533\t65533\t65533');
    expect(status.get('Groups')!.trim()).to.equal('');
  });

  const refused: [what: string, options: ServerOptions][] = [
    ['a user that is no number', { workerUid: 'nobody' as unknown as number }],
    ['a user below zero', { workerUid: -1 }],
    ['a group that is no whole number', { workerGid: 1.5 }],
    ['the number that means no change', { workerGid: 4294967295 }],
  ];
  for (const [what, options] of refused) {
    it(`closes the server for ${what}`, async () => {
      server = new Server({ ...local, ...options });
      const [error] = (await once(server, 'close')) as [Error];
      expect(error).to.include({ code: 'INVALID_PARAMETERS' });
      expect(error.message).to.match(/worker[UG]id/);
    });
  }

  for (const [mode, lines] of [
    [0o600, 0],
    [0o644, 1],
  ] as const) {
    it(`warns of a key file of mode ${mode.toString(8)}: ${lines} lines`, async () => {
      const key = join(scratch, `key-${mode}.pem`);
      copyFileSync(join(certificates, 'ecdsa-key.pem'), key);
      chmodSync(key, mode);
      const logs = collectLogs();

      await start({
        dtlsCertificateFile: join(certificates, 'ecdsa.pem'),
        dtlsPrivateKeyFile: key,
      });
      logs.stop();

      const warnings = logs.lines.filter(({ text }) => text.includes('can read the private key'));
      expect(warnings).to.have.length(lines);
    });
  }
});
