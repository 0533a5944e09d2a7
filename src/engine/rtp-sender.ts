// Media that we send to a peer: one receiver of another peer, as this one is able to take it.
import { isDeepStrictEqual } from 'node:util';

import { InvalidStateError } from '../base/errors.js';
import { randomLetters } from '../base/identifiers.js';
import { createLogger } from '../base/logger.js';
import { TypedEmitter } from '../base/typed-emitter.js';
import type { MediaKind, RtpParameters } from '../parameters/rtp.js';
import type { Channel } from '../worker/channel.js';
import type { Dump, SenderParams } from '../worker/messages.js';
import type { Nouns } from './nouns.js';
import type { RtpReceiver } from './rtp-receiver.js';
import { senderStream } from './stream-dump.js';
import { assertUsable, type Transport } from './transport.js';
import { senderWire, type NegotiatedSending } from './wire.js';

const logger = createLogger('RtpSender');

declare module './nouns.js' {
  interface Nouns {
    RtpSender: RtpSender;
  }
}

/** What an RtpSender tells, with the arguments of listeners. */
export interface RtpSenderEvents {
  /** The sender is gone for good. Fires once, and is the last event. */
  close: [error?: Error];
  /** The receiver's parameters or the peer's capabilities changed, and ours with them. */
  parameterschange: [rtpParameters: RtpParameters, active: boolean];
  /** The name of `parameterschange` in version 0.1; fires right after it. */
  updateparameters: [rtpParameters: RtpParameters];
  /** Media began or ceased to be forwarded. */
  activechange: [active: boolean];
  /** `setTransport()` was accepted. */
  transport: [transport: Transport];
}

/** The SSRCs that a sender writes. */
export interface SenderSources {
  ssrc: number;
  rtxSsrc: number;
}

/** What the worker was last told of a sender. */
interface Wire {
  transportId: string;
  rtp: SenderParams;
  paused: boolean;
}

/**
 * One receiver's media on its way to one other peer.
 *
 * The engine creates it (`newrtpsender` of the peer) when both sides are known, and closes it
 * with the receiver or the peer. Media flows once it has a transport. Its SSRCs are its own and
 * stay the same for its life; in a room without `mediaCodecs` they are those of the receiver, as
 * all its parameters.
 */
export class RtpSender extends TypedEmitter<RtpSenderEvents> {
  readonly #muxId = randomLetters(8);
  readonly #ssrc: number;
  readonly #rtxSsrc: number;
  #closed = false;
  #active = false;
  #disabled = false;
  #transport: Transport | undefined;
  #parameters: RtpParameters;
  #negotiated: NegotiatedSending | undefined;
  #wire: Wire | undefined;

  /** @internal The engine creates senders. */
  constructor(
    private readonly channel: Channel,
    readonly peer: Nouns['Peer'],
    readonly id: string,
    readonly associatedRtpReceiver: RtpReceiver,
    { ssrc, rtxSsrc }: SenderSources
  ) {
    super();
    this.#ssrc = ssrc;
    this.#rtxSsrc = rtxSsrc;
    this.#parameters = this.#derivedParameters();
    associatedRtpReceiver.senders.add(this);
  }

  get closed(): boolean {
    return this.#closed;
  }

  get kind(): MediaKind {
    return this.associatedRtpReceiver.kind!;
  }

  /** The peer whose media this is. */
  get associatedPeer(): Nouns['Peer'] {
    return this.associatedRtpReceiver.peer;
  }

  /** The transport given last; it may be closed. Undefined before `setTransport()`. */
  get transport(): Transport | undefined {
    return this.#transport;
  }

  /** How the track travels to this peer: in the room's payload types. */
  get rtpParameters(): RtpParameters {
    return this.#parameters;
  }

  /** True while media is forwarded: the peer can take it, has a transport, and it is not disabled. */
  get active(): boolean {
    return this.#active;
  }

  /** The name of `active` in version 0.5. */
  get available(): boolean {
    return this.#active;
  }

  get disabled(): boolean {
    return this.#disabled;
  }

  /** Gives the sender a transport of its peer, or another one. */
  async setTransport(transport: Transport): Promise<this> {
    this.#assertOpen();
    assertUsable(transport, this.peer);

    const previous = this.#transport;
    this.#transport = transport;
    try {
      await this.#tellWorker();
    } catch (error) {
      if (this.#transport === transport) this.#transport = previous;
      throw error;
    }
    this.#assertOpen();
    this.#refreshActive();
    this.emit('transport', transport);
    return this;
  }

  /**
   * Stops forwarding. `emit` (default true) says whether `activechange` fires; without it the
   * application mutes a track and no SDP is renegotiated.
   */
  disable(options: { emit?: boolean } = {}): Promise<this> {
    return this.#setDisabled(true, options.emit ?? true);
  }

  /** Forwards again, and asks the source for a key frame. `emit` as in `disable()`. */
  enable(options: { emit?: boolean } = {}): Promise<this> {
    return this.#setDisabled(false, options.emit ?? true);
  }

  /**
   * @internal What both descriptions agree on: the MID to write, codecs, and header extensions.
   * Before `setTransport()` it is only remembered.
   */
  async negotiate(negotiated: NegotiatedSending): Promise<void> {
    this.#assertOpen();
    this.#negotiated = negotiated;
    const { muxId } = negotiated;
    if (muxId !== undefined) this.#parameters = { ...this.#parameters, muxId };
    await this.#tellWorker();
  }

  /** Tells receivers from senders where both may come. */
  isRtpReceiver(): false {
    return false;
  }

  /** Tells senders from receivers where both may come. */
  isRtpSender(): true {
    return true;
  }

  /** For debugging: what we know and what the worker counts. */
  async dump(): Promise<Dump> {
    this.#assertOpen();
    const ids = { routerId: this.peer.room.id, senderId: this.id };
    const counted: Dump = this.#wire ? await this.channel.request('sender.dump', ids) : {};
    const rtpStream = senderStream(counted, this.#parameters, this.kind);
    return {
      ...counted,
      rtpSenderId: this.id,
      kind: this.kind,
      rtpParameters: this.#parameters as unknown as Dump,
      hasTransport: this.#transport !== undefined && !this.#transport.closed,
      active: this.#active,
      disabled: this.#disabled,
      supportedPayloadTypes: this.#parameters.codecs.map(codec => codec.payloadType),
      ...(rtpStream && { rtpStream }),
    };
  }

  /** @internal Ends one forward alone; the room's own senders close with their receiver or peer. */
  close(): void {
    if (this.#wire) {
      this.channel.tell('sender.close', { routerId: this.peer.room.id, senderId: this.id });
    }
    this.handleClosed();
  }

  /** @internal Our part of closing; the worker closes its sender with the receiver or transport. */
  handleClosed(error?: Error): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#wire = undefined;
    this.#active = false;
    this.associatedRtpReceiver.senders.delete(this);
    this.peer.forget(this);
    logger.debug('%s closed', this.id);
    this.emit('close', error);
  }

  /** @internal The receiver's parameters or our peer's capabilities are others now. */
  handleSourceChanged(): void {
    const before = this.#parameters;
    this.#parameters = this.#derivedParameters();
    this.#tellWorkerLater();
    if (isDeepStrictEqual(before, this.#parameters)) return;

    const wasActive = this.#active;
    this.#active = this.#isActive();
    this.emit('parameterschange', this.#parameters, this.#active);
    this.emit('updateparameters', this.#parameters);
    if (this.#active !== wasActive) this.emit('activechange', this.#active);
  }

  /** @internal The worker dropped the receiver, and our half with it. */
  handleSourceGone(): void {
    this.#wire = undefined;
  }

  /** @internal One of the peer's transports closed. */
  handleTransportClosed(transport: Transport): void {
    if (this.#transport !== transport) return;
    this.#wire = undefined;
    this.#refreshActive();
  }

  async #setDisabled(disabled: boolean, emit: boolean): Promise<this> {
    this.#assertOpen();
    if (disabled === this.#disabled) return this;

    this.#disabled = disabled;
    try {
      await this.#tellWorker();
    } catch (error) {
      if (this.#disabled === disabled) this.#disabled = !disabled;
      throw error;
    }
    this.#assertOpen();
    this.#refreshActive(emit);
    return this;
  }

  #derivedParameters(): RtpParameters {
    return this.peer.room.terms.senderParameters({
      source: this.associatedRtpReceiver.rtpParameters!,
      kind: this.kind,
      capabilities: this.peer.capabilities ?? this.peer.room.codecs.capabilities,
      muxId: this.#negotiated?.muxId ?? this.#muxId,
      cname: this.associatedRtpReceiver.peer.cname,
      ssrc: this.#ssrc,
      rtxSsrc: this.#rtxSsrc,
    });
  }

  /**
   * Brings the worker's sender in line with ours. Its requests leave before this returns, so
   * that whatever is called next finds the worker in the state that `#wire` says.
   */
  #tellWorker(): Promise<unknown> {
    const wanted = this.#wantedWire();
    const current = this.#wire;
    const ids = { routerId: this.peer.room.id, senderId: this.id };
    this.#wire = wanted;

    const isSame =
      wanted?.transportId === current?.transportId && isDeepStrictEqual(wanted?.rtp, current?.rtp);
    if (isSame && wanted?.paused === current?.paused) return Promise.resolve();
    if (isSame && wanted) {
      return this.#request(wanted, wanted.paused ? 'sender.pause' : 'sender.resume', ids, current);
    }
    if (current) this.channel.tell('sender.close', ids);
    if (!wanted) return Promise.resolve();
    const receiverId = this.associatedRtpReceiver.id;
    return this.#request(wanted, 'sender.create', { ...ids, ...wanted, receiverId }, undefined);
  }

  // A refused request leaves the worker as it was.
  #request<M extends 'sender.create' | 'sender.pause' | 'sender.resume'>(
    wanted: Wire,
    method: M,
    params: Parameters<typeof this.channel.request<M>>[1],
    before: Wire | undefined
  ): Promise<unknown> {
    return this.channel.request(method, params).catch((error: unknown) => {
      if (this.#wire === wanted) this.#wire = before;
      throw error;
    });
  }

  #tellWorkerLater(): void {
    this.#tellWorker().catch((error: unknown) => {
      // Nobody waits for this one: it followed from what another peer did.
      if (!this.#closed) logger.warn('%s could not be updated: %o', this.id, error);
    });
  }

  #wantedWire(): Wire | undefined {
    const transport = this.#transport;
    const source = this.associatedRtpReceiver;
    if (this.#closed || !transport || transport.closed || !source.isLive) return undefined;

    const { carries } = this.peer.room.terms;
    const sent = source.rtpParameters!;
    const rtp = senderWire(this.kind, sent, this.#parameters, this.#negotiated, carries);
    return rtp && { transportId: transport.id, rtp, paused: this.#disabled };
  }

  #isActive(): boolean {
    const hasEncoding = (this.#parameters.encodings ?? []).length > 0;
    return hasEncoding && this.#transport?.closed === false && !this.#disabled;
  }

  #refreshActive(emit = true): void {
    const active = !this.#closed && this.#isActive();
    if (active === this.#active) return;
    this.#active = active;
    if (emit) this.emit('activechange', active);
  }

  #assertOpen(): void {
    if (this.#closed) throw new InvalidStateError('RtpSender closed');
  }
}
