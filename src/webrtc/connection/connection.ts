// What stands behind an RTCPeerConnection: its parts, and what each has to do when another changes.
import type { Peer } from '../../engine/peer.js';
import type { RtpCapabilities } from '../../parameters/rtp.js';
import { ConnectionPath } from '../exchange/connection-path.js';
import { Exchange, type ExchangeView } from '../exchange/exchange.js';
import type { Outcome } from '../exchange/outcome.js';
import { RemoteCandidates } from '../exchange/remote-candidates.js';
import type { RTCSessionDescription } from '../exchange/rtc-session-description.js';
import { connectionClosed, invalidState } from '../idl/errors.js';
import { CloseEvent } from '../idl/events.js';
import type { SdpType } from '../jsep/signaling-state.js';
import { openDefaultPeer } from '../room/default-room.js';
import { followReceiver, ReceiveSlots, type SlotCounts } from '../room/receive-slots.js';
import { RoomFeed } from '../room/room-feed.js';
import type { OwningConnection } from '../rtp/owning-connection.js';
import { TransceiverSet } from '../rtp/transceiver-set.js';
import type { RTCStatsReport } from '../stats/rtc-stats-report.js';
import type { CheckedConfiguration } from '../transports/configuration.js';
import { DataChannels } from '../transports/data-channels.js';
import type { RTCDataChannelInit } from '../transports/data-channel-init.js';
import type { RTCDataChannel } from '../transports/rtc-data-channel.js';
import type { RTCIceCandidateInit } from '../transports/rtc-ice-candidate.js';
import type { CandidateSection } from '../transports/rtc-ice-transport.js';
import { RTCPeerConnectionIceEvent } from '../transports/rtc-peer-connection-ice-event.js';
import type { RTCPeerConnectionEvents } from './connection-face.js';
import { ConnectionStatus } from './connection-status.js';
import { takeCapabilities } from './endpoint-capabilities.js';
import { NegotiationNeeded } from './negotiation-needed.js';
import { OperationsChain } from './operations-chain.js';
import type { CheckedOptions, RTCPeerConnectionOptions } from './options.js';
import { statsOf } from './stats-of.js';

/** Fires an event of the RTCPeerConnection; `args` are those of `on()`. */
export type Fire = <E extends keyof RTCPeerConnectionEvents>(
  type: E,
  event: Event,
  ...args: RTCPeerConnectionEvents[E]
) => void;

/** What `dump()` of a connection shows. */
export interface ConnectionDump {
  /** As `RTCPeerConnection.signalingState`. */
  signalingState: string;
  /** As `RTCPeerConnection.iceConnectionState`. */
  iceConnectionState: string;
  /** As `RTCPeerConnection.connectionState`. */
  connectionState: string;
  /** Candidates of the endpoint: those kept, how many may be kept, and how many more came. */
  remoteCandidates: {
    /** Those kept. */
    count: number;
    /** How many may be kept. */
    limit: number;
    /** Those that came above the limit. */
    refused: number;
  };
  /** As `Peer.dump()`. */
  peer: Awaited<ReturnType<Peer['dump']>>;
}

// A peer closes with its connection: one that is open has an open connection.
const peersWithConnection = new WeakSet<Peer>();

/**
 * One connection. The application sees its RTCPeerConnection, which checks what it is asked and
 * calls this; senders, receivers and transceivers see it as their OwningConnection.
 */
export class Connection implements OwningConnection, ExchangeView {
  readonly peer: Peer;
  readonly chain = new OperationsChain();
  readonly status = new ConnectionStatus();
  readonly data = new DataChannels();
  readonly path: ConnectionPath;
  readonly transceivers: TransceiverSet;
  readonly exchange: Exchange;
  readonly needed: NegotiationNeeded;
  configuration: CheckedConfiguration;
  readonly #candidates: RemoteCandidates;
  readonly #isInRoom: boolean;
  readonly #slots: ReceiveSlots;
  readonly #fire: Fire;
  #isClosed = false;
  #closedBy: Error | undefined;

  constructor({ options, configuration }: CheckedOptions, fire: Fire) {
    this.peer = options.peer ?? openDefaultPeer(options.server);
    if (peersWithConnection.has(this.peer)) throw invalidState('the peer has a connection already');
    peersWithConnection.add(this.peer);
    this.configuration = configuration;
    this.#fire = fire;
    this.#candidates = new RemoteCandidates(options.maxRemoteCandidates);
    this.#isInRoom = options.peer?.room.routesToEveryone ?? false;
    this.path = this.#openPath(options);
    this.transceivers = new TransceiverSet(this);
    this.#slots = new ReceiveSlots(this.transceivers, this.#isInRoom);
    this.exchange = new Exchange(this, Boolean(options.usePlanB), options);
    this.needed = new NegotiationNeeded(this.chain, this.exchange, () =>
      this.#fireEvent('negotiationneeded')
    );
    new RoomFeed(this.peer, this.transceivers, this.needed);
    this.peer.on('close', error => this.close(error));
  }

  /** What ended the connection; undefined if it was `close()`. */
  get closedBy(): Error | undefined {
    return this.#closedBy;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  get capabilities(): RtpCapabilities {
    return this.peer.capabilities ?? this.peer.room.codecs.capabilities;
  }

  get keepsTransport(): boolean {
    return this.#isInRoom;
  }

  get wantsDataChannels(): boolean {
    return !this.data.isEmpty;
  }

  /** The description of the endpoint that was agreed on, with the candidates that came later. */
  get currentRemote(): RTCSessionDescription | null {
    return this.#candidates.addedTo(this.exchange.negotiation.current.remote);
  }

  /** The same of a description that is not agreed on yet. */
  get pendingRemote(): RTCSessionDescription | null {
    return this.#candidates.addedTo(this.exchange.negotiation.pending.remote);
  }

  /** `RTCPeerConnection.setCapabilities()`. */
  setCapabilities(sdp: string): Promise<void> {
    return this.chain.run(async () => {
      await takeCapabilities(this.peer, sdp);
      await this.path.open();
    });
  }

  /** `RTCPeerConnection.createOffer()`. W3C WebRTC 1.0, section 4.4.1.3. */
  createOffer(counts: SlotCounts, isRestart: boolean): Promise<RTCSessionDescription> {
    return this.chain.run(() => {
      this.exchange.assertOfferable();
      this.#raiseSlots(counts);
      return this.exchange.createOffer(isRestart);
    });
  }

  /** `RTCPeerConnection.createAnswer()`. W3C WebRTC 1.0, section 4.4.1.4. */
  createAnswer(): Promise<RTCSessionDescription> {
    return this.chain.run(() => this.exchange.createAnswer());
  }

  /** `RTCPeerConnection.setLocalDescription()`. W3C WebRTC 1.0, section 4.4.1.5. */
  setLocal(type: SdpType | undefined, sdp: string): Promise<void> {
    return this.chain.run(async () => {
      const isOffer = (type ?? 'offer') === 'offer' && this.exchange.state === 'stable';
      if (isOffer && sdp === '') this.#raiseSlots({});
      this.#tell(await this.exchange.setLocal(type, sdp));
    });
  }

  /** `RTCPeerConnection.setRemoteDescription()`. W3C WebRTC 1.0, section 4.4.1.5. */
  setRemote(description: RTCSessionDescription): Promise<void> {
    return this.chain.run(async () => {
      const { exchange } = this;
      if (exchange.givesWayTo(description)) this.#tell(await exchange.rollBackLater());
      this.#tell(await exchange.setRemote(description));
    });
  }

  /** `RTCPeerConnection.addIceCandidate()`. W3C WebRTC 1.0, section 4.4.1.7. */
  addIceCandidate(candidate: RTCIceCandidateInit | null | undefined): Promise<void> {
    const checked = this.#candidates.check(candidate);
    return this.chain.run(() => {
      const { current, pending } = this.exchange.negotiation;
      const added = this.#candidates.add(checked, [pending.remote, current.remote]);
      for (const one of added) this.path.ice?.addRemoteCandidate(one);
    });
  }

  /** `RTCPeerConnection.reset()`. */
  reset(): void {
    if (this.#isClosed) return;
    if (this.chain.isEmpty) return this.#tell(this.exchange.rollBack());
    this.chain.run(() => this.#tell(this.exchange.rollBack())).catch(() => {});
  }

  /** `RTCPeerConnection.restartIce()`. W3C WebRTC 1.0, section 4.4.2. */
  restartIce(): void {
    this.exchange.restartIce();
    this.needed.update();
  }

  /** `RTCPeerConnection.createDataChannel()`. W3C WebRTC 1.0, section 6.1. */
  createDataChannel(label: string, init: RTCDataChannelInit | undefined): RTCDataChannel {
    this.assertOpen();
    const channel = this.data.create(label, init);
    this.needed.update();
    return channel;
  }

  /** Collects statistics of a part of the connection, of one track, or with null of everything. */
  statsOf(selector: object | null): Promise<RTCStatsReport> {
    const { path, transceivers, data } = this;
    return statsOf({ path, transceivers, dataChannels: data.counts }, selector);
  }

  /** `RTCPeerConnection.dump()`. */
  async dump(): Promise<ConnectionDump> {
    const { limit, refused } = this.#candidates.counted;
    const { ice } = this.path;
    return {
      signalingState: this.exchange.state,
      iceConnectionState: this.status.ice,
      connectionState: this.status.connection,
      remoteCandidates: {
        count: ice?.getRemoteCandidates().length ?? 0,
        limit,
        refused: refused + (ice?.refusedCandidates ?? 0),
      },
      peer: await this.peer.dump(),
    };
  }

  /** Ends the connection and the peer. Idempotent. W3C WebRTC 1.0, section 4.4.1.10. */
  close(error?: Error): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#closedBy = error;
    this.chain.close(error);
    this.exchange.close();
    for (const transceiver of this.transceivers) transceiver.finishStop(true);
    this.data.close();
    this.path.close();
    this.status.close();
    this.peer.close(error);
    this.#fire('close', new CloseEvent(error), ...(error ? [error] : []));
  }

  /** Throws InvalidStateError once closed. */
  assertOpen(): void {
    if (this.#isClosed) throw connectionClosed(this.#closedBy);
  }

  #openPath(options: RTCPeerConnectionOptions): ConnectionPath {
    const { transportOptions, maxBitrate, maxRemoteCandidates } = options;
    const [certificate] = this.configuration.certificates;
    return new ConnectionPath(
      {
        peer: this.peer,
        transportOptions,
        maxBitrate,
        maxRemoteCandidates,
        certificate,
        outlivesTransport: !this.#isInRoom,
      },
      {
        handleState: () => this.status.refresh(this.path),
        handleStateTold: () => this.#fireStatus(),
        handleClosed: error => this.#handlePathClosed(error),
      }
    );
  }

  // In a room the endpoint may send one track of each kind from the start.
  #raiseSlots(counts: SlotCounts): void {
    this.#slots.raise(counts, this.#isInRoom && this.exchange.offersSlots ? 1 : 0);
  }

  // W3C WebRTC 1.0, section 4.4.1.5: the state comes first, the tracks after it.
  #tell({ filled, data, hasNewState, gathersFor, tracks, isStable }: Outcome): void {
    if (this.#isClosed) return;
    for (const transceiver of filled) followReceiver(transceiver, this.needed);
    if (data) this.data.agree(data.maxMessageSize, data.remoteRole, this.path.dtls);
    if (hasNewState) this.#fireEvent('signalingstatechange');
    if (gathersFor) this.#gather(gathersFor);
    for (const event of tracks.tell(this.transceivers)) {
      if (!this.#isClosed) this.#fire('track', event, event);
    }
    if (isStable) this.needed.handleStable();
  }

  #gather(section: CandidateSection): void {
    const gathered = this.path.gather(section);
    if (!gathered) return;
    setImmediate(() => {
      for (const candidate of gathered) {
        const event = new RTCPeerConnectionIceEvent('icecandidate', { candidate });
        this.#fire('icecandidate', event, event);
      }
    });
  }

  #fireStatus(): void {
    for (const type of this.status.takeEvents()) this.#fireEvent(type);
  }

  // The endpoint has ended DTLS, or the worker the transport: nothing can follow.
  #handlePathClosed(error: Error | undefined): void {
    if (this.#isClosed) return;
    this.status.close();
    this.#fireEvent('connectionstatechange');
    this.close(error);
  }

  #fireEvent(
    type:
      | 'negotiationneeded'
      | 'signalingstatechange'
      | 'icegatheringstatechange'
      | 'iceconnectionstatechange'
      | 'connectionstatechange'
  ): void {
    if (!this.#isClosed) this.#fire(type, new Event(type));
  }
}
