// W3C webrtc-stats: every kind of statistic has its members, in its units.
import { expect } from 'chai';

import { collectStats } from '../../../../src/webrtc/stats/collect-stats.js';
import { referencesOf } from '../../../../src/webrtc/stats/select-stats.js';
import type { RTCStatsReport } from '../../../../src/webrtc/stats/rtc-stats-report.js';
import type { RTCAnyStats, RTCStatsType } from '../../../../src/webrtc/stats/stats-types.js';
import { microphone, subject } from '../kit/counting-worker.js';

const count = 'a count';
const number = 'a number';
const seconds = 'seconds';
const text = 'text';
const boolean = 'a boolean';
const reference = 'a reference';
const instant = 'an instant';
type Unit = string;

const rtp = { ssrc: count, kind: text, transportId: reference, codecId: reference };
const candidate = {
  transportId: reference,
  address: text,
  port: count,
  protocol: text,
  candidateType: text,
};

const members: Record<RTCStatsType, Record<string, Unit>> = {
  codec: {
    payloadType: count,
    transportId: reference,
    mimeType: text,
    clockRate: count,
  },
  'inbound-rtp': {
    ...rtp,
    trackIdentifier: text,
    mid: text,
    remoteId: reference,
    packetsReceived: count,
    bytesReceived: count,
    headerBytesReceived: count,
    packetsLost: number,
    jitter: seconds,
    lastPacketReceivedTimestamp: instant,
    nackCount: count,
    rtxSsrc: count,
    retransmittedPacketsReceived: count,
    retransmittedBytesReceived: count,
  },
  'outbound-rtp': {
    ...rtp,
    mid: text,
    remoteId: reference,
    packetsSent: count,
    bytesSent: count,
    headerBytesSent: count,
    retransmittedPacketsSent: count,
    retransmittedBytesSent: count,
    rtxSsrc: count,
    nackCount: count,
    active: boolean,
  },
  'remote-inbound-rtp': {
    ...rtp,
    localId: reference,
    packetsLost: number,
    fractionLost: number,
    jitter: seconds,
    roundTripTime: seconds,
    totalRoundTripTime: seconds,
    roundTripTimeMeasurements: count,
  },
  'remote-outbound-rtp': {
    ...rtp,
    localId: reference,
    packetsSent: count,
    bytesSent: count,
    reportsSent: count,
    remoteTimestamp: instant,
  },
  'peer-connection': { dataChannelsOpened: count, dataChannelsClosed: count },
  'data-channel': {
    label: text,
    protocol: text,
    dataChannelIdentifier: count,
    state: text,
    messagesSent: count,
    bytesSent: count,
    messagesReceived: count,
    bytesReceived: count,
  },
  transport: {
    packetsSent: count,
    packetsReceived: count,
    bytesSent: count,
    bytesReceived: count,
    iceRole: text,
    iceLocalUsernameFragment: text,
    iceState: text,
    dtlsState: text,
    dtlsRole: text,
    tlsVersion: text,
    dtlsCipher: text,
    srtpCipher: text,
    selectedCandidatePairId: reference,
    selectedCandidatePairChanges: count,
    localCertificateId: reference,
    remoteCertificateId: reference,
  },
  'local-candidate': candidate,
  'remote-candidate': candidate,
  'candidate-pair': {
    transportId: reference,
    localCandidateId: reference,
    remoteCandidateId: reference,
    state: text,
    nominated: boolean,
    packetsSent: count,
    packetsReceived: count,
    bytesSent: count,
    bytesReceived: count,
    lastPacketSentTimestamp: instant,
    lastPacketReceivedTimestamp: instant,
    requestsReceived: count,
    responsesSent: count,
  },
  certificate: { fingerprint: text, fingerprintAlgorithm: text, base64Certificate: text },
};

const isNatural = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 0;

const holds: Record<Unit, (value: unknown, report: RTCStatsReport) => boolean> = {
  [count]: isNatural,
  [number]: value => typeof value === 'number' && Number.isFinite(value),
  [seconds]: value => typeof value === 'number' && value >= 0 && value < 60,
  [text]: value => typeof value === 'string',
  [boolean]: value => typeof value === 'boolean',
  [reference]: (value, report) => typeof value === 'string' && report.has(value),
  [instant]: value => typeof value === 'number' && value > Date.UTC(2020),
};

describe('collectStats', () => {
  let report: RTCStatsReport;
  let all: RTCAnyStats[];

  beforeEach(async () => {
    report = await collectStats(subject());
    all = [...report.values()];
  });

  for (const [type, required] of Object.entries(members)) {
    it(`tells of each ${type} all that it must`, () => {
      const ofType = all.filter(stats => stats.type === type);
      expect(ofType).not.to.deep.equal([]);
      for (const stats of ofType) {
        const wrong = Object.entries(required).filter(
          ([name, unit]) => !holds[unit]!(stats[name as keyof RTCAnyStats], report)
        );
        expect(wrong, JSON.stringify(stats)).to.deep.equal([]);
      }
    });
  }

  it('knows no other kind of statistic', () => {
    expect([...new Set(all.map(({ type }) => type))]).to.have.members(Object.keys(members));
  });

  it('files every statistic under its id', () => {
    for (const [id, stats] of report) expect(stats.id).to.equal(id);
    expect(report.size).to.equal(all.length);
  });

  it('names nothing that is not in the report', () => {
    const names = all.flatMap(referencesOf);
    expect(names.filter(name => !report.has(name))).to.deep.equal([]);
  });

  it('gives the time in milliseconds since the epoch', () => {
    const now = performance.timeOrigin + performance.now();
    for (const { timestamp } of all) expect(timestamp).to.be.within(now - 5_000, now);
  });

  it('keeps its ids from call to call', async () => {
    const same = subject();
    const first = await collectStats(same);
    const second = await collectStats(same);
    expect([...second.keys()]).to.deep.equal([...first.keys()]);
  });

  it('says nothing of key frame requests about audio', async () => {
    const [stats] = [...(await collectStats(subject(), microphone)).values()].filter(
      ({ type }) => type === 'inbound-rtp'
    );
    expect(stats).to.include({ kind: 'audio' });
    expect(stats).not.to.have.any.keys('pliCount', 'firCount');
  });

  it('tells of a connection without a transport that it is one', async () => {
    const { dataChannels } = subject();
    const bare = await collectStats({
      transport: undefined,
      iceTransport: undefined,
      dtlsTransport: undefined,
      streams: [],
      dataChannels,
    });
    expect([...bare.values()].map(({ type }) => type)).to.deep.equal([
      'peer-connection',
      'data-channel',
    ]);
  });
});
