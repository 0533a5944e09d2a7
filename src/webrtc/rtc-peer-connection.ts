// RTCPeerConnection: the W3C face of a connection. W3C WebRTC 1.0, section 4.4.
import type { Peer } from '../engine/peer.js';
import { ConnectionFace } from './connection/connection-face.js';
import type {
  RTCIceConnectionState,
  RTCPeerConnectionState,
} from './connection/connection-status.js';
import { Connection, type ConnectionDump } from './connection/connection.js';
import {
  checkOfferOptions,
  checkOptions,
  type RTCOfferOptions,
  type RTCPeerConnectionOptions,
} from './connection/options.js';
import { checkSelector } from './connection/stats-of.js';
import {
  RTCSessionDescription,
  type RTCSessionDescriptionInit,
} from './exchange/rtc-session-description.js';
import { dictionaryOf } from './idl/conversions.js';
import { invalidState } from './idl/errors.js';
import type { SignalingState } from './jsep/signaling-state.js';
import type { MediaStream } from './media/media-stream.js';
import type { MediaStreamTrack } from './media/media-stream-track.js';
import type { RTCRtpReceiver } from './rtp/rtc-rtp-receiver.js';
import type { RTCRtpSender } from './rtp/rtc-rtp-sender.js';
import type { RTCRtpTransceiver } from './rtp/rtc-rtp-transceiver.js';
import type { RTCRtpTransceiverInit } from './rtp/transceiver-init.js';
import type { RTCStatsReport } from './stats/rtc-stats-report.js';
import {
  checkChangedConfiguration,
  copyConfiguration,
  type RTCConfiguration,
} from './transports/configuration.js';
import type { RTCDataChannelInit } from './transports/data-channel-init.js';
import { generateCertificate, type RTCCertificate } from './transports/rtc-certificate.js';
import type { RTCDataChannel } from './transports/rtc-data-channel.js';
import type { RTCIceCandidateInit } from './transports/rtc-ice-candidate.js';
import type { RTCIceGathererState } from './transports/rtc-ice-transport.js';
import type { RTCSctpTransport } from './transports/rtc-sctp-transport.js';

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
export class RTCPeerConnection extends ConnectionFace {
  readonly #connection: Connection;

  /**
   * Opens no transport yet: that happens with the first description.
   *
   * @throws {TypeError} if `peer` is none, or the configuration is malformed
   * @throws {DOMException} InvalidStateError for a closed peer; what W3C says of configurations
   */
  constructor(options: RTCPeerConnectionOptions & RTCConfiguration = {}) {
    super();
    const checked = checkOptions(options);
    this.#connection = new Connection(checked, (type, event, ...args) =>
      this.fire(type, event, ...args)
    );
  }

  /**
   * Makes a certificate for the `certificates` of a configuration. W3C WebRTC 1.0, section 4.9.
   *
   * @param keygenAlgorithm ECDSA with P-256, or RSASSA-PKCS1-v1_5 with SHA-256 and 2048 bits or
   *   more; `expires` is in milliseconds from now, 30 days by default. Rejects with TypeError, or
   *   NotSupportedError for other keys
   */
  static generateCertificate(keygenAlgorithm: unknown): Promise<RTCCertificate> {
    return generateCertificate(keygenAlgorithm as Parameters<typeof generateCertificate>[0]);
  }

  /** Not of W3C: true once the connection has ended. */
  get closed(): boolean {
    return this.#connection.isClosed;
  }

  /** The participant; one of a hidden room if none was given. */
  get peer(): Peer {
    return this.#connection.peer;
  }

  /** Where the exchange of offer and answer stands. Section 4.3.1. */
  get signalingState(): SignalingState {
    return this.#connection.exchange.state;
  }

  /** Whether our candidates have been told. Section 4.3.2. */
  get iceGatheringState(): RTCIceGathererState {
    return this.#connection.status.gathering;
  }

  /** Whether packets find their way. Section 4.3.4. */
  get iceConnectionState(): RTCIceConnectionState {
    return this.#connection.status.ice;
  }

  /** ICE and DTLS together: `connected` only once DTLS is. Section 4.3.3. */
  get connectionState(): RTCPeerConnectionState {
    return this.#connection.status.connection;
  }

  /** Whether the endpoint takes candidates after its description; null before it has one. */
  get canTrickleIceCandidates(): boolean | null {
    return this.#connection.exchange.canTrickle;
  }

  /** The transport of the data channels; null until they are negotiated. */
  get sctp(): RTCSctpTransport | null {
    return this.#connection.data.sctp;
  }

  /** The description of ours that was set last: the pending one, or else the current one. */
  get localDescription(): RTCSessionDescription | null {
    return this.pendingLocalDescription ?? this.currentLocalDescription;
  }

  /** The description of the endpoint that was set last, with the candidates that came later. */
  get remoteDescription(): RTCSessionDescription | null {
    return this.pendingRemoteDescription ?? this.currentRemoteDescription;
  }

  /** The description of ours that was agreed on; null before that. */
  get currentLocalDescription(): RTCSessionDescription | null {
    return this.#connection.exchange.negotiation.current.local;
  }

  /** The description of ours that is not agreed on yet; null without one. */
  get pendingLocalDescription(): RTCSessionDescription | null {
    return this.#connection.exchange.negotiation.pending.local;
  }

  /**
   * The description of the endpoint that was agreed on, with the candidates that came later; null
   * before that.
   */
  get currentRemoteDescription(): RTCSessionDescription | null {
    return this.#connection.currentRemote;
  }

  /** The description of the endpoint that is not agreed on yet; null without one. */
  get pendingRemoteDescription(): RTCSessionDescription | null {
    return this.#connection.pendingRemote;
  }

  /** A copy of the configuration, with its defaults. W3C WebRTC 1.0, section 4.4.2. */
  getConfiguration(): RTCConfiguration {
    return copyConfiguration(this.#connection.configuration);
  }

  /** @throws {DOMException} InvalidStateError, InvalidModificationError; as the constructor */
  setConfiguration(configuration: RTCConfiguration = {}): void {
    const connection = this.#connection;
    connection.assertOpen();
    const isUsed = this.localDescription !== null;
    const { configuration: current } = connection;
    connection.configuration = checkChangedConfiguration(current, configuration, isUsed);
  }

  /**
   * Not of W3C: tells what the endpoint is able to do, by any description that the endpoint made.
   * Optional, and possible once: without a call, offers name all that the room can do. Rejects with
   * RTCError for a text that cannot be read, InvalidAccessError, InvalidStateError the second time.
   */
  async setCapabilities(sdp: string): Promise<void> {
    if (typeof sdp !== 'string') throw new TypeError('the capabilities have to be an SDP string');
    return this.#connection.setCapabilities(sdp);
  }

  /**
   * Makes an offer of all that is to be sent and may be received now. Rejects with InvalidStateError
   * while an offer of the endpoint is out. W3C WebRTC 1.0, section 4.4.1.3.
   */
  async createOffer(options?: RTCOfferOptions): Promise<RTCSessionDescription> {
    const { iceRestart, ...counts } = checkOfferOptions(options);
    return this.#connection.createOffer(counts, iceRestart);
  }

  /**
   * Makes an answer to the endpoint's offer. Rejects with InvalidStateError without one. Section
   * 4.4.1.4.
   */
  async createAnswer(): Promise<RTCSessionDescription> {
    return this.#connection.createAnswer();
  }

  /**
   * Sets the description that was created last. Without `type` the signaling state decides whether
   * that is an offer or an answer; without `sdp` the description is created if need be.
   * `{ type: 'rollback' }` takes an offer back. May fire `signalingstatechange`, `icecandidate` and
   * `negotiationneeded`.
   *
   * Rejects with InvalidStateError, InvalidModificationError if the text is another one than that
   * created, OperationError if the engine refuses: then nothing has changed. Section 4.4.1.5.
   */
  async setLocalDescription(description?: Partial<RTCSessionDescriptionInit>): Promise<void> {
    const given = dictionaryOf('description', description) as typeof description;
    const { type, sdp = '' } = given ?? {};
    const { sdp: text } = new RTCSessionDescription({ type: type ?? 'offer', sdp });
    return this.#connection.setLocal(type, text);
  }

  /**
   * Takes an offer or an answer of the endpoint, or takes its offer back. An offer of the endpoint
   * that meets one of ours makes ours give way; beyond that, a description that is refused changes
   * nothing. May fire `signalingstatechange`, `track` and `negotiationneeded`.
   *
   * Rejects with RTCError (sdp-syntax-error), InvalidAccessError if it does not fit what was
   * offered or negotiated, InvalidStateError, OperationError. Section 4.4.1.5.
   */
  async setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
    const checked = new RTCSessionDescription(description);
    return this.#connection.setRemote(checked);
  }

  /**
   * Takes a candidate of the endpoint, which an ICE-lite agent like ours has no need of: checks
   * come from wherever they come. Rejects with TypeError, InvalidStateError without a remote
   * description, OperationError for one that does not fit it. Section 4.4.1.7.
   */
  async addIceCandidate(candidate?: RTCIceCandidateInit | null): Promise<void> {
    return this.#connection.addIceCandidate(candidate);
  }

  /**
   * Not of W3C: takes back an offer that was not answered, or not well. What was agreed before
   * stays. Waits for operations that are under way.
   */
  reset(): void {
    this.#connection.reset();
  }

  /**
   * Asks for new ICE credentials in the next offer; without effect before the first. Section
   * 4.4.1.8.
   */
  restartIce(): Promise<void> {
    const done = this.closed ? Promise.reject(invalidState('closed')) : Promise.resolve();
    this.#connection.restartIce();
    done.catch(() => {}); // Who knows it from W3C looks at no promise.
    return done;
  }

  /** All transceivers that are not stopped, in the order of their making. */
  getTransceivers(): RTCRtpTransceiver[] {
    const { transceivers } = this.#connection;
    return transceivers.list.map(transceiver => transceivers.faceOf(transceiver));
  }

  /** The senders of those transceivers. */
  getSenders(): RTCRtpSender[] {
    return this.getTransceivers().map(({ sender }) => sender);
  }

  /** The receivers of those transceivers. */
  getReceivers(): RTCRtpReceiver[] {
    return this.getTransceivers().map(({ receiver }) => receiver);
  }

  /**
   * Sends a track of another connection, by a sender that never sent before, or a new one. May fire
   * `negotiationneeded`. Section 5.1.
   *
   * @param streams the streams that the endpoint is to put the track into
   * @throws {TypeError} for what is no track, or no stream
   * @throws {DOMException} InvalidStateError once closed, InvalidAccessError if it is sent already
   */
  addTrack(track: MediaStreamTrack, ...streams: MediaStream[]): RTCRtpSender {
    return this.#connection.transceivers.addTrack(track, streams);
  }

  /**
   * Makes a transceiver of a kind, or for a track. May fire `negotiationneeded`. Section 5.1.
   *
   * @param trackOrKind a track to send, or `audio` or `video`
   * @throws {TypeError} for an unknown kind or malformed encodings
   * @throws {RangeError} for encodings out of range
   * @throws {DOMException} InvalidStateError once closed
   */
  addTransceiver(
    trackOrKind: MediaStreamTrack | string,
    init?: RTCRtpTransceiverInit
  ): RTCRtpTransceiver {
    return this.#connection.transceivers.addTransceiver(trackOrKind, init);
  }

  /**
   * Sends the sender's track no more; the sender stays. May fire `negotiationneeded`. Section 5.1.
   *
   * @throws {TypeError} for what is no sender
   * @throws {DOMException} InvalidStateError once closed, InvalidAccessError for a foreign sender
   */
  removeTrack(sender: RTCRtpSender): void {
    this.#connection.transceivers.removeTrack(sender);
  }

  /**
   * Offers a data channel. It is only negotiated, so that it stays `connecting`. Section 6.1.
   *
   * @throws {TypeError} for a malformed init
   * @throws {DOMException} InvalidStateError once closed, OperationError for an id in use
   */
  createDataChannel(label: string, init?: RTCDataChannelInit): RTCDataChannel {
    if (arguments.length === 0) throw new TypeError('a data channel needs a label');
    return this.#connection.createDataChannel(label, init);
  }

  /**
   * Statistics of all that is sent and received, or of one track of it. Section 8.2.
   *
   * Rejects with InvalidAccessError if not exactly one sender or receiver has the track.
   */
  async getStats(selector?: MediaStreamTrack | null): Promise<RTCStatsReport> {
    return this.#connection.statsOf(checkSelector(selector));
  }

  /**
   * Not of W3C, and for debugging: states, what limits have refused, and `Peer.dump()`. Rejects with
   * InvalidStateError once closed.
   */
  async dump(): Promise<ConnectionDump> {
    this.#connection.assertOpen();
    return this.#connection.dump();
  }

  /** Closes the connection and the peer with all it has. Idempotent. Section 4.4.1.10. */
  close(error?: Error): void {
    this.#connection.close(error);
  }
}
