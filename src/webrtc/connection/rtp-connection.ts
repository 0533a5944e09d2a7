// The part of RTCPeerConnection that adds and removes media. W3C WebRTC 1.0, section 5.1.
import { ConnectionFace } from './connection-face.js';
import type { ConnectionHooks } from '../rtp/connection-hooks.js';
import { directionOf, receives, type Direction } from '../jsep/direction.js';
import { invalidAccess, invalidState } from '../idl/errors.js';
import { MediaStream } from '../media/media-stream.js';
import { MediaStreamTrack } from '../media/media-stream-track.js';
import { isSectionKind, type SectionKind } from '../jsep/codec-words.js';
import type { RTCRtpReceiver } from '../rtp/rtc-rtp-receiver.js';
import { RTCRtpSender } from '../rtp/rtc-rtp-sender.js';
import type { RTCRtpTransceiver } from '../rtp/rtc-rtp-transceiver.js';
import {
  checkReceiveEncodings,
  checkSendEncodings,
  type RTCRtpEncodingParameters,
} from '../rtp/send-encodings.js';
import { TransceiverSet } from '../rtp/transceiver-set.js';
import { dictionaryOf, enumOf, sequenceOf } from '../idl/conversions.js';

/** What `addTransceiver()` takes. W3C WebRTC 1.0, section 5.1. */
export interface RTCRtpTransceiverInit {
  /** Default `sendrecv`. */
  direction?: Direction;
  /** The endpoint is to put the track into these. Default none. */
  streams?: MediaStream[];
  /** Several with RIDs offer simulcast. Default one. */
  sendEncodings?: RTCRtpEncodingParameters[];
  /**
   * Not of W3C: the RIDs of the simulcast layers that the endpoint is asked to send, from the
   * lowest to the highest. Browsers follow where the m-section is new to them. Default none.
   */
  receiveEncodings?: { rid: string }[];
}

const directions = ['sendrecv', 'sendonly', 'recvonly', 'inactive', 'stopped'] as const;

/** Base of RTCPeerConnection: its transceivers. */
export abstract class RtpConnection extends ConnectionFace {
  readonly #hooks: ConnectionHooks;
  /** @internal */
  protected readonly transceivers: TransceiverSet;

  constructor() {
    super();
    this.#hooks = this.hooks();
    this.transceivers = new TransceiverSet(this.#hooks);
  }

  /** @internal Called once, by the constructor of this class: what it returns may be used later only. */
  protected abstract hooks(): ConnectionHooks;

  /** All transceivers that are not stopped, in the order of their making. */
  getTransceivers(): RTCRtpTransceiver[] {
    return this.transceivers.list;
  }

  /** The senders of those transceivers. */
  getSenders(): RTCRtpSender[] {
    return this.transceivers.list.map(({ sender }) => sender);
  }

  /** The receivers of those transceivers. */
  getReceivers(): RTCRtpReceiver[] {
    return this.transceivers.list.map(({ receiver }) => receiver);
  }

  /**
   * Sends a track of another connection, by a sender that never sent before, or a new one.
   *
   * @param streams the streams that the endpoint is to put the track into
   * @throws {DOMException} InvalidStateError once closed, InvalidAccessError if it is sent already
   */
  addTrack(track: MediaStreamTrack, ...streams: MediaStream[]): RTCRtpSender {
    if (!(track instanceof MediaStreamTrack)) {
      throw new TypeError('the track has to be a MediaStreamTrack');
    }
    const streamIds = streamIdsOf(streams);
    this.#assertOpen();
    if (this.getSenders().some(sender => sender.track === track)) {
      throw invalidAccess('a sender of this connection has the track already');
    }
    const free = this.transceivers.list.find(
      ({ sender, isStopping, hasSent, kind, origin }) =>
        !sender.track && !isStopping && !hasSent && kind === track.kind && origin !== 'room'
    );
    const sender = free
      ? reuse(free, track, streamIds)
      : this.transceivers.add({
          kind: track.kind,
          direction: 'sendrecv',
          origin: 'addTrack',
          track,
          streamIds,
        }).sender;
    this.#hooks.updateNegotiationNeeded();
    return sender;
  }

  /**
   * Makes a transceiver of a kind, or for a track.
   *
   * @throws {TypeError} for an unknown kind or malformed encodings
   * @throws {RangeError} for encodings out of range
   * @throws {DOMException} InvalidStateError once closed
   */
  addTransceiver(
    trackOrKind: MediaStreamTrack | string,
    init?: RTCRtpTransceiverInit
  ): RTCRtpTransceiver {
    const given = dictionaryOf('init', init);
    const direction = enumOf('direction', given['direction'], directions, 'sendrecv');
    const streams = given['streams'] === undefined ? [] : sequenceOf('streams', given['streams']);
    const streamIds = streamIdsOf(streams);
    const track = trackOrKind instanceof MediaStreamTrack ? trackOrKind : null;
    const kind = kindOf(trackOrKind);
    this.#assertOpen();
    const encodings = checkSendEncodings(given['sendEncodings'], kind);
    const receiveRids = checkReceiveEncodings(given['receiveEncodings']);
    if (direction === 'stopped') throw new TypeError('a transceiver cannot begin stopped');

    const transceiver = this.transceivers.add({
      kind,
      direction,
      origin: 'addTransceiver',
      track,
      streamIds,
      encodings,
      receiveRids,
    });
    this.#hooks.updateNegotiationNeeded();
    return transceiver;
  }

  /**
   * Sends the sender's track no more; the sender stays.
   *
   * @throws {DOMException} InvalidStateError once closed, InvalidAccessError for a foreign sender
   */
  removeTrack(sender: RTCRtpSender): void {
    if (!(sender instanceof RTCRtpSender)) {
      throw new TypeError('the sender has to be an RTCRtpSender');
    }
    this.#assertOpen();
    const transceiver = this.transceivers.of(sender);
    if (!transceiver && !sender.belongsTo(this.#hooks)) {
      throw invalidAccess('the sender is of another connection');
    }
    if (!transceiver || transceiver.stopped || !sender.track) return;
    sender.attach(null);
    transceiver.setDirection(directionOf(false, receives(transceiver.wantedDirection)));
    this.#hooks.updateNegotiationNeeded();
  }

  #assertOpen(): void {
    if (this.#hooks.isClosed) throw invalidState('the RTCPeerConnection is closed');
  }
}

function reuse(
  transceiver: RTCRtpTransceiver,
  track: MediaStreamTrack,
  streamIds: readonly string[]
): RTCRtpSender {
  const { sender } = transceiver;
  sender.setStreamIds(streamIds);
  sender.attach(track);
  transceiver.setDirection(directionOf(true, receives(transceiver.wantedDirection)));
  // An offer that is taken back takes it away no more. RFC 9429, section 4.1.10.2.
  if (transceiver.origin === 'remote offer') transceiver.origin = 'addTrack';
  return sender;
}

function kindOf(trackOrKind: unknown): SectionKind {
  if (trackOrKind instanceof MediaStreamTrack) return trackOrKind.kind;
  const kind = String(trackOrKind);
  if (!isSectionKind(kind)) throw new TypeError(`unknown kind "${kind}"`);
  return kind;
}

function streamIdsOf(streams: readonly unknown[]): string[] {
  return streams.map(stream => {
    if (!(stream instanceof MediaStream)) throw new TypeError('streams have to be MediaStreams');
    return stream.id;
  });
}
