// Events in both customs: Node's `on()` with plain arguments, and W3C's `addEventListener()`.
// The classes of events lie beside the objects that fire them.
import { TypedEmitter, type EventMap } from '../../base/typed-emitter.js';

/** What the constructor of an Event takes. */
export type EventInit = NonNullable<ConstructorParameters<typeof Event>[1]>;

/** What `addEventListener()` takes. */
export type EventHandler = ((event: Event) => unknown) | EventHandlerObject;

/** An object that handles events, in the DOM's custom. */
export interface EventHandlerObject {
  /** Called with `this` being the object. */
  handleEvent(event: Event): unknown;
}

/** An object that handles events of one class, in the DOM's custom. */
export interface TypedEventHandlerObject<E extends Event> {
  /** Called with `this` being the object. */
  handleEvent(event: E): unknown;
}

/** What `addEventListener()` takes where the class of the event is known. */
export type TypedEventHandler<E extends Event> =
  ((event: E) => unknown) | TypedEventHandlerObject<E>;

/** What `addEventListener()` takes of the DOM's options. */
export interface EventHandlerOptions {
  /** The listener is called once at most. Default false. */
  once?: boolean;
  /** Takes the listener away when it aborts. */
  signal?: AbortSignal;
}

/** The connection is gone; `error` says why, if not by a call of `close()`. */
export class CloseEvent extends Event {
  /** Undefined after a call of `close()`. */
  readonly error: Error | undefined;

  constructor(error: Error | undefined) {
    super('close');
    this.error = error;
  }
}

/** What an `on…` attribute holds. */
export type EventAttribute<E extends Event = Event> = ((event: E) => unknown) | null;

type Handler = (event: Event) => unknown;

/** What `on…` attributes hang on. */
interface HandlerHost<Type extends string> {
  addEventListener(type: Type, listener: Handler): void;
  removeEventListener(type: Type, listener: Handler): void;
}

/** The `on…` attributes of one object: event handlers as HTML has them. */
class EventAttributes<Type extends string> {
  readonly #entries = new Map<Type, { handler: Handler; listener: Handler }>();

  constructor(private readonly host: HandlerHost<Type>) {}

  get<E extends Event>(type: Type): EventAttribute<E> {
    return this.#entries.get(type)?.handler ?? null;
  }

  /**
   * Anything but a function empties it. A handler that is replaced keeps its place among the
   * listeners; one that comes after the attribute was empty is the last of them.
   */
  set(type: Type, handler: unknown): void {
    const entry = this.#entries.get(type);
    if (typeof handler !== 'function') {
      if (entry) this.host.removeEventListener(type, entry.listener);
      this.#entries.delete(type);
    } else if (entry) {
      entry.handler = handler as Handler;
    } else {
      const added = {
        handler: handler as Handler,
        listener: (event: Event): unknown => added.handler.call(this.host, event),
      };
      this.#entries.set(type, added);
      this.host.addEventListener(type, added.listener);
    }
  }
}

/**
 * A TypedEmitter that is an EventTarget too.
 *
 * `Events` says the arguments of each event for listeners of `on()`, `Classes` the class of each for
 * those of `addEventListener()`. Listeners of `on()` hear of an event before the others.
 */
export class EventFace<
  Events extends EventMap<Events>,
  Classes extends { [E in keyof Events]: Event } = { [E in keyof Events]: Event },
> extends TypedEmitter<Events> {
  readonly #target = new EventTarget();
  readonly #attributes = new EventAttributes<keyof Events & string>(this);

  /** Adds a listener that is called with an Event; null adds none. */
  addEventListener<E extends keyof Events & string>(
    type: E,
    listener: TypedEventHandler<Classes[E]> | null,
    options?: boolean | EventHandlerOptions
  ): void;
  /** The same for events of the application. */
  addEventListener(
    type: string,
    listener: EventHandler | null,
    options?: boolean | EventHandlerOptions
  ): void;
  addEventListener(
    type: string,
    listener: EventHandler | null,
    options?: boolean | EventHandlerOptions
  ): void {
    if (listener) this.#target.addEventListener(type, listener, options);
  }

  /** Takes a listener of `addEventListener()` away. */
  removeEventListener<E extends keyof Events & string>(
    type: E,
    listener: TypedEventHandler<Classes[E]> | null,
    options?: boolean | { capture?: boolean }
  ): void;
  /** The same for events of the application. */
  removeEventListener(
    type: string,
    listener: EventHandler | null,
    options?: boolean | { capture?: boolean }
  ): void;
  removeEventListener(
    type: string,
    listener: EventHandler | null,
    options?: boolean | { capture?: boolean }
  ): void {
    if (listener) this.#target.removeEventListener(type, listener, options);
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
  protected attribute<E extends Event>(type: keyof Events & string): EventAttribute<E> {
    return this.#attributes.get(type);
  }

  /** Writes an `on…` attribute; anything but a function empties it. */
  protected setAttribute(type: keyof Events & string, handler: unknown): void {
    this.#attributes.set(type, handler);
  }
}

/**
 * An EventTarget with `on…` attributes: base of the W3C objects beside the connection.
 *
 * `Events` says the class of each event, for who writes TypeScript.
 */
export class AttributedTarget<
  Events extends { [E in keyof Events]: Event } = Record<never, Event>,
> extends EventTarget {
  readonly #attributes = new EventAttributes<string>(this);

  /** Adds a listener; null adds none. */
  override addEventListener<E extends keyof Events & string>(
    type: E,
    listener: TypedEventHandler<Events[E]> | null,
    options?: boolean | EventHandlerOptions
  ): void;
  /** The same for events of the application. */
  override addEventListener(
    type: string,
    listener: EventHandler | null,
    options?: boolean | EventHandlerOptions
  ): void;
  override addEventListener(
    type: string,
    listener: EventHandler | null,
    options?: boolean | EventHandlerOptions
  ): void {
    // The DOM takes null in silence, Node with a warning.
    if (listener) super.addEventListener(type, listener, options);
  }

  /** Takes a listener away. */
  override removeEventListener<E extends keyof Events & string>(
    type: E,
    listener: TypedEventHandler<Events[E]> | null,
    options?: boolean | { capture?: boolean }
  ): void;
  /** The same for events of the application. */
  override removeEventListener(
    type: string,
    listener: EventHandler | null,
    options?: boolean | { capture?: boolean }
  ): void;
  override removeEventListener(
    type: string,
    listener: EventHandler | null,
    options?: boolean | { capture?: boolean }
  ): void {
    if (listener) super.removeEventListener(type, listener, options);
  }

  /** Reads an `on…` attribute. */
  protected attribute<E extends Event>(type: string): EventAttribute<E> {
    return this.#attributes.get(type);
  }

  /** Writes an `on…` attribute; anything but a function empties it. */
  protected setAttribute(type: string, handler: unknown): void {
    this.#attributes.set(type, handler);
  }
}
