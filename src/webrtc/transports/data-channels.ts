// The data channels of a connection and their association. W3C WebRTC 1.0, section 6.
import { operationFailed } from '../idl/errors.js';
import { checkDataChannelInit, type RTCDataChannelInit } from './data-channel-init.js';
import { RTCDataChannel } from './rtc-data-channel.js';
import type { RTCDtlsTransport } from './rtc-dtls-transport.js';
import { RTCSctpTransport } from './rtc-sctp-transport.js';

// RFC 8832, section 6: even for the DTLS client, odd for the server.
const idsOf = (isServer: boolean): { first: number; last: number } =>
  isServer ? { first: 1, last: 65533 } : { first: 0, last: 65534 };

/** What `createDataChannel()` made, and what was negotiated for it. */
export class DataChannels {
  readonly #channels: RTCDataChannel[] = [];
  #sctp: RTCSctpTransport | null = null;
  #isServer: boolean | undefined;

  get sctp(): RTCSctpTransport | null {
    return this.#sctp;
  }

  get isEmpty(): boolean {
    return this.#channels.length === 0;
  }

  /** What `getStats()` tells of the channels. */
  get counts(): { opened: number; closed: number; list: readonly RTCDataChannel[] } {
    return { opened: 0, closed: 0, list: this.#channels };
  }

  /** @throws {TypeError} or a DOMException, as W3C WebRTC 1.0, section 6.1 */
  create(label: unknown, init: RTCDataChannelInit | undefined): RTCDataChannel {
    const facts = checkDataChannelInit(label, init);
    if (facts.id !== null && this.#usedIds().has(facts.id)) {
      throw new DOMException(`the id ${facts.id} is in use`, 'OperationError');
    }
    const channel = new RTCDataChannel(facts);
    this.#channels.push(channel);
    this.#assignIds();
    return channel;
  }

  /**
   * Applies what an answer agreed on.
   *
   * @param maxMessageSize of the endpoint, in bytes: null where it does not say, undefined without
   *   data channels
   * @param remoteRole the endpoint's role in DTLS, which decides who has the even ids
   */
  agree(
    maxMessageSize: number | null | undefined,
    remoteRole: 'client' | 'server' | undefined,
    transport: RTCDtlsTransport | undefined
  ): void {
    if (maxMessageSize === undefined || !transport) return this.#end();
    this.#sctp ??= new RTCSctpTransport(transport);
    this.#sctp.setRemoteMaxMessageSize(maxMessageSize ?? undefined);
    this.#isServer = remoteRole === 'client';
    this.#assignIds();
  }

  /** The connection closes: without events. W3C WebRTC 1.0, section 4.4.1.10. */
  close(): void {
    this.#sctp?.close({ isSilent: true });
    for (const channel of this.#channels) channel.handleClosed({ isSilent: true });
  }

  #end(): void {
    if (!this.#sctp) return;
    this.#sctp.close();
    this.#sctp = null;
    for (const channel of this.#channels.splice(0)) channel.handleClosed();
  }

  #usedIds(): Set<number | null> {
    const open = this.#channels.filter(({ readyState }) => readyState !== 'closed');
    return new Set(open.map(({ id }) => id));
  }

  #assignIds(): void {
    if (this.#isServer === undefined) return;
    const { first, last } = idsOf(this.#isServer);
    const used = this.#usedIds();
    for (const channel of this.#channels) {
      if (channel.id !== null || channel.readyState === 'closed') continue;
      let id = first;
      while (used.has(id)) id += 2;
      if (id > last) throw operationFailed('cannot make the data channel', 'no id is free');
      used.add(id);
      channel.setId(id);
    }
  }
}
