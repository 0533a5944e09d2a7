// An EventEmitter whose events and their arguments are in its type.
import { EventEmitter } from 'node:events';

/** Event name → tuple of arguments. */
export type EventMap<Events> = { [E in keyof Events]: unknown[] };

/** A listener of an event. What it returns is ignored; a promise that is rejected is the application's to catch. */
export type Listener<Args extends unknown[]> = (...args: Args) => unknown;

type Name<Events> = keyof Events & string;

/**
 * Base of all API nouns. Only the noun itself emits its events.
 *
 * Any number of listeners is normal here. An exception in a listener stops neither the other
 * listeners nor the work that the event was a part of: the engine's state never depends on the
 * application's code. The exception is thrown in the next tick, where nobody catches it, so that
 * the process hears of it as of any other (`uncaughtException`), like those in listeners of Node's
 * EventTarget. `close` is the last event of a noun: a listener that closes the noun in the middle
 * of other news is the last to hear those.
 */
export class TypedEmitter<Events extends EventMap<Events>> extends EventEmitter {
  #hasEnded = false;
  #listenersChanged: ((event: string, hasListeners: boolean) => void) | undefined;

  constructor() {
    super();
    this.setMaxListeners(0);
  }

  /** @internal Calls back whenever a listener came or went; also after `removeAllListeners()`. */
  protected watchListeners(changed: (event: string, hasListeners: boolean) => void): void {
    this.#listenersChanged = changed;
    // Node tells of a new listener before it is added and of a lost one after it was removed.
    super.on('newListener', (event: string) => changed(event, true));
    super.on('removeListener', (event: string) => changed(event, this.listenerCount(event) > 0));
  }

  /** As Node's; it removes the listeners of applications only, not those of the library. */
  override removeAllListeners(event?: string | symbol): this {
    if (event !== undefined) return super.removeAllListeners(event);
    super.removeAllListeners();
    if (this.#listenersChanged) this.watchListeners(this.#listenersChanged);
    return this;
  }

  override on<E extends Name<Events>>(event: E, listener: Listener<Events[E]>): this {
    return super.on(event, listener as Listener<unknown[]>);
  }

  override addListener<E extends Name<Events>>(event: E, listener: Listener<Events[E]>): this {
    return super.addListener(event, listener as Listener<unknown[]>);
  }

  override once<E extends Name<Events>>(event: E, listener: Listener<Events[E]>): this {
    return super.once(event, listener as Listener<unknown[]>);
  }

  override off<E extends Name<Events>>(event: E, listener: Listener<Events[E]>): this {
    return super.off(event, listener as Listener<unknown[]>);
  }

  override removeListener<E extends Name<Events>>(event: E, listener: Listener<Events[E]>): this {
    return super.removeListener(event, listener as Listener<unknown[]>);
  }

  /** @internal Tells all listeners, in the order in which they came. */
  override emit<E extends Name<Events>>(event: E, ...args: Events[E]): boolean {
    if (this.#hasEnded) return false;
    this.#hasEnded = event === 'close';
    const listeners = this.rawListeners(event);
    for (const listener of listeners) {
      if (this.#hasEnded && event !== 'close') break;
      try {
        listener.apply(this, args);
      } catch (error) {
        process.nextTick(() => {
          throw error;
        });
      }
    }
    return listeners.length > 0;
  }
}
