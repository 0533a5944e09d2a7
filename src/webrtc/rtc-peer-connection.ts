// RTCPeerConnection: the W3C face of one peer and its transport. W3C WebRTC 1.0, section 4.4.
import type { Peer } from '../engine/peer.js';
import type { ConnectionHooks } from './rtp/connection-hooks.js';
import { ConnectionPath } from './exchange/connection-path.js';
import { ConnectionStatus, type StatusEvent } from './connection/connection-status.js';
import { DataChannels } from './transports/data-channels.js';
import { openDefaultPeer } from './room/default-room.js';
import { takeCapabilities } from './connection/endpoint-capabilities.js';
import { invalidState } from './idl/errors.js';
import { RTCPeerConnectionIceEvent } from './transports/rtc-peer-connection-ice-event.js';
import { CloseEvent } from './idl/events.js';
import { Exchange, type ExchangeHost } from './exchange/exchange.js';
import type { MediaStreamTrack } from './media/media-stream-track.js';
import { NegotiationNeeded } from './connection/negotiation-needed.js';
import { OperationsChain } from './connection/operations-chain.js';
import {
  checkOfferOptions,
  checkOptions,
  type RTCOfferOptions,
  type RTCPeerConnectionOptions,
} from './connection/options.js';
import { followReceiver, ReceiveSlots } from './room/receive-slots.js';
import { RemoteCandidates } from './exchange/remote-candidates.js';
import { RoomFeed } from './room/room-feed.js';
import {
  RTCSessionDescription,
  type RTCSessionDescriptionInit,
} from './exchange/rtc-session-description.js';
import { RtpConnection } from './connection/rtp-connection.js';
import type { SignalingState } from './jsep/signaling-state.js';
import type { RTCStatsReport } from './stats/rtc-stats-report.js';
import { checkSelector, statsOf, type StatsOwner } from './connection/stats-of.js';
import {
  checkChangedConfiguration,
  copyConfiguration,
  type CheckedConfiguration,
  type RTCConfiguration,
} from './transports/configuration.js';
import type { RTCDataChannelInit } from './transports/data-channel-init.js';
import { generateCertificate, type RTCCertificate } from './transports/rtc-certificate.js';
import type { RTCDataChannel } from './transports/rtc-data-channel.js';
import type { RTCIceCandidateInit } from './transports/rtc-ice-candidate.js';
import type { RTCIceGathererState } from './transports/rtc-ice-transport.js';
import type { RTCSctpTransport } from './transports/rtc-sctp-transport.js';
import { dictionaryOf } from './idl/conversions.js';

/**
 * A server-side RTCPeerConnection. W3C WebRTC 1.0; JSEP is RFC 9429.
 *
 * With a `peer`, media appears by itself: each track of another participant gets a transceiver,
 * and what the endpoint sends becomes an RtpReceiver of the peer, which the room passes on.
 * Without one, nothing is routed: tracks go where `addTrack()`, `addTransceiver()` and
 * `replaceTrack()` send them. Either side may offer. Methods queue up; none of those that return
 * a promise throws.
 *
 * @example
 * const pc = new RTCPeerConnection({ peer: room.Peer('alice') });
 * await pc.setLocalDescription();
 * await pc.setRemoteDescription(await ask({ offer: pc.localDescription }));
 */
export class RTCPeerConnection extends RtpConnection {
  readonly #options: RTCPeerConnectionOptions;
  readonly #peer: Peer;
  readonly #path: ConnectionPath;
  readonly #exchange: Exchange;
  readonly #needed: NegotiationNeeded;
  readonly #chain: OperationsChain;
  readonly #candidates = new RemoteCandidates();
  readonly #data = new DataChannels();
  readonly #slots: ReceiveSlots;
  readonly #status = new ConnectionStatus(type => this.#fireStatus(type));
  readonly #feed: RoomFeed;
  #configuration: CheckedConfiguration;
  #isClosed = false;

  /**
   * @throws {TypeError} if `peer` is none, or the configuration is malformed
   * @throws {DOMException} InvalidStateError for a closed peer; what W3C says of configurations
   */
  constructor(options: RTCPeerConnectionOptions & RTCConfiguration = {}) {
    super();
    const checked = checkOptions(options);
    this.#options = checked.options;
    this.#configuration = checked.configuration;
    this.#peer = checked.options.peer ?? openDefaultPeer();
    this.#slots = new ReceiveSlots(this.transceivers, this.#isInRoom);
    this.#path = this.#openPath();
    this.#exchange = new Exchange(this.#exchangeHost(), Boolean(checked.options.usePlanB));
    this.#needed = new NegotiationNeeded({
      isStable: () => this.signalingState === 'stable',
      isBusy: () => !this.#chain.isEmpty,
      isNeeded: () => this.#exchange.isNeeded,
      announce: () => this.fire('negotiationneeded', new Event('negotiationneeded')),
    });
    this.#chain = new OperationsChain(() => this.#needed.handleIdle());
    this.#feed = new RoomFeed(this.#peer, this.transceivers, () => this.#needed.update());
    this.#peer.on('close', error => this.close(error));
  }

  /** W3C WebRTC 1.0, section 4.9. */
  static generateCertificate(keygenAlgorithm: unknown): Promise<RTCCertificate> {
    return generateCertificate(keygenAlgorithm as Parameters<typeof generateCertificate>[0]);
  }

  get closed(): boolean {
    return this.#isClosed;
  }

  /** The participant; one of a hidden room if none was given. */
  get peer(): Peer {
    return this.#peer;
  }

  get signalingState(): SignalingState {
    return this.#isClosed ? 'closed' : this.#exchange.state;
  }

  get iceGatheringState(): RTCIceGathererState {
    return this.#status.gathering;
  }

  get iceConnectionState(): ConnectionStatus['ice'] {
    return this.#status.ice;
  }

  get connectionState(): ConnectionStatus['connection'] {
    return this.#status.connection;
  }

  /** Whether the endpoint takes candidates after its description; null before it has one. */
  get canTrickleIceCandidates(): boolean | null {
    return this.#exchange.canTrickle;
  }

  /** The association of the data channels; null until negotiated. */
  get sctp(): RTCSctpTransport | null {
    return this.#data.sctp;
  }

  get localDescription(): RTCSessionDescription | null {
    return this.pendingLocalDescription ?? this.currentLocalDescription;
  }

  get remoteDescription(): RTCSessionDescription | null {
    return this.pendingRemoteDescription ?? this.currentRemoteDescription;
  }

  get currentLocalDescription(): RTCSessionDescription | null {
    return this.#exchange.negotiation.current.local;
  }

  get pendingLocalDescription(): RTCSessionDescription | null {
    return this.#exchange.negotiation.pending.local;
  }

  /** With the candidates that came later. */
  get currentRemoteDescription(): RTCSessionDescription | null {
    return this.#candidates.addedTo(this.#exchange.negotiation.current.remote);
  }

  get pendingRemoteDescription(): RTCSessionDescription | null {
    return this.#candidates.addedTo(this.#exchange.negotiation.pending.remote);
  }

  /** A copy of the configuration, with its defaults. W3C WebRTC 1.0, section 4.4.2. */
  getConfiguration(): RTCConfiguration {
    return copyConfiguration(this.#configuration);
  }

  /** @throws {DOMException} InvalidStateError, InvalidModificationError; as the constructor */
  setConfiguration(configuration: RTCConfiguration = {}): void {
    this.#assertOpen();
    const isUsed = this.localDescription !== null;
    this.#configuration = checkChangedConfiguration(this.#configuration, configuration, isUsed);
  }

  /**
   * Says what the endpoint is able to do, by any description that it made. Optional, and once
   * only: without it offers name what the room can do, and the answers say the rest.
   */
  async setCapabilities(sdp: string): Promise<void> {
    if (typeof sdp !== 'string') throw new TypeError('the capabilities have to be an SDP string');
    return this.#chain.run(async () => {
      await takeCapabilities(this.peer, sdp);
      await this.#path.open();
    });
  }

  /**
   * An offer of all that is to be sent and may be received now. Rejects with InvalidStateError
   * while an offer of the endpoint is out. W3C WebRTC 1.0, section 4.4.1.3.
   */
  async createOffer(options?: RTCOfferOptions): Promise<RTCSessionDescription> {
    const checked = checkOfferOptions(options);
    return this.#chain.run(async () => {
      this.#exchange.assertOfferable();
      this.#raiseSlots(checked);
      return this.#exchange.createOffer(checked.iceRestart);
    });
  }

  /** An answer to the endpoint's offer; InvalidStateError without one. Section 4.4.1.4. */
  async createAnswer(): Promise<RTCSessionDescription> {
    return this.#chain.run(() => this.#exchange.createAnswer());
  }

  /**
   * Sets what was created last. Without `type` it is what the signaling state wants; without
   * `sdp` it is created if need be. `{ type: 'rollback' }` takes an offer back.
   *
   * Rejects with InvalidStateError, InvalidModificationError if the text is another one than that
   * created, OperationError if the engine refuses: then nothing has changed. Section 4.4.1.5.
   */
  async setLocalDescription(description?: Partial<RTCSessionDescriptionInit>): Promise<void> {
    const given = dictionaryOf('description', description) as typeof description;
    const { type, sdp = '' } = given ?? {};
    const { sdp: text } = new RTCSessionDescription({ type: type ?? 'offer', sdp });
    return this.#chain.run(async () => {
      const isOffer = (type ?? 'offer') === 'offer' && this.signalingState === 'stable';
      if (isOffer && text === '') this.#raiseSlots({});
      await this.#exchange.setLocal(type, text);
    });
  }

  /**
   * Takes an offer or an answer of the endpoint, or takes its offer back. An offer that meets one
   * of ours makes that one give way, beyond which a description that is refused changes nothing.
   *
   * Rejects with RTCError (sdp-syntax-error), InvalidAccessError if it does not fit what was
   * offered or negotiated, InvalidStateError, OperationError. Section 4.4.1.5.
   */
  async setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
    const checked = new RTCSessionDescription(description);
    return this.#chain.run(() => this.#exchange.setRemote(checked));
  }

  /**
   * Takes a candidate of the endpoint, which an ICE-lite agent like ours has no need of: checks
   * come from wherever they come. Rejects with TypeError, InvalidStateError without a remote
   * description, OperationError for one that does not fit it. Section 4.4.1.7.
   */
  async addIceCandidate(candidate?: RTCIceCandidateInit | null): Promise<void> {
    const checked = this.#candidates.check(candidate);
    return this.#chain.run(() => {
      const { current, pending } = this.#exchange.negotiation;
      const added = this.#candidates.add(checked, [pending.remote, current.remote]);
      for (const one of added) this.#path.ice?.addRemoteCandidate(one);
    });
  }

  /**
   * Takes an offer back that was not answered, or not well. What was agreed before stays. While
   * another operation is under way it waits for its end.
   */
  reset(): void {
    if (this.#isClosed) return;
    if (this.#chain.isEmpty) return this.#exchange.rollBack();
    this.#chain.run(() => this.#exchange.rollBack()).catch(() => {});
  }

  /** Asks for new ICE credentials in the next offer; without effect before the first. Section 4.4.1.8. */
  restartIce(): Promise<void> {
    const done = this.#isClosed ? Promise.reject(invalidState('closed')) : Promise.resolve();
    this.#exchange.restartIce();
    this.#needed.update();
    done.catch(() => {}); // Who knows it from W3C looks at no promise.
    return done;
  }

  /**
   * Offers a data channel. It is only negotiated, so that it stays `connecting`. Section 6.1.
   *
   * @throws {TypeError} for a malformed init
   * @throws {DOMException} InvalidStateError once closed, OperationError for an id in use
   */
  createDataChannel(label: string, init?: RTCDataChannelInit): RTCDataChannel {
    if (arguments.length === 0) throw new TypeError('a data channel needs a label');
    this.#assertOpen();
    const channel = this.#data.create(label, init);
    this.#needed.update();
    return channel;
  }

  /**
   * Statistics of all that is sent and received, or of one track of it. Section 8.2.
   *
   * Rejects with InvalidAccessError if not exactly one sender or receiver has the track.
   */
  async getStats(selector?: MediaStreamTrack | null): Promise<RTCStatsReport> {
    return statsOf(this.#statsOwner(), checkSelector(selector));
  }

  /** Closes the connection and the peer with all it has. Idempotent. Section 4.4.1.10. */
  close(error?: Error): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#chain.close();
    this.#exchange.close();
    for (const transceiver of this.transceivers) transceiver.finishStop(true);
    this.#data.close();
    this.#path.close();
    this.#status.close();
    this.peer.close(error);
    this.fire('close', new CloseEvent(error), ...(error ? [error] : []));
  }

  protected override hooks(): ConnectionHooks {
    const connection = (): RTCPeerConnection => this;
    return {
      get peer() {
        return connection().#peer;
      },
      get isClosed() {
        return connection().#isClosed;
      },
      get capabilities() {
        const { peer } = connection();
        return peer.capabilities ?? peer.room.codecs.capabilities;
      },
      updateNegotiationNeeded: () => this.#needed.update(),
      chain: operation => this.#chain.run(operation),
      statsOf: part => statsOf(this.#statsOwner(), part),
    };
  }

  #openPath(): ConnectionPath {
    const [certificate] = this.#configuration.certificates;
    return new ConnectionPath(
      { ...this.#options, peer: this.peer, certificate, outlivesTransport: !this.#isInRoom },
      {
        watch: () => this.#status.refresh(this.#path),
        handleCandidate: candidate => {
          const event = new RTCPeerConnectionIceEvent('icecandidate', { candidate });
          this.fire('icecandidate', event, event);
        },
        handleClosed: error => this.#handlePathClosed(error),
      }
    );
  }

  #exchangeHost(): ExchangeHost {
    const connection = (): RTCPeerConnection => this;
    const hooks = this.hooks();
    const { peer, transceivers } = this;
    return {
      peer,
      transceivers,
      path: this.#path,
      keepsTransport: this.#isInRoom,
      get isClosed() {
        return hooks.isClosed;
      },
      get capabilities() {
        return hooks.capabilities;
      },
      get wantsDataChannels() {
        return !connection().#data.isEmpty;
      },
      handleDescription: () => this.#feed.handleDescription(),
      handleStateChange: () => this.fire('signalingstatechange', new Event('signalingstatechange')),
      handleStable: () => this.#needed.handleStable(),
      handleTrack: event => void (this.#isClosed || this.fire('track', event, event)),
      handleReceiver: transceiver => {
        if (!this.#isClosed) followReceiver(transceiver, () => this.#needed.update());
      },
      handleDataChannels: (maxMessageSize, isServer) =>
        this.#data.handleAgreement(maxMessageSize, isServer, this.#path.dtls),
    };
  }

  get #isInRoom(): boolean {
    return this.#options.peer?.room.routesToEveryone ?? false;
  }

  // In a room the endpoint may send one track of each kind from the start.
  #raiseSlots(counts: { audio?: number | undefined; video?: number | undefined }): void {
    this.#slots.raise(counts, this.#isInRoom && this.#exchange.offersSlots ? 1 : 0);
  }

  #statsOwner(): StatsOwner {
    return { path: this.#path, transceivers: this.transceivers, dataChannels: this.#data.counts };
  }

  #fireStatus(type: StatusEvent): void {
    if (!this.#isClosed) this.fire(type, new Event(type));
  }

  // The endpoint has ended DTLS, or the worker the transport: nothing can follow.
  #handlePathClosed(error: Error | undefined): void {
    if (this.#isClosed) return;
    this.#status.close();
    this.#fireStatus('connectionstatechange');
    this.close(error);
  }

  #assertOpen(): void {
    if (this.#isClosed) throw invalidState('the RTCPeerConnection is closed');
  }
}
