// The load program and the echo as child processes: lines of JSON in and out.
import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';

const has = command => spawnSync(command, ['--version']).status === 0;
const [hasTaskset, hasChrt] = [has('taskset'), has('chrt')];

/**
 * Where a process runs: on one CPU (`cpu`, undefined for any), and ahead of everything else on it
 * (`realtime`), for machines that do other work as well. Both only where the system can.
 */
function prefixFor({ cpu, realtime }) {
  return [
    ...(hasTaskset && cpu !== undefined ? ['taskset', '-c', String(cpu)] : []),
    ...(hasChrt && realtime ? ['chrt', '--rr', '1'] : []),
  ];
}

function startAt(place, path, args) {
  const [command, ...rest] = [...prefixFor(place), path, ...args];
  return spawn(command, rest, { stdio: ['pipe', 'pipe', 'inherit'] });
}

/** Moves a process that runs already. */
export function move(pid, { cpu, realtime }) {
  if (hasTaskset && cpu !== undefined) spawnSync('taskset', ['-cp', String(cpu), String(pid)]);
  if (hasChrt && realtime) spawnSync('chrt', ['--rr', '-p', '1', String(pid)]);
}

/** The bare echo. Ends with `close()`. */
export async function startEcho(path, place) {
  const child = startAt(place, path, []);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const { value } = await lines.next();
  if (!value) throw new Error('the echo did not start');
  return { pid: child.pid, port: JSON.parse(value).port, close: () => child.stdin.end() };
}

/** The simulated endpoints. First their fingerprint, then one run. */
export class LoadProcess {
  #child;
  #lines;

  static async start(path, place, profile) {
    const load = new LoadProcess();
    load.#child = startAt(place, path, [profile]);
    load.#lines = createInterface({ input: load.#child.stdout })[Symbol.asyncIterator]();
    load.fingerprint = (await load.#next()).fingerprint;
    return load;
  }

  /** Resolves with the measurement. `onMeasuring` is called when the warm-up is over. */
  async run(description, onMeasuring = () => {}) {
    this.#child.stdin.write(`${JSON.stringify(description)}\n`);
    for (;;) {
      const line = await this.#next();
      if (line.phase === 'measuring') onMeasuring();
      if (line.measurement) return line.measurement;
    }
  }

  close() {
    this.#child.kill();
  }

  async #next() {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error('the load program ended early');
    const line = JSON.parse(value);
    if (line.error) throw new Error(`the load program: ${line.error}`);
    return line;
  }
}
