// The set of transceivers of a connection. W3C WebRTC 1.0, section 4.4.1.1.
import type { RtpSender } from '../../engine/rtp-sender.js';
import type { RtpCapabilities } from '../../parameters/rtp.js';
import { connectionClosed, invalidAccess } from '../idl/errors.js';
import type { Direction } from '../jsep/direction.js';
import { transceiversOf, type SectionState, type TransceiverFacts } from '../jsep/section-state.js';
import type { SectionKind } from '../jsep/codec-words.js';
import type { RtpNumbers } from '../jsep/rtp-numbers.js';
import { MediaStreamTrack } from '../media/media-stream-track.js';
import type { OwningConnection } from './owning-connection.js';
import { Receiving } from './receiving.js';
import { RTCRtpSender } from './rtc-rtp-sender.js';
import { RTCRtpTransceiver } from './rtc-rtp-transceiver.js';
import {
  checkReceiveEncodings,
  checkSendEncodings,
  type RTCRtpEncodingParameters,
} from './send-encodings.js';
import { Sending } from './sending.js';
import { readTransceiverArguments, streamIdsOf } from './transceiver-init.js';
import { Transceiver, type Origin } from './transceiver.js';

/** What a new transceiver is to be. */
export interface NewTransceiver {
  kind: SectionKind;
  /** What is wanted, seen from our side. */
  direction: Direction;
  origin: Origin;
  /** What is sent; default nothing. */
  track?: MediaStreamTrack | null;
  /** The streams that the endpoint is to put `track` into; default none. */
  streamIds?: readonly string[];
  /** Default one. */
  encodings?: readonly RTCRtpEncodingParameters[];
  /** The RIDs of the layers that the endpoint is asked to send; default none. */
  receiveRids?: readonly string[];
  /** What the endpoint calls the track that it sends. */
  remoteTrackId?: string | undefined;
}

/** All transceivers in the order of their making; stopped ones leave with their section. */
export class TransceiverSet {
  readonly #transceivers = new Map<number, Transceiver>();
  readonly #faces = new WeakMap<Transceiver, RTCRtpTransceiver>();
  readonly #senders = new WeakMap<RTCRtpSender, Transceiver>();
  #nextId = 1;

  constructor(private readonly connection: OwningConnection) {}

  [Symbol.iterator](): IterableIterator<Transceiver> {
    return this.#transceivers.values();
  }

  /** Those that are not stopped. */
  get list(): Transceiver[] {
    return [...this.#transceivers.values()].filter(({ isStopped }) => !isStopped);
  }

  get(id: number | undefined): Transceiver | undefined {
    return id === undefined ? undefined : this.#transceivers.get(id);
  }

  /** The W3C object of a transceiver. */
  faceOf(transceiver: Transceiver): RTCRtpTransceiver {
    return this.#faces.get(transceiver)!;
  }

  /** "Create an RTCRtpTransceiver" and add it. W3C WebRTC 1.0, section 5.4. */
  add(wanted: NewTransceiver): Transceiver {
    const { kind, direction, origin, track = null, streamIds = [], receiveRids = [] } = wanted;
    const { peer } = this.connection;
    const encodings = wanted.encodings ?? checkSendEncodings(undefined, kind);
    const transceiver = new Transceiver({
      id: this.#nextId++,
      sending: new Sending({ peer, kind, track, streamIds, encodings }),
      receiving: new Receiving(kind, wanted.remoteTrackId),
      direction,
      origin,
      receiveRids,
    });
    const face = new RTCRtpTransceiver(this.connection, transceiver);
    this.#transceivers.set(transceiver.id, transceiver);
    this.#faces.set(transceiver, face);
    this.#senders.set(face.sender, transceiver);
    return transceiver;
  }

  /** `RTCPeerConnection.addTrack()`. W3C WebRTC 1.0, section 5.1. */
  addTrack(track: unknown, streams: readonly unknown[]): RTCRtpSender {
    if (!(track instanceof MediaStreamTrack)) {
      throw new TypeError('the track has to be a MediaStreamTrack');
    }
    const streamIds = streamIdsOf(streams);
    this.#assertOpen();
    if (this.list.some(({ sending }) => sending.track === track)) {
      throw invalidAccess('a sender of this connection has the track already');
    }
    const free = this.list.find(transceiver => isFreeFor(track, transceiver));
    if (free) reuse(free, track, streamIds);
    const { kind } = track;
    const used =
      free ?? this.add({ kind, direction: 'sendrecv', origin: 'addTrack', track, streamIds });
    this.connection.needed.update();
    return this.faceOf(used).sender;
  }

  /** `RTCPeerConnection.addTransceiver()`. W3C WebRTC 1.0, section 5.1. */
  addTransceiver(trackOrKind: unknown, init: unknown): RTCRtpTransceiver {
    const given = readTransceiverArguments(trackOrKind, init);
    const { kind, track, direction, streamIds } = given;
    this.#assertOpen();
    const encodings = checkSendEncodings(given.sendEncodings, kind);
    const receiveRids = checkReceiveEncodings(given.receiveEncodings);
    if (direction === 'stopped') throw new TypeError('a transceiver cannot begin stopped');
    const origin = 'addTransceiver';
    const made = { kind, direction, origin, track, streamIds, encodings, receiveRids } as const;
    const transceiver = this.add(made);
    this.connection.needed.update();
    return this.faceOf(transceiver);
  }

  /** `RTCPeerConnection.removeTrack()`. W3C WebRTC 1.0, section 5.1. */
  removeTrack(sender: unknown): void {
    if (!(sender instanceof RTCRtpSender)) {
      throw new TypeError('the sender has to be an RTCRtpSender');
    }
    this.#assertOpen();
    const transceiver = this.#senders.get(sender);
    if (!transceiver) throw invalidAccess('the sender is of another connection');
    if (!this.#transceivers.has(transceiver.id)) return;
    if (transceiver.isStopped || !sender.track) return;
    transceiver.sending.attach(null);
    transceiver.wantSending(false);
    this.connection.needed.update();
  }

  /** The transceiver in which the room feeds what this sender of the engine sends. */
  fedBy(sender: RtpSender): Transceiver | undefined {
    return this.list.find(({ fedBy }) => fedBy === sender);
  }

  /** A transceiver of that kind that the room may put a track into: see `isFreeForFeed`. */
  freeForFeed(kind: SectionKind): Transceiver | undefined {
    return this.list.find(({ kind: of, isFreeForFeed }) => of === kind && isFreeForFeed);
  }

  /**
   * Puts what the room feeds, and had no section for, into sections in which the endpoint offers to
   * receive and gets nothing yet.
   */
  seatFeed(): void {
    const waiting = this.list.filter(({ fedBy, mid, isStopping }) => fedBy && !mid && !isStopping);
    for (const transceiver of waiting) {
      const free = this.freeForFeed(transceiver.kind);
      if (!free) continue;
      free.takeFeedOf(transceiver);
      this.retract(transceiver);
    }
  }

  /**
   * Sends what the room feeds, unless the application has disabled it: what was disabled and enabled
   * again without a word to the endpoint flows from the next description on.
   */
  followRoom(): void {
    for (const transceiver of this.list) {
      const { origin, isStopping, sending } = transceiver;
      if (origin === 'room' && !isStopping && !sending.isMutedByRoom) transceiver.wantSending(true);
    }
  }

  /** Takes back a transceiver that a description made, with all it has. */
  retract(transceiver: Transceiver): void {
    transceiver.finishStop(true);
    this.#transceivers.delete(transceiver.id);
  }

  /**
   * A plain picture of each transceiver for planning.
   *
   * @param hasRids false where simulcast of ours cannot be described
   */
  facts(capabilities: RtpCapabilities, numbers: RtpNumbers, hasRids = true): TransceiverFacts[] {
    return this.list.map(transceiver => transceiver.facts({ capabilities, numbers, hasRids }));
  }

  /** Forgets what is stopped for good, or was stopped before it had a section. */
  sweep(sections: readonly SectionState[]): void {
    const placed = new Set(sections.flatMap(transceiversOf));
    for (const transceiver of this.#transceivers.values()) {
      if (!transceiver.isStopping || placed.has(transceiver.id)) continue;
      if (transceiver.mid === null) transceiver.finishStop(false);
      if (transceiver.isStopped) this.#transceivers.delete(transceiver.id);
    }
  }

  #assertOpen(): void {
    if (this.connection.isClosed) throw connectionClosed(this.connection.closedBy);
  }
}

// What the room feeds keeps its own section, and who ever sent has SSRCs that the endpoint knows.
const isFreeFor = (track: MediaStreamTrack, transceiver: Transceiver): boolean =>
  transceiver.kind === track.kind &&
  transceiver.origin !== 'room' &&
  !transceiver.sending.track &&
  !transceiver.isStopping &&
  !transceiver.hasSent;

function reuse(
  transceiver: Transceiver,
  track: MediaStreamTrack,
  streamIds: readonly string[]
): void {
  transceiver.sending.setStreamIds(streamIds);
  transceiver.sending.attach(track);
  transceiver.wantSending(true);
  // An offer that is taken back takes it away no more. RFC 9429, section 4.1.10.2.
  if (transceiver.origin === 'remote offer') transceiver.origin = 'addTrack';
}
