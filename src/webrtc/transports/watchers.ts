// How a connection follows the states of its transports.

/**
 * Called when a state has changed, before the event of it. What it returns is called after the
 * event.
 */
export type StateWatcher = () => (() => void) | void;

/** The watchers of one object. */
export class Watchers {
  readonly #watchers = new Set<{ watcher: StateWatcher }>();

  /** The function returned ends it. */
  add(watcher: StateWatcher): () => void {
    const entry = { watcher };
    this.#watchers.add(entry);
    return () => void this.#watchers.delete(entry);
  }

  /** Tells them, fires, and lets them fire what is theirs. */
  around(fire: () => void): void {
    const after = [...this.#watchers].map(({ watcher }) => watcher());
    fire();
    for (const fireOwn of after) fireOwn?.();
  }
}
