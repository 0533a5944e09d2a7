// RTCRtpTransceiver: a sender and a receiver under one mid. W3C WebRTC 1.0, section 5.4.
import type { Direction } from '../jsep/direction.js';
import { connectionClosed, invalidState } from '../idl/errors.js';
import type { OwningConnection } from './owning-connection.js';
import { RTCRtpReceiver } from './rtc-rtp-receiver.js';
import { RTCRtpSender } from './rtc-rtp-sender.js';
import { checkPreferences, type RTCRtpCodec } from './rtp-codec-parameters.js';
import { Transceiver } from './transceiver.js';

/** The directions that a transceiver can be in, seen from our side. */
export type RTCRtpTransceiverDirection = Direction | 'stopped';

const directions: readonly unknown[] = ['sendrecv', 'sendonly', 'recvonly', 'inactive', 'stopped'];

/**
 * One m-section's worth of media in both directions. Made by `addTransceiver()`, `addTrack()`, the
 * room, or an offer of the endpoint.
 */
export class RTCRtpTransceiver {
  readonly #connection: OwningConnection;
  readonly #transceiver: Transceiver;
  readonly #sender: RTCRtpSender;
  readonly #receiver: RTCRtpReceiver;

  /** @internal Connections make transceivers. */
  constructor(connection: OwningConnection, transceiver: Transceiver) {
    if (!(transceiver instanceof Transceiver)) throw new TypeError('Illegal constructor');
    this.#connection = connection;
    this.#transceiver = transceiver;
    this.#sender = new RTCRtpSender(connection, transceiver.sending);
    this.#receiver = new RTCRtpReceiver(connection, transceiver.receiving);
  }

  /** The mid of its m-section; null before it has one. Others share it with `usePlanB`. */
  get mid(): string | null {
    return this.#transceiver.mid;
  }

  /** What this connection sends in the section. */
  get sender(): RTCRtpSender {
    return this.#sender;
  }

  /** What the endpoint sends in the section. */
  get receiver(): RTCRtpReceiver {
    return this.#receiver;
  }

  /** True once it is stopped for good. Not of W3C any more, and still in browsers. */
  get stopped(): boolean {
    return this.#transceiver.isStopped;
  }

  /**
   * The direction that is wanted, `stopped` once stopping. Setting it may fire `negotiationneeded`;
   * as WebIDL has it, an unknown value is ignored.
   *
   * @throws {TypeError} for `stopped`
   * @throws {DOMException} InvalidStateError once the transceiver is stopping
   */
  get direction(): RTCRtpTransceiverDirection {
    return this.#transceiver.isStopping ? 'stopped' : this.#transceiver.direction;
  }
  set direction(direction: RTCRtpTransceiverDirection) {
    const transceiver = this.#transceiver;
    if (!directions.includes(direction)) return;
    if (transceiver.isStopping) throw invalidState('the transceiver is stopping');
    if (direction === transceiver.direction) return;
    if (direction === 'stopped') throw new TypeError('a transceiver is stopped by stop()');
    transceiver.direction = direction;
    this.#connection.needed.update();
  }

  /** The direction that was negotiated last; null before the first time. */
  get currentDirection(): RTCRtpTransceiverDirection | null {
    return this.#transceiver.isStopped ? 'stopped' : this.#transceiver.currentDirection;
  }

  /**
   * Ends both directions for good: at once here, and with the next offer for the endpoint. May fire
   * `negotiationneeded`.
   *
   * @throws {DOMException} InvalidStateError once the connection is closed
   */
  stop(): void {
    if (this.#connection.isClosed) throw connectionClosed(this.#connection.closedBy);
    if (this.#transceiver.isStopping) return;
    this.#transceiver.beginStop(false);
    this.#connection.needed.update();
  }

  /**
   * Chooses codecs and their order for the next offers and answers; an empty list restores the
   * default. W3C WebRTC 1.0, section 5.4.2.
   *
   * @throws {TypeError} for what is no list of codecs
   * @throws {DOMException} InvalidModificationError for a codec that `getCapabilities()` does not
   *   name, or if none of them carries media
   */
  setCodecPreferences(codecs: Iterable<RTCRtpCodec>): void {
    const transceiver = this.#transceiver;
    transceiver.preferences = checkPreferences(codecs, transceiver.kind);
  }
}
