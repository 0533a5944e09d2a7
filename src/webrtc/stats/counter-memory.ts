// What getStats() remembers of a transport from one call to the next.
import type { Transport } from '../../engine/transport.js';
import type { ReceivedCounters, SentCounters, TransportCounters } from '../../parameters/stats.js';

type Growing<T> = readonly (keyof T & string)[];

const growingReceived: Growing<ReceivedCounters> = [
  'packets',
  'bytes',
  'headerBytes',
  'retransmittedPackets',
  'retransmittedBytes',
  'nackCount',
  'pliCount',
  'firCount',
  'reports',
  'reportedPackets',
  'reportedBytes',
];

const growingSent: Growing<SentCounters> = [
  'packets',
  'bytes',
  'headerBytes',
  'retransmittedPackets',
  'retransmittedBytes',
  'frames',
  'nackCount',
  'pliCount',
  'firCount',
  'totalRoundTripTime',
  'roundTripTimeMeasurements',
];

/** What is known of a transport of which nothing was counted yet. */
export const nothingCounted: TransportCounters = {
  now: 0,
  packetsSent: 0,
  bytesSent: 0,
  packetsReceived: 0,
  bytesReceived: 0,
  routeChanges: 0,
  routes: [],
  received: [],
  sent: [],
};

/**
 * Counters that never fall.
 *
 * The worker may begin a stream anew under its SSRC, and counts from zero then. A counter that is
 * lower than before says so: from there on, all counters of that stream go on from where they
 * were.
 */
class Continuation<T extends { ssrc: number }> {
  readonly #streams = new Map<number, { raw: T; before: Map<string, number>; shown: T }>();

  constructor(private readonly growing: Growing<T>) {}

  take(raw: T): T {
    const known = this.#streams.get(raw.ssrc);
    const before = new Map<string, number>(known?.before ?? []);
    if (known && this.growing.some(name => numberOf(raw, name) < numberOf(known.raw, name))) {
      for (const name of this.growing) {
        before.set(name, (before.get(name) ?? 0) + numberOf(known.raw, name));
      }
    }
    const grown = this.growing.map(
      name => [name, (before.get(name) ?? 0) + numberOf(raw, name)] as const
    );
    const shown: T = { ...raw, ...Object.fromEntries(grown) };
    this.#streams.set(raw.ssrc, { raw, before, shown });
    return shown;
  }

  last(ssrc: number): T | undefined {
    return this.#streams.get(ssrc)?.shown;
  }
}

const numberOf = <T>(counters: T, name: keyof T): number => counters[name] as number;

/** The memory of one transport. */
export class CounterMemory {
  /** Our certificate in DER; the worker is asked for it once. */
  certificate: Uint8Array | undefined;
  /** The counters as last shown; all that is left when the transport is closed. */
  last: TransportCounters = nothingCounted;

  readonly #received = new Continuation(growingReceived);
  readonly #sent = new Continuation(growingSent);

  /** The worker's counters, so that none is lower than the last time. */
  take(counters: TransportCounters): TransportCounters {
    this.certificate = counters.certificate ?? this.certificate;
    this.last = {
      ...counters,
      received: counters.received.map(stream => this.#received.take(stream)),
      sent: counters.sent.map(stream => this.#sent.take(stream)),
    };
    return this.last;
  }

  /** A stream that the worker holds no more, as it was last shown. */
  lastSent(ssrc: number): SentCounters | undefined {
    return this.#sent.last(ssrc);
  }
}

const memories = new WeakMap<Transport, CounterMemory>();

/** The memory of a transport; it ends with the transport. */
export function memoryOf(transport: Transport): CounterMemory {
  const known = memories.get(transport);
  if (known) return known;
  const memory = new CounterMemory();
  memories.set(transport, memory);
  return memory;
}
