// A worker that is no process: a real Channel whose far end a test scripts.
import type { Clock } from '../../src/base/clock.js';
import { EngineError, InvalidStateError } from '../../src/base/errors.js';
import { Server } from '../../src/engine/server.js';
import type { RoomOptions } from '../../src/engine/server.js';
import type { ServerOptions } from '../../src/engine/server-options.js';
import { Channel } from '../../src/worker/channel.js';
import type { Method, Notification, Outgoing, Requests } from '../../src/worker/messages.js';
import type { Worker, WorkerEnd } from '../../src/worker/worker-process.js';
import { FakeClock } from './fake-clock.js';

const hex = (bytes: number): string => 'ab'.repeat(bytes);

/** What the fake worker answers unless a test says otherwise. */
const results: Partial<{ [M in Method]: Requests[M]['result'] }> = {
  'transport.create': {
    iceParameters: { usernameFragment: 'ufrag', password: 'password' },
    iceCandidates: [
      {
        foundation: 'udpcandidate',
        priority: 1078862079,
        family: 'ipv4',
        ip: '192.0.2.1',
        port: 40000,
        type: 'host',
        protocol: 'udp',
      },
    ],
    fingerprints: {
      'sha-1': hex(20),
      'sha-224': hex(28),
      'sha-256': hex(32),
      'sha-384': hex(48),
      'sha-512': hex(64),
    },
  },
  'transport.restartIce': {
    iceParameters: { usernameFragment: 'ufrag2', password: 'password2' },
  },
  'transport.stats': {
    now: 0,
    packetsSent: 0,
    bytesSent: 0,
    packetsReceived: 0,
    bytesReceived: 0,
    routeChanges: 0,
    routes: [],
    received: [],
    sent: [],
  },
};

/** Answers every request at once, in order, and keeps them. */
export class FakeWorker implements Worker {
  readonly channel: Channel;
  readonly ended: Promise<WorkerEnd>;
  readonly requests: Outgoing[] = [];
  /** By method: what is answered instead of what this worker answers by itself. */
  readonly answers = new Map<Method, () => unknown>();
  closed = false;

  readonly #refusals = new Map<Method, EngineError[]>();
  readonly #held: Outgoing[] = [];
  #isHolding = false;
  #resolveEnded!: (end: WorkerEnd) => void;
  #isReady = false;

  constructor(
    readonly id: string,
    readonly options: readonly string[],
    clock: Clock
  ) {
    this.ended = new Promise(resolve => (this.#resolveEnded = resolve));
    this.channel = new Channel({ send: message => this.#handle(message), queuedBytes: 0 }, clock);
  }

  /** What came of one method. */
  paramsOf<M extends Method>(method: M): Requests[M]['params'][] {
    return this.requests
      .filter(request => request.method === method)
      .map(request => request.params as Requests[M]['params']);
  }

  get methods(): Method[] {
    return this.requests.map(request => request.method);
  }

  beReady(): this {
    this.#isReady = true;
    this.channel.open();
    return this;
  }

  /** Refuses the next request of this method. */
  refuse(method: Method, error = new EngineError('INVALID_PARAMETERS', 'refused')): void {
    this.#refusals.set(method, [...(this.#refusals.get(method) ?? []), error]);
  }

  /** Answers nothing until `release()`. */
  hold(): void {
    this.#isHolding = true;
  }

  release(): void {
    this.#isHolding = false;
    for (const message of this.#held.splice(0)) this.#answer(message);
  }

  notify(notification: Notification): void {
    this.channel.receive(notification);
  }

  die(error = new EngineError('WORKER_DIED', 'child process exited'), livedMs = 60_000): void {
    this.channel.close(error);
    this.#resolveEnded({ wasReady: this.#isReady, error, livedMs });
  }

  close(): void {
    this.closed = true;
    this.channel.close(new InvalidStateError('Channel closed'));
  }

  #handle(message: Outgoing): void {
    this.requests.push(message);
    if (this.#isHolding) this.#held.push(message);
    else queueMicrotask(() => this.#answer(message));
  }

  #answer({ id, method }: Outgoing): void {
    const error = this.#refusals.get(method)?.shift();
    if (error) this.channel.receive({ id, error: { code: error.code, message: error.message } });
    else
      this.channel.receive({ id, result: this.answers.get(method)?.() ?? results[method] ?? {} });
  }
}

/** A server on fake workers. */
export interface FakeServer {
  server: Server;
  clock: FakeClock;
  /** Every worker started so far. */
  workers: FakeWorker[];
}

export function fakeServer(
  options: ServerOptions = { numWorkers: 1 },
  start: (worker: FakeWorker) => void = worker => worker.beReady()
): FakeServer {
  const clock = new FakeClock();
  const workers: FakeWorker[] = [];
  const server = new Server(options, {
    clock,
    startWorker(id, args) {
      const worker = new FakeWorker(id, args, clock);
      workers.push(worker);
      start(worker);
      return worker;
    },
  });
  return { server, clock, workers };
}

/** The room that most tests meet in. */
export const roomOptions: RoomOptions = {
  mediaCodecs: [
    { kind: 'audio', name: 'audio/opus', clockRate: 48000, payloadType: 100 },
    { kind: 'audio', name: 'audio/PCMU', clockRate: 8000, payloadType: 0 },
    { kind: 'video', name: 'video/VP8', clockRate: 90000, payloadType: 110 },
    {
      kind: 'video',
      name: 'video/H264',
      clockRate: 90000,
      payloadType: 112,
      parameters: { packetizationMode: 1 },
    },
    { kind: 'depth', name: 'video/VP8', clockRate: 90000, payloadType: 120 },
  ],
};
