// local-candidate, remote-candidate and candidate-pair: which way the datagrams take.
import { isIPv6, SocketAddress } from 'node:net';

import type { RouteCounters } from '../../parameters/stats.js';
import { onOurClock, transportId, type Gathering } from './gathering.js';
import type { StatsCandidate, StatsIceTransport } from './stats-subject.js';
import type { RTCIceCandidatePairStats, RTCIceCandidateStats } from './stats-types.js';

/** Candidates and pairs, and which pair is in use. */
export interface CandidateStats {
  stats: (RTCIceCandidateStats | RTCIceCandidatePairStats)[];
  selectedPairId: string | undefined;
}

type Side = RTCIceCandidateStats['type'];

/** What is known of ICE; a pair exists from the endpoint's first check by it. */
export function candidateStats(
  gathering: Gathering,
  iceTransport: StatsIceTransport | undefined
): CandidateStats {
  const { timestamp, counters } = gathering;
  const described = (side: Side, candidates: readonly StatsCandidate[] = []): CandidateList =>
    new CandidateList(side, timestamp, candidates);
  const locals = described('local-candidate', iceTransport?.getLocalCandidates());
  const remotes = described('remote-candidate', iceTransport?.getRemoteCandidates());

  const pairs = counters.routes.map(route => ({
    stats: pairStats(gathering, route, locals.localOf(route).id, remotes.remoteOf(route).id),
    isSelected: route.selected,
  }));
  return {
    stats: [...locals.all, ...remotes.all, ...pairs.map(({ stats }) => stats)],
    selectedPairId: pairs.find(({ isSelected }) => isSelected)?.stats.id,
  };
}

function pairStats(
  gathering: Gathering,
  route: RouteCounters,
  localCandidateId: string,
  remoteCandidateId: string
): RTCIceCandidatePairStats {
  const { lastSentAt, lastReceivedAt } = route;
  return {
    id: `candidate-pair:${localCandidateId}:${remoteCandidateId}`,
    type: 'candidate-pair',
    timestamp: gathering.timestamp,
    transportId,
    localCandidateId,
    remoteCandidateId,
    state: route.accepted ? 'succeeded' : 'failed',
    nominated: route.nominated,
    packetsSent: route.packetsSent,
    packetsReceived: route.packetsReceived,
    bytesSent: route.bytesSent,
    bytesReceived: route.bytesReceived,
    ...(lastSentAt !== undefined && {
      lastPacketSentTimestamp: onOurClock(gathering, lastSentAt),
    }),
    ...(lastReceivedAt !== undefined && {
      lastPacketReceivedTimestamp: onOurClock(gathering, lastReceivedAt),
    }),
    requestsReceived: route.checks,
    responsesSent: route.checks,
  };
}

/** The candidates of one side: those that were signalled, and those that only packets showed. */
class CandidateList {
  readonly #byId = new Map<string, RTCIceCandidateStats>();

  constructor(
    private readonly side: Side,
    private readonly timestamp: number,
    candidates: readonly StatsCandidate[]
  ) {
    for (const candidate of candidates) {
      const { address, port, protocol } = candidate;
      if (!address || port === null || !protocol) continue;
      this.#add(address, port, protocol === 'tcp' ? 'tcp' : 'udp', membersOf(candidate));
    }
  }

  get all(): RTCIceCandidateStats[] {
    return [...this.#byId.values()];
  }

  /** Ours: behind a one-to-one NAT, what was announced is not where the socket is. */
  localOf({ localIP, localPort, protocol }: RouteCounters): RTCIceCandidateStats {
    const here = this.all.filter(
      candidate => candidate.port === localPort && candidate.protocol === protocol
    );
    const isSameFamily = ({ address }: RTCIceCandidateStats): boolean =>
      isIPv6(address ?? '') === isIPv6(localIP);
    return (
      here.find(({ address }) => isSameAddress(address, localIP)) ??
      here.find(isSameFamily) ??
      this.#add(localIP, localPort, protocol, { candidateType: 'host' })
    );
  }

  /** The endpoint's: peer-reflexive where it was not signalled. RFC 8445, section 7.3.1.3. */
  remoteOf({ remoteIP, remotePort, protocol }: RouteCounters): RTCIceCandidateStats {
    const known = this.all.find(
      ({ address, port, protocol: other }) =>
        port === remotePort && other === protocol && isSameAddress(address, remoteIP)
    );
    return known ?? this.#add(remoteIP, remotePort, protocol, { candidateType: 'prflx' });
  }

  #add(
    address: string,
    port: number,
    protocol: 'udp' | 'tcp',
    members: Pick<RTCIceCandidateStats, 'candidateType'> & Partial<RTCIceCandidateStats>
  ): RTCIceCandidateStats {
    const id = [this.side, protocol, address, port].join(':');
    const known = this.#byId.get(id);
    if (known) return known;
    const stats: RTCIceCandidateStats = {
      id,
      type: this.side,
      timestamp: this.timestamp,
      transportId,
      address,
      port,
      protocol,
      ...members,
    };
    this.#byId.set(id, stats);
    return stats;
  }
}

function membersOf(candidate: StatsCandidate): { candidateType: string } {
  const { priority, foundation, relatedAddress, relatedPort, usernameFragment, tcpType } =
    candidate;
  const optional = { priority, foundation, relatedAddress, relatedPort, usernameFragment, tcpType };
  const known = Object.entries(optional).filter(([, value]) => value !== null && value !== '');
  return {
    candidateType: candidate.type || 'host',
    ...Object.fromEntries(known.filter(([, value]) => value !== undefined)),
  };
}

const isSameAddress = (one: string | null, other: string): boolean =>
  one !== null && canonical(one) === canonical(other);

// An IPv6 address can be written in many ways. RFC 5952.
const canonical = (address: string): string =>
  isIPv6(address) ? new SocketAddress({ address, family: 'ipv6' }).address : address.toLowerCase();
