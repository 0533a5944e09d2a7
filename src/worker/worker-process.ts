// One child process, and the pipe to it.
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Duplex, Readable } from 'node:stream';

import type { Clock } from '../base/clock.js';
import { EngineError, InvalidStateError } from '../base/errors.js';
import { createLogger, workerLogger } from '../base/logger.js';
import { Channel, type RequestPipe } from './channel.js';
import { FrameReader, writeFrame } from './frame-codec.js';
import { Heartbeat } from './heartbeat.js';
import type { Incoming } from './messages.js';
import { workerEnvironment } from './worker-environment.js';
import { startFailure, workerPath } from './worker-path.js';

const logger = createLogger('WorkerProcess');

/** How the process of a worker ended. */
export interface WorkerEnd {
  /** False if the worker never came to serve: to try again is of little use. */
  wasReady: boolean;
  /** Why the process ended. */
  error: EngineError;
  /** From its start to its end. */
  livedMs: number;
}

/** A worker as the engine sees it. */
export interface Worker {
  /** Names the worker in logs. */
  readonly id: string;
  /** The way to the worker; closed when the process has ended. */
  readonly channel: Channel;
  /** Resolves once the process is gone, for whatever reason; never rejects. */
  readonly ended: Promise<WorkerEnd>;
  /** Asks the process to end; it is killed if it does not. */
  close(): void;
}

/** Starts a worker. */
export type StartWorker = (id: string, options: readonly string[], clock: Clock) => Worker;

const channelDescriptor = 3;
const startTimeoutMs = 20_000;
const closeTimeoutMs = 2_000;

// A worker ends by itself when our end of the pipe is gone, but not if the worker hangs. On Linux the
// kernel then kills the worker with Node, whatever ends Node; elsewhere Node kills it, if it still can.
const children = new Set<ChildProcess>();
let isWatchingExit = false;

function killWithUs(child: ChildProcess): void {
  children.add(child);
  if (isWatchingExit) return;
  isWatchingExit = true;
  process.once('exit', () => {
    for (const orphan of children) orphan.kill('SIGKILL');
  });
}

/**
 * Owns one worker process from its start to its end. Requests may be made at once; they wait until
 * the worker says that it is ready. A worker whose messages make no sense, or that no longer answers,
 * is killed.
 *
 * A dead worker is not replaced here, but by whoever waits for `ended`.
 */
export class WorkerProcess implements Worker {
  readonly channel: Channel;
  readonly ended: Promise<WorkerEnd>;

  readonly #child: ChildProcess;
  readonly #pipe: Duplex | undefined;
  readonly #startedAt: number;
  readonly #cancelStartTimeout: () => void;
  readonly #heartbeat: Heartbeat;
  #resolveEnded!: (end: WorkerEnd) => void;
  #isReady = false;
  #failure: EngineError | undefined;
  #closed = false;

  constructor(
    readonly id: string,
    options: readonly string[],
    private readonly clock: Clock
  ) {
    this.ended = new Promise(resolve => (this.#resolveEnded = resolve));
    this.#startedAt = clock.now();
    this.#child = spawn(workerPath(), [id, ...options], {
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      env: workerEnvironment(process.env),
    });
    this.#pipe = this.#child.stdio?.[channelDescriptor] as Duplex | undefined;
    this.channel = new Channel(
      pipeOf(this.#pipe, () => this.channel.flush()),
      clock
    );
    this.#heartbeat = new Heartbeat(
      clock,
      () => this.channel.tell('worker.ping', {}),
      () => this.#giveUp(new EngineError('WORKER_DIED', `worker ${id} stopped answering`))
    );
    killWithUs(this.#child);
    this.#watch();
    this.#cancelStartTimeout = clock.after(startTimeoutMs, () =>
      this.#giveUp(new EngineError('TIMED_OUT', `worker ${id} did not start`))
    );
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Asks the process to end, and kills it if it does not. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#heartbeat.stop();
    this.channel.close(new InvalidStateError('Channel closed'));
    this.#pipe?.end();
    this.#child.kill('SIGTERM');
    const cancel = this.clock.after(closeTimeoutMs, () => this.#child.kill('SIGKILL'));
    void this.ended.then(cancel);
  }

  #watch(): void {
    const child = this.#child;
    this.#readLines(child.stdout, line => workerLogger.debug('[%s] %s', this.id, line));
    this.#readLines(child.stderr, line => workerLogger.error('[%s] %s', this.id, line));

    const reader = new FrameReader();
    this.#pipe?.on('data', (chunk: Buffer) => this.#handleBytes(reader, chunk));
    // A broken pipe is news of a dead process; the process's own news follow.
    this.#pipe?.on('error', error => logger.warn('%s: %o', this.id, error));

    child.once('error', cause => {
      if (child.pid === undefined) {
        this.#end(new EngineError('WORKER_DIED', startFailure(cause), { cause }));
      } else logger.warn('%s: %o', this.id, cause);
    });
    // Not 'exit': the last words may still be in the pipe then.
    child.once('close', (code, signal) => {
      const how = `[id:${this.id}, code:${code}, signal:${signal}]`;
      this.#end(new EngineError('WORKER_DIED', `child process exited ${how}`));
    });
  }

  #readLines(stream: Readable | null, log: (line: string) => void): void {
    if (stream) createInterface({ input: stream }).on('line', log);
  }

  #handleBytes(reader: FrameReader, chunk: Buffer): void {
    this.#heartbeat.handleSign();
    try {
      for (const message of reader.read(chunk)) this.#handleMessage(message as Incoming);
    } catch (error) {
      this.#giveUp(EngineError.is(error) ? error : asDeath(this.id, error));
    }
  }

  #handleMessage(message: Incoming): void {
    if (!('event' in message)) return this.channel.receive(message);
    switch (message.event) {
      case 'worker.ready':
        logger.debug('%s is ready', this.id);
        this.#isReady = true;
        this.#cancelStartTimeout();
        this.channel.open();
        if (!this.#closed) this.#heartbeat.start();
        break;
      case 'worker.failed':
        this.#failure = EngineError.fromWorker(message.data.code, message.data.message);
        break;
      case 'worker.log': {
        const { level, component, message: line } = message.data;
        workerLogger[level]('[%s] %s | %s', this.id, component, line);
        break;
      }
      default:
        this.channel.receive(message);
    }
  }

  // There is no half-alive state: a worker that makes no sense, or none any more, is ended. What
  // waits for it hears so now, its rooms when the process is gone.
  #giveUp(error: EngineError): void {
    this.#failure ??= error;
    this.#heartbeat.stop();
    this.channel.close(this.#failure);
    this.#child.kill('SIGKILL');
  }

  #end(error: EngineError): void {
    children.delete(this.#child);
    this.#cancelStartTimeout();
    this.#heartbeat.stop();
    const cause = this.#failure ?? error;
    this.channel.close(cause);
    const livedMs = this.clock.now() - this.#startedAt;
    this.#resolveEnded({ wasReady: this.#isReady, error: cause, livedMs });
  }
}

const pipeOf = (stream: Duplex | undefined, onRoom: () => void): RequestPipe => ({
  send: message => void stream?.write(writeFrame(message), onRoom),
  get queuedBytes() {
    return stream?.writableLength ?? 0;
  },
});

/** Starts the real worker. */
export const startWorker: StartWorker = (id, options, clock) =>
  new WorkerProcess(id, options, clock);

const asDeath = (id: string, cause: unknown): EngineError =>
  new EngineError('WORKER_DIED', `worker ${id} was not understood`, { cause });
