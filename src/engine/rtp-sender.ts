// Media that we send to a peer: one receiver of another peer, as this one is able to take it.
import { isDeepStrictEqual } from 'node:util';

import { closedError } from '../base/errors.js';
import { randomLetters } from '../base/identifiers.js';
import { createLogger } from '../base/logger.js';
import { checkOptionNames } from '../base/names.js';
import { TypedEmitter } from '../base/typed-emitter.js';
import type { MediaKind, RtpParameters } from '../parameters/rtp.js';
import type { Dump, Layers, Notification } from '../worker/messages.js';
import type { Owners } from './owners.js';
import type { PeerContext } from './peer-context.js';
import type { RtpReceiver } from './rtp-receiver.js';
import { trackNameFor, type TrackName } from './msid.js';
import { SenderAtWorker, type SenderWire } from './sender-at-worker.js';
import { checkLayers, type SenderLayers } from './sender-layers.js';
import type { RtpSenderEvents } from './sender-events.js';
import { senderStream } from './stream-dump.js';
import { assertUsable, type Transport } from './transport.js';
import { senderWire, type NegotiatedSending } from './wire.js';

const logger = createLogger('RtpSender');

/** What an RtpSender asks of the Peer that made it. */
export interface SenderOwner {
  /** The sender has closed; no listener has heard of it yet. */
  onClosed(sender: RtpSender): void;
}

/** The SSRCs that a sender writes. */
export interface SenderSources {
  ssrc: number;
  rtxSsrc: number;
}

/**
 * The media of one receiver on its way to one other peer.
 *
 * The engine makes a sender (`newrtpsender` of the peer) when both sides are known, and closes it with
 * the receiver or the peer. Media flows once the sender has a transport. The SSRCs of a sender are its
 * own and never change; in a room without `mediaCodecs` they are those of the receiver, and so are all
 * other parameters.
 */
export class RtpSender extends TypedEmitter<RtpSenderEvents> {
  readonly #muxId = randomLetters(8);
  readonly #ssrc: number;
  readonly #rtxSsrc: number;
  #closed = false;
  #closedBy: Error | undefined;
  #active = false;
  #disabled = false;
  #layers: Layers = {};
  #transport: Transport | undefined;
  #parameters: RtpParameters;
  #negotiated: NegotiatedSending | undefined;
  readonly #atWorker: SenderAtWorker;

  /** @internal The engine creates senders. */
  constructor(
    private readonly context: PeerContext,
    /** The peer that gets the media. */
    readonly peer: Owners['Peer'],
    /** Names the sender among all objects of this process. */
    readonly id: string,
    /** The receiver whose media this is. */
    readonly associatedRtpReceiver: RtpReceiver,
    { ssrc, rtxSsrc }: SenderSources,
    private readonly owner: SenderOwner
  ) {
    super();
    this.#ssrc = ssrc;
    this.#rtxSsrc = rtxSsrc;
    this.#parameters = this.#derivedParameters();
    this.#atWorker = new SenderAtWorker(context.channel, this.#ids, associatedRtpReceiver.id);
    associatedRtpReceiver.senders.add(this);
    context.channel.listen(id, notification => this.#handleNotification(notification));
  }

  /** Whether the sender has closed; after that its methods throw or reject with InvalidStateError. */
  get closed(): boolean {
    return this.#closed;
  }

  /** What the track carries. */
  get kind(): MediaKind {
    return this.associatedRtpReceiver.kind!;
  }

  /** The peer whose media is forwarded. */
  get associatedPeer(): Owners['Peer'] {
    return this.associatedRtpReceiver.peer;
  }

  /** The transport that `setTransport()` was given last; that one may be closed. Undefined before. */
  get transport(): Transport | undefined {
    return this.#transport;
  }

  /**
   * What a description to this peer calls the stream and the track: names of the server's own, so
   * that a page can be told whose is which stream. Tracks that the publisher has in one stream are
   * in one stream here. What the publisher calls them is in `rtpParameters.userParameters.msid`.
   */
  get msid(): TrackName {
    const { peer, rtpParameters } = this.associatedRtpReceiver;
    return trackNameFor(peer.id, rtpParameters?.userParameters?.['msid'], this.id);
  }

  /** How the track travels to the peer: in the room's payload types. */
  get rtpParameters(): RtpParameters {
    return this.#parameters;
  }

  /** Whether media is forwarded: the peer can take it, the sender has an open transport, and is not disabled. */
  get active(): boolean {
    return this.#active;
  }

  /** As `active`, by the name of version 0.5. */
  get available(): boolean {
    return this.#active;
  }

  /** Whether `disable()` stopped the sender. */
  get disabled(): boolean {
    return this.#disabled;
  }

  /** @internal The SSRCs that the sender writes. */
  get sources(): SenderSources {
    return { ssrc: this.#ssrc, rtxSsrc: this.#rtxSsrc };
  }

  /** What `setLayers()` was given last: `{}` where nothing is limited. */
  get layers(): SenderLayers {
    return { ...this.#layers };
  }

  /**
   * Gives the sender a transport of its peer, or another one.
   *
   * @throws {TypeError} for a transport that is none
   * @throws {EngineError} `INVALID_PARAMETERS` for a transport of another peer
   * @throws {InvalidStateError} once the sender or the transport has closed
   */
  async setTransport(transport: Transport): Promise<this> {
    this.#assertOpen();
    assertUsable(transport, this.context.transports);

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
   * Stops forwarding.
   *
   * @param options `emit` (default true): whether `activechange` fires; with false the application
   *   mutes a track, and no SDP is negotiated for it
   * @throws {TypeError} for another option
   * @throws {InvalidStateError} once the sender has closed
   */
  disable(options: { emit?: boolean } = {}): Promise<this> {
    return this.#setDisabled(true, options);
  }

  /**
   * Forwards again, and asks the publisher for a key frame.
   *
   * @param options as in `disable()`
   * @throws {TypeError} for another option
   * @throws {InvalidStateError} once the sender has closed
   */
  enable(options: { emit?: boolean } = {}): Promise<this> {
    return this.#setDisabled(false, options);
  }

  /**
   * Limits what is forwarded; `{}` lifts all limits. The worker goes over to another encoding at the
   * next key frame of that encoding, for which it asks the publisher, and falls to a lower one while
   * the wanted one is not sent. `layerschange` tells what passes.
   *
   * @throws {TypeError} for what is no number or out of range, and for another option
   * @throws {InvalidStateError} once the sender has closed
   */
  async setLayers(layers: SenderLayers): Promise<this> {
    this.#assertOpen();
    const before = this.#layers;
    const wanted = checkLayers(layers);
    this.#layers = wanted;
    try {
      await this.#tellWorker();
    } catch (error) {
      if (this.#layers === wanted) this.#layers = before;
      throw error;
    }
    this.#assertOpen();
    return this;
  }

  /**
   * @internal Takes what both descriptions agree on: the MID to write, codecs, and header extensions.
   * Before `setTransport()` the worker hears nothing of it.
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

  /**
   * Resolves to the state of the sender and what the worker counts of it: for debugging. `verdicts` tells why the viewer did
   * not get a packet; native/README.md has the table.
   *
   * @throws {InvalidStateError} once the sender has closed
   */
  async dump(): Promise<Dump> {
    this.#assertOpen();
    const counted: Dump = this.#atWorker.exists
      ? await this.context.channel.request('sender.dump', this.#ids)
      : {};
    const rtpStream = senderStream(counted, this.#parameters, this.kind);
    return {
      ...counted,
      rtpSenderId: this.id,
      kind: this.kind,
      rtpParameters: this.#parameters as unknown as Dump,
      hasTransport: this.#transport !== undefined && !this.#transport.closed,
      active: this.#active,
      disabled: this.#disabled,
      layerLimits: { ...this.#layers },
      supportedPayloadTypes: this.#parameters.codecs.map(codec => codec.payloadType),
      ...(rtpStream && { rtpStream }),
    };
  }

  /** @internal Ends a sender that `Peer.forward()` made; others close with their receiver or peer. */
  close(): void {
    this.#atWorker.close();
    this.handleClosed();
  }

  /** @internal Closes the sender without telling the worker, which has dropped it already. */
  handleClosed(error?: Error): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#closedBy = error;
    this.#atWorker.forget();
    this.#active = false;
    this.context.channel.unlisten(this.id);
    this.associatedRtpReceiver.senders.delete(this);
    this.owner.onClosed(this);
    logger.debug('%s closed', this.id);
    this.emit('close', error);
  }

  /** @internal The receiver has other parameters, or the peer other capabilities. */
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

  /** @internal The worker has dropped the receiver, and with it this sender. */
  handleSourceGone(): void {
    this.#atWorker.forget();
  }

  /** @internal One of the peer's transports has closed. */
  handleTransportClosed(transport: Transport): void {
    if (this.#transport !== transport) return;
    this.#atWorker.forget();
    this.#refreshActive();
  }

  async #setDisabled(disabled: boolean, options: { emit?: boolean }): Promise<this> {
    this.#assertOpen();
    checkOptionNames(Object(options) as object, ['emit'], disabled ? 'disable()' : 'enable()');
    const { emit = true } = options;
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

  #handleNotification(notification: Notification): void {
    if (notification.event !== 'sender.layers') return;
    const { spatialLayer, temporalLayer } = notification.data;
    this.emit('layerschange', {
      ...(spatialLayer !== undefined && { spatialLayer }),
      ...(temporalLayer !== undefined && { temporalLayer }),
    });
  }

  #derivedParameters(): RtpParameters {
    const { terms, capabilities } = this.context;
    return terms.senderParameters({
      source: this.associatedRtpReceiver.rtpParameters!,
      kind: this.kind,
      capabilities: capabilities() ?? terms.codecs.capabilities,
      muxId: this.#negotiated?.muxId ?? this.#muxId,
      cname: this.associatedRtpReceiver.cname,
      ssrc: this.#ssrc,
      rtxSsrc: this.#rtxSsrc,
    });
  }

  #tellWorker(): Promise<void> {
    return this.#atWorker.tell(this.#wantedWire());
  }

  #tellWorkerLater(): void {
    this.#tellWorker().catch((error: unknown) => {
      // Nobody waits for this request: it followed from what another peer did.
      if (!this.#closed) logger.warn('%s could not be updated: %o', this.id, error);
    });
  }

  #wantedWire(): SenderWire | undefined {
    const transport = this.#transport;
    const source = this.associatedRtpReceiver;
    if (this.#closed || !transport || transport.closed || !source.isLive) return undefined;

    const { carries } = this.context.terms;
    const sent = source.rtpParameters!;
    const rtp = senderWire(this.kind, sent, this.#parameters, this.#negotiated, carries);
    return rtp && { transportId: transport.id, rtp, layers: this.#layers, paused: this.#disabled };
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

  get #ids(): { routerId: string; senderId: string } {
    return { routerId: this.context.routerId, senderId: this.id };
  }

  #assertOpen(): void {
    if (this.#closed) throw closedError('RtpSender', this.#closedBy);
  }
}
