// Events in both customs: Node's `on()` with plain arguments, and W3C's `addEventListener()`.
import { TypedEmitter, type EventMap } from '../base/typed-emitter.js';

/** What `addEventListener()` takes. */
export type EventHandler = ((event: Event) => unknown) | EventHandlerObject;

/** An object that handles events, in the DOM's custom. */
export interface EventHandlerObject {
  /** Called with `this` being the object. */
  handleEvent(event: Event): unknown;
}

/** What `addEventListener()` takes of the DOM's options. */
export interface EventHandlerOptions {
  once?: boolean;
  signal?: AbortSignal;
}

/** The connection is gone; `error` says why, if not by a call of `close()`. */
export class CloseEvent extends Event {
  constructor(readonly error: Error | undefined) {
    super('close');
  }
}

/**
 * A TypedEmitter that is an EventTarget too.
 *
 * Listeners of `on()` hear of an event before those of `addEventListener()`.
 */
export class EventFace<Events extends EventMap<Events>> extends TypedEmitter<Events> {
  readonly #target = new EventTarget();
  readonly #attributes = new Map<string, (event: Event) => unknown>();

  /** Adds a listener that is called with an Event. */
  addEventListener(
    type: keyof Events & string,
    listener: EventHandler | null,
    options?: boolean | EventHandlerOptions
  ): void {
    if (listener) this.#target.addEventListener(type, listener, options);
  }

  /** Takes a listener of `addEventListener()` away. */
  removeEventListener(type: keyof Events & string, listener: EventHandler | null): void {
    if (listener) this.#target.removeEventListener(type, listener);
  }

  /** Hands an Event of the application to the listeners of `addEventListener()`. */
  dispatchEvent(event: Event): boolean {
    for (const property of ['target', 'currentTarget', 'srcElement']) {
      Object.defineProperty(event, property, { value: this, configurable: true });
    }
    return this.#target.dispatchEvent(event);
  }

  /** Tells the listeners of both customs. */
  protected fire<E extends keyof Events & string>(type: E, event: Event, ...args: Events[E]): void {
    this.emit(type, ...args);
    this.dispatchEvent(event);
  }

  /** Reads an `on…` attribute. */
  protected attribute(type: keyof Events & string): ((event: Event) => unknown) | null {
    return this.#attributes.get(type) ?? null;
  }

  /** Writes an `on…` attribute; anything but a function empties it. */
  protected setAttribute(type: keyof Events & string, handler: unknown): void {
    if (!this.#attributes.has(type)) {
      // Stays at its place among the listeners even when the handler is replaced, as in HTML.
      this.addEventListener(type, event => this.#attributes.get(type)?.call(this, event));
    }
    const isFunction = typeof handler === 'function';
    this.#attributes.set(type, isFunction ? (handler as (event: Event) => unknown) : () => {});
    if (!isFunction) this.#attributes.delete(type);
  }
}
