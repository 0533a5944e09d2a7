// A conference: its codecs, its peers, and who is heard in it.
import { EngineError, InvalidParametersError, closedError } from '../base/errors.js';
import { randomId } from '../base/identifiers.js';
import { createLogger } from '../base/logger.js';
import { TypedEmitter } from '../base/typed-emitter.js';
import { capabilitiesOfKind, type RoomCodecs } from '../parameters/capabilities.js';
import { isMediaKind } from '../parameters/codecs.js';
import type { MediaKind, RtpCapabilities } from '../parameters/rtp.js';
import type { Terms } from '../parameters/terms.js';
import type { Channel } from '../worker/channel.js';
import type { Dump, Notifications } from '../worker/messages.js';
import { dumpAll } from './dump.js';
import { Peer } from './peer.js';
import type { RoomContext } from './room-context.js';
import type { RtpReceiver } from './rtp-receiver.js';
import { TrackQuota, type TrackLimits } from './track-quota.js';

const logger = createLogger('Room');

declare module './owners.js' {
  interface Owners {
    Room: Room;
  }
}

/** One speaker. */
export interface AudioLevel {
  /** Who speaks. */
  peer: Peer;
  /** The track in which the peer speaks. */
  rtpReceiver: RtpReceiver;
  /** The mean of the last 500 ms in dBov: -127 (silence) to 0. RFC 6464. */
  audioLevel: number;
}

/** What a Room tells, with the arguments of listeners. */
export interface RoomEvents {
  /**
   * The room is gone for good: by `close()`, with its server, or with its worker (then the error's
   * code is `WORKER_DIED`). Fires once, and is the last event.
   */
  close: [error?: Error];
  /** `Peer()` made a peer. Fires once for each, after `Peer()` has returned. */
  newpeer: [peer: Peer];
  /**
   * Who speaks, loudest first; silence gives an empty list. Fires every 500 ms while somebody listens,
   * for publishers whose packets bear the extension of RFC 6464.
   */
  audiolevels: [levels: AudioLevel[]];
}

/** What a room does not need for its work, but shows in `dump()`. */
export interface RoomSettings {
  /** As in the room's options. */
  forceUniquePayloadTypes: boolean;
}

/** What a room is made with, checked. */
export interface RoomPlan {
  /** What the room makes of parameters. */
  terms: Terms;
  /** What `dump()` shows. */
  settings: RoomSettings;
  /** Who gets what a peer sends. */
  routing: Routing;
  /** How many tracks peers may send. */
  limits: TrackLimits;
}

/**
 * Who gets what a peer sends: all other peers of the room (`everyone`), or those alone to whom the
 * application sends it (`by hand`).
 */
export type Routing = 'everyone' | 'by hand';

/**
 * A room of one worker, created by `Server.createRoom()` or `Server.Room()`.
 *
 * The codecs of a room never change: they and their payload types are what all its peers speak. A
 * room that was given none negotiates nothing: peers need no capabilities, and whatever one of them
 * sends the others get as it is. A room closes by `close()`, with its server, and with its worker
 * (`WORKER_DIED`).
 */
export class Room extends TypedEmitter<RoomEvents> {
  readonly #peers = new Map<string, Peer>();
  readonly #capabilitiesByKind = new Map<MediaKind, RtpCapabilities>();
  readonly #context: RoomContext;
  #wantsAudioLevels = false;
  #closed = false;
  #closedBy: Error | undefined;

  /** Names the room among all rooms of this process; also the worker's name for it. */
  readonly id = randomId();
  /** @internal Resolves once the worker has the room; rejects if the worker refuses it. */
  readonly created: Promise<unknown>;

  /** @internal Use `Server.createRoom()` or `Server.Room()`. */
  constructor(
    channel: Channel,
    private readonly plan: RoomPlan,
    private readonly onClosed: (room: Room) => void
  ) {
    super();
    const { maxTracks, maxTracksPerPeer } = plan.limits;
    const quota = new TrackQuota('maxTracks', maxTracks);
    this.#context = { channel, routerId: this.id, terms: plan.terms, maxTracksPerPeer, quota };
    this.created = channel.request('router.create', { routerId: this.id });
    channel.listen(this.id, notification => {
      if (notification.event === 'router.audioLevels') this.#handleLevels(notification.data);
    });
    // The worker measures levels only while somebody wants to know.
    this.watchListeners((event, hasListeners) => {
      if (event === 'audiolevels') this.#wantAudioLevels(hasListeners);
    });
  }

  /** @internal False where media goes only to those to whom `Peer.forward()` sends it. */
  get routesToEveryone(): boolean {
    return this.plan.routing === 'everyone';
  }

  /** @internal The room's codecs, and the RTX codec of each. */
  get codecs(): RoomCodecs {
    return this.#context.terms.codecs;
  }

  /** Whether the room has closed; after that its methods throw or reject with InvalidStateError. */
  get closed(): boolean {
    return this.#closed;
  }

  /** All peers that are in the room now, in the order in which they came. */
  get peers(): Peer[] {
    return [...this.#peers.values()];
  }

  /**
   * What the room can do with one kind of media: for clients that prepare themselves.
   *
   * @throws {TypeError} for an unknown kind
   */
  getCapabilities(kind: MediaKind): RtpCapabilities {
    if (!isMediaKind(kind)) throw new InvalidParametersError(`unsupported kind: ${String(kind)}`);
    const known = this.#capabilitiesByKind.get(kind);
    if (known) return known;
    const capabilities = capabilitiesOfKind(this.codecs.capabilities, kind);
    this.#capabilitiesByKind.set(kind, capabilities);
    return capabilities;
  }

  /**
   * Makes a new participant. The name is free again once the peer has closed.
   *
   * @throws {TypeError} if the name is no string, or empty
   * @throws {EngineError} `INVALID_PARAMETERS` if a peer of the room has the name
   * @throws {InvalidStateError} once the room has closed
   */
  Peer(name: string): Peer {
    this.#assertOpen();
    if (typeof name !== 'string') throw new InvalidParametersError('peerName must be a string');
    if (name === '') throw new InvalidParametersError('peerName must not be empty');
    if (this.#peers.has(name)) {
      throw new EngineError('INVALID_PARAMETERS', `peer with name "${name}" already exists`);
    }
    const peer = new Peer(this.#context, this, randomId(), name, {
      sourcesFor: given => this.#sourcesFor(given),
      onSource: receiver => this.#passOn(receiver),
      onSourceLost: receiver => this.#withdraw(receiver),
      onClosed: closed => this.#peers.delete(closed.name),
    });
    this.#peers.set(name, peer);
    queueMicrotask(() => {
      if (peer.closed) return;
      this.emit('newpeer', peer);
      if (!this.#context.terms.negotiates) peer.handleSources();
    });
    return peer;
  }

  /** The open peer of that name; undefined if there is none. */
  getPeer(name: string): Peer | undefined {
    return this.#peers.get(name);
  }

  /**
   * Resolves to the state of the room, its peers and their counters: for debugging. `tracks` says how
   * many of the tracks that `maxTracks` allows are there, and how many were refused.
   *
   * @throws {InvalidStateError} once the room has closed
   */
  async dump(): Promise<Dump> {
    this.#assertOpen();
    const peers = await dumpAll(this.#peers.values());
    const receivers = this.peers.flatMap(peer => peer.rtpReceivers);
    const senders = this.peers.flatMap(peer => peer.rtpSenders);
    return {
      roomId: this.id,
      options: { ...this.plan.settings },
      tracks: this.#context.quota.counted,
      capabilities: this.codecs.capabilities as unknown as Dump,
      peers,
      mapRtpReceiverRtpSenders: Object.fromEntries(
        receivers.map(receiver => [receiver.id, [...receiver.senders].map(sender => sender.id)])
      ),
      mapRtpSenderRtpReceiver: Object.fromEntries(
        senders.map(sender => [sender.id, sender.associatedRtpReceiver.id])
      ),
      audioLevelsEventEnabled: this.#wantsAudioLevels,
    };
  }

  /**
   * Closes the room with all its peers. Nothing happens if it has closed already.
   *
   * @param error what the `close` events of the room and its peers are to say; default none
   */
  close(error?: Error): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#closedBy = error;
    for (const peer of this.peers) peer.handleClosed(error);
    const { channel } = this.#context;
    channel.tell('router.close', { routerId: this.id });
    channel.unlisten(this.id);
    this.onClosed(this);
    logger.debug('%s closed', this.id);
    this.emit('close', error);
  }

  // A receiver got its first parameters: whoever else is able to gets a sender.
  #passOn(receiver: RtpReceiver): void {
    for (const peer of this.routesToEveryone ? this.peers : []) {
      if (peer !== receiver.peer) peer.handleNewSource(receiver);
    }
  }

  // Whose path has failed sends nothing: its sections at the others would show a frozen picture.
  #withdraw(receiver: RtpReceiver): void {
    for (const peer of this.routesToEveryone ? this.peers : []) peer.handleSourceLost(receiver);
  }

  #sourcesFor(peer: Peer): RtpReceiver[] {
    const others = this.routesToEveryone ? this.peers.filter(other => other !== peer) : [];
    return others.flatMap(other => other.rtpReceivers);
  }

  #handleLevels({ entries }: Notifications['router.audioLevels']): void {
    const receivers = new Map<string, RtpReceiver>();
    for (const peer of this.#peers.values()) {
      for (const receiver of peer.rtpReceivers) receivers.set(receiver.id, receiver);
    }
    const levels = entries.flatMap(({ receiverId, audioLevel }) => {
      const rtpReceiver = receivers.get(receiverId);
      return rtpReceiver ? [{ peer: rtpReceiver.peer, rtpReceiver, audioLevel }] : [];
    });
    this.emit('audiolevels', levels);
  }

  #wantAudioLevels(enabled: boolean): void {
    if (this.#closed || enabled === this.#wantsAudioLevels) return;
    this.#wantsAudioLevels = enabled;
    this.#context.channel.tell('router.setAudioLevels', { routerId: this.id, enabled });
  }

  #assertOpen(): void {
    if (this.#closed) throw closedError('Room', this.#closedBy);
  }
}
