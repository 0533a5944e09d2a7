// When to say `negotiationneeded`. W3C WebRTC, section 4.7.3.

/** What the flag has to know of its peer connection, asked anew each time. */
export interface NegotiationNeeds {
  /** The connection is open, its signaling state is stable. */
  isStable(): boolean;
  /** An operation is in the chain. */
  isBusy(): boolean;
  /** What is wanted differs from what was negotiated last. */
  isNeeded(): boolean;
  /** Tells the application. */
  announce(): void;
}

/**
 * The negotiation-needed flag: announces once that a new offer is due, never while one is
 * outstanding or an operation is under way, always in a task of its own.
 */
export class NegotiationNeeded {
  #isSet = false;
  #isDueWhenIdle = false;
  #isTaskQueued = false;

  constructor(
    private readonly needs: NegotiationNeeds,
    private readonly queueTask: (task: () => void) => void = task => void setImmediate(task)
  ) {}

  /** Something changed, or may have. */
  update(): void {
    if (this.needs.isBusy()) {
      this.#isDueWhenIdle = true;
      return;
    }
    if (this.#isTaskQueued) return;
    this.#isTaskQueued = true;
    this.queueTask(() => this.#check());
  }

  /** The operations chain has run empty. */
  handleIdle(): void {
    if (!this.#isDueWhenIdle) return;
    this.#isDueWhenIdle = false;
    this.update();
  }

  /** The signaling state is stable again: what was announced has been dealt with, or was undone. */
  handleStable(): void {
    this.#isSet = false;
    this.update();
  }

  #check(): void {
    this.#isTaskQueued = false;
    if (this.needs.isBusy()) {
      this.#isDueWhenIdle = true;
      return;
    }
    // Stable again, handleStable() asks again.
    if (!this.needs.isStable()) return;
    const isNeeded = this.needs.isNeeded();
    const isNew = isNeeded && !this.#isSet;
    this.#isSet = isNeeded;
    if (isNew) this.needs.announce();
  }
}
