// What stands behind an RTCRtpTransceiver: one m-section's worth of media, as descriptions change it.
import type { Msid } from '../../../sdp/index.js';
import type { RtpSender } from '../../engine/rtp-sender.js';
import type { MediaStream } from '../media/media-stream.js';
import type { MediaStreamTrack } from '../media/media-stream-track.js';
import { directionOf, receives, sends, type Direction } from '../jsep/direction.js';
import type { Formats, TransceiverFacts } from '../jsep/section-state.js';
import type { SectionKind } from '../jsep/codec-words.js';
import type { RTCDtlsTransport } from '../transports/rtc-dtls-transport.js';
import type { Receiving } from './receiving.js';
import type { RTCRtpCodec } from './rtp-codec-parameters.js';
import type { Sending } from './sending.js';
import {
  formatsOf,
  isSameList,
  TransceiverMedia,
  type Described,
  type DescribedWith,
} from './transceiver-media.js';

/**
 * Where a transceiver came from: a call, an offer of the endpoint, the room, or a slot of
 * `createOffer()`.
 */
export type Origin = 'addTrack' | 'addTransceiver' | 'remote offer' | 'room' | 'slot';

/** What a rollback returns to. */
interface LastStable {
  mid: string | null;
  streams: readonly MediaStream[];
  firedDirection: Direction | null;
}

/** What a transceiver begins with. */
export interface TransceiverInit {
  id: number;
  sending: Sending;
  receiving: Receiving;
  direction: Direction;
  origin: Origin;
  receiveRids: readonly string[];
}

/**
 * One transceiver as the connection sees it; the application sees its RTCRtpTransceiver. Lives from
 * its making until its section is rejected, or the connection closes.
 */
export class Transceiver implements Described {
  /** Counted by its connection, from 1. */
  readonly id: number;
  readonly kind: SectionKind;
  readonly sending: Sending;
  readonly receiving: Receiving;
  /** Null before the transceiver has a section; with Plan B others share it. */
  mid: string | null = null;
  /** What is wanted, seen from our side. */
  direction: Direction;
  /** Who made it; `addTrack()` may claim one that an offer made. */
  origin: Origin;
  /** The direction that `track` events have been fired for. */
  firedDirection: Direction | null = null;
  fedFormats: Formats | undefined;
  /** The endpoint's last offer says that it can receive here; false where we offered last. */
  canEndpointReceive = false;
  preferences: readonly RTCRtpCodec[] = [];
  #fedBy: RtpSender | undefined;
  #receiveRids: readonly string[];
  #currentDirection: Direction | null = null;
  #hasSent = false;
  #isStopping = false;
  #isStopped = false;
  #lastStable: LastStable = { mid: null, streams: [], firedDirection: null };
  readonly #media = new TransceiverMedia();

  constructor({ id, sending, receiving, direction, origin, receiveRids }: TransceiverInit) {
    this.id = id;
    this.kind = sending.kind;
    this.sending = sending;
    this.receiving = receiving;
    this.direction = direction;
    this.origin = origin;
    this.#receiveRids = receiveRids;
  }

  get receiveRids(): readonly string[] {
    return this.#receiveRids;
  }

  /** What was negotiated last; null before that, and once stopped. */
  get currentDirection(): Direction | null {
    return this.#currentDirection;
  }

  /** True once media was ever agreed to be sent: `addTrack()` may not take the transceiver over. */
  get hasSent(): boolean {
    return this.#hasSent;
  }

  /** True from `stop()` on. */
  get isStopping(): boolean {
    return this.#isStopping;
  }

  /** True once it has no section any more. */
  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** True if the endpoint sends here as far as `track` events have told. */
  get hasFired(): boolean {
    return receives(this.firedDirection ?? 'inactive');
  }

  get lastStable(): LastStable {
    return this.#lastStable;
  }

  /** The engine's sender of the track that the room feeds here; undefined for any other transceiver. */
  get fedBy(): RtpSender | undefined {
    return this.#fedBy;
  }

  /** True if the room may put a track here, as `addTrack()` puts one where nothing is sent. */
  get isFreeForFeed(): boolean {
    const isOurs = this.origin === 'remote offer' || this.origin === 'slot';
    const isSilent = !this.sending.track && this.sending.encodings.length === 1;
    return isOurs && isSilent && this.canEndpointReceive && !this.#isStopping;
  }

  /** The room feeds the transceiver from now on. `label` is what the publisher calls the track. */
  feed(by: RtpSender, track: MediaStreamTrack, label: Msid): void {
    this.#fedBy = by;
    this.origin = 'room';
    if (this.sending.track !== track) this.sending.attach(track);
    this.sending.adopt(by, label);
  }

  /** Takes over what the room feeds to another transceiver, which has no section yet. */
  takeFeedOf(other: Transceiver): void {
    const { sending, fedFormats, direction } = other;
    const [by, track, label] = [other.fedBy!, sending.track!, sending.msids[0]!];
    sending.disown();
    this.feed(by, track, label);
    this.fedFormats = fedFormats;
    this.wantSending(sends(direction));
  }

  /** The room feeds the transceiver no more: it stays for what the endpoint sends. */
  starve(): void {
    this.#fedBy = undefined;
    this.fedFormats = undefined;
    this.origin = 'slot';
    this.sending.release();
    this.wantSending(false);
  }

  /** Begins or ceases to send, as far as we want it. */
  wantSending(isWanted: boolean): void {
    this.direction = directionOf(isWanted, receives(this.direction));
  }

  /** Begins or ceases to receive, as far as we want it. */
  wantReceiving(isWanted: boolean): void {
    this.direction = directionOf(sends(this.direction), isWanted);
  }

  /** A description has given the transceiver a section and a transport, or with null taken them. */
  place(mid: string | null, transport: RTCDtlsTransport | null): void {
    this.mid = mid;
    this.sending.transport = transport;
    this.receiving.transport = transport;
  }

  /** Asks for these layers in our own offers as well. */
  setReceiveRids(rids: readonly string[]): void {
    if (!isSameList(rids, this.#receiveRids)) this.#receiveRids = rids;
  }

  /** An answer agreed on this direction. */
  setCurrentDirection(direction: Direction): void {
    this.#currentDirection = direction;
    if (sends(direction)) this.#hasSent = true;
  }

  /**
   * "Stop sending and receiving". W3C WebRTC 1.0, section 5.4.1.
   *
   * @param disappears the track ends without its event
   */
  beginStop(disappears: boolean): void {
    if (this.#isStopping) return;
    this.#isStopping = true;
    this.sending.stop();
    this.receiving.disconnect()?.close();
    if (!disappears) this.receiving.track.end();
    this.direction = 'inactive';
  }

  /** "Stop the RTCRtpTransceiver". W3C WebRTC 1.0, section 5.4.1. */
  finishStop(disappears: boolean): void {
    this.beginStop(disappears);
    this.#isStopped = true;
    this.#currentDirection = null;
  }

  /** Keeps what a rollback is to return to. */
  markStable(): void {
    const { mid, firedDirection } = this;
    this.#lastStable = { mid, streams: this.receiving.streams, firedDirection };
    this.sending.settleRids();
  }

  /** A plain picture for planning. */
  facts(given: DescribedWith): TransceiverFacts {
    const formats = formatsOf(this, given.capabilities);
    const known = this.#isStopping ? this.#media.last : undefined;
    return {
      id: this.id,
      kind: this.kind,
      mid: this.mid ?? undefined,
      direction: this.direction,
      isStopped: this.#isStopping,
      isFed: this.origin === 'room',
      isAddedTrack: this.origin === 'addTrack',
      media: known ?? this.#media.describe(this, formats, given),
      formats,
    };
  }
}
