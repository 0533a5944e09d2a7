// What follows a transport that ends while sections stay. RFC 9143, section 7.5.3.
import type { Clock } from '../../base/clock.js';
import type { TransportPath } from './transport-path.js';

// How long after the end of a transport a description may name its successor.
const announcementTimeoutMs = 3000;
// How long the answer to that description, and the DTLS handshake, may take.
const successionTimeoutMs = 10_000;

/**
 * The transport that a connection is about to move to, and how long the connection waits for it.
 *
 * Browsers end a transport with the first section of its BUNDLE group, and begin another one for
 * the sections that stay; the description that says so may come later than the end.
 */
export class PathSuccession {
  #successor: TransportPath | undefined;
  #isWaiting = false;
  #cancelTimeout: () => void = () => {};

  /** @param giveUp called when nothing has followed in time: the connection ends */
  constructor(
    private readonly giveUp: () => void,
    private readonly clock: Clock
  ) {}

  /** The successor that a description names, until it is agreed on. */
  get successor(): TransportPath | undefined {
    return this.#successor;
  }

  /** The endpoint has ended the transport, and nothing has followed yet. */
  get isWaiting(): boolean {
    return this.#isWaiting;
  }

  /** Opens the successor, if there is none yet. */
  async prepare(open: () => Promise<TransportPath>): Promise<void> {
    this.#successor ??= await open();
  }

  /** The description that named the successor has been taken back. */
  drop(): void {
    const successor = this.#successor;
    this.#successor = undefined;
    successor?.transport.close();
    if (successor && this.#isWaiting) this.handleEnd();
  }

  /** The successor is agreed on, and has some time to connect. Returns it. */
  take(): TransportPath {
    const path = this.#successor!;
    this.#successor = undefined;
    this.#isWaiting = false;
    // Firefox 153 begins no other transport where Firefox itself has stopped the first section.
    this.#after(successionTimeoutMs, () => {
      if (path.dtls.state !== 'connected') this.giveUp();
    });
    return path;
  }

  /** The endpoint has ended the transport: waits for the description that says what follows. */
  handleEnd(): void {
    this.#isWaiting = true;
    this.#after(announcementTimeoutMs, () => {
      // An offer of ours that names a successor is out: its answer has its own time.
      if (this.#successor) this.#after(successionTimeoutMs, () => this.giveUp());
      else this.giveUp();
    });
  }

  /** Waits for nothing any more; the successor stays. */
  cancel(): void {
    this.#isWaiting = false;
    this.#cancelTimeout();
  }

  /** The connection closes. */
  close(): void {
    this.#cancelTimeout();
    this.#successor?.transport.close();
  }

  #after(delayMs: number, act: () => void): void {
    this.#cancelTimeout();
    this.#cancelTimeout = this.clock.after(delayMs, act);
  }
}
