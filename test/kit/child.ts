// A Node program of its own, for tests of what users start themselves.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

import { sanitizerReport } from './worker-output.js';

/** A running program that prints the URL it serves. */
export class Child {
  readonly #process: ChildProcess;
  readonly #errors: string[] = [];
  readonly url: Promise<string>;

  constructor(script: string, options: { cwd?: string; env?: Record<string, string> } = {}) {
    this.#process = spawn(process.execPath, [script], {
      ...(options.cwd && { cwd: options.cwd }),
      env: { ...process.env, NODE_OPTIONS: '', DEBUG: 'crosspoint-worker:ERROR', ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const errors = createInterface({ input: this.#process.stderr! });
    errors.on('line', line => this.#errors.push(line));
    this.url = this.#findUrl();
    this.url.catch(() => {});
  }

  /** The programs that it has started. */
  get childPids(): number[] {
    const { stdout } = spawnSync('pgrep', ['-P', String(this.#process.pid)], { encoding: 'utf8' });
    return stdout.split('\n').filter(Boolean).map(Number);
  }

  /** Ends it. Rejects if a worker's sanitizer found something. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const ended = once(this.#process, 'close');
      this.#process.kill(signal);
      await ended;
    }
    const reports = this.#errors.filter(line => sanitizerReport.test(line));
    if (reports.length > 0) throw new Error(`a worker's sanitizer reports:\n${reports.join('\n')}`);
  }

  async #findUrl(): Promise<string> {
    for await (const line of createInterface({ input: this.#process.stdout! })) {
      const url = /https?:\/\/\S+/.exec(line)?.[0];
      if (url) {
        this.#process.stdout!.resume();
        return url;
      }
    }
    throw new Error(`the program ended:\n${this.#errors.join('\n')}`);
  }
}
