// RTCRtpReceiver: what the endpoint sends in one m-section. W3C WebRTC 1.0, section 5.3.
import type { RtpReceiver } from '../../engine/rtp-receiver.js';
import type { RtpParameters } from '../../parameters/rtp.js';
import type { ConnectionHooks } from './connection-hooks.js';
import { rememberTrack } from '../media/engine-tracks.js';
import type { MediaStream } from '../media/media-stream.js';
import { MediaStreamTrack, TrackFeed } from '../media/media-stream-track.js';
import type { SectionKind } from '../jsep/codec-words.js';
import {
  capabilitiesOf,
  toRtcParameters,
  type RTCRtpCapabilities,
  type RTCRtpParameters,
} from './rtp-codec-parameters.js';
import type { RTCStatsReport } from '../stats/rtc-stats-report.js';
import type { RTCDtlsTransport } from '../transports/rtc-dtls-transport.js';

/**
 * Receives one track of the endpoint. Its `track` is there from the beginning; packets unmute it.
 *
 * Behind it stands an engine RtpReceiver while the endpoint is expected to send.
 */
export class RTCRtpReceiver {
  readonly #hooks: ConnectionHooks;
  readonly #feed: TrackFeed;
  readonly #track: MediaStreamTrack;
  #transport: RTCDtlsTransport | null = null;
  #rtpReceiver: RtpReceiver | undefined;
  #received: RtpParameters | undefined;
  #streams: MediaStream[] = [];

  /** @internal Connections make receivers. */
  constructor(init: { hooks: ConnectionHooks; kind: SectionKind; trackId?: string | undefined }) {
    const { hooks, kind, trackId } = init;
    this.#hooks = hooks;
    this.#feed = new TrackFeed(kind);
    this.#track = new MediaStreamTrack(this.#feed, trackId);
  }

  /** What any receiver of this library can take; null for an unknown kind. W3C WebRTC 1.0, section 5.3. */
  static getCapabilities(kind: string): RTCRtpCapabilities | null {
    return capabilitiesOf(kind);
  }

  /** The track that comes; the same for the life of the receiver. */
  get track(): MediaStreamTrack {
    return this.#track;
  }

  /** Null until a description has been set. All receivers of a connection share one. */
  get transport(): RTCDtlsTransport | null {
    return this.#transport;
  }

  /** Nothing is played here, so there is no jitter buffer: null. W3C webrtc-extensions. */
  get jitterBufferTarget(): null {
    return null;
  }

  /** What was negotiated about reception. */
  getParameters(): RTCRtpParameters {
    const { codecs = [], headerExtensions = [], rtcp } = this.#received ?? {};
    return {
      ...toRtcParameters(codecs, headerExtensions),
      rtcp: { ...(rtcp?.cname && { cname: rtcp.cname }), reducedSize: rtcp?.reducedSize ?? false },
    };
  }

  /** Mixers are not followed: always empty. */
  getContributingSources(): [] {
    return [];
  }

  /** Packets are not counted one by one on this side: always empty; `getStats()` has the SSRCs. */
  getSynchronizationSources(): [] {
    return [];
  }

  /** Statistics of what the endpoint sends here. W3C WebRTC 1.0, section 8.2. */
  async getStats(): Promise<RTCStatsReport> {
    return this.#hooks.statsOf(this);
  }

  /** @internal The engine's receiver, while the endpoint is expected to send. */
  get rtpReceiver(): RtpReceiver | undefined {
    return this.#rtpReceiver;
  }

  /** @internal As the last answer said it, before the engine completed it. */
  get received(): RtpParameters | undefined {
    return this.#received;
  }

  /** @internal The streams that the track is in. */
  get streams(): readonly MediaStream[] {
    return this.#streams;
  }

  /** @internal */
  setStreams(streams: readonly MediaStream[]): void {
    this.#streams = [...streams];
  }

  /** @internal */
  setTransport(transport: RTCDtlsTransport | null): void {
    this.#transport = transport;
  }

  /** @internal The engine expects media of this form from now on. */
  connect(rtpReceiver: RtpReceiver, received: RtpParameters): void {
    this.#received = received;
    if (this.#rtpReceiver === rtpReceiver) return;
    this.#rtpReceiver = rtpReceiver;
    rememberTrack(rtpReceiver, this.#track);
    this.#feed.connect(rtpReceiver);
  }

  /** @internal The endpoint sends nothing any more. Returns the engine's receiver, which is to be closed. */
  disconnect(): RtpReceiver | undefined {
    const rtpReceiver = this.#rtpReceiver;
    this.#rtpReceiver = undefined;
    this.#received = undefined;
    this.#feed.connect(undefined);
    return rtpReceiver;
  }
}
