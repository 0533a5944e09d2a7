// One participant of a room: capabilities, transports, what it sends and what it gets.
import { EngineError, InvalidParametersError, InvalidStateError } from '../base/errors.js';
import { randomId, randomSsrc } from '../base/identifiers.js';
import { createLogger } from '../base/logger.js';
import { TypedEmitter } from '../base/typed-emitter.js';
import { isMediaKind } from '../parameters/codecs.js';
import type { MediaKind, RtpCapabilities } from '../parameters/rtp.js';
import type { DtlsCertificate } from '../parameters/transport.js';
import type { Channel } from '../worker/channel.js';
import type { Dump } from '../worker/messages.js';
import { dumpAll } from './dump.js';
import type { Nouns } from './nouns.js';
import { RtpReceiver } from './rtp-receiver.js';
import { RtpSender, type SenderSources } from './rtp-sender.js';
import { assertUsable, Transport } from './transport.js';
import {
  checkCertificate,
  checkTransportOptions,
  type TransportOptions,
} from './transport-options.js';

const logger = createLogger('Peer');

declare module './nouns.js' {
  interface Nouns {
    Peer: Peer;
  }
}

/** What a Peer tells, with the arguments of listeners. */
export interface PeerEvents {
  /** The peer is gone for good. Fires once, and is the last event. */
  close: [error?: Error];
  /** `setCapabilities()` was accepted. */
  capabilities: [capabilities: RtpCapabilities];
  newtransport: [transport: Transport];
  newrtpreceiver: [rtpReceiver: RtpReceiver];
  /** Another peer's media may be sent to this one: give the sender a transport. */
  newrtpsender: [rtpSender: RtpSender];
}

/**
 * A participant, created by `Room.Peer()`. It closes with its room.
 *
 * It gets senders for the media of all other peers as soon as its capabilities are known; in a
 * room without `mediaCodecs`, at once.
 */
export class Peer extends TypedEmitter<PeerEvents> {
  readonly #transports = new Set<Transport>();
  readonly #receivers = new Set<RtpReceiver>();
  readonly #senders = new Set<RtpSender>();
  // Receivers that the room feeds this peer from: one sender each, beside what is forwarded by hand.
  readonly #sources = new WeakSet<RtpReceiver>();
  readonly #reserved = new Set<number>();
  #capabilities: RtpCapabilities | undefined;
  #hasTold = false;
  #closed = false;

  /** @internal Canonical name of this peer's media unless it names itself. RFC 3550, section 6.5.1. */
  readonly cname = randomId();

  /** @internal Use `Room.Peer()`. */
  constructor(
    private readonly channel: Channel,
    readonly room: Nouns['Room'],
    readonly id: string,
    readonly name: string
  ) {
    super();
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** @internal True once media may come from and go to this peer. */
  get isAble(): boolean {
    return !this.room.terms.negotiates || this.#capabilities !== undefined;
  }

  /** What this peer and its room have in common, in the room's payload types; undefined until set. */
  get capabilities(): RtpCapabilities | undefined {
    return this.#capabilities;
  }

  get transports(): Transport[] {
    return [...this.#transports];
  }

  get rtpReceivers(): RtpReceiver[] {
    return [...this.#receivers];
  }

  get rtpSenders(): RtpSender[] {
    return [...this.#senders];
  }

  /**
   * Says what the peer is able to do; once only. Resolves with what it has in common with the
   * room. Senders for what the other peers send already are announced before that.
   */
  async setCapabilities(capabilities: RtpCapabilities): Promise<RtpCapabilities> {
    this.#assertOpen();
    if (this.#hasTold) throw new InvalidStateError('peer capabilities already set');
    const effective = this.room.terms.effectiveCapabilities(capabilities);
    this.#hasTold = true;
    await Promise.resolve(); // Listeners hear of nothing before the caller has its promise.

    this.#assertOpen();
    this.#takeCapabilities(effective);
    this.emit('capabilities', effective);
    return effective;
  }

  /**
   * @internal Takes the room's capabilities for the peer's until the peer says better, which it
   * may do once.
   */
  assumeCapabilities(): void {
    this.#assertOpen();
    const { terms, codecs } = this.room;
    if (!terms.negotiates) {
      throw new EngineError('UNSUPPORTED', 'a room without mediaCodecs negotiates nothing');
    }
    if (this.#capabilities || this.#hasTold) return;
    this.#takeCapabilities(terms.effectiveCapabilities(codecs.capabilities));
  }

  /**
   * Opens ports for a new transport.
   *
   * @param certificate what DTLS shows of us; default the worker's
   */
  async createTransport(
    options?: TransportOptions,
    certificate?: DtlsCertificate
  ): Promise<Transport> {
    this.#assertOpen();
    const checked = checkTransportOptions(options);
    const ids = { routerId: this.room.id, transportId: randomId() };
    const created = await this.channel.request('transport.create', {
      ...ids,
      options: checked,
      ...(certificate && { certificate: checkCertificate(certificate) }),
    });
    if (this.#closed) {
      this.channel.tell('transport.close', ids);
      throw new InvalidStateError('Peer closed');
    }
    const transport = new Transport(this.channel, this, ids.transportId, created);
    this.#transports.add(transport);
    this.emit('newtransport', transport);
    return transport;
  }

  /**
   * A new receiver for a track that the peer sends over `transport`; media comes with its first
   * `receive()`. Without a kind, `receive()` has to be told it. Closes at once if the room
   * negotiates and the peer's capabilities are not known.
   */
  RtpReceiver(kind: MediaKind, transport: Transport): RtpReceiver;
  RtpReceiver(transport: Transport): RtpReceiver;
  RtpReceiver(...given: [kind: MediaKind, transport: Transport] | [Transport]): RtpReceiver {
    this.#assertOpen();
    const [kind, transport] = given.length === 1 ? [undefined, given[0]] : given;
    if (given.length > 1 && !isMediaKind(kind)) {
      throw new InvalidParametersError(`unsupported kind: ${String(kind)}`);
    }
    assertUsable(transport, this);

    const receiver = new RtpReceiver(this.channel, this, randomId(), kind, transport);
    this.#receivers.add(receiver);
    queueMicrotask(() => this.#announce(receiver));
    return receiver;
  }

  /** For debugging. */
  async dump(): Promise<Dump> {
    this.#assertOpen();
    const [transports, rtpReceivers, rtpSenders] = await Promise.all([
      dumpAll(this.#transports),
      dumpAll(this.#receivers),
      dumpAll(this.#senders),
    ]);
    return {
      peerId: this.id,
      peerName: this.name,
      ...(this.#capabilities && { capabilities: this.#capabilities as unknown as Dump }),
      transports,
      rtpReceivers,
      rtpSenders,
    };
  }

  /** Takes the participant out of the room, with all it sends and gets. */
  close(error?: Error): void {
    if (this.#closed) return;
    const transportIds = [...this.#transports].map(transport => transport.id);
    const receivers = [...this.#receivers];
    for (const transportId of transportIds) {
      this.channel.tell('transport.close', { routerId: this.room.id, transportId });
    }
    this.handleClosed(error);
    for (const receiver of receivers) receiver.closeSenders(error);
  }

  /** @internal Our part of closing, without the senders in the other peers. */
  handleClosed(error?: Error): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const transport of [...this.#transports]) transport.handleClosed(error);
    for (const receiver of [...this.#receivers]) receiver.handleClosed(error);
    for (const sender of [...this.#senders]) sender.handleClosed(error);
    this.room.forget(this);
    logger.debug('"%s" closed', this.name);
    this.emit('close', error);
  }

  /** @internal A child closed. */
  forget(child: Transport | RtpReceiver | RtpSender): void {
    if (child instanceof Transport) this.#transports.delete(child);
    else if (child instanceof RtpReceiver) this.#receivers.delete(child);
    else this.#senders.delete(child);
  }

  /** @internal A transport closed, alone: what was on it stays, without a transport. */
  handleTransportClosed(transport: Transport): void {
    for (const receiver of this.#receivers) {
      if (receiver.transport === transport) receiver.handleTransportClosed();
    }
    for (const sender of [...this.#senders]) sender.handleTransportClosed(transport);
  }

  /** @internal Another peer's receiver may be sent to this one. */
  handleNewSource(receiver: RtpReceiver): void {
    if (this.#closed || !this.isAble || receiver.closed || !receiver.rtpParameters) return;
    if (this.#sources.has(receiver)) return;
    this.#sources.add(receiver);

    const sender = new RtpSender(this.channel, this, randomId(), receiver, this.newSources());
    this.#senders.add(sender);
    this.emit('newrtpsender', sender);
  }

  /**
   * @internal A sender beside those that the room makes: forwards `receiver`, of any peer of the
   * same room, under these SSRCs. Whoever made it closes it.
   */
  forward(receiver: RtpReceiver, sources: SenderSources): RtpSender {
    this.#assertOpen();
    if (receiver.peer.room !== this.room) {
      throw new EngineError('UNSUPPORTED', 'media is forwarded within one room only');
    }
    const sender = new RtpSender(this.channel, this, randomId(), receiver, sources);
    this.#senders.add(sender);
    return sender;
  }

  /** @internal SSRCs that this peer is not sent yet. */
  newSources(): SenderSources {
    const newSsrc = (): number => {
      const ssrc = randomSsrc(other => this.#reserved.has(other));
      this.#reserved.add(ssrc);
      return ssrc;
    };
    return { ssrc: newSsrc(), rtxSsrc: newSsrc() };
  }

  /** @internal Takes in what all other peers send already. */
  handleSources(): void {
    if (!this.room.routesToEveryone) return;
    for (const other of this.room.peers) {
      if (other === this) continue;
      for (const receiver of other.rtpReceivers) this.handleNewSource(receiver);
    }
  }

  #takeCapabilities(capabilities: RtpCapabilities): void {
    this.#capabilities = capabilities;
    for (const sender of [...this.#senders]) sender.handleSourceChanged();
    this.handleSources();
  }

  #announce(receiver: RtpReceiver): void {
    if (receiver.closed) return;
    if (this.isAble) this.emit('newrtpreceiver', receiver);
    else receiver.close(new InvalidStateError('peer capabilities not set'));
  }

  #assertOpen(): void {
    if (this.#closed) throw new InvalidStateError('Peer closed');
  }
}
