// RTCRtpTransceiver: a sender and a receiver under one mid. W3C WebRTC 1.0, section 5.4.
import type { RtpCapabilities } from '../../parameters/rtp.js';
import type { ConnectionHooks } from './connection-hooks.js';
import { directionOf, receives, sends, type Direction } from '../jsep/direction.js';
import { invalidState } from '../idl/errors.js';
import type { Formats, TransceiverFacts } from '../jsep/section-state.js';
import {
  codecsOfKind,
  describeFormats,
  extensionsOfKind,
  type SectionKind,
} from '../jsep/codec-words.js';
import { describeStreams, noMedia, type SectionMedia } from '../jsep/section-media.js';
import type { MediaStream } from '../media/media-stream.js';
import type { RTCRtpReceiver } from './rtc-rtp-receiver.js';
import type { RTCRtpSender } from './rtc-rtp-sender.js';
import { checkPreferences, preferred, type RTCRtpCodec } from './rtp-codec-parameters.js';
import type { RtpNumbers } from '../jsep/rtp-numbers.js';

/** The directions that a transceiver can be in. */
export type RTCRtpTransceiverDirection = Direction | 'stopped';

const directions: readonly unknown[] = ['sendrecv', 'sendonly', 'recvonly', 'inactive', 'stopped'];

/** What a rollback returns to. */
interface LastStable {
  mid: string | null;
  streams: readonly MediaStream[];
  firedDirection: Direction | null;
}

/** Where a transceiver came from. */
export type Origin = 'addTrack' | 'addTransceiver' | 'remote offer' | 'room' | 'slot';

/**
 * One m-section's worth of media in both directions. Made by `addTransceiver()`, `addTrack()`, the
 * room, or an offer of the endpoint.
 */
export class RTCRtpTransceiver {
  readonly #hooks: ConnectionHooks;
  readonly #sender: RTCRtpSender;
  readonly #receiver: RTCRtpReceiver;
  // Of the layers that the endpoint is asked to send.
  #receiveRids: readonly string[];
  #mid: string | null = null;
  #direction: Direction;
  #currentDirection: Direction | null = null;
  #preferences: RTCRtpCodec[] = [];
  #isStopping = false;
  #isStopped = false;
  #media: SectionMedia | undefined;
  #mediaKey: readonly unknown[] = [];

  /** @internal */
  readonly id: number;
  /** @internal */
  readonly kind: SectionKind;
  /** @internal Who made it; `addTrack()` may claim one that an offer made. */
  origin: Origin;
  /** @internal The direction that `track` events have been fired for. */
  firedDirection: Direction | null = null;
  /** @internal True once media was ever agreed to be sent: `addTrack()` may not take it over. */
  hasSent = false;
  /** @internal What the room's sender is able to write, for one that the room feeds. */
  fedFormats: Formats | undefined;
  /** @internal */
  lastStable: LastStable = { mid: null, streams: [], firedDirection: null };

  /** @internal Connections make transceivers. */
  constructor(init: {
    hooks: ConnectionHooks;
    id: number;
    sender: RTCRtpSender;
    receiver: RTCRtpReceiver;
    direction: Direction;
    origin: Origin;
    receiveRids?: readonly string[];
  }) {
    const { hooks, id, sender, receiver, direction, origin, receiveRids = [] } = init;
    this.#hooks = hooks;
    this.id = id;
    this.kind = sender.kind;
    this.#sender = sender;
    this.#receiver = receiver;
    this.#direction = direction;
    this.origin = origin;
    this.#receiveRids = receiveRids;
  }

  /** The mid of its m-section; null before it has one. Others share it with `usePlanB`. */
  get mid(): string | null {
    return this.#mid;
  }

  get sender(): RTCRtpSender {
    return this.#sender;
  }

  get receiver(): RTCRtpReceiver {
    return this.#receiver;
  }

  /** True once it is stopped for good. Not of W3C any more, and still in browsers. */
  get stopped(): boolean {
    return this.#isStopped;
  }

  /** What is wanted. Setting it may fire `negotiationneeded`; InvalidStateError once stopping. */
  get direction(): RTCRtpTransceiverDirection {
    return this.#isStopping ? 'stopped' : this.#direction;
  }
  set direction(direction: RTCRtpTransceiverDirection) {
    // As WebIDL has it, an unknown value is ignored.
    if (!directions.includes(direction)) return;
    if (this.#isStopping) throw invalidState('the transceiver is stopping');
    if (direction === this.#direction) return;
    if (direction === 'stopped') throw new TypeError('a transceiver is stopped by stop()');
    this.setDirection(direction);
    this.#hooks.updateNegotiationNeeded();
  }

  /** What was negotiated last; null before that. */
  get currentDirection(): RTCRtpTransceiverDirection | null {
    return this.#isStopped ? 'stopped' : this.#currentDirection;
  }

  /** Ends both directions for good: at once here, and with the next offer for the endpoint. */
  stop(): void {
    if (this.#hooks.isClosed) throw invalidState('the RTCPeerConnection is closed');
    if (this.#isStopping) return;
    this.beginStop(false);
    this.#hooks.updateNegotiationNeeded();
  }

  /**
   * Chooses codecs and their order for the next offers and answers; an empty list restores the
   * default. W3C WebRTC 1.0, section 5.4.2.
   */
  setCodecPreferences(codecs: Iterable<RTCRtpCodec>): void {
    this.#preferences = checkPreferences(codecs, this.kind);
  }

  /** @internal */
  get isStopping(): boolean {
    return this.#isStopping;
  }

  /** @internal What is wanted, whether stopped or not. */
  get wantedDirection(): Direction {
    return this.#direction;
  }

  /** @internal */
  setDirection(direction: Direction): void {
    this.#direction = direction;
  }

  /** @internal What the endpoint sends here is wanted, too. */
  acceptMedia(): void {
    this.#direction = directionOf(sends(this.#direction), true);
  }

  /** @internal */
  setMid(mid: string | null): void {
    this.#mid = mid;
  }

  /** @internal */
  setReceiveRids(rids: readonly string[]): void {
    if (!isSameList(rids, this.#receiveRids)) this.#receiveRids = rids;
  }

  /** @internal */
  setCurrentDirection(direction: Direction): void {
    this.#currentDirection = direction;
    if (sends(direction)) this.hasSent = true;
  }

  /** @internal "Stop sending and receiving". W3C WebRTC 1.0, section 5.4.1. */
  beginStop(disappears: boolean): void {
    if (this.#isStopping) return;
    this.#isStopping = true;
    this.#sender.stop();
    this.#receiver.disconnect()?.close();
    if (!disappears) this.#receiver.track.end();
    this.#direction = 'inactive';
  }

  /** @internal "Stop the RTCRtpTransceiver". W3C WebRTC 1.0, section 5.4.1. */
  finishStop(disappears: boolean): void {
    this.beginStop(disappears);
    this.#isStopped = true;
    this.#currentDirection = null;
  }

  /** @internal What a rollback is to return to. */
  markStable(): void {
    const { firedDirection } = this;
    this.lastStable = { mid: this.#mid, streams: this.#receiver.streams, firedDirection };
    this.#sender.settleRids();
  }

  /** @internal A plain picture for planning. */
  facts(capabilities: RtpCapabilities, numbers: RtpNumbers, hasRids: boolean): TransceiverFacts {
    const formats = this.#formats(capabilities);
    return {
      id: this.id,
      kind: this.kind,
      mid: this.#mid ?? undefined,
      direction: this.#direction,
      isStopped: this.#isStopping,
      isFed: this.origin === 'room',
      isAddedTrack: this.origin === 'addTrack',
      media: this.#currentMedia(formats, capabilities, numbers, hasRids),
      formats,
    };
  }

  #formats(capabilities: RtpCapabilities): Formats {
    if (this.fedFormats && !receives(this.#direction)) return this.fedFormats;
    return {
      codecs: preferred(codecsOfKind(capabilities, this.kind), this.#preferences),
      headerExtensions: extensionsOfKind(capabilities, this.kind),
      isOrdered: this.#preferences.length > 0,
    };
  }

  // The same object as long as it says the same: comparing and writing offers is cheap then.
  #currentMedia(
    formats: Formats,
    capabilities: RtpCapabilities,
    numbers: RtpNumbers,
    hasRids: boolean
  ): SectionMedia {
    if (this.#isStopping && this.#media) return this.#media;
    const given = [capabilities, this.fedFormats, this.#preferences, this.#direction];
    const keyNow = (): readonly unknown[] => [
      ...given,
      this.#receiveRids,
      numbers.version,
      this.#sender.version,
    ];
    if (this.#media && isSameList(keyNow(), this.#mediaKey)) return this.#media;

    const { codecs, headerExtensions } = describeFormats(
      numbers.mapCodecs(formats.codecs),
      numbers.mapExtensions(formats.headerExtensions)
    );
    const media = { ...this.#streamLines(codecs.length > 0, hasRids), codecs, headerExtensions };
    this.#mediaKey = keyNow();
    if (JSON.stringify(media) !== JSON.stringify(this.#media)) this.#media = media;
    return this.#media ?? media;
  }

  #streamLines(
    hasCodecs: boolean,
    hasRids: boolean
  ): Omit<SectionMedia, 'codecs' | 'headerExtensions'> {
    const sent = this.#sentLines(hasCodecs, hasRids);
    const rids = hasRids ? this.#receiveRids : [];
    if (rids.length === 0) return sent;
    return {
      ...sent,
      rids: [...sent.rids, ...rids.map(id => ({ id, direction: 'recv' as const }))],
      simulcast: {
        send: sent.simulcast?.send ?? [],
        recv: rids.map(rid => [{ rid, paused: false }]),
      },
    };
  }

  #sentLines(
    hasCodecs: boolean,
    hasRids: boolean
  ): Omit<SectionMedia, 'codecs' | 'headerExtensions'> {
    if (!sends(this.#direction) && !this.fedFormats) return noMedia;
    const { sentStreams, msids, cname } = this.#sender;
    const streams = hasRids ? sentStreams : sentStreams.slice(0, 1);
    return describeStreams(hasCodecs ? streams : [], msids, cname, this.kind === 'video');
  }
}

const isSameList = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((value, at) => value === b[at]);
