// The operations chain of a connection. W3C WebRTC 1.0, section 4.4.1.2.
import { connectionClosed } from '../idl/errors.js';

interface Operation {
  run: () => Promise<void>;
  reject: (error: DOMException) => void;
}

/**
 * Runs one operation after the other, in the order of the calls.
 *
 * In W3C's chain, operations that a `close()` overtakes never settle; here they are rejected.
 */
export class OperationsChain {
  readonly #operations: Operation[] = [];
  #isClosed = false;
  #closedBy: Error | undefined;
  #whenIdle: (() => void)[] = [];

  get isEmpty(): boolean {
    return this.#operations.length === 0;
  }

  /** Resolves as soon as the last operation has settled; never once the chain is closed. */
  idle(): Promise<void> {
    if (this.isEmpty) return Promise.resolve();
    return new Promise(resolve => this.#whenIdle.push(resolve));
  }

  /** Starts `operation` at once if the chain is empty, else after the operations before it. */
  run<T>(operation: () => T | Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#isClosed) return reject(connectionClosed(this.#closedBy));
      this.#operations.push({
        reject,
        run: () =>
          new Promise<T>(begin => begin(operation())).then(
            result => this.#settle(() => resolve(result)),
            (error: Error) => this.#settle(() => reject(error))
          ),
      });
      if (this.#operations.length === 1) void this.#operations[0]?.run();
    });
  }

  /** Rejects what is under way and all that comes after. */
  close(reason?: Error): void {
    this.#isClosed = true;
    this.#closedBy = reason;
    for (const { reject } of this.#operations.splice(0)) reject(connectionClosed(reason));
  }

  // The operation leaves the chain before its caller hears of it, so that a caller who then
  // calls reset() finds the chain as idle as it is.
  #settle(tell: () => void): void {
    if (this.#isClosed) return;
    this.#operations.shift();
    tell();
    if (!this.isEmpty) return void this.#operations[0]?.run();
    for (const resolve of this.#whenIdle.splice(0)) resolve();
  }
}
