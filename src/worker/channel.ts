// Requests and their answers; notifications and whom they concern.
import type { Clock } from '../base/clock.js';
import { EngineError } from '../base/errors.js';
import type { Incoming, Method, Notification, Outgoing, Requests } from './messages.js';

interface Pending {
  resolve(result: unknown): void;
  reject(error: EngineError): void;
}

/** Takes the notifications of one object of the worker. */
export type NotificationHandler = (notification: Notification) => void;

/**
 * Matches requests to the answers of one worker process, and hands its
 * notifications to the objects that they name.
 *
 * It never touches a pipe: whoever owns the pipe passes `send` in and hands
 * each decoded message to `receive`. Requests leave in the order of the calls;
 * those made before `open` wait for it, and their time runs from there.
 */
export class Channel {
  /** Longer than a heartbeat needs to find a silent worker: its death is the better reason. */
  static readonly requestTimeoutMs = 10_000;

  readonly #pending = new Map<number, Pending>();
  readonly #handlers = new Map<string, NotificationHandler>();
  #held: (() => void)[] | undefined = [];
  #closedBy: EngineError | undefined;
  #nextId = 1;

  constructor(
    private readonly send: (message: Outgoing) => void,
    private readonly clock: Clock
  ) {}

  get closed(): boolean {
    return this.#closedBy !== undefined;
  }

  /** The worker listens now: what was held leaves. */
  open(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const start of held) start();
  }

  request<M extends Method>(
    method: M,
    params: Requests[M]['params']
  ): Promise<Requests[M]['result']> {
    if (this.#closedBy) return Promise.reject(this.#closedBy);

    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, {
        resolve: result => resolve(result as Requests[M]['result']),
        reject,
      });
      const start = (): void => this.#start({ id, method, params });
      if (this.#held) this.#held.push(start);
      else start();
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
    this.#held = undefined;
    for (const id of [...this.#pending.keys()]) this.#take(id)?.reject(reason);
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
      this.send(message);
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
