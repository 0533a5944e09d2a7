// Measurements as a Markdown table.

/** Above this share of a CPU the generator may be what limits a run. */
const busyGenerator = 0.85;

const headings = [
  'scenario',
  'what',
  'packets/s',
  'CPU µs/packet',
  'instructions/packet',
  'p50 ms',
  'p99 ms',
  'loss',
  'its CPU',
  "generator's CPU",
];

const fixed = (value, digits) => (value === undefined ? 'n/a' : value.toFixed(digits));
const percent = value => (value === undefined ? 'n/a' : `${(100 * value).toFixed(1)} %`);

/** The figures of one run, per forwarded packet. */
export function figuresOf(run) {
  const nanos = run.watchedNanos;
  return {
    packetsPerSecond: run.packets / run.seconds,
    microsPerPacket: nanos === undefined ? undefined : nanos / 1000 / run.packets,
    instructionsPerPacket:
      run.instructions === undefined ? undefined : run.instructions / run.packets,
    p50Ms: run.latencyP50Us / 1000,
    p99Ms: run.latencyP99Us / 1000,
    loss: run.missing / (run.packets + run.missing),
    cpu: nanos === undefined ? undefined : nanos / 1e9 / run.seconds,
    generatorCpu: run.ownNanos / 1e9 / run.seconds,
  };
}

function row(title, what, run) {
  const figures = figuresOf(run);
  return [
    title,
    what,
    fixed(figures.packetsPerSecond, 0),
    fixed(figures.microsPerPacket, 2),
    fixed(figures.instructionsPerPacket, 0),
    fixed(figures.p50Ms, 2),
    fixed(figures.p99Ms, 2),
    percent(figures.loss),
    percent(figures.cpu),
    percent(figures.generatorCpu) +
      (figures.generatorCpu > busyGenerator ? ' (limits the run)' : ''),
  ];
}

function ratioRow(echo, worker) {
  const [base, ours] = [figuresOf(echo), figuresOf(worker)];
  const ratio = name =>
    base[name] && ours[name] ? `${(ours[name] / base[name]).toFixed(2)} ×` : 'n/a';
  return [
    '',
    'worker ÷ echo',
    ratio('packetsPerSecond'),
    `**${ratio('microsPerPacket')}**`,
    ratio('instructionsPerPacket'),
    ratio('p50Ms'),
    ratio('p99Ms'),
    '',
    '',
    '',
  ];
}

/** How well the worker's batches worked out, over the whole run. */
function batches({ title, worker }) {
  const sum = name => worker.sockets.reduce((total, socket) => total + socket[name], 0);
  const read = sum('datagramsReceived') / sum('readCalls');
  const sent = sum('datagramsSent') / sum('sendCalls');
  return `${title}: ${read.toFixed(1)} datagrams a read, ${sent.toFixed(1)} a send`;
}

/** What should not be there, in words. */
function complaints({ title, echo, worker }) {
  const said = [];
  for (const [what, run] of [
    ['echo', echo],
    ['worker', worker],
  ]) {
    for (const name of ['wrong', 'unauthentic', 'unknown', 'silentStreams', 'refused']) {
      if (run[name] > 0) said.push(`WRONG: ${title}, ${what}: ${name} ${run[name]}`);
    }
  }
  return said;
}

export const rowOf = result => [
  {
    cells: row(result.title, 'bare echo', result.echo),
    notes: [batches(result), ...complaints(result)],
  },
  { cells: row('', 'worker', result.worker), notes: [] },
  { cells: ratioRow(result.echo, result.worker), notes: [] },
];

export function printTable(rows, { profile, duration, burst, gro }) {
  const bursts = Number(burst) === 0 ? 'whole frames' : `bursts of ${burst}`;
  console.log(
    `\n${profile}, ${duration} s each, ${bursts}, ${gro ? 'with' : 'without'} UDP_GRO at the viewers\n`
  );
  console.log(`| ${headings.join(' | ')} |`);
  console.log(`|${headings.map((_, index) => (index < 2 ? '---' : '--:')).join('|')}|`);
  for (const { cells } of rows) console.log(`| ${cells.join(' | ')} |`);
  console.log();
  for (const line of rows.flatMap(({ notes }) => notes)) console.log(`- ${line}`);
}
