// RTCDataChannel: messages beside the media.
import { invalidState } from '../idl/errors.js';
import { AttributedTarget, type EventAttribute } from '../idl/events.js';
import { unsignedLong } from '../idl/conversions.js';
import { checkDataChannelInit, type DataChannelFacts } from './data-channel-init.js';
import type { RTCErrorEvent } from './rtc-error-event.js';

export { checkDataChannelInit };
export type { RTCDataChannelInit } from './data-channel-init.js';

/** W3C WebRTC 1.0, section 6.2. */
export type RTCDataChannelState = 'connecting' | 'open' | 'closing' | 'closed';

/** What an RTCDataChannel tells. */
export interface RTCDataChannelEvents {
  /** The channel can be used. */
  open: Event;
  /** A message came. */
  message: MessageEvent;
  /** `bufferedAmount` has sunk to `bufferedAmountLowThreshold`. */
  bufferedamountlow: Event;
  /** The channel failed. */
  error: RTCErrorEvent;
  /** The endpoint closes the channel. */
  closing: Event;
  /** The channel is closed. Fires once, and is the last. */
  close: Event;
}

/**
 * W3C WebRTC 1.0, section 6.2. Negotiated only: there is no transport behind it yet, so that it
 * stays `connecting` until it is closed.
 */
export class RTCDataChannel extends AttributedTarget<RTCDataChannelEvents> {
  readonly #facts: DataChannelFacts;
  #id: number | null;
  #readyState: RTCDataChannelState = 'connecting';
  #bufferedAmountLowThreshold = 0;
  #binaryType: 'blob' | 'arraybuffer' = 'arraybuffer';

  /** @internal Use `RTCPeerConnection.createDataChannel()`. */
  constructor(facts: DataChannelFacts) {
    if (typeof (Object(facts) as DataChannelFacts).label !== 'string')
      throw new TypeError('Illegal constructor');
    super();
    this.#facts = facts;
    this.#id = facts.id;
  }

  /** As `createDataChannel()` was told. */
  get label(): string {
    return this.#facts.label;
  }

  /** Whether messages arrive in their order. */
  get ordered(): boolean {
    return this.#facts.ordered;
  }

  /** How long a message is sent again, in milliseconds; null for no limit. */
  get maxPacketLifeTime(): number | null {
    return this.#facts.maxPacketLifeTime;
  }

  /** How often a message is sent again; null for no limit. */
  get maxRetransmits(): number | null {
    return this.#facts.maxRetransmits;
  }

  /** As `createDataChannel()` was told; empty by default. */
  get protocol(): string {
    return this.#facts.protocol;
  }

  /** Whether the application makes the channel on both sides. */
  get negotiated(): boolean {
    return this.#facts.negotiated;
  }

  /** Null until it is known who is the DTLS client. RFC 8832, section 6. */
  get id(): number | null {
    return this.#id;
  }

  /** `connecting` until the channel is closed: there is no SCTP behind it yet. */
  get readyState(): RTCDataChannelState {
    return this.#readyState;
  }

  /** In bytes; always 0 while nothing can be sent. */
  get bufferedAmount(): number {
    return 0;
  }

  /** In bytes. Default 0. */
  get bufferedAmountLowThreshold(): number {
    return this.#bufferedAmountLowThreshold;
  }
  set bufferedAmountLowThreshold(threshold: number) {
    this.#bufferedAmountLowThreshold = unsignedLong('bufferedAmountLowThreshold', threshold);
  }

  /** What binary messages arrive as. Default `arraybuffer`. */
  get binaryType(): 'blob' | 'arraybuffer' {
    return this.#binaryType;
  }
  set binaryType(type: 'blob' | 'arraybuffer') {
    if (type === 'blob' || type === 'arraybuffer') this.#binaryType = type;
  }

  /** The handler of the event `open`. */
  get onopen(): EventAttribute {
    return this.attribute('open');
  }
  set onopen(handler: EventAttribute) {
    this.setAttribute('open', handler);
  }

  /** The handler of the event `bufferedamountlow`. */
  get onbufferedamountlow(): EventAttribute {
    return this.attribute('bufferedamountlow');
  }
  set onbufferedamountlow(handler: EventAttribute) {
    this.setAttribute('bufferedamountlow', handler);
  }

  /** The handler of the event `error`. */
  get onerror(): EventAttribute<RTCErrorEvent> {
    return this.attribute('error');
  }
  set onerror(handler: EventAttribute<RTCErrorEvent>) {
    this.setAttribute('error', handler);
  }

  /** The handler of the event `closing`: the endpoint closes the channel. */
  get onclosing(): EventAttribute {
    return this.attribute('closing');
  }
  set onclosing(handler: EventAttribute) {
    this.setAttribute('closing', handler);
  }

  /** The handler of the event `close`. */
  get onclose(): EventAttribute {
    return this.attribute('close');
  }
  set onclose(handler: EventAttribute) {
    this.setAttribute('close', handler);
  }

  /** The handler of the event `message`. */
  get onmessage(): EventAttribute<MessageEvent> {
    return this.attribute('message');
  }
  set onmessage(handler: EventAttribute<MessageEvent>) {
    this.setAttribute('message', handler);
  }

  /** @throws {DOMException} InvalidStateError unless the channel is open */
  send(_data: string | Blob | ArrayBuffer | ArrayBufferView): void {
    if (arguments.length === 0) throw new TypeError('send() needs data');
    throw invalidState(`the data channel is ${this.#readyState}, not open`);
  }

  /** Ends the channel; `closed`, with the event `close`, in a task of its own. */
  close(): void {
    if (this.#readyState === 'closing' || this.#readyState === 'closed') return;
    this.#readyState = 'closing';
    setImmediate(() => this.handleClosed());
  }

  /** @internal Says which stream it is, now that the DTLS roles are known. */
  setId(id: number): void {
    this.#id = id;
  }

  /** @internal The end; fires `close`, unless the connection itself closes. */
  handleClosed({ isSilent = false }: { isSilent?: boolean } = {}): void {
    if (this.#readyState === 'closed') return;
    this.#readyState = 'closed';
    if (!isSilent) this.dispatchEvent(new Event('close'));
  }
}
