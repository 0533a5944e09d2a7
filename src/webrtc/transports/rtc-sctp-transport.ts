// RTCSctpTransport: the association that data channels share.
import { AttributedTarget, type EventAttribute } from '../idl/events.js';
import { RTCDtlsTransport } from './rtc-dtls-transport.js';

/** W3C WebRTC 1.0, section 6.1.2. */
export type RTCSctpTransportState = 'connecting' | 'connected' | 'closed';

/** What an endpoint takes that says nothing, in bytes. RFC 8841, section 6.1. */
const defaultMaxMessageSize = 65536;

/** The largest message that we send, in bytes: what browsers take. */
const canSendSize = 262144;

/** The class of each event of an SCTP transport. */
export interface RTCSctpTransportEvents {
  /** `state` changed. */
  statechange: Event;
}

/**
 * W3C WebRTC 1.0, section 6.1. Negotiated only: there is no SCTP behind it yet, so that it
 * stays `connecting` until it is closed.
 */
export class RTCSctpTransport extends AttributedTarget<RTCSctpTransportEvents> {
  readonly #transport: RTCDtlsTransport;
  #state: RTCSctpTransportState = 'connecting';
  #maxMessageSize = defaultMaxMessageSize;

  /** @internal Connections make transports. */
  constructor(dtlsTransport: RTCDtlsTransport) {
    if (!(dtlsTransport instanceof RTCDtlsTransport)) throw new TypeError('Illegal constructor');
    super();
    this.#transport = dtlsTransport;
  }

  /** The transport whose datagrams carry the messages. */
  get transport(): RTCDtlsTransport {
    return this.#transport;
  }

  /** `connecting` until it is closed. */
  get state(): RTCSctpTransportState {
    return this.#state;
  }

  /** What one `send()` of a data channel may hold, in bytes. */
  get maxMessageSize(): number {
    return this.#maxMessageSize;
  }

  /** How many channels there can be; null before the association is there. */
  get maxChannels(): number | null {
    return null;
  }

  /** The handler of the event `statechange`. */
  get onstatechange(): EventAttribute {
    return this.attribute('statechange');
  }
  set onstatechange(handler: EventAttribute) {
    this.setAttribute('statechange', handler);
  }

  /**
   * @internal `a=max-message-size` of the remote description: 0 is no limit, undefined is none
   * said. W3C WebRTC 1.0, section 6.1.1.2.
   */
  setRemoteMaxMessageSize(remote: number | undefined): void {
    const canReceiveSize = remote ?? defaultMaxMessageSize;
    this.#maxMessageSize =
      canReceiveSize === 0 ? canSendSize : Math.min(canSendSize, canReceiveSize);
  }

  /** @internal Fires `statechange`, unless the connection itself closes. */
  close({ isSilent = false }: { isSilent?: boolean } = {}): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    if (!isSilent) this.dispatchEvent(new Event('statechange'));
  }
}
