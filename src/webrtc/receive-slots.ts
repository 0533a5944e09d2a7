// Transceivers in which the endpoint may send, as `createOffer()` asks for them. RFC 9429, section 5.2.3.
import { receives } from './direction.js';
import type { SectionKind } from './media-mapping.js';
import type { TransceiverSet } from './transceiver-set.js';

/** Keeps as many receiving transceivers of each kind as were ever asked for. */
export class ReceiveSlots {
  readonly #wanted: Record<SectionKind, number> = { audio: 0, video: 0 };

  /**
   * Makes transceivers until `count` of the kind may receive.
   *
   * @param remembers what was asked for holds for all later offers
   */
  raise(transceivers: TransceiverSet, kind: SectionKind, count: number, remembers: boolean): void {
    const wanted = Math.max(count, this.#wanted[kind]);
    if (remembers) this.#wanted[kind] = wanted;
    const slots = transceivers.list.filter(
      transceiver =>
        transceiver.kind === kind &&
        !transceiver.isStopping &&
        receives(transceiver.wantedDirection)
    );
    for (let have = slots.length; have < wanted; have++) {
      transceivers.add({ kind, direction: 'recvonly', origin: 'slot' });
    }
  }
}
