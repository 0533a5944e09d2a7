// Requests and their answers; notifications and whom they concern.
import type { Clock } from '../base/clock.js';
import { EngineError } from '../base/errors.js';
import type { Incoming, Method, Notification, Outgoing, Requests } from './messages.js';

interface Pending {
  resolve(result: unknown): void;
  reject(error: EngineError): void;
}

/** Where the frames of requests go. */
export interface RequestPipe {
  send(message: Outgoing): void;
  /** Bytes that the worker has not read yet. Whoever owns the pipe calls `Channel.flush()` when they get fewer. */
  readonly queuedBytes: number;
}

/** Takes the notifications of one object of the worker. */
export type NotificationHandler = (notification: Notification) => void;

/**
 * Matches requests to the answers of one worker process, and hands its
 * notifications to the objects that they name.
 *
 * It opens no pipe: whoever owns one passes it in and hands each decoded message to `receive`.
 * Requests leave in the order of the calls. Those made before `open`, or while a worker that does
 * not keep up has `maxQueuedBytes` to read, wait here, and their time runs from when they leave.
 * When `maxWaiting` wait, more are rejected: a worker that hangs must not cost Node its memory.
 * What closes something is never rejected, or it would stay open in the worker for good.
 */
export class Channel {
  /** Longer than a heartbeat needs to find a silent worker: its death is the better reason. */
  static readonly requestTimeoutMs = 10_000;

  static readonly maxQueuedBytes = 1 << 20;
  static readonly maxWaiting = 1 << 14;

  readonly #pending = new Map<number, Pending>();
  readonly #handlers = new Map<string, NotificationHandler>();
  readonly #waiting: (() => void)[] = [];
  #isOpen = false;
  #refused = 0;
  #closedBy: EngineError | undefined;
  #nextId = 1;

  constructor(
    private readonly pipe: RequestPipe,
    private readonly clock: Clock
  ) {}

  get closed(): boolean {
    return this.#closedBy !== undefined;
  }

  /** What is under way to the worker; for dumps. */
  get counters(): { queuedBytes: number; waitingRequests: number; refusedRequests: number } {
    return {
      queuedBytes: this.pipe.queuedBytes,
      waitingRequests: this.#waiting.length,
      refusedRequests: this.#refused,
    };
  }

  /** The worker listens now: what waits for that leaves. */
  open(): void {
    this.#isOpen = true;
    this.flush();
  }

  /** Sends what waits, as far as the worker keeps up. */
  flush(): void {
    // Many at a time: it is asked after each request that was read.
    if (this.pipe.queuedBytes > Channel.maxQueuedBytes / 2) return;
    let sent = 0;
    while (sent < this.#waiting.length && this.#mayStart()) this.#waiting[sent++]!();
    this.#waiting.splice(0, sent);
  }

  request<M extends Method>(
    method: M,
    params: Requests[M]['params']
  ): Promise<Requests[M]['result']> {
    if (this.#closedBy) return Promise.reject(this.#closedBy);
    if (this.#waiting.length >= Channel.maxWaiting && !method.endsWith('.close')) {
      this.#refused++;
      const what = `worker does not keep up: ${method} was not sent`;
      return Promise.reject(new EngineError('TIMED_OUT', what));
    }

    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, {
        resolve: result => resolve(result as Requests[M]['result']),
        reject,
      });
      const start = (): void => this.#start({ id, method, params });
      if (this.#waiting.length === 0 && this.#mayStart()) start();
      else this.#waiting.push(start);
    });
  }

  /** A request whose outcome nobody waits for: what is being closed may be gone already. */
  tell<M extends Method>(method: M, params: Requests[M]['params']): void {
    this.request(method, params).catch(() => {});
  }

  /** Hands all notifications that name `id` to `handler`, until `unlisten`. */
  listen(id: string, handler: NotificationHandler): void {
    this.#handlers.set(id, handler);
  }

  unlisten(id: string): void {
    this.#handlers.delete(id);
  }

  receive(message: Incoming): void {
    if ('event' in message) {
      // What it concerns may have been closed here while the notification was on its way.
      if ('id' in message.data) this.#handlers.get(message.data.id)?.(message);
      return;
    }
    const pending = this.#take(message.id);
    if (!pending) return; // It was late: the caller has its TIMED_OUT already.

    if ('error' in message) {
      pending.reject(EngineError.fromWorker(message.error.code, message.error.message));
    } else {
      pending.resolve(message.result);
    }
  }

  /** Rejects whatever is still open. The channel is of no use afterwards. */
  close(reason: EngineError): void {
    this.#closedBy ??= reason;
    this.#handlers.clear();
    this.#waiting.length = 0;
    for (const id of [...this.#pending.keys()]) this.#take(id)?.reject(reason);
  }

  #mayStart(): boolean {
    return this.#isOpen && this.pipe.queuedBytes < Channel.maxQueuedBytes;
  }

  #start(message: Outgoing): void {
    const { id, method } = message;
    const pending = this.#pending.get(id);
    if (!pending) return;

    const cancel = this.clock.after(Channel.requestTimeoutMs, () => {
      this.#take(id)?.reject(new EngineError('TIMED_OUT', `worker did not answer ${method}`));
    });
    this.#pending.set(id, {
      resolve: result => (cancel(), pending.resolve(result)),
      reject: error => (cancel(), pending.reject(error)),
    });
    try {
      this.pipe.send(message);
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      this.#take(id)?.reject(error);
    }
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }
}
