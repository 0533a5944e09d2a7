// transport, certificates, candidates and their pairs.
import { expect } from 'chai';
import { createHash } from 'node:crypto';

import type { TransportCounters } from '../../../../src/parameters/stats.js';
import { collectStats } from '../../../../src/webrtc/stats/collect-stats.js';
import type { RTCStatsReport } from '../../../../src/webrtc/stats/rtc-stats-report.js';
import type {
  RTCAnyStats,
  RTCIceCandidateStats,
  RTCStatsType,
} from '../../../../src/webrtc/stats/stats-types.js';
import type { StatsCandidate, StatsSubject } from '../../../../src/webrtc/stats/stats-subject.js';
import {
  candidate,
  counters,
  FakeTransport,
  route,
  subject,
  without,
} from '../kit/counting-worker.js';

const reportOf = (
  answer: Partial<TransportCounters> = {},
  more: Partial<StatsSubject> = {}
): Promise<RTCStatsReport> =>
  collectStats(subject(new FakeTransport([counters(answer)]), { streams: [], ...more }));

const ofType = (report: RTCStatsReport, type: RTCStatsType): RTCAnyStats[] =>
  [...report.values()].filter(stats => stats.type === type);

describe('transport', () => {
  it('tells the states, roles and ciphers', async () => {
    expect(ofType(await reportOf(), 'transport')).to.have.length(1);
    expect((await reportOf()).get('transport')).to.include({
      iceState: 'completed',
      iceRole: 'controlled',
      iceLocalUsernameFragment: 'ours',
      dtlsState: 'connected',
      dtlsRole: 'client',
      tlsVersion: 'FEFD',
      dtlsCipher: 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
      srtpCipher: 'SRTP_AEAD_AES_128_GCM',
      packetsSent: 310,
      packetsReceived: 520,
      selectedCandidatePairChanges: 1,
    });
  });

  it('knows no role before it is settled', async () => {
    const transport = new FakeTransport();
    transport.dtlsLocalParameters = { role: 'auto', fingerprints: {} };
    const report = await collectStats(subject(transport));
    expect(report.get('transport')).to.have.property('dtlsRole', 'unknown');
  });

  it('names neither ciphers nor a pair before it is connected', async () => {
    const unconnected = without(counters({ routes: [] }), 'dtls');
    const transport = new FakeTransport([unconnected]);
    const report = await collectStats(
      subject(transport, {
        streams: [],
        dtlsTransport: { state: 'new', getRemoteCertificates: () => [] },
      })
    );
    expect(report.get('transport')).not.to.have.any.keys(
      'tlsVersion',
      'dtlsCipher',
      'srtpCipher',
      'selectedCandidatePairId',
      'remoteCertificateId'
    );
  });
});

describe('certificate', () => {
  it('shows both certificates with their fingerprints', async () => {
    const [local, remote] = ofType(await reportOf(), 'certificate');
    const der = Buffer.from([0x30, 1, 2, 3]);
    const hex = createHash('sha256').update(der).digest('hex').toUpperCase();
    expect(local).to.include({
      fingerprint: hex.match(/../g)!.join(':'),
      fingerprintAlgorithm: 'sha-256',
      base64Certificate: der.toString('base64'),
    });
    expect(remote).to.have.property(
      'base64Certificate',
      Buffer.from([0x30, 4, 5, 6]).toString('base64')
    );
  });

  it('is asked for once', async () => {
    const later = without(counters(), 'certificate');
    const transport = new FakeTransport([counters(), later]);
    await collectStats(subject(transport));
    const report = await collectStats(subject(transport));
    expect(transport.asked).to.deep.equal([{ certificate: true }, { certificate: false }]);
    expect(ofType(report, 'certificate')).to.have.length(2);
  });
});

describe('candidates', () => {
  const ice = (
    local: StatsCandidate[],
    remote: StatsCandidate[]
  ): Pick<StatsSubject, 'iceTransport'> => ({
    iceTransport: {
      state: 'connected',
      getLocalCandidates: () => local,
      getRemoteCandidates: () => remote,
    },
  });

  const endOf = (
    report: RTCStatsReport,
    side: 'localCandidateId' | 'remoteCandidateId'
  ): RTCIceCandidateStats => {
    const [pair] = ofType(report, 'candidate-pair');
    return report.get((pair as unknown as Record<string, string>)[side]!) as RTCIceCandidateStats;
  };

  it('tell what was signalled', async () => {
    const remote = candidate({
      type: 'srflx',
      relatedAddress: '10.1.1.1',
      relatedPort: 5000,
      usernameFragment: 'abcd',
    });
    const report = await reportOf({ routes: [] }, ice([], [remote]));
    const [stats] = ofType(report, 'remote-candidate');
    expect(stats).to.deep.include({
      address: '198.51.100.7',
      port: 50000,
      protocol: 'udp',
      candidateType: 'srflx',
      priority: 2_122_260_223,
      foundation: 'f1',
      relatedAddress: '10.1.1.1',
      relatedPort: 5000,
      usernameFragment: 'abcd',
    });
    expect(stats).not.to.have.property('tcpType');
  });

  it('are listed without a check too', async () => {
    const report = await reportOf({ routes: [] });
    expect(ofType(report, 'local-candidate')).to.have.length(1);
    expect(ofType(report, 'remote-candidate')).to.have.length(2);
    expect(ofType(report, 'candidate-pair')).to.deep.equal([]);
  });

  it('match a route by its address, also where IPv6 is written in full', async () => {
    const remote = candidate({ address: '2001:db8:0:0:0:0:0:7', type: 'srflx' });
    const routes = [route({ remoteIP: '2001:db8::7', localIP: '::1' })];
    const end = endOf(await reportOf({ routes }, ice([], [remote])), 'remoteCandidateId');
    expect(end).to.include({ candidateType: 'srflx', address: '2001:db8:0:0:0:0:0:7' });
  });

  it('are peer-reflexive where the peer signalled none', async () => {
    const report = await reportOf({}, ice([], []));
    expect(endOf(report, 'remoteCandidateId')).to.include({
      candidateType: 'prflx',
      address: '198.51.100.7',
      port: 50000,
    });
  });

  it('of ours match by port where another address is announced', async () => {
    expect(endOf(await reportOf(), 'localCandidateId')).to.include({ address: 'sfu.example' });
  });

  it('of ours match by family where both listen on one port', async () => {
    const locals = [
      candidate({ address: '2001:db8::1', port: 40000 }),
      candidate({ address: '203.0.113.9', port: 40000 }),
    ];
    const report = await reportOf({}, ice(locals, []));
    expect(endOf(report, 'localCandidateId')).to.include({ address: '203.0.113.9' });
  });

  it('of ours exist for every route', async () => {
    const report = await reportOf({}, ice([], []));
    expect(endOf(report, 'localCandidateId')).to.include({ candidateType: 'host' });
  });
});

describe('candidate-pair', () => {
  it('counts what took its route', async () => {
    const [pair] = ofType(await reportOf(), 'candidate-pair');
    expect(pair).to.include({
      state: 'succeeded',
      nominated: true,
      packetsSent: 310,
      bytesSent: 250_000,
      packetsReceived: 520,
      bytesReceived: 420_000,
      requestsReceived: 12,
      responsesSent: 12,
      lastPacketSentTimestamp: pair!.timestamp - 20,
    });
  });

  it('has failed when the checks by it have ended', async () => {
    const routes = [route(), route({ remotePort: 50001, selected: false, accepted: false })];
    const pairs = ofType(await reportOf({ routes }), 'candidate-pair');
    expect(pairs.map(pair => 'state' in pair && pair.state)).to.deep.equal(['succeeded', 'failed']);
  });

  it('is named by the transport while it is selected', async () => {
    const routes = [route({ selected: false, nominated: false }), route({ remotePort: 50001 })];
    const report = await reportOf({ routes });
    const [, second] = ofType(report, 'candidate-pair');
    expect(report.get('transport')).to.have.property('selectedCandidatePairId', second!.id);
  });
});
