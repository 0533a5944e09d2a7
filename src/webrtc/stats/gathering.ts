// One call of getStats(): what was counted, and when that was.
import type { TransportCounters } from '../../parameters/stats.js';
import type { CounterMemory } from './counter-memory.js';
import type { StatsSubject } from './stats-subject.js';

/** The id of the one transport that a report speaks of. */
export const transportId = 'transport';

/** What every part of a report is made from. */
export interface Gathering {
  subject: StatsSubject;
  counters: TransportCounters;
  memory: CounterMemory | undefined;
  /** When the worker counted, in milliseconds of the Unix epoch on our clock. */
  timestamp: number;
}

/** An instant of the worker's clock on ours, which need not agree with it. */
export const onOurClock = ({ timestamp, counters }: Gathering, instant: number): number =>
  timestamp - (counters.now - instant);
