// RTCDtlsTransport: what protects the connection's packets.
import { X509Certificate } from 'node:crypto';

import type { Transport } from '../../engine/transport.js';
import type { DtlsState } from '../../parameters/transport.js';
import { RTCError } from '../idl/errors.js';
import { AttributedTarget, type EventAttribute } from '../idl/events.js';
import { RTCErrorEvent } from './rtc-error-event.js';
import { RTCIceTransport } from './rtc-ice-transport.js';
import { Watchers, type StateWatcher } from './watchers.js';

/** W3C WebRTC 1.0, section 5.5. */
export type RTCDtlsTransportState = 'new' | 'connecting' | 'connected' | 'closed' | 'failed';

/** What an RTCDtlsTransport tells. */
export interface RTCDtlsTransportEvents {
  /** `state` changed. */
  statechange: Event;
  /** The handshake failed. Fires once, before `statechange`. */
  error: RTCErrorEvent;
}

/** The DTLS side of the engine's transport. W3C WebRTC 1.0, section 5.5. */
export class RTCDtlsTransport extends AttributedTarget<RTCDtlsTransportEvents> {
  readonly #transport: Transport;
  readonly #iceTransport: RTCIceTransport;
  readonly #watchers = new Watchers();
  #state: RTCDtlsTransportState;

  /** @internal Connections make transports. */
  constructor(transport: Transport, iceTransport: RTCIceTransport) {
    if (!(iceTransport instanceof RTCIceTransport)) throw new TypeError('Illegal constructor');
    super();
    this.#transport = transport;
    this.#iceTransport = iceTransport;
    this.#state = transport.closed ? 'closed' : transport.dtlsState;
    transport.on('dtlsstatechange', state => this.#handleState(state));
    transport.on('close', () => {
      // The engine closes a transport whose handshake has failed; here it stays `failed`.
      if (this.#state !== 'failed') this.close();
    });
  }

  /** The transport whose datagrams this one protects. */
  get iceTransport(): RTCIceTransport {
    return this.#iceTransport;
  }

  /** How far the handshake is. W3C WebRTC 1.0, section 5.5.1. */
  get state(): RTCDtlsTransportState {
    return this.#state;
  }

  /** The endpoint's certificate in DER; empty before the handshake is done. */
  getRemoteCertificates(): ArrayBuffer[] {
    const pem = this.#transport.dtlsRemoteCert;
    if (pem === undefined) return [];
    return [new Uint8Array(new X509Certificate(pem).raw).buffer];
  }

  /** The handler of the event `statechange`. */
  get onstatechange(): EventAttribute {
    return this.attribute('statechange');
  }
  set onstatechange(handler: EventAttribute) {
    this.setAttribute('statechange', handler);
  }

  /** The handler of the event `error`: the handshake failed, or met another certificate. */
  get onerror(): EventAttribute<RTCErrorEvent> {
    return this.attribute('error');
  }
  set onerror(handler: EventAttribute<RTCErrorEvent>) {
    this.setAttribute('error', handler);
  }

  /** @internal The end, without an event: `close()` of a connection fires none. */
  close(): void {
    this.#state = 'closed';
  }

  /** @internal Lets `watcher` follow `state`. */
  watch(watcher: StateWatcher): void {
    this.#watchers.add(watcher);
  }

  #handleState(state: DtlsState): void {
    if (state === this.#state || this.#state === 'failed' || this.#state === 'closed') return;
    this.#state = state;
    this.#watchers.around(() => {
      if (state === 'failed') this.#fireError();
      this.dispatchEvent(new Event('statechange'));
    });
  }

  #fireError(): void {
    const error = new RTCError({ errorDetail: 'dtls-failure' }, 'the DTLS handshake failed');
    this.dispatchEvent(new RTCErrorEvent('error', { error }));
  }
}
