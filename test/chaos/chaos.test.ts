// Everything in any order, against real workers: both sides agree, and nothing is left behind.
import { expect } from 'chai';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { EngineError } from '../../src/base/errors.js';
import type { Server } from '../../src/index.js';
import type { WorkerProcess } from '../../src/worker/worker-process.js';
import { childProcesses, openDescriptors, residentBytes } from '../kit/processes.js';
import { actions } from './actions.js';
import { faultsOf, views } from './agreement.js';
import { SeededRandom } from './random.js';
import { World } from './world.js';

const steps = Number(process.env['CROSSPOINT_CHAOS_STEPS'] ?? 10_000);
const seed = Number(process.env['CROSSPOINT_CHAOS_SEED'] ?? 20_26);
const longestBatch = 8;
/** Figures settle while code is compiled and pools fill; what comes after this share must be flat. */
const warmUp = 0.2;
const mebibyte = 2 ** 20;
const mostGrowth = { node: 24 * mebibyte, worker: 12 * mebibyte };

/** What may not grow. */
interface Figures {
  nodeHeap: number;
  nodeDescriptors: number | undefined;
  workerMemory: number | undefined;
  workerDescriptors: number | undefined;
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

describe('An application that does everything in any order', function () {
  this.timeout(600_000);
  let world: World;

  afterEach(() => world.end());

  it(`agrees with its workers through ${steps} steps of seed ${seed}`, async () => {
    const descriptorsBefore = openDescriptors();
    const childrenBefore = childProcesses();
    world = new World(new SeededRandom(seed));
    world.createServer();

    const isWarmAt = steps * warmUp;
    let warm: Figures | undefined;
    for (let step = 0; step < steps;) {
      const length = world.random.chance(0.5) ? 1 : world.random.integer(2, longestBatch);
      const batch = Math.min(length, steps - step);
      await takeSteps(world, batch);
      step += batch;
      await checkAgreement(world, step);
      if (!warm && step >= isWarmAt) warm = await measureEmpty(world);
    }
    const end = await measureEmpty(world);
    await world.end();

    report(world, warm!, end);
    expect(end.nodeDescriptors ?? 0).to.be.at.most(warm!.nodeDescriptors ?? 0);
    expect(end.workerDescriptors).to.equal(warm!.workerDescriptors);
    expect(end.nodeHeap - warm!.nodeHeap).to.be.below(mostGrowth.node);
    if (end.workerMemory !== undefined) {
      expect(end.workerMemory - warm!.workerMemory!).to.be.below(mostGrowth.worker);
    }
    expect(childProcesses()).to.deep.equal(childrenBefore);
    expect(openDescriptors() ?? 0).to.be.at.most(descriptorsBefore ?? 0);
  });
});

/** Takes `count` steps without waiting in between, then waits for all. */
async function takeSteps(world: World, count: number): Promise<void> {
  world.recent.length = 0;
  const outcomes = Array.from({ length: count }, async () => {
    const [name, run] = world.random.weighted(actions);
    world.count(name);
    world.recent.push(name);
    try {
      await run(world);
    } catch (error) {
      world.count(`refused: ${shown(error)}`);
      world.recent.push(`${name}: ${shown(error)}`);
      if (!isExpected(error)) world.complaints.push(`${name}: ${shown(error)}`);
    }
  });
  await Promise.all(outcomes);
}

// Wrong times and wrong arguments are what chance comes to; a worker that is late is not.
const isExpected = (error: unknown): boolean => EngineError.is(error) && error.code !== 'TIMED_OUT';

const shown = (error: unknown): string =>
  error instanceof Error
    ? `${(error as Partial<EngineError>).code ?? error.name}: ${error.message.replace(/\d+/g, '#')}`
    : String(error);

async function checkAgreement(world: World, step: number): Promise<void> {
  const where = `seed ${seed}, step ${step}, after ${world.recent.join('; ')}`;
  for (const server of [...world.servers]) {
    const { engine, workers } = await views(world, server);
    expect(workers, where).to.deep.equal(engine);
  }
  const faults = world.allRooms.flatMap(faultsOf);
  expect([...world.complaints, ...faults], where).to.deep.equal([]);
}

/** Closes all but the first server, and all that is in that one; then looks what is left. */
async function measureEmpty(world: World): Promise<Figures> {
  const [witness, ...others] = world.servers as [Server, ...Server[]];
  for (const server of others) world.closeServer(server);
  await world.ended();
  for (const room of world.rooms(witness)) room.close();
  const worker = witness.workers[0] as WorkerProcess;
  const dump = await worker.channel.request('worker.dump', {});
  expect(dump).to.deep.include({ rooms: [], routes: 0, packetsInUse: 0 });
  // A neighbour that was killed twice in a row may be waiting for its restart.
  const neighbours = witness.workers.length - 1;

  await new Promise(resolve => setImmediate(resolve));
  collectGarbage();
  return {
    nodeHeap: process.memoryUsage().heapUsed,
    nodeDescriptors: descriptorsWithout(neighbours),
    workerMemory: residentBytes(worker.pid!),
    workerDescriptors: openDescriptors(worker.pid),
  };
}

/** Node holds three descriptors for each worker: stdout, stderr and the channel. */
const descriptorsWithout = (workers: number): number | undefined => {
  const open = openDescriptors();
  return open === undefined ? undefined : open - 3 * workers;
};

function report(world: World, warm: Figures, end: Figures): void {
  const inMebibytes = (bytes: number | undefined): string =>
    bytes === undefined ? 'unknown' : `${(bytes / mebibyte).toFixed(1)} MiB`;
  const rows = [
    ['Node heap', inMebibytes(warm.nodeHeap), inMebibytes(end.nodeHeap)],
    ['Node descriptors', warm.nodeDescriptors, end.nodeDescriptors],
    ['worker memory', inMebibytes(warm.workerMemory), inMebibytes(end.workerMemory)],
    ['worker descriptors', warm.workerDescriptors, end.workerDescriptors],
  ];
  const counts = [...world.counts].map(([what, count]) => `${count} ${what}`).sort();
  const lines = [
    `seed ${seed}, ${steps} steps; after the warm-up → at the end:`,
    ...rows.map(([what, before, after]) => `${what}: ${before} → ${after}`),
    ...(process.env['CROSSPOINT_CHAOS_VERBOSE'] ? counts : []),
  ];
  process.stdout.write(lines.map(line => `      ${line}\n`).join(''));
}
