// RTCPeerConnection: the W3C face of one peer and its transport.
import { parse } from '../../sdp/index.js';
import { EngineError } from '../base/errors.js';
import type { Peer } from '../engine/peer.js';
import type { RtpReceiver } from '../engine/rtp-receiver.js';
import type { RtpSender } from '../engine/rtp-sender.js';
import type { Transport } from '../engine/transport.js';
import { applyAnswer } from './apply-answer.js';
import { invalidAccess, invalidState, notSupported, operationFailed, reading } from './errors.js';
import { CloseEvent, EventFace } from './events.js';
import { capabilitiesFrom } from './media-mapping.js';
import { NegotiationNeeded } from './negotiation-needed.js';
import { Negotiation } from './negotiation.js';
import { OperationsChain } from './operations-chain.js';
import {
  checkOfferOptions,
  checkOptions,
  type RTCOfferOptions,
  type RTCPeerConnectionOptions,
} from './options.js';
import {
  RTCSessionDescription,
  type RTCSessionDescriptionInit,
} from './rtc-session-description.js';
import type { RtpTransceiver } from './rtp-transceiver.js';
import { nextState, type SignalingState } from './signaling-state.js';
import { TransceiverList } from './transceiver-list.js';

/** What a peer connection tells. */
export interface RTCPeerConnectionEvents {
  /**
   * What is sent to the peer, or may be received, is no longer what was negotiated: make an offer.
   * Never fires before the first offer, which is the application's own idea, nor while an offer
   * is out; several changes at once fire it once.
   */
  negotiationneeded: [];
  /** `signalingState` changed. Closing does not fire it. */
  signalingstatechange: [];
  /** The connection, its peer or its transport is gone for good. Fires once, and is the last. */
  close: [error?: Error];
}

/**
 * A server-side RTCPeerConnection: it makes the offers, the endpoint answers. W3C WebRTC; JSEP is
 * RFC 9429.
 *
 * Media appears by itself: each track of another participant (an RtpSender of the peer) gets an
 * m-section, and in each receive slot that `createOffer()` asked for the endpoint may send a track,
 * which becomes an RtpReceiver of the peer. Methods queue up; none throws, all reject.
 *
 * Not here: offers of the endpoint, Plan B, data channels, trickled candidates.
 *
 * @example
 * const pc = new RTCPeerConnection({ peer: room.Peer('alice') });
 * await pc.setLocalDescription(await pc.createOffer());
 * await pc.setRemoteDescription(await ask({ offer: pc.localDescription }));
 */
export class RTCPeerConnection extends EventFace<RTCPeerConnectionEvents> {
  readonly #options: RTCPeerConnectionOptions;
  readonly #transceivers = new TransceiverList();
  readonly #negotiation = new Negotiation();
  readonly #needed: NegotiationNeeded;
  readonly #chain: OperationsChain;
  #transport: Transport | undefined;
  #signalingState: SignalingState = 'stable';
  #wantsIceRestart = false;

  /**
   * @throws {TypeError} if `peer` is none
   * @throws {DOMException} NotSupportedError for `usePlanB: true`, InvalidStateError for a closed peer
   */
  constructor(options: RTCPeerConnectionOptions) {
    super();
    this.#options = checkOptions(options);
    this.#needed = new NegotiationNeeded({
      isStable: () => this.#signalingState === 'stable',
      isBusy: () => !this.#chain.isEmpty,
      isNeeded: () => this.#isNegotiationNeeded(),
      announce: () => this.fire('negotiationneeded', new Event('negotiationneeded')),
    });
    this.#chain = new OperationsChain(() => this.#needed.handleIdle());

    const { peer } = this.#options;
    peer.on('close', error => this.close(error));
    peer.on('newrtpsender', sender => this.#watchSender(sender));
    for (const sender of peer.rtpSenders) this.#watchSender(sender);
  }

  get closed(): boolean {
    return this.#signalingState === 'closed';
  }

  get peer(): Peer {
    return this.#options.peer;
  }

  get signalingState(): SignalingState {
    return this.#signalingState;
  }

  /** The offer that is out, or else the one answered last; null before the first. */
  get localDescription(): RTCSessionDescription | null {
    return this.pendingLocalDescription ?? this.currentLocalDescription;
  }

  /** The answer accepted last; null before the first. */
  get remoteDescription(): RTCSessionDescription | null {
    return this.currentRemoteDescription;
  }

  get currentLocalDescription(): RTCSessionDescription | null {
    return this.#negotiation.currentLocalDescription;
  }

  get pendingLocalDescription(): RTCSessionDescription | null {
    return this.#negotiation.pendingLocalDescription;
  }

  get currentRemoteDescription(): RTCSessionDescription | null {
    return this.#negotiation.currentRemoteDescription;
  }

  get pendingRemoteDescription(): RTCSessionDescription | null {
    return null;
  }

  /** The handler of the event `negotiationneeded`, as an attribute. W3C WebRTC 1.0, section 4.4. */
  get onnegotiationneeded(): ((event: Event) => unknown) | null {
    return this.attribute('negotiationneeded');
  }
  set onnegotiationneeded(handler: ((event: Event) => unknown) | null) {
    this.setAttribute('negotiationneeded', handler);
  }

  /** As `onnegotiationneeded`. */
  get onsignalingstatechange(): ((event: Event) => unknown) | null {
    return this.attribute('signalingstatechange');
  }
  set onsignalingstatechange(handler: ((event: Event) => unknown) | null) {
    this.setAttribute('signalingstatechange', handler);
  }

  /** As `onnegotiationneeded`. */
  get onclose(): ((event: Event) => unknown) | null {
    return this.attribute('close');
  }
  set onclose(handler: ((event: Event) => unknown) | null) {
    this.setAttribute('close', handler);
  }

  /**
   * Says what the endpoint is able to do, by any description that it made. Optional, and once
   * only: without it offers name what the room can do, and the answers say the rest.
   */
  async setCapabilities(sdp: string): Promise<void> {
    if (typeof sdp !== 'string') throw new TypeError('the capabilities have to be an SDP string');
    return this.#chain.run(async () => {
      const capabilities = capabilitiesFrom(reading('capabilities', () => parse(sdp)));
      if (capabilities.codecs.length === 0) throw invalidAccess('the SDP names no audio or video');
      await this.peer.setCapabilities(capabilities).catch(refuseCapabilities);
      await this.#openTransport();
    });
  }

  /** An offer of all that is to be sent and may be received now. */
  async createOffer(options?: RTCOfferOptions): Promise<RTCSessionDescription> {
    const checked = checkOfferOptions(options);
    return this.#chain.run(() => this.#createOffer(checked));
  }

  /** Offers of the endpoint are not supported, so there never is one to answer. */
  async createAnswer(): Promise<RTCSessionDescription> {
    return this.#chain.run(() => {
      throw invalidState(`there is no remote offer in the signaling state ${this.#signalingState}`);
    });
  }

  /**
   * Makes the offer created last the one that is out; without argument, or with an empty `sdp`,
   * creates it first if need be. `{ type: 'rollback' }` takes it back.
   */
  async setLocalDescription(description?: Partial<RTCSessionDescriptionInit>): Promise<void> {
    const { type = 'offer', sdp = '' } = description ?? {};
    const checked = new RTCSessionDescription({ type, sdp });
    return this.#chain.run(async () => {
      const next = this.#stateAfter('local', checked.type);
      if (checked.type === 'rollback') return this.#rollBack();

      const created =
        checked.sdp || this.#negotiation.createdOffer?.sdp || (await this.#createOffer({})).sdp;
      this.#negotiation.setOffer(created);
      this.#setState(next);
    });
  }

  /**
   * Takes the endpoint's answer. Media is forwarded, and expected, as it says. An answer that is
   * refused changes nothing: the offer is still out, and `reset()` takes it back.
   */
  async setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
    const checked = new RTCSessionDescription(description);
    return this.#chain.run(async () => {
      if (checked.type === 'offer' || checked.type === 'pranswer') {
        throw notSupported(`a remote ${checked.type} is not supported: this side makes the offers`);
      }
      const next = this.#stateAfter('remote', checked.type);
      await this.#applyAnswer(checked);
      if (this.closed) return;
      this.#setState(next);
      this.#needed.handleStable();
    });
  }

  /**
   * Takes an offer back that the endpoint did not answer, or not well. What was agreed before
   * stays. While another operation is under way it waits for its end.
   */
  reset(): void {
    if (this.closed) return;
    if (this.#chain.isEmpty) return this.#rollBack();
    this.#chain.run(() => this.#rollBack()).catch(() => {});
  }

  /** Asks for new ICE credentials in the next offer. */
  restartIce(): Promise<void> {
    if (this.closed) return Promise.reject(invalidState('the RTCPeerConnection is closed'));
    // Without a transport there are no credentials yet that the endpoint could know.
    if (this.#transport) {
      this.#wantsIceRestart = true;
      this.#needed.update();
    }
    return Promise.resolve();
  }

  /** Closes the connection and the peer with all it has. Idempotent. */
  close(error?: Error): void {
    if (this.closed) return;
    this.#signalingState = 'closed';
    this.#chain.close();
    this.peer.close(error);
    this.fire('close', new CloseEvent(error), ...(error ? [error] : []));
  }

  async #createOffer(options: Partial<ReturnType<typeof checkOfferOptions>>) {
    const isAllowed = nextState(this.#signalingState, 'local', 'offer') !== undefined;
    if (!isAllowed) throw invalidState(`no offer in the signaling state ${this.#signalingState}`);

    const transport = await this.#openTransport();
    await this.#renewIceCredentials(transport, options.iceRestart ?? false);
    // From here on nothing waits: the offer is a picture of one moment.
    const { audio, video } = options;
    const initial = this.#negotiation.hasBegun ? 0 : 1;
    this.#transceivers.raiseSlots('audio', audio ?? initial);
    this.#transceivers.raiseSlots('video', video ?? initial);
    return this.#planOffer(transport);
  }

  #planOffer(transport: Transport): RTCSessionDescription {
    const { capabilities } = this.peer;
    if (!capabilities) throw invalidState('the capabilities of the peer are not known');
    this.#transceivers.handleOffer();
    const lines = this.#negotiation.createOffer(this.#transceivers.facts(capabilities), {
      iceParameters: transport.iceLocalParameters,
      iceCandidates: transport.iceLocalCandidates,
      sha256: transport.dtlsLocalParameters.fingerprints['sha-256'],
    });
    this.#transceivers.assignMids(lines);
    return this.#negotiation.createdOffer!;
  }

  /** The one transport, made at the first need of it; with it the peer has capabilities. */
  async #openTransport(): Promise<Transport> {
    const { peer, transportOptions, maxBitrate } = this.#options;
    try {
      peer.assumeCapabilities();
      if (this.#transport) return this.#transport;
      const transport = await peer.createTransport(transportOptions);
      if (maxBitrate !== undefined) await limitBitrate(transport, maxBitrate);
      transport.on('close', error => this.close(error));
      return (this.#transport = transport);
    } catch (error) {
      throw operationFailed('could not open a transport', error);
    }
  }

  async #renewIceCredentials(transport: Transport, isAsked: boolean): Promise<void> {
    const isFirst = this.#negotiation.agreedUfrag === undefined;
    if (!this.#wantsIceRestart && (!isAsked || isFirst)) return;
    this.#wantsIceRestart = false;
    try {
      await transport.changeUfragPwd();
    } catch (error) {
      this.#wantsIceRestart = true;
      throw operationFailed('could not restart ICE', error);
    }
  }

  async #applyAnswer(answer: RTCSessionDescription): Promise<void> {
    const transport = this.#transport!;
    const plan = this.#negotiation.readAnswer(answer.sdp);
    const filled = await applyAnswer(
      plan,
      { peer: this.peer, transport, transceiver: id => this.#transceivers.get(id) },
      this.#negotiation.isConnected
    );
    if (this.closed) return;
    this.#negotiation.agree(answer, plan);
    this.#transceivers.sweep(this.#negotiation.lines);
    for (const transceiver of filled) this.#watchReceiver(transceiver);
  }

  #rollBack(): void {
    this.#negotiation.drop();
    this.#transceivers.sweep(this.#negotiation.lines);
    this.#setState('stable');
    this.#needed.handleStable();
  }

  #isNegotiationNeeded(): boolean {
    const { capabilities } = this.peer;
    if (!capabilities || !this.#negotiation.hasBegun) return false;

    const { agreedUfrag } = this.#negotiation;
    const ufrag = this.#transport?.iceLocalParameters.usernameFragment;
    const hasNewIce = agreedUfrag !== undefined && agreedUfrag !== ufrag;
    const transceivers = this.#transceivers.facts(capabilities);
    return this.#wantsIceRestart || hasNewIce || this.#negotiation.isNeeded(transceivers);
  }

  #watchSender(sender: RtpSender): void {
    this.#transceivers.addSender(sender);
    sender.on('close', () => {
      this.#transceivers.of(sender)?.stop();
      this.#needed.update();
    });
    sender.on('activechange', () => {
      this.#transceivers.of(sender)?.handleActiveChange();
      this.#needed.update();
    });
    sender.on('parameterschange', () => {
      // One that the endpoint rejected gets a second chance with other codecs.
      this.#transceivers.addSender(sender);
      this.#needed.update();
    });
    this.#needed.update();
  }

  #watchReceiver(transceiver: RtpTransceiver): void {
    const { receiver } = transceiver;
    const stop = (closed: RtpReceiver): void => {
      if (transceiver.receiver !== closed) return;
      transceiver.receiver = undefined;
      transceiver.stop();
      this.#needed.update();
    };
    receiver?.on('close', () => stop(receiver));
    if (receiver?.closed) stop(receiver);
  }

  #stateAfter(side: 'local' | 'remote', type: RTCSessionDescription['type']): SignalingState {
    const next = nextState(this.#signalingState, side, type);
    if (next) return next;
    throw invalidState(`a ${side} ${type} cannot be set in the state ${this.#signalingState}`);
  }

  #setState(state: SignalingState): void {
    if (this.closed || state === this.#signalingState) return;
    this.#signalingState = state;
    this.fire('signalingstatechange', new Event('signalingstatechange'));
  }
}

async function limitBitrate(transport: Transport, maxBitrate: number): Promise<void> {
  try {
    await transport.setMaxBitrate(maxBitrate);
  } catch (error) {
    transport.close();
    throw error;
  }
}

function refuseCapabilities(error: unknown): never {
  if (EngineError.is(error, 'INVALID_STATE')) throw invalidState(error.message);
  const { code, message } = Object(error) as { code?: unknown; message?: unknown };
  if (code === 'INVALID_PARAMETERS')
    throw invalidAccess(`invalid capabilities: ${String(message)}`);
  throw operationFailed('could not set the capabilities', error);
}
