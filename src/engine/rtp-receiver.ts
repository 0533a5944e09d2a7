// Media that a peer sends to us: one track with all its encodings.
import { InvalidStateError, closedError } from '../base/errors.js';
import { createLogger } from '../base/logger.js';
import { TypedEmitter } from '../base/typed-emitter.js';
import type { MediaKind, RtpParameters } from '../parameters/rtp.js';
import { kindOf, type VerbatimRtpParameters } from '../parameters/verbatim.js';
import type { Dump, Notification, ReceiverParams } from '../worker/messages.js';
import type { Owners } from './owners.js';
import { isAble, type PeerContext } from './peer-context.js';
import { parseRtpPacket, type RtpObject } from './rtp-packet.js';
import { receiverStreams } from './stream-dump.js';
import { assertUsable, type Transport } from './transport.js';
import { receiverWire } from './wire.js';

const logger = createLogger('RtpReceiver');

/** What an RtpReceiver tells, with the arguments of listeners. */
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
  /**
   * Every packet that the peer sends, decrypted, with its header; while somebody listens. The
   * first listener lets the peer be asked for a key frame. What comes faster than this process
   * reads is left out.
   */
  rtpraw: [packet: Buffer];
  /** The same in parts. */
  rtpobject: [packet: RtpObject];
  /** The same, while `listenForRtp` is true. */
  rtp: [packet: RtpObject];
}

/** What an RtpReceiver asks of the peer that made it. */
export interface ReceiverOwner {
  /** The first `receive()` was accepted: others may be sent what comes. */
  onSource(receiver: RtpReceiver): void;
  /** The receiver has closed; no listener has heard of it yet. */
  onClosed(receiver: RtpReceiver): void;
}

/** An RtpSender, as the receiver sees it that feeds the sender. */
export interface Follower {
  readonly id: string;
  /** The receiver has other parameters, or the worker holds it again. */
  handleSourceChanged(): void;
  /** The worker holds the receiver no more, nor the sender. */
  handleSourceGone(): void;
  /** The receiver has closed. */
  handleClosed(error?: Error): void;
}

/** The events for which the worker copies packets to this process. */
const packetEvents: readonly string[] = ['rtpraw', 'rtpobject'];

/**
 * One track that a peer sends into the room.
 *
 * Created by `Peer.RtpReceiver()`; the worker hears of it at the first `receive()`. From then on
 * every other peer that is able to gets an RtpSender for it. It closes with its peer; when
 * its transport closes it waits for another.
 */
export class RtpReceiver extends TypedEmitter<RtpReceiverEvents> {
  #closed = false;
  #closedBy: Error | undefined;
  #kind: MediaKind | undefined;
  #transport: Transport;
  #parameters: RtpParameters | undefined;
  #wire: ReceiverParams | undefined;
  #isLive = false;
  #active = false;
  #isAnnounced = false;
  #listenForRtp = false;
  #wantsPackets = false;
  #lastTurn: Promise<unknown> = Promise.resolve();

  /** @internal The senders that this receiver feeds; each enters and leaves by itself. */
  readonly senders = new Set<Follower>();

  /** @internal Use `Peer.RtpReceiver()`. */
  constructor(
    private readonly context: PeerContext,
    /** The peer that sends the track. */
    readonly peer: Owners['Peer'],
    readonly id: string,
    kind: MediaKind | undefined,
    transport: Transport,
    private readonly owner: ReceiverOwner
  ) {
    super();
    this.#kind = kind;
    this.#transport = transport;
    context.channel.listen(id, notification => this.#handleNotification(notification));
    this.watchListeners((event, hasListeners) => {
      if (packetEvents.includes(event)) this.#wantPackets(event, hasListeners);
    });
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Undefined before the first `receive()` if it was made without one. */
  get kind(): MediaKind | undefined {
    return this.#kind;
  }

  /** The transport given last; it may be closed. */
  get transport(): Transport {
    return this.#transport;
  }

  /** What was received last, normalised; undefined before the first `receive()`. */
  get rtpParameters(): RtpParameters | undefined {
    return this.#parameters;
  }

  /** Whether the peer sends packets just now; `activity` tells of changes. */
  get active(): boolean {
    return this.#active;
  }

  /** @internal The canonical name under which viewers get the track. */
  get cname(): string {
    return this.context.cname;
  }

  /** @internal True while the worker holds this receiver, so that senders can hang on it. */
  get isLive(): boolean {
    return this.#isLive && !this.#closed;
  }

  /**
   * Says what the peer sends. The parameters are checked, cut down to what the peer's
   * capabilities allow, and completed; in a room without `mediaCodecs` they are kept as they are.
   * A call that is refused changes nothing.
   */
  receive(rtpParameters: RtpParameters | VerbatimRtpParameters): Promise<this> {
    return this.#inTurn(async () => {
      this.#assertOpen();
      assertUsable(this.#transport, this.context.transports);
      const { terms, capabilities } = this.context;
      if (!isAble(this.context)) throw new InvalidStateError('peer capabilities not set');
      const given = rtpParameters as RtpParameters;
      const kind = kindOf(given, this.#kind);
      const parameters = terms.receiverParameters(given, kind, capabilities());
      const wire = receiverWire(kind, parameters, given.headerExtensions);

      await this.#request(this.#isLive ? 'receiver.update' : 'receiver.create', wire);
      const isFirst = !this.#parameters;
      this.#kind = kind;
      this.#parameters = parameters;

      if (isFirst) this.owner.onSource(this);
      else for (const sender of this.senders) sender.handleSourceChanged();
      this.emit(isFirst ? 'parameters' : 'parameterschange', parameters);
      return this;
    });
  }

  /** Moves to another transport of the same peer. */
  setTransport(transport: Transport): Promise<this> {
    return this.#inTurn(async () => {
      this.#assertOpen();
      assertUsable(transport, this.context.transports);
      if (transport === this.#transport) return this;

      if (this.#isLive) this.context.channel.tell('receiver.close', this.#ids);
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
    if (this.#kind === 'audio') throw new InvalidStateError('key frames exist in video only');
    if (this.#isLive) await this.context.channel.request('receiver.requestKeyFrame', this.#ids);
  }

  /** Whether `rtp` fires. Default false; the name of version 0.1 for a listener of `rtpobject`. */
  get listenForRtp(): boolean {
    return this.#listenForRtp;
  }

  set listenForRtp(listens: boolean) {
    this.#listenForRtp = Boolean(listens);
    this.#wantPackets('rtp', this.#listenForRtp);
  }

  /** Tells receivers from senders where both may come. */
  isRtpReceiver(): true {
    return true;
  }

  /** Tells senders from receivers where both may come. */
  isRtpSender(): false {
    return false;
  }

  /**
   * For debugging: what we know and what the worker counts. `verdicts` tells what became of the
   * packets that came; native/README.md has the table.
   */
  async dump(): Promise<Dump> {
    this.#assertOpen();
    const counted: Dump = this.#isLive
      ? await this.context.channel.request('receiver.dump', this.#ids)
      : {};
    return {
      ...counted,
      rtpStreams: receiverStreams(counted['rtpStreams'], this.#parameters, this.#kind),
      rtpReceiverId: this.id,
      ...(this.#kind && { kind: this.#kind }),
      rtpParameters: (this.#parameters ?? null) as unknown as Dump | null,
      hasTransport: !this.#transport.closed,
      rtpRawEventEnabled: this.listenerCount('rtpraw') > 0,
      rtpObjectEventEnabled: this.listenerCount('rtpobject') > 0,
    };
  }

  /** Takes the track out of the room; the senders that it fed close with it. */
  close(error?: Error): void {
    if (this.#closed) return;
    if (this.#isAnnounced) this.context.channel.tell('receiver.close', this.#ids);
    this.handleClosed(error);
    this.closeSenders(error);
  }

  /** @internal Our part of closing, without the senders in the other peers. */
  handleClosed(error?: Error): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#closedBy = error;
    this.#isLive = false;
    this.#active = false;
    this.context.channel.unlisten(this.id);
    this.owner.onClosed(this);
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
    this.#active = false;
    this.#isAnnounced = false;
    for (const sender of this.senders) sender.handleSourceGone();
  }

  #handleNotification(notification: Notification): void {
    if (notification.event === 'receiver.activity') {
      this.#active = notification.data.active;
      this.emit('activity', this.#active);
    } else if (notification.event === 'receiver.rtp') {
      this.#handlePacket(Buffer.from(notification.data.packet));
    }
  }

  #handlePacket(packet: Buffer): void {
    this.emit('rtpraw', packet);
    if (!this.#listenForRtp && this.listenerCount('rtpobject') === 0) return;
    const parts = parseRtpPacket(packet);
    if (!parts) return;
    this.emit('rtpobject', parts);
    if (this.#listenForRtp) this.emit('rtp', parts);
  }

  // A listener that is told of here as coming is not counted yet.
  #wantPackets(event: string, wanted: boolean): void {
    const others = packetEvents.some(name => name !== event && this.listenerCount(name) > 0);
    const wants = wanted || others || this.#listenForRtp;
    if (wants === this.#wantsPackets) return;
    this.#wantsPackets = wants;
    if (this.#isLive) this.#tellWanted();
  }

  #tellWanted(): void {
    this.context.channel.tell('receiver.setRtpEvents', {
      ...this.#ids,
      enabled: this.#wantsPackets,
    });
  }

  async #request(
    method: 'receiver.create' | 'receiver.update',
    wire: ReceiverParams
  ): Promise<void> {
    const transport = this.#transport;
    const wasAnnounced = this.#isAnnounced;
    this.#isAnnounced = true;
    try {
      await this.context.channel.request(method, {
        ...this.#ids,
        transportId: transport.id,
        rtp: wire,
      });
    } catch (error) {
      this.#isAnnounced = wasAnnounced && !transport.closed;
      throw error;
    }
    this.#assertOpen();
    if (transport.closed) throw new InvalidStateError('transport is closed');
    const isNew = !this.#isLive;
    this.#isLive = true;
    this.#wire = wire;
    if (isNew && this.#wantsPackets) this.#tellWanted();
  }

  // Each call has to know how the one before it ended: create, or update?
  #inTurn<T>(call: () => Promise<T>): Promise<T> {
    const turn = this.#lastTurn.then(call);
    this.#lastTurn = turn.catch(() => {});
    return turn;
  }

  get #ids(): { routerId: string; receiverId: string } {
    return { routerId: this.context.routerId, receiverId: this.id };
  }

  #assertOpen(): void {
    if (this.#closed) throw closedError('RtpReceiver', this.#closedBy);
  }
}
