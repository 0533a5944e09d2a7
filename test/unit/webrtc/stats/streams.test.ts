// inbound-rtp, outbound-rtp, their remote ends and codecs: what becomes of the worker's counters.
import { expect } from 'chai';

import type { TransportCounters } from '../../../../src/parameters/stats.js';
import { collectStats } from '../../../../src/webrtc/stats/collect-stats.js';
import type { RTCAnyStats, RTCStatsType } from '../../../../src/webrtc/stats/stats-types.js';
import type { StatsStream } from '../../../../src/webrtc/stats/stats-subject.js';
import {
  counters,
  FakeTransport,
  inbound,
  microphone,
  opus,
  outbound,
  received,
  sent,
  subject,
  vp8,
  without,
} from '../kit/counting-worker.js';

async function statsOf(
  type: RTCStatsType,
  answer: Partial<TransportCounters> = {},
  streams: StatsStream[] = [inbound(), outbound()]
): Promise<RTCAnyStats[]> {
  const transport = new FakeTransport([counters(answer)]);
  const report = await collectStats(subject(transport, { streams }));
  return [...report.values()].filter(stats => stats.type === type);
}

describe('inbound-rtp', () => {
  it('counts what the worker received', async () => {
    const [stats] = await statsOf('inbound-rtp');
    expect(stats).to.include({
      ssrc: 1001,
      mid: '0',
      kind: 'video',
      trackIdentifier: 'camera-track',
      packetsReceived: 500,
      bytesReceived: 400_000,
      headerBytesReceived: 10_000,
      packetsLost: 7,
      jitter: 0.004,
      nackCount: 3,
      pliCount: 2,
      firCount: 1,
      rtxSsrc: 1002,
      retransmittedPacketsReceived: 5,
      retransmittedBytesReceived: 4_000,
    });
  });

  it('is one for each encoding of simulcast', async () => {
    const all = await statsOf('inbound-rtp', {
      received: [received({ rid: 'l' }), received({ ssrc: 1011, rid: 'h' })],
    });
    expect(all.map(stats => 'rid' in stats && stats.rid)).to.deep.equal(['l', 'h']);
  });

  it('begins with the first packet', async () => {
    expect(await statsOf('inbound-rtp', { received: [] })).to.deep.equal([]);
  });

  it('knows of no retransmissions without RTX', async () => {
    const plain = without(received(), 'rtxSsrc');
    const [stats] = await statsOf('inbound-rtp', { received: [plain] });
    expect(stats).not.to.have.any.keys('rtxSsrc', 'retransmittedPacketsReceived');
  });

  it('tells when the last packet came, on our clock', async () => {
    const [stats] = await statsOf('inbound-rtp');
    expect(stats).to.have.property('lastPacketReceivedTimestamp', stats!.timestamp - 10);
  });

  it('has no mid before one is negotiated', async () => {
    const [stats] = await statsOf('inbound-rtp', {}, [inbound({ mid: null })]);
    expect(stats).not.to.have.property('mid');
  });
});

describe('remote-outbound-rtp', () => {
  it('says what the peer says that it sent', async () => {
    const [stats] = await statsOf('remote-outbound-rtp');
    expect(stats).to.include({
      ssrc: 1001,
      packetsSent: 510,
      bytesSent: 410_000,
      reportsSent: 4,
      remoteTimestamp: 1_700_000_000_000.5,
    });
  });

  it('is of the time when the report came', async () => {
    const [stats] = await statsOf('remote-outbound-rtp');
    const [own] = await statsOf('inbound-rtp');
    expect(own!.timestamp - stats!.timestamp).to.be.within(500, 5_000);
  });

  it('begins with the first sender report', async () => {
    const unreported = without(received(), 'reportedAt', 'reportedTime');
    const answer = { received: [unreported] };
    expect(await statsOf('remote-outbound-rtp', answer)).to.deep.equal([]);
    expect((await statsOf('inbound-rtp', answer))[0]).not.to.have.property('remoteId');
  });
});

describe('outbound-rtp', () => {
  it('counts what the worker sent', async () => {
    const [stats] = await statsOf('outbound-rtp');
    expect(stats).to.include({
      ssrc: 2001,
      rtxSsrc: 2002,
      mid: '1',
      kind: 'video',
      active: true,
      packetsSent: 300,
      bytesSent: 240_000,
      headerBytesSent: 6_000,
      retransmittedPacketsSent: 9,
      retransmittedBytesSent: 7_200,
      framesSent: 60,
      nackCount: 4,
      pliCount: 1,
      firCount: 0,
    });
  });

  it('tells the RID of its encoding', async () => {
    const [stats] = await statsOf('outbound-rtp', {}, [outbound({ rid: 'h' })]);
    expect(stats).to.have.property('rid', 'h');
  });

  it('names no media source: a forward has none', async () => {
    expect((await statsOf('outbound-rtp'))[0]).not.to.have.property('mediaSourceId');
  });

  it('exists at zero while the worker has nothing to forward', async () => {
    const [stats] = await statsOf('outbound-rtp', { sent: [] });
    expect(stats).to.include({ ssrc: 2001, packetsSent: 0, bytesSent: 0 });
    expect(stats).not.to.have.any.keys('codecId', 'remoteId');
  });
});

describe('remote-inbound-rtp', () => {
  it('says what the peer reports', async () => {
    const [stats] = await statsOf('remote-inbound-rtp');
    expect(stats).to.include({
      ssrc: 2001,
      packetsLost: -1,
      fractionLost: 0.25,
      jitter: 0.002,
      roundTripTime: 0.05,
      totalRoundTripTime: 0.4,
      roundTripTimeMeasurements: 8,
    });
  });

  it('has no round-trip time before one was measured', async () => {
    const unmeasured = without(sent({ totalRoundTripTime: 0 }), 'roundTripTime');
    const [stats] = await statsOf('remote-inbound-rtp', { sent: [unmeasured] });
    expect(stats).not.to.have.property('roundTripTime');
    expect(stats).to.have.property('totalRoundTripTime', 0);
  });
});

describe('codec', () => {
  it('says what the payload type stands for', async () => {
    const [stats] = await statsOf('codec', {}, [microphone]);
    expect(stats).to.include({
      payloadType: 111,
      mimeType: 'audio/opus',
      clockRate: 48000,
      channels: 2,
      sdpFmtpLine: 'minptime=10;useinbandfec=1',
    });
  });

  it('is one for each direction', async () => {
    expect(await statsOf('codec')).to.have.length(2);
  });

  it('is shared by the streams of one direction', async () => {
    const answer = { received: [received(), received({ ssrc: 1011 })] };
    expect(await statsOf('codec', answer, [inbound()])).to.have.length(1);
  });

  it('is another one when its number is given to another codec', async () => {
    const transport = new FakeTransport();
    const ids = async (codec: typeof vp8): Promise<string[]> => {
      const streams = [outbound({ codecs: [{ ...codec, payloadType: 96 }] })];
      const report = await collectStats(subject(transport, { streams }));
      return [...report.keys()].filter(id => id.startsWith('codec'));
    };
    expect(await ids(vp8)).not.to.deep.equal(await ids(opus));
  });

  it('is absent for a payload type that was not negotiated', async () => {
    expect(
      await statsOf('codec', { sent: [sent({ payloadType: 35 })] }, [outbound()])
    ).to.deep.equal([]);
  });
});
