// RTCRtpReceiver: what the endpoint sends in one m-section. W3C WebRTC 1.0, section 5.3.
import type { MediaStreamTrack } from '../media/media-stream-track.js';
import type { RTCStatsReport } from '../stats/rtc-stats-report.js';
import type { RTCDtlsTransport } from '../transports/rtc-dtls-transport.js';
import type { OwningConnection } from './owning-connection.js';
import { Receiving } from './receiving.js';
import {
  capabilitiesOf,
  toRtcParameters,
  type RTCRtpCapabilities,
  type RTCRtpParameters,
} from './rtp-codec-parameters.js';

/** Receives one track of the endpoint. Its `track` is there from the beginning; packets unmute it. */
export class RTCRtpReceiver {
  readonly #connection: OwningConnection;
  readonly #receiving: Receiving;

  /** @internal Connections make receivers. */
  constructor(connection: OwningConnection, receiving: Receiving) {
    if (!(receiving instanceof Receiving)) throw new TypeError('Illegal constructor');
    this.#connection = connection;
    this.#receiving = receiving;
  }

  /**
   * What any receiver of this library can take. W3C WebRTC 1.0, section 5.3.
   *
   * @param kind `audio` or `video`; null is returned for any other
   */
  static getCapabilities(kind: string): RTCRtpCapabilities | null {
    return capabilitiesOf(kind);
  }

  /** The track that comes; the same for the life of the receiver. */
  get track(): MediaStreamTrack {
    return this.#receiving.track;
  }

  /** The transport that packets come through; null until a description has been set. */
  get transport(): RTCDtlsTransport | null {
    return this.#receiving.transport;
  }

  /** Nothing is played here, so there is no jitter buffer: null. W3C webrtc-extensions. */
  get jitterBufferTarget(): null {
    return null;
  }

  /** What was negotiated about reception. */
  getParameters(): RTCRtpParameters {
    const { codecs = [], headerExtensions = [], rtcp } = this.#receiving.received ?? {};
    return {
      ...toRtcParameters(codecs, headerExtensions),
      rtcp: { ...(rtcp?.cname && { cname: rtcp.cname }), reducedSize: rtcp?.reducedSize ?? false },
    };
  }

  /** Contributing sources of mixers are not followed: always empty. */
  getContributingSources(): [] {
    return [];
  }

  /** Packets are not counted one by one on this side: always empty; `getStats()` has the SSRCs. */
  getSynchronizationSources(): [] {
    return [];
  }

  /** Statistics of what the endpoint sends here. W3C WebRTC 1.0, section 8.2. */
  async getStats(): Promise<RTCStatsReport> {
    return this.#connection.statsOf(this);
  }
}
