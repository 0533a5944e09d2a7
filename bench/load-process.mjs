// The load program and the echo as child processes: lines of JSON in and out.
import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';

const hasTaskset = spawnSync('taskset', ['--version']).status === 0;

/** Starts a program, on one CPU where that can be asked for. */
function startOn(cpu, path, args) {
  const pinned = hasTaskset && cpu !== undefined;
  const command = pinned ? ['taskset', '-c', String(cpu), path, ...args] : [path, ...args];
  return spawn(command[0], command.slice(1), { stdio: ['pipe', 'pipe', 'inherit'] });
}

/** Moves a process that runs already to one CPU. */
export function pin(pid, cpu) {
  if (hasTaskset && cpu !== undefined) spawnSync('taskset', ['-cp', String(cpu), String(pid)]);
}

/** The bare echo. Ends with `close()`. */
export async function startEcho(path, cpu) {
  const child = startOn(cpu, path, []);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const { value } = await lines.next();
  if (!value) throw new Error('the echo did not start');
  return { pid: child.pid, port: JSON.parse(value).port, close: () => child.stdin.end() };
}

/** The simulated endpoints. First their fingerprint, then one run. */
export class LoadProcess {
  #child;
  #lines;

  static async start(path, cpu, profile) {
    const load = new LoadProcess();
    load.#child = startOn(cpu, path, [profile]);
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
