// When to say `negotiationneeded`. W3C WebRTC 1.0, section 4.7.3.
import type { NegotiationNeededFlag } from '../rtp/owning-connection.js';

/** What the flag looks at. */
export interface OfferView {
  /** The signaling state is stable. */
  readonly isStable: boolean;
  /** What is wanted differs from what was negotiated last. */
  readonly isNeeded: boolean;
}

/** The operations chain, as far as the flag has to know it. */
export interface BusyView {
  readonly isEmpty: boolean;
  idle(): Promise<void>;
}

/**
 * The negotiation-needed flag: announces once that a new offer is due, never while one is
 * outstanding or an operation is under way, always in a task of its own.
 */
export class NegotiationNeeded implements NegotiationNeededFlag {
  #isSet = false;
  #isWaiting = false;
  #isTaskQueued = false;

  /** @param announce tells the application */
  constructor(
    private readonly chain: BusyView,
    private readonly view: OfferView,
    private readonly announce: () => void,
    private readonly queueTask: (task: () => void) => void = task => void setImmediate(task)
  ) {}

  /** Something changed, or may have. */
  update(): void {
    if (!this.chain.isEmpty) return this.#updateWhenIdle();
    if (this.#isTaskQueued) return;
    this.#isTaskQueued = true;
    this.queueTask(() => this.#check());
  }

  /** The signaling state is stable again: what was announced has been negotiated, or taken back. */
  handleStable(): void {
    this.#isSet = false;
    this.update();
  }

  #updateWhenIdle(): void {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    void this.chain.idle().then(() => {
      this.#isWaiting = false;
      this.update();
    });
  }

  #check(): void {
    this.#isTaskQueued = false;
    if (!this.chain.isEmpty) return this.#updateWhenIdle();
    // handleStable() calls update() once the state is stable again.
    if (!this.view.isStable) return;
    const { isNeeded } = this.view;
    const isNew = isNeeded && !this.#isSet;
    this.#isSet = isNeeded;
    if (isNew) this.announce();
  }
}
