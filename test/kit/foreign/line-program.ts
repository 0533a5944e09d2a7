// A program that answers each line of JSON with one: how the tests drive stacks that live elsewhere.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

interface Waiting {
  resolve: (reply: Record<string, unknown>) => void;
  reject: (error: Error) => void;
}

/** One running program. It ends when its standard input does. */
export class LineProgram {
  readonly #process: ChildProcess;
  readonly #closed: Promise<unknown>;
  readonly #waiting: Waiting[] = [];
  readonly #errors: string[] = [];
  #hasEnded = false;

  constructor(command: string, args: readonly string[]) {
    this.#process = spawn(command, args, {
      env: { ...process.env, NODE_OPTIONS: '' },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#closed = once(this.#process, 'close').catch(() => {});
    this.#process.on('error', error => this.#fail(error.message));
    this.#process.on('close', () => this.#fail('it has ended'));
    this.#process.stdin!.on('error', () => {});
    createInterface({ input: this.#process.stderr! }).on('line', line => this.#errors.push(line));
    createInterface({ input: this.#process.stdout! }).on('line', line => this.#receive(line));
  }

  /** Rejects if the program says `error`, or ends. */
  ask<T>(request: object): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve: reply => resolve(reply as T), reject });
      if (this.#hasEnded) this.#fail('it has ended before');
      else this.#process.stdin!.write(`${JSON.stringify(request)}\n`);
    });
  }

  /** Ends it, by force if it does not do so by itself. */
  async close(graceMs = 3000): Promise<void> {
    this.#process.stdin!.end();
    const kill = setTimeout(() => this.#process.kill('SIGKILL'), graceMs);
    await this.#closed;
    clearTimeout(kill);
  }

  #receive(line: string): void {
    // Libraries print where they like.
    if (!line.startsWith('{')) return;
    const reply = JSON.parse(line) as Record<string, unknown>;
    const waiting = this.#waiting.shift();
    if (typeof reply['error'] === 'string') waiting?.reject(new Error(reply['error']));
    else waiting?.resolve(reply);
  }

  #fail(reason: string): void {
    this.#hasEnded = true;
    const said = this.#errors.slice(-20).join('\n');
    for (const { reject } of this.#waiting.splice(0)) reject(new Error(`${reason}\n${said}`));
  }
}
