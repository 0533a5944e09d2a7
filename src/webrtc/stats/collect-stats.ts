// getStats(): asks the worker once, and tells what it counted in the words of W3C webrtc-stats.
import { timestampNow } from '../../base/clock.js';
import type { Transport } from '../../engine/transport.js';
import type { TransportCounters } from '../../parameters/stats.js';
import { candidateStats } from './candidate-stats.js';
import { connectionStats } from './connection-stats.js';
import { memoryOf, nothingCounted, type CounterMemory } from './counter-memory.js';
import type { Gathering } from './gathering.js';
import { inboundStats } from './inbound-stats.js';
import { outboundStats } from './outbound-stats.js';
import { RTCStatsReport } from './rtc-stats-report.js';
import { selectStats } from './select-stats.js';
import type { RTCAnyStats } from './stats-types.js';
import type { StatsStream, StatsSubject } from './stats-subject.js';
import { transportStats } from './transport-stats.js';

export type { StatsStream, StatsSubject } from './stats-subject.js';

/**
 * The statistics of a connection; of its streams in `selector` and what these refer to, if one is
 * given. Ids stay the same from call to call, and counters never fall.
 *
 * A closed transport is shown as it was when it was last asked.
 */
export async function collectStats(
  subject: StatsSubject,
  selector?: StatsStream | readonly StatsStream[]
): Promise<RTCStatsReport> {
  const { transport } = subject;
  const memory = transport && memoryOf(transport);
  const counters = transport && memory ? await readCounters(transport, memory) : nothingCounted;
  const timestamp = timestampNow();
  return gatherStats({ subject, counters, memory, timestamp }, selector);
}

/** The report of what was counted; pure but for the numbers of data channels. */
function gatherStats(
  gathering: Gathering,
  selector?: StatsStream | readonly StatsStream[]
): RTCStatsReport {
  const { subject, timestamp } = gathering;
  const streams = subject.streams.map(stream => ({
    engine: engineOf(stream),
    stats: streamStats(gathering, stream),
  }));
  const all = [
    ...connectionStats(subject, timestamp),
    ...pathStats(gathering),
    ...streams.flatMap(({ stats }) => stats),
  ];
  if (!selector) return new RTCStatsReport(all);

  const selected = [selector].flat().map(engineOf);
  const chosen = streams
    .filter(({ engine }) => selected.includes(engine))
    .flatMap(({ stats }) => stats.filter(isOurEnd));
  return new RTCStatsReport(selectStats(all, chosen));
}

const engineOf = (stream: StatsStream): unknown =>
  stream.direction === 'inbound' ? stream.rtpReceiver : stream.rtpSender;

const isOurEnd = ({ type }: RTCAnyStats): boolean =>
  type === 'inbound-rtp' || type === 'outbound-rtp';

const streamStats = (gathering: Gathering, stream: StatsStream): RTCAnyStats[] =>
  stream.direction === 'inbound'
    ? inboundStats(gathering, stream)
    : outboundStats(gathering, stream);

function pathStats(gathering: Gathering): RTCAnyStats[] {
  const { transport, iceTransport } = gathering.subject;
  if (!transport) return [];
  const { stats, selectedPairId } = candidateStats(gathering, iceTransport);
  return [...transportStats(gathering, transport, selectedPairId), ...stats];
}

async function readCounters(
  transport: Transport,
  memory: CounterMemory
): Promise<TransportCounters> {
  if (transport.closed) return memory.last;
  try {
    return memory.take(await transport.count({ certificate: !memory.certificate }));
  } catch (error) {
    if (transport.closed) return memory.last;
    throw error;
  }
}
