// Transceivers in which the endpoint may send, as `createOffer()` asks for them. RFC 9429, section 5.2.3.
import { receives } from '../jsep/direction.js';
import type { SectionKind } from '../jsep/codec-words.js';
import type { NegotiationNeededFlag } from '../rtp/owning-connection.js';
import type { Transceiver } from '../rtp/transceiver.js';
import type { TransceiverSet } from '../rtp/transceiver-set.js';

/** How many tracks of each kind the endpoint may send; undefined where nothing was asked for. */
export interface SlotCounts {
  audio?: number | undefined;
  video?: number | undefined;
}

/** Makes transceivers in which the endpoint may send: a slot each. */
export class ReceiveSlots {
  readonly #wanted: Record<SectionKind, number> = { audio: 0, video: 0 };
  readonly #asked = new Set<SectionKind>();

  /** @param remembers true if what was asked for holds for all later offers: in a room */
  constructor(
    private readonly transceivers: TransceiverSet,
    private readonly remembers: boolean
  ) {}

  /**
   * Makes transceivers until as many may receive as are asked for, or `initial` of each kind that
   * was never asked for.
   */
  raise(counts: SlotCounts, initial: number): void {
    for (const kind of ['audio', 'video'] as const) {
      // In a room, transceivers that were made for the endpoint stay.
      if (counts[kind] === 0 && !this.remembers) this.#endReceiving(kind);
      if (counts[kind] !== undefined) this.#asked.add(kind);
      this.#raise(kind, counts[kind] ?? (this.#asked.has(kind) ? 0 : initial));
    }
  }

  // W3C WebRTC 1.0, section 4.4.3.3, for `false`: receive no more.
  #endReceiving(kind: SectionKind): void {
    for (const transceiver of this.transceivers.list) {
      if (transceiver.kind !== kind || transceiver.isStopping) continue;
      transceiver.wantReceiving(false);
    }
  }

  #raise(kind: SectionKind, count: number): void {
    const wanted = Math.max(count, this.#wanted[kind]);
    if (this.remembers) this.#wanted[kind] = wanted;
    const slots = this.transceivers.list.filter(
      transceiver =>
        transceiver.kind === kind && !transceiver.isStopping && receives(transceiver.direction)
    );
    for (let have = slots.length; have < wanted; have++) {
      this.transceivers.add({ kind, direction: 'recvonly', origin: 'slot' });
    }
  }
}

/**
 * Stops a transceiver when somebody else closes its engine receiver: the application then takes
 * the track out of the room.
 */
export function followReceiver(transceiver: Transceiver, needed: NegotiationNeededFlag): void {
  const { rtpReceiver } = transceiver.receiving;
  rtpReceiver?.on('close', () => {
    if (transceiver.receiving.rtpReceiver !== rtpReceiver) return;
    transceiver.beginStop(false);
    needed.update();
  });
}
