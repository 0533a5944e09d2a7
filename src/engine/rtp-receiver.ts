// Media that a peer sends to us: one track with all its encodings.
import { InvalidStateError } from '../base/errors.js';
import { createLogger } from '../base/logger.js';
import { TypedEmitter } from '../base/typed-emitter.js';
import { normalizeReceiverParameters } from '../parameters/receiver-parameters.js';
import type { MediaKind, RtpParameters } from '../parameters/rtp.js';
import type { Channel } from '../worker/channel.js';
import type { Dump, ReceiverParams } from '../worker/messages.js';
import type { Nouns } from './nouns.js';
import { assertUsable, type Transport } from './transport.js';
import { receiverWire } from './wire.js';

const logger = createLogger('RtpReceiver');

export interface RtpReceiverEvents {
  /** The receiver is gone for good. Fires once, and is the last event. */
  close: [error?: Error];
  /** The first `receive()` was accepted. Fires once. */
  parameters: [rtpParameters: RtpParameters];
  /** A later `receive()` was accepted. */
  parameterschange: [rtpParameters: RtpParameters];
  /** `setTransport()` was accepted. */
  transport: [transport: Transport];
  /** The peer began or ceased to send packets. */
  activity: [active: boolean];
}

/**
 * One track that a peer sends into the room.
 *
 * Created by `Peer.RtpReceiver()`; the worker hears of it at the first `receive()`. From then on
 * every other peer that has capabilities gets an RtpSender for it. It closes with its peer; when
 * its transport closes it waits for another.
 */
export class RtpReceiver extends TypedEmitter<RtpReceiverEvents> {
  #closed = false;
  #transport: Transport;
  #parameters: RtpParameters | undefined;
  #wire: ReceiverParams | undefined;
  #isLive = false;
  #isAnnounced = false;
  #lastTurn: Promise<unknown> = Promise.resolve();

  /** @internal The senders that this receiver feeds; they keep the set themselves. */
  readonly senders = new Set<Nouns['RtpSender']>();

  /** @internal Use `Peer.RtpReceiver()`. */
  constructor(
    private readonly channel: Channel,
    readonly peer: Nouns['Peer'],
    readonly id: string,
    readonly kind: MediaKind,
    transport: Transport
  ) {
    super();
    this.#transport = transport;
    channel.listen(id, notification => {
      if (notification.event === 'receiver.activity') {
        this.emit('activity', notification.data.active);
      }
    });
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** The transport given last; it may be closed. */
  get transport(): Transport {
    return this.#transport;
  }

  /** What was received last, normalised; undefined before the first `receive()`. */
  get rtpParameters(): RtpParameters | undefined {
    return this.#parameters;
  }

  /** @internal True while the worker holds this receiver, so that senders can hang on it. */
  get isLive(): boolean {
    return this.#isLive && !this.#closed;
  }

  /**
   * Says what the peer sends. The parameters are checked, cut down to what the peer's
   * capabilities allow, and completed; a call that is refused changes nothing.
   */
  receive(rtpParameters: RtpParameters): Promise<this> {
    return this.#inTurn(async () => {
      this.#assertOpen();
      assertUsable(this.#transport, this.peer);
      const capabilities = this.peer.capabilities;
      if (!capabilities) throw new InvalidStateError('peer capabilities not set');
      const parameters = normalizeReceiverParameters(rtpParameters, this.kind, capabilities);
      const wire = receiverWire(this.kind, parameters, rtpParameters.headerExtensions);

      await this.#request(this.#isLive ? 'receiver.update' : 'receiver.create', wire);
      const isFirst = !this.#parameters;
      this.#parameters = parameters;

      if (isFirst) this.peer.room.handleNewSource(this);
      else for (const sender of this.senders) sender.handleSourceChanged();
      this.emit(isFirst ? 'parameters' : 'parameterschange', parameters);
      return this;
    });
  }

  /** Moves to another transport of the same peer. */
  setTransport(transport: Transport): Promise<this> {
    return this.#inTurn(async () => {
      this.#assertOpen();
      assertUsable(transport, this.peer);
      if (transport === this.#transport) return this;

      if (this.#isLive) this.channel.tell('receiver.close', this.#ids);
      this.handleTransportClosed();
      this.#transport = transport;
      if (this.#wire) {
        await this.#request('receiver.create', this.#wire);
        for (const sender of this.senders) sender.handleSourceChanged();
      }
      this.emit('transport', transport);
      return this;
    });
  }

  /** Asks the peer for a key frame; the worker merges requests that follow each other closely. */
  async requestKeyFrame(): Promise<void> {
    this.#assertOpen();
    if (this.kind === 'audio') throw new InvalidStateError('key frames exist in video only');
    if (this.#isLive) await this.channel.request('receiver.requestKeyFrame', this.#ids);
  }

  /** For debugging: what we know and what the worker counts. */
  async dump(): Promise<Dump> {
    this.#assertOpen();
    const counted = this.#isLive ? await this.channel.request('receiver.dump', this.#ids) : {};
    return {
      rtpStreams: [],
      ...counted,
      rtpReceiverId: this.id,
      kind: this.kind,
      rtpParameters: (this.#parameters ?? null) as unknown as Dump | null,
      hasTransport: !this.#transport.closed,
    };
  }

  /** Takes the track out of the room; the senders that it fed close with it. */
  close(error?: Error): void {
    if (this.#closed) return;
    if (this.#isAnnounced) this.channel.tell('receiver.close', this.#ids);
    this.handleClosed(error);
    this.closeSenders(error);
  }

  /** @internal Our part of closing, without the senders in the other peers. */
  handleClosed(error?: Error): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#isLive = false;
    this.channel.unlisten(this.id);
    this.peer.forget(this);
    logger.debug('%s closed', this.id);
    this.emit('close', error);
  }

  /** @internal The worker closes them with the receiver. */
  closeSenders(error?: Error): void {
    for (const sender of [...this.senders]) sender.handleClosed(error);
  }

  /** @internal The worker dropped this receiver, and the senders on it, with the transport. */
  handleTransportClosed(): void {
    this.#isLive = false;
    this.#isAnnounced = false;
    for (const sender of this.senders) sender.handleSourceGone();
  }

  async #request(
    method: 'receiver.create' | 'receiver.update',
    wire: ReceiverParams
  ): Promise<void> {
    const transport = this.#transport;
    const wasAnnounced = this.#isAnnounced;
    this.#isAnnounced = true;
    try {
      await this.channel.request(method, { ...this.#ids, transportId: transport.id, rtp: wire });
    } catch (error) {
      this.#isAnnounced = wasAnnounced && !transport.closed;
      throw error;
    }
    this.#assertOpen();
    if (transport.closed) throw new InvalidStateError('transport is closed');
    this.#isLive = true;
    this.#wire = wire;
  }

  // Each call has to know how the one before it ended: create, or update?
  #inTurn<T>(call: () => Promise<T>): Promise<T> {
    const turn = this.#lastTurn.then(call);
    this.#lastTurn = turn.catch(() => {});
    return turn;
  }

  get #ids(): { routerId: string; receiverId: string } {
    return { routerId: this.peer.room.id, receiverId: this.id };
  }

  #assertOpen(): void {
    if (this.#closed) throw new InvalidStateError('RtpReceiver closed');
  }
}
