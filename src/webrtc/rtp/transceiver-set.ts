// The set of transceivers of a connection. W3C WebRTC 1.0, section 4.4.1.1.
import type { RtpCapabilities } from '../../parameters/rtp.js';
import type { ConnectionHooks } from './connection-hooks.js';
import type { Direction } from '../jsep/direction.js';
import { transceiversOf, type SectionState, type TransceiverFacts } from '../jsep/section-state.js';
import type { SectionKind } from '../jsep/codec-words.js';
import type { MediaStreamTrack } from '../media/media-stream-track.js';
import { RTCRtpReceiver } from './rtc-rtp-receiver.js';
import { RTCRtpSender } from './rtc-rtp-sender.js';
import { RTCRtpTransceiver, type Origin } from './rtc-rtp-transceiver.js';
import type { RtpNumbers } from '../jsep/rtp-numbers.js';
import { checkSendEncodings, type RTCRtpEncodingParameters } from './send-encodings.js';

/** What a new transceiver is to be. */
export interface NewTransceiver {
  kind: SectionKind;
  direction: Direction;
  origin: Origin;
  track?: MediaStreamTrack | null;
  streamIds?: readonly string[];
  encodings?: readonly RTCRtpEncodingParameters[];
  receiveRids?: readonly string[];
  /** What the endpoint calls the track that it sends. */
  remoteTrackId?: string | undefined;
}

/** All transceivers in the order of their making; stopped ones leave with their section. */
export class TransceiverSet {
  readonly #transceivers = new Map<number, RTCRtpTransceiver>();
  #nextId = 1;

  constructor(private readonly hooks: ConnectionHooks) {}

  [Symbol.iterator](): IterableIterator<RTCRtpTransceiver> {
    return this.#transceivers.values();
  }

  /** Those that applications see. */
  get list(): RTCRtpTransceiver[] {
    return [...this.#transceivers.values()].filter(({ stopped }) => !stopped);
  }

  get(id: number | undefined): RTCRtpTransceiver | undefined {
    return id === undefined ? undefined : this.#transceivers.get(id);
  }

  of(sender: unknown): RTCRtpTransceiver | undefined {
    return [...this.#transceivers.values()].find(transceiver => transceiver.sender === sender);
  }

  /** "Create an RTCRtpTransceiver" and add it. W3C WebRTC 1.0, section 5.4. */
  add(wanted: NewTransceiver): RTCRtpTransceiver {
    const { hooks } = this;
    const { kind, direction, origin, track = null, streamIds = [], receiveRids = [] } = wanted;
    const encodings = wanted.encodings ?? checkSendEncodings(undefined, kind);
    const transceiver = new RTCRtpTransceiver({
      hooks,
      id: this.#nextId++,
      sender: new RTCRtpSender({ hooks, kind, track, streamIds, encodings }),
      receiver: new RTCRtpReceiver({ hooks, kind, trackId: wanted.remoteTrackId }),
      direction,
      origin,
      receiveRids,
    });
    this.#transceivers.set(transceiver.id, transceiver);
    return transceiver;
  }

  remove(transceiver: RTCRtpTransceiver): void {
    this.#transceivers.delete(transceiver.id);
  }

  /** @param hasRids false where simulcast of ours cannot be described */
  facts(capabilities: RtpCapabilities, numbers: RtpNumbers, hasRids = true): TransceiverFacts[] {
    const present = [...this.#transceivers.values()].filter(({ stopped }) => !stopped);
    return present.map(transceiver => transceiver.facts(capabilities, numbers, hasRids));
  }

  /** Forgets what is stopped for good, or was stopped before it had a section. */
  sweep(sections: readonly SectionState[]): void {
    const placed = new Set(sections.flatMap(transceiversOf));
    for (const transceiver of this.#transceivers.values()) {
      if (!transceiver.isStopping || placed.has(transceiver.id)) continue;
      if (transceiver.mid === null) transceiver.finishStop(false);
      if (transceiver.stopped) this.#transceivers.delete(transceiver.id);
    }
  }
}
