// RTCRtpSender: what this connection sends in one m-section. W3C WebRTC 1.0, section 5.2.
import { isDeepStrictEqual } from 'node:util';

import { checkInit } from '../idl/conversions.js';
import { connectionClosed, invalidModification, invalidState } from '../idl/errors.js';
import { MediaStream } from '../media/media-stream.js';
import { MediaStreamTrack } from '../media/media-stream-track.js';
import type { RTCStatsReport } from '../stats/rtc-stats-report.js';
import type { RTCDtlsTransport } from '../transports/rtc-dtls-transport.js';
import type { OwningConnection } from './owning-connection.js';
import { capabilitiesOf, type RTCRtpCapabilities } from './rtp-codec-parameters.js';
import { checkChangedEncodings } from './send-encodings.js';
import { Sending, type RTCRtpSendParameters } from './sending.js';

export type { RTCRtpSendParameters };

/**
 * Sends one track to the endpoint: a forward of what another connection receives, inside the
 * worker. Belongs to an RTCRtpTransceiver, made by `addTrack()`, `addTransceiver()`, the room, or
 * an offer of the endpoint.
 */
export class RTCRtpSender {
  readonly #connection: OwningConnection;
  readonly #sending: Sending;

  /** @internal Connections make senders. */
  constructor(connection: OwningConnection, sending: Sending) {
    if (!(sending instanceof Sending)) throw new TypeError('Illegal constructor');
    this.#connection = connection;
    this.#sending = sending;
  }

  /**
   * What any sender of this library can do. W3C WebRTC 1.0, section 5.2.
   *
   * @param kind `audio` or `video`; null is returned for any other
   */
  static getCapabilities(kind: string): RTCRtpCapabilities | null {
    return capabilitiesOf(kind);
  }

  /** The track that is sent; null for none. */
  get track(): MediaStreamTrack | null {
    return this.#sending.track;
  }

  /** The transport that packets leave through; null until a description has been set. */
  get transport(): RTCDtlsTransport | null {
    return this.#sending.transport;
  }

  /** There are no DTMF senders: always null. */
  get dtmf(): null {
    return null;
  }

  /** What is sent, and how. Good for one `setParameters()` in the same task. */
  getParameters(): RTCRtpSendParameters {
    return structuredClone(this.#sending.getParameters());
  }

  /**
   * Changes how the track is sent: `active`, `maxBitrate`, `scaleResolutionDownBy` and
   * `scalabilityMode` choose among the layers that the track's publisher sends.
   *
   * Rejects with InvalidStateError without a `getParameters()` before it in the same task, or once
   * the transceiver is stopped; with InvalidModificationError if anything else was changed; with
   * RangeError for numbers out of range.
   */
  async setParameters(parameters: RTCRtpSendParameters): Promise<void> {
    checkInit(parameters, ['codecs', 'encodings', 'headerExtensions', 'rtcp', 'transactionId']);
    const sending = this.#sending;
    if (sending.isStopped) throw invalidState('the transceiver is stopped');
    const last = sending.lastReturned;
    if (!last) throw invalidState('getParameters() was not called in this task');
    const { encodings: given, ...others } = parameters;
    const encodings = checkChangedEncodings(given, sending.encodings, sending.kind);
    const expected: Partial<RTCRtpSendParameters> = { ...last };
    delete expected.encodings;
    if (!isDeepStrictEqual(others, expected)) {
      throw invalidModification('only the encodings can be changed, in those of getParameters()');
    }
    await Promise.resolve();
    sending.setEncodings(encodings);
  }

  /**
   * Sends another track of the same kind, or with null none, without a new negotiation: the SSRCs
   * stay. Rejects with TypeError for another kind, InvalidStateError once the transceiver is
   * stopped.
   */
  async replaceTrack(track: MediaStreamTrack | null): Promise<void> {
    if (track !== null && !(track instanceof MediaStreamTrack)) {
      throw new TypeError('the track has to be a MediaStreamTrack or null');
    }
    const sending = this.#sending;
    if (track && track.kind !== sending.kind) {
      throw new TypeError(`this sender is for ${sending.kind}`);
    }
    return this.#connection.chain.run(async () => {
      if (sending.isStopped) throw invalidState('the transceiver is stopped');
      await new Promise(resolve => setImmediate(resolve));
      if (!this.#connection.isClosed) sending.attach(track);
    });
  }

  /**
   * Names the streams that the endpoint is to put the track into. May fire `negotiationneeded`.
   * W3C WebRTC 1.0, section 5.2.
   *
   * @throws {TypeError} for what is no MediaStream
   * @throws {DOMException} InvalidStateError once the connection is closed
   */
  setStreams(...streams: MediaStream[]): void {
    if (!streams.every(stream => stream instanceof MediaStream)) {
      throw new TypeError('setStreams() takes MediaStreams');
    }
    if (this.#connection.isClosed) throw connectionClosed(this.#connection.closedBy);
    this.#sending.setStreamIds(streams.map(({ signaledId }) => signaledId));
    this.#connection.needed.update();
  }

  /** Statistics of what this sender sends. W3C WebRTC 1.0, section 8.2. */
  async getStats(): Promise<RTCStatsReport> {
    return this.#connection.statsOf(this);
  }
}
