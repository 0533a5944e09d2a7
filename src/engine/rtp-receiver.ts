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
  /** The receiver is gone for good: by `close()`, or with its peer. Fires once, and is the last event. */
  close: [error?: Error];
  /** The first `receive()` was accepted. Fires once. */
  parameters: [rtpParameters: RtpParameters];
  /** A later `receive()` was accepted. Fires for each. */
  parameterschange: [rtpParameters: RtpParameters];
  /** `setTransport()` gave the receiver another transport. Fires for each. */
  transport: [transport: Transport];
  /**
   * The endpoint began or ceased to send packets. Fires for each change: at the first packet, and when
   * none has come for a while.
   */
  activity: [active: boolean];
  /**
   * A packet that the endpoint sent, decrypted, with its header. Fires for every packet while somebody
   * listens; what comes faster than this process reads is left out. The first listener lets the
   * endpoint be asked for a key frame.
   */
  rtpraw: [packet: Buffer];
  /** The same packet in parts. Fires as `rtpraw` does, but for packets that make no sense. */
  rtpobject: [packet: RtpObject];
  /** As `rtpobject`, while `listenForRtp` is true. */
  rtp: [packet: RtpObject];
}

/** What an RtpReceiver asks of the Peer that made it. */
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
 * One track that a peer sends into the room, with all its encodings.
 *
 * Created by `Peer.RtpReceiver()`; the worker hears of the receiver at the first `receive()`. From
 * then on every other peer that is able to take the track gets an RtpSender for it. A receiver closes
 * by `close()`, and with its peer; when its transport closes, it waits for another.
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
    /** Names the receiver among all objects of this process. */
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

  /** Whether the receiver has closed; after that its methods throw or reject with InvalidStateError. */
  get closed(): boolean {
    return this.#closed;
  }

  /** What the track carries; undefined before the first `receive()` if the receiver was made without it. */
  get kind(): MediaKind | undefined {
    return this.#kind;
  }

  /** The transport that the receiver was given last; that one may be closed. */
  get transport(): Transport {
    return this.#transport;
  }

  /** What `receive()` was given last, normalised; undefined before the first call. */
  get rtpParameters(): RtpParameters | undefined {
    return this.#parameters;
  }

  /** Whether the endpoint sends packets just now; `activity` tells of changes. */
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
   * Says what the endpoint sends. The parameters are checked, cut down to what the peer's capabilities
   * allow, and completed; in a room without `mediaCodecs` they are kept as they are. A call that is
   * refused changes nothing.
   *
   * @throws {TypeError} for malformed parameters, and if nothing is left that the capabilities allow
   * @throws {EngineError} `INVALID_PARAMETERS` if an SSRC or MID is another receiver's already;
   *   `WORKER_DIED`, `TIMED_OUT`
   * @throws {InvalidStateError} once the receiver or its transport has closed, and before the peer's
   *   capabilities are known
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

  /**
   * Moves the receiver to another transport of the same peer.
   *
   * @throws {TypeError} for a transport that is none
   * @throws {EngineError} `INVALID_PARAMETERS` for a transport of another peer
   * @throws {InvalidStateError} once the receiver or that transport has closed
   */
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

  /**
   * Asks the endpoint for a key frame; the worker merges requests that follow each other closely.
   *
   * @throws {InvalidStateError} for audio, and once the receiver has closed
   */
  async requestKeyFrame(): Promise<void> {
    this.#assertOpen();
    if (this.#kind === 'audio') throw new InvalidStateError('key frames exist in video only');
    if (this.#isLive) await this.context.channel.request('receiver.requestKeyFrame', this.#ids);
  }

  /** Whether `rtp` fires. Default false. Version 0.1 had this where `rtpobject` takes a listener now. */
  get listenForRtp(): boolean {
    return this.#listenForRtp;
  }

  /** See the getter. */
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
   * Resolves to the state of the receiver and what the worker counts of it: for debugging. `verdicts` tells what became of the
   * packets that came; native/README.md has the table.
   *
   * @throws {InvalidStateError} once the receiver has closed
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

  /**
   * Takes the track out of the room; the senders that the receiver fed close with it. Nothing happens
   * if it has closed already.
   *
   * @param error what the `close` events of the receiver and of those senders are to say; default none
   */
  close(error?: Error): void {
    if (this.#closed) return;
    if (this.#isAnnounced) this.context.channel.tell('receiver.close', this.#ids);
    this.handleClosed(error);
    this.closeSenders(error);
  }

  /** @internal Closes the receiver without telling the worker, and without the senders that it feeds. */
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

  /** @internal Closes the senders that the receiver feeds, which the worker closes by itself. */
  closeSenders(error?: Error): void {
    for (const sender of [...this.senders]) sender.handleClosed(error);
  }

  /** @internal With the transport the worker dropped this receiver, and the senders that it feeds. */
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
