// One participant of a room: capabilities, transports, what it sends and what it gets.
import {
  EngineError,
  InvalidParametersError,
  InvalidStateError,
  closedError,
} from '../base/errors.js';
import { randomId, randomSsrc } from '../base/identifiers.js';
import { createLogger } from '../base/logger.js';
import { TypedEmitter } from '../base/typed-emitter.js';
import { isMediaKind } from '../parameters/codecs.js';
import type { MediaKind, RtpCapabilities, RtpParameters } from '../parameters/rtp.js';
import type { DtlsCertificate } from '../parameters/transport.js';
import type { Dump } from '../worker/messages.js';
import { dumpAll } from './dump.js';
import type { Owners } from './owners.js';
import { isAble, type PeerContext } from './peer-context.js';
import type { RoomContext } from './room-context.js';
import { RtpReceiver } from './rtp-receiver.js';
import { RtpSender, type SenderSources } from './rtp-sender.js';
import { TrackQuota } from './track-quota.js';
import { assertUsable, Transport } from './transport.js';
import {
  checkCertificate,
  checkTransportOptions,
  type TransportOptions,
} from './transport-options.js';

const logger = createLogger('Peer');

declare module './owners.js' {
  interface Owners {
    Peer: Peer;
  }
}

/** What a Peer tells, with the arguments of listeners. */
export interface PeerEvents {
  /** The peer is gone for good: by `close()`, or with its room. Fires once, and is the last event. */
  close: [error?: Error];
  /** `setCapabilities()` was accepted. Fires once. */
  capabilities: [capabilities: RtpCapabilities];
  /** `createTransport()` has a transport. Fires once for each, before the promise resolves. */
  newtransport: [transport: Transport];
  /** `RtpReceiver()` made a receiver. Fires once for each, after `RtpReceiver()` has returned. */
  newrtpreceiver: [rtpReceiver: RtpReceiver];
  /**
   * A track of another peer may be sent to this one: give the sender a transport. Fires once for each
   * track, when the first `receive()` of its receiver was accepted and this peer's capabilities are
   * known, whichever is later.
   */
  newrtpsender: [rtpSender: RtpSender];
}

/** What a Peer asks of the room that made it. */
export interface PeerOwner {
  /** The receivers of all other peers, as far as the room passes on by itself what they get. */
  sourcesFor(peer: Peer): readonly RtpReceiver[];
  /** A receiver of the peer got its first parameters. */
  onSource(receiver: RtpReceiver): void;
  /** The path of a receiver of the peer has failed; `onSource()` tells if it comes back. */
  onSourceLost(receiver: RtpReceiver): void;
  /** The peer has closed; no listener has heard of it yet. */
  onClosed(peer: Peer): void;
}

/**
 * A participant of a room, created by `Room.Peer()`. A peer closes by `close()`, and with its room.
 *
 * A peer gets senders for the media of all other peers as soon as its capabilities are known; in a
 * room without `mediaCodecs`, at once; in a room that is routed by hand, none.
 */
export class Peer extends TypedEmitter<PeerEvents> {
  readonly #transports = new Set<Transport>();
  readonly #receivers = new Set<RtpReceiver>();
  readonly #senders = new Set<RtpSender>();
  // Receivers that the room feeds this peer from: one sender each, beside what is forwarded by hand.
  readonly #sources = new WeakMap<RtpReceiver, RtpSender>();
  readonly #reserved = new Set<number>();
  #capabilities: RtpCapabilities | undefined;
  #hasTold = false;
  #closed = false;
  #closedBy: Error | undefined;

  readonly #context: PeerContext;
  readonly #quota: TrackQuota;

  /** @internal Use `Room.Peer()`. */
  constructor(
    context: RoomContext,
    /** The room that the peer is in. */
    readonly room: Owners['Room'],
    /** Names the peer among all objects of this process. */
    readonly id: string,
    /** The name that `Room.Peer()` was given. */
    readonly name: string,
    private readonly owner: PeerOwner
  ) {
    super();
    this.#quota = new TrackQuota('maxTracksPerPeer', context.maxTracksPerPeer, context.quota);
    this.#context = {
      ...context,
      transports: this.#transports,
      capabilities: () => this.#capabilities,
      cname: randomId(),
    };
  }

  /** Whether the peer has closed; after that its methods throw or reject with InvalidStateError. */
  get closed(): boolean {
    return this.#closed;
  }

  /** What the peer and its room have in common, in the room's payload types; undefined until set. */
  get capabilities(): RtpCapabilities | undefined {
    return this.#capabilities;
  }

  /** The open transports of the peer, in the order of their making. */
  get transports(): Transport[] {
    return [...this.#transports];
  }

  /** What the peer sends into the room: its open receivers, in the order of their making. */
  get rtpReceivers(): RtpReceiver[] {
    return [...this.#receivers];
  }

  /** What the peer gets: its open senders, in the order of their making. */
  get rtpSenders(): RtpSender[] {
    return [...this.#senders];
  }

  /**
   * Says what the peer is able to do; once only. Resolves with what the peer and the room have in
   * common. `newrtpsender` tells before that of what the other peers send already.
   *
   * @throws {TypeError} for malformed capabilities
   * @throws {InvalidStateError} for a second call, and once the peer has closed
   */
  async setCapabilities(capabilities: RtpCapabilities): Promise<RtpCapabilities> {
    this.#assertOpen();
    if (this.#hasTold) throw new InvalidStateError('peer capabilities already set');
    const effective = this.#context.terms.effectiveCapabilities(capabilities);
    this.#hasTold = true;
    await Promise.resolve(); // Listeners hear of nothing before the caller has its promise.

    this.#assertOpen();
    this.#takeCapabilities(effective);
    this.emit('capabilities', effective);
    return effective;
  }

  /**
   * @internal Takes the room's capabilities for those of the peer, until the application says what the
   * peer can do, for which `setCapabilities()` may still be called once.
   */
  assumeCapabilities(): void {
    this.#assertOpen();
    const { terms } = this.#context;
    if (!terms.negotiates) {
      throw new EngineError('UNSUPPORTED', 'a room without mediaCodecs negotiates nothing');
    }
    if (this.#capabilities || this.#hasTold) return;
    this.#takeCapabilities(terms.effectiveCapabilities(terms.codecs.capabilities));
  }

  /**
   * Makes a transport: gives the endpoint candidates and credentials to connect to.
   *
   * @param certificate the certificate that DTLS shows to the endpoint; default the worker's
   * @throws {TypeError} for malformed options, and names that are no options
   * @throws {EngineError} `INVALID_PARAMETERS` if no port could be opened, or for a certificate that
   *   OpenSSL refuses; `WORKER_DIED`, `TIMED_OUT`
   * @throws {InvalidStateError} once the peer has closed
   */
  async createTransport(
    options?: TransportOptions,
    certificate?: DtlsCertificate
  ): Promise<Transport> {
    this.#assertOpen();
    const checked = checkTransportOptions(options);
    const { channel, routerId } = this.#context;
    const ids = { routerId, transportId: randomId() };
    const created = await channel.request('transport.create', {
      ...ids,
      options: checked,
      ...(certificate && { certificate: checkCertificate(certificate) }),
    });
    if (this.#closed) {
      channel.tell('transport.close', ids);
      throw closedError('Peer', this.#closedBy);
    }
    const transport = new Transport(this.#context, ids.transportId, created, {
      receiversOn: given => this.rtpReceivers.filter(receiver => receiver.transport === given),
      onReachable: (given, isReachable) => this.#handleReachable(given, isReachable),
      onClosed: closed => this.#handleTransportClosed(closed),
    });
    this.#transports.add(transport);
    this.emit('newtransport', transport);
    return transport;
  }

  /**
   * Makes a receiver for a track that the peer sends over `transport`; media flows from its first
   * `receive()` on. The receiver closes at once if the room negotiates and the peer's capabilities are
   * not known.
   *
   * @param kind what the track carries; without it, the parameters of `receive()` have to say it
   * @throws {TypeError} for an unknown kind, and for a transport that is none
   * @throws {EngineError} `INVALID_PARAMETERS` for a transport of another peer; `LIMIT_REACHED` above
   *   `maxTracksPerPeer` of the peer or `maxTracks` of the room
   * @throws {InvalidStateError} once the peer or the transport has closed
   */
  RtpReceiver(kind: MediaKind, transport: Transport): RtpReceiver;
  /** The same without a kind. */
  RtpReceiver(transport: Transport): RtpReceiver;
  RtpReceiver(...given: [kind: MediaKind, transport: Transport] | [Transport]): RtpReceiver {
    this.#assertOpen();
    const [kind, transport] = given.length === 1 ? [undefined, given[0]] : given;
    if (given.length > 1 && !isMediaKind(kind)) {
      throw new InvalidParametersError(`unsupported kind: ${String(kind)}`);
    }
    assertUsable(transport, this.#transports);
    this.#quota.take();

    const receiver = new RtpReceiver(this.#context, this, randomId(), kind, transport, {
      onSource: source => this.owner.onSource(source),
      onClosed: closed => {
        this.#receivers.delete(closed);
        this.#quota.release();
      },
    });
    this.#receivers.add(receiver);
    queueMicrotask(() => this.#announce(receiver));
    return receiver;
  }

  /**
   * Resolves to the state of the peer, of all that it has, and their counters: for debugging. `tracks`
   * says how many of the tracks that `maxTracksPerPeer` allows are there, and how many were refused.
   *
   * @throws {InvalidStateError} once the peer has closed
   */
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
      tracks: this.#quota.counted,
      reservedSsrcs: this.#reserved.size,
      ...(this.#capabilities && { capabilities: this.#capabilities as unknown as Dump }),
      transports,
      rtpReceivers,
      rtpSenders,
    };
  }

  /**
   * Takes the participant out of the room, with all that the peer sends and gets. Nothing happens if
   * the peer has closed already.
   *
   * @param error what the `close` events of the peer and of what it has are to say; default none
   */
  close(error?: Error): void {
    if (this.#closed) return;
    const { channel, routerId } = this.#context;
    const receivers = [...this.#receivers];
    for (const { id: transportId } of this.#transports) {
      channel.tell('transport.close', { routerId, transportId });
    }
    this.handleClosed(error);
    for (const receiver of receivers) receiver.closeSenders(error);
  }

  /** @internal Closes the peer and what it has, without telling the worker or the other peers. */
  handleClosed(error?: Error): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#closedBy = error;
    for (const transport of [...this.#transports]) transport.handleClosed(error);
    for (const receiver of [...this.#receivers]) receiver.handleClosed(error);
    for (const sender of [...this.#senders]) sender.handleClosed(error);
    this.owner.onClosed(this);
    logger.debug('"%s" closed', this.name);
    this.emit('close', error);
  }

  /** @internal Another peer's receiver may be sent to this one. */
  handleNewSource(receiver: RtpReceiver): void {
    if (this.#closed || !isAble(this.#context)) return;
    if (receiver.closed || !receiver.rtpParameters || this.#sources.has(receiver)) return;
    if (receiver.transport?.isReachable === false) return;
    const sources = this.newSources();
    const release = (): void => {
      this.#reserved.delete(sources.ssrc);
      this.#reserved.delete(sources.rtxSsrc);
    };
    this.#sources.set(receiver, this.#addSender(receiver, sources, release));
    this.emit('newrtpsender', this.#sources.get(receiver)!);
  }

  /** @internal Nothing comes from another peer's receiver any more, and may never again. */
  handleSourceLost(receiver: RtpReceiver): void {
    const sender = this.#sources.get(receiver);
    this.#sources.delete(receiver);
    sender?.close();
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
    return this.#addSender(receiver, sources);
  }

  /** @internal Throws what `RtpReceiver.receive()` would reject such parameters with. */
  checkReceivable(kind: MediaKind, rtpParameters: RtpParameters): void {
    this.#context.terms.receiverParameters(rtpParameters, kind, this.#capabilities);
  }

  /** @internal Throws (`LIMIT_REACHED`) unless the peer may have `count` receivers more. */
  assertMayReceive(count: number): void {
    this.#assertOpen();
    this.#quota.assertFree(count);
  }

  /**
   * @internal SSRCs that the peer is not sent yet. Those of a sender that the room makes are free again
   * when it closes; others may be given to successors of a sender, and stay for the life of the peer.
   */
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
    for (const receiver of this.owner.sourcesFor(this)) this.handleNewSource(receiver);
  }

  #addSender(receiver: RtpReceiver, sources: SenderSources, release = () => {}): RtpSender {
    const sender = new RtpSender(this.#context, this, randomId(), receiver, sources, {
      onClosed: closed => {
        this.#senders.delete(closed);
        release();
      },
    });
    this.#senders.add(sender);
    return sender;
  }

  #handleReachable(transport: Transport, isReachable: boolean): void {
    for (const receiver of this.#receivers) {
      if (receiver.transport !== transport) continue;
      if (isReachable) this.owner.onSource(receiver);
      else this.owner.onSourceLost(receiver);
    }
  }

  // What was on a transport that closed alone stays, without a transport.
  #handleTransportClosed(transport: Transport): void {
    this.#transports.delete(transport);
    if (this.#closed) return;
    for (const receiver of this.#receivers) {
      if (receiver.transport === transport) receiver.handleTransportClosed();
    }
    for (const sender of [...this.#senders]) sender.handleTransportClosed(transport);
  }

  #takeCapabilities(capabilities: RtpCapabilities): void {
    this.#capabilities = capabilities;
    for (const sender of [...this.#senders]) sender.handleSourceChanged();
    this.handleSources();
  }

  #announce(receiver: RtpReceiver): void {
    if (receiver.closed) return;
    if (isAble(this.#context)) this.emit('newrtpreceiver', receiver);
    else receiver.close(new InvalidStateError('peer capabilities not set'));
  }

  #assertOpen(): void {
    if (this.#closed) throw closedError('Peer', this.#closedBy);
  }
}
