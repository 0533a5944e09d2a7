// No worker outlives the Node process that started it, however that one ends.
import { expect } from 'chai';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { eventually } from '../kit/eventually.js';
import { isRunning } from '../kit/processes.js';

const script = fileURLToPath(new URL('node-program.ts', import.meta.url));

describe('A Node process that ends', function () {
  this.timeout(30_000);
  let program: ChildProcess;

  /** Starts the program; resolves with the ids of its workers once they serve. */
  async function run(way: string): Promise<number[]> {
    program = spawn(process.execPath, ['--import', 'tsx', script, way], {
      stdio: ['pipe', 'pipe', 'ignore'],
      env: { ...process.env, DEBUG: '' },
    });
    const lines = createInterface({ input: program.stdout! });
    const [line] = (await Promise.race([once(lines, 'line'), once(lines, 'close')])) as [string];
    const pids = JSON.parse(line) as number[];
    expect(pids.map(isRunning)).to.deep.equal([true, true]);
    return pids;
  }

  const allGone = (pids: number[]): Promise<boolean> =>
    eventually('the workers end', () => !pids.some(isRunning));

  afterEach(() => program.kill('SIGKILL'));

  const ways: [what: string, way: string][] = [
    ['by process.exit()', 'exit'],
    ['by an exception', 'exception'],
    ['by a rejection', 'rejection'],
    ['by abort()', 'abort'],
    ['by closing its server', 'close'],
  ];
  for (const [what, way] of ways) {
    it(`${what} leaves no worker`, async () => {
      const pids = await run(way);
      program.stdin!.write('now\n');
      await allGone(pids);
    });
  }

  for (const signal of ['SIGKILL', 'SIGSEGV', 'SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    it(`by ${signal} leaves no worker`, async () => {
      const pids = await run('wait');
      program.kill(signal);
      await allGone(pids);
    });
  }

  it('by SIGKILL leaves no stopped worker', async function () {
    // Elsewhere a stopped process ends once it is continued.
    if (process.platform !== 'linux') this.skip();
    const pids = await run('stopped');
    program.kill('SIGKILL');
    await allGone(pids);
  });

  it('by SIGKILL leaves no stopped worker that runs as another user', async function () {
    if (process.platform !== 'linux' || process.getuid?.() !== 0) this.skip();
    const pids = await run('stopped, as nobody');
    program.kill('SIGKILL');
    await allGone(pids);
  });

  it('by closing its server needs no further push', async () => {
    await run('close');
    const ended = once(program, 'exit');
    program.stdin!.write('now\n');
    expect((await ended)[0]).to.equal(0);
  });
});
