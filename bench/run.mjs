// Load tests of the worker, with a bare UDP echo under the same load beside it.
//
//   npm run bench -- [--broadcast N]… [--meeting N]… [--profile gcm|gcm-256|aes-cm]
//                    [--duration SECONDS] [--rounds N] [--burst PACKETS] [--gro] [--realtime]
//                    [--no-build] [--json]
//
// docs/benchmarks.md says what the columns mean.
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { buildBench } from './build.mjs';
import { LoadProcess, move, startEcho } from './load-process.mjs';
import { canCountInstructions, countInstructions } from './perf.mjs';
import { fillRoom, sendDescription } from './room.mjs';
import { broadcast, meeting } from './scenarios.mjs';
import { printTable, rowOf } from './table.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const warmupMs = 2000;

const { values: options } = parseArgs({
  options: {
    broadcast: { type: 'string', multiple: true },
    meeting: { type: 'string', multiple: true },
    profile: { type: 'string', default: 'gcm' },
    duration: { type: 'string', default: '8' },
    rounds: { type: 'string', default: '1' },
    burst: { type: 'string', default: '0' },
    gro: { type: 'boolean', default: false },
    realtime: { type: 'boolean', default: false },
    'no-build': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});

// One CPU for what is measured, another for what measures.
const cpuOf = number => ({
  ...(cpus().length > 1 && { cpu: number }),
  realtime: options.realtime,
});
const [measuredPlace, loadPlace] = [cpuOf(0), cpuOf(1)];

function chosenScenarios() {
  const broadcasts = options.broadcast ?? (options.meeting ? [] : ['100']);
  const meetings = options.meeting ?? (options.broadcast ? [] : ['5', '10']);
  const scenarios = [
    ...broadcasts.map(count => broadcast(Number(count))),
    ...meetings.map(count => meeting(Number(count))),
  ];
  for (const { participants } of scenarios) {
    for (const { sends } of participants) {
      for (const [index, stream] of sends.entries()) {
        sends[index] = { ...stream, burst: Number(options.burst) };
      }
    }
  }
  return scenarios;
}

/** One run of the load program against the process `pid`. */
async function measure(load, pid, endpoints, isPlain, countsInstructions) {
  const durationMs = Number(options.duration) * 1000;
  let instructions;
  const measurement = await load.run(
    { plain: isPlain, gro: options.gro, warmupMs, durationMs, watchedPid: pid, endpoints },
    () => {
      if (countsInstructions) instructions = countInstructions(pid, durationMs);
    }
  );
  return { ...measurement, instructions: await instructions };
}

async function measureWorker(scenario, programs, countsInstructions) {
  const { Server } = await import(join(root, 'dist', 'src', 'index.js'));
  const server = new Server({
    numWorkers: 1,
    rtcIPv4: '127.0.0.1',
    rtcIPv6: false,
    logLevel: 'warn',
  });
  const load = await LoadProcess.start(programs['crosspoint-load'], loadPlace, options.profile);
  try {
    const { endpoints } = await fillRoom(server, scenario, load.fingerprint);
    const { pid } = (await server.dump()).workers[0];
    move(pid, measuredPlace);
    const measurement = await measure(load, pid, endpoints, false, countsInstructions);
    return { ...measurement, sockets: (await server.dump()).workers[0].sockets };
  } finally {
    load.close();
    server.close();
  }
}

/** Everybody who watches gets every stream of the others, under the SSRC that it has. */
function echoEndpoints(scenario, port) {
  let number = 0;
  const streams = [];
  const endpoints = scenario.participants.map((participant, owner) => {
    const sends = participant.sends.map(stream => {
      const ssrc = 1_000_000 + number;
      streams.push({ owner, ssrc, stream: number });
      return sendDescription(stream, number++, ssrc);
    });
    return { address: '127.0.0.1', port, sends, receives: [] };
  });
  for (const [index, { watches }] of scenario.participants.entries()) {
    if (!watches) continue;
    endpoints[index].receives = streams
      .filter(({ owner }) => owner !== index)
      .map(({ ssrc, stream }) => ({ ssrc, stream }));
  }
  return endpoints;
}

async function measureEcho(scenario, programs, countsInstructions) {
  const echo = await startEcho(programs['crosspoint-echo'], measuredPlace);
  const load = await LoadProcess.start(programs['crosspoint-load'], loadPlace, options.profile);
  try {
    const endpoints = echoEndpoints(scenario, echo.port);
    return await measure(load, echo.pid, endpoints, true, countsInstructions);
  } finally {
    load.close();
    echo.close();
  }
}

/** The round with the least CPU time: what disturbs a round only ever adds to it. */
function best(rounds) {
  const cost = round => (round.watchedNanos ?? Infinity) / round.packets;
  return rounds.reduce((least, round) => (cost(round) < cost(least) ? round : least));
}

async function measureBoth(scenario, programs, countsInstructions) {
  const echo = [];
  const worker = [];
  for (let round = 0; round < Number(options.rounds); ++round) {
    echo.push(await measureEcho(scenario, programs, countsInstructions));
    worker.push(await measureWorker(scenario, programs, countsInstructions));
  }
  return { title: scenario.title, echo: best(echo), worker: best(worker) };
}

function build() {
  if (!options['no-build']) {
    const { status } = spawnSync(process.execPath, [join(root, 'scripts', 'setup.mjs')], {
      stdio: 'inherit',
    });
    if (status !== 0) process.exit(status ?? 1);
  }
  return buildBench(['crosspoint-load', 'crosspoint-echo']);
}

const programs = build();
const countsInstructions = canCountInstructions();
const results = [];
for (const scenario of chosenScenarios()) {
  results.push(await measureBoth(scenario, programs, countsInstructions));
}
if (options.json) console.log(JSON.stringify(results, null, 2));
else printTable(results.flatMap(rowOf), options);
