// How a connection follows the states of its transports.

/**
 * Follows the states of an object. W3C has the states of the connection change together with those
 * of its transports, and the events of the connection come after those of the transports.
 */
export interface StateWatcher {
  /** A state has changed; its event has not been fired yet. */
  handleState(): void;
  /** The event of that state has been fired. */
  handleStateTold(): void;
}

/** The watchers of one object. */
export class Watchers {
  readonly #watchers = new Set<StateWatcher>();

  add(watcher: StateWatcher): void {
    this.#watchers.add(watcher);
  }

  /** Fires the event of a changed state between the two calls of each watcher. */
  around(fire: () => void): void {
    for (const watcher of this.#watchers) watcher.handleState();
    fire();
    for (const watcher of this.#watchers) watcher.handleStateTold();
  }
}
