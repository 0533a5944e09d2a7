// All transceivers of a peer connection.
import type { RtpSender } from '../engine/rtp-sender.js';
import type { RtpCapabilities } from '../parameters/rtp.js';
import { isSectionKind, type SectionKind } from './media-mapping.js';
import type { Line, TransceiverFacts } from './offer-answer.js';
import { RtpTransceiver } from './rtp-transceiver.js';

/**
 * The transceivers in the order of their making. They leave when their section is rejected and
 * the place in the description is free.
 */
export class TransceiverList {
  readonly #transceivers = new Map<number, RtpTransceiver>();
  readonly #bySender = new Map<RtpSender, RtpTransceiver>();
  readonly #slots: Record<SectionKind, number> = { audio: 0, video: 0 };
  #nextId = 1;

  get(id: number): RtpTransceiver | undefined {
    return this.#transceivers.get(id);
  }

  of(sender: RtpSender): RtpTransceiver | undefined {
    return this.#bySender.get(sender);
  }

  /** One transceiver for each sender that an m-section can hold; `depth` has no word in SDP. */
  addSender(sender: RtpSender): void {
    if (sender.closed || !isSectionKind(sender.kind) || this.#bySender.has(sender)) return;
    this.#bySender.set(sender, this.#add(sender.kind, sender));
  }

  /** Makes receive slots until there are `count` of a kind, or as many as there were to be before. */
  raiseSlots(kind: SectionKind, count: number): void {
    const wanted = Math.max(count, this.#slots[kind]);
    this.#slots[kind] = wanted;
    const slots = [...this.#transceivers.values()].filter(
      transceiver => !transceiver.sender && transceiver.kind === kind && !transceiver.isStopped
    );
    for (let have = slots.length; have < wanted; have++) this.#add(kind, undefined);
  }

  /** A new offer is due: everyone's picture. */
  handleOffer(): void {
    for (const transceiver of this.#transceivers.values()) transceiver.handleOffer();
  }

  facts(capabilities: RtpCapabilities): TransceiverFacts[] {
    return [...this.#transceivers.values()].map(transceiver => transceiver.facts(capabilities));
  }

  /** Gives each transceiver the mid that a plan has for it. */
  assignMids(lines: readonly Line[]): void {
    for (const { transceiver, mid } of lines) {
      const placed = transceiver === undefined ? undefined : this.get(transceiver);
      if (placed) placed.mid = mid;
    }
  }

  /** Forgets what is stopped and has no place in the description (any more). */
  sweep(lines: readonly Line[]): void {
    const placed = new Set(lines.map(({ transceiver }) => transceiver));
    for (const transceiver of this.#transceivers.values()) {
      if (!transceiver.isStopped || placed.has(transceiver.id)) continue;
      this.#transceivers.delete(transceiver.id);
      if (transceiver.sender) this.#bySender.delete(transceiver.sender);
    }
  }

  #add(kind: SectionKind, sender: RtpSender | undefined): RtpTransceiver {
    const transceiver = new RtpTransceiver(this.#nextId++, kind, sender);
    this.#transceivers.set(transceiver.id, transceiver);
    return transceiver;
  }
}
