// Counters never fall, whatever becomes of what was counted.
import { expect } from 'chai';

import type { TransportCounters } from '../../../../src/parameters/stats.js';
import { collectStats } from '../../../../src/webrtc/stats/collect-stats.js';
import type { RTCAnyStats } from '../../../../src/webrtc/stats/stats-types.js';
import {
  counters,
  FakeTransport,
  inbound,
  outbound,
  received,
  sent,
  subject,
} from '../kit/counting-worker.js';

const streams = [inbound(), outbound()];

/** The statistics of each answer in turn, under one id. */
async function history(id: string, answers: Partial<TransportCounters>[]): Promise<RTCAnyStats[]> {
  const transport = new FakeTransport(answers.map(answer => counters(answer)));
  const shown: RTCAnyStats[] = [];
  while (shown.length < answers.length) {
    shown.push((await collectStats(subject(transport, { streams }))).get(id)!);
  }
  return shown;
}

const zero = {
  packets: 0,
  bytes: 0,
  headerBytes: 0,
  retransmittedPackets: 0,
  retransmittedBytes: 0,
  nackCount: 0,
  pliCount: 0,
  firCount: 0,
};

describe('counters', () => {
  it('of a sender grow with those of the worker', async () => {
    const [, second] = await history('outbound-rtp:2001', [
      { sent: [sent()] },
      { sent: [sent({ packets: 301 })] },
    ]);
    expect(second).to.include({ packetsSent: 301, bytesSent: 240_000 });
  });

  it('of a sender go on when the worker begins it anew', async () => {
    const anew = sent({ ...zero, frames: 0, packets: 20, bytes: 16_000, nackCount: 1 });
    const [, second, third] = await history('outbound-rtp:2001', [
      { sent: [sent()] },
      { sent: [anew] },
      { sent: [{ ...anew, packets: 25, nackCount: 2 }] },
    ]);
    expect(second).to.include({ packetsSent: 320, bytesSent: 256_000, nackCount: 5 });
    expect(third).to.include({ packetsSent: 325, bytesSent: 256_000, nackCount: 6 });
  });

  it('of a receiver go on when the worker begins it anew', async () => {
    const anew = received({ ...zero, packets: 600, bytes: 1, packetsLost: 0 });
    const [, second] = await history('inbound-rtp:1001', [
      { received: [received()] },
      { received: [anew] },
    ]);
    expect(second).to.include({ packetsReceived: 1100, bytesReceived: 400_001, pliCount: 2 });
  });

  it('of losses may fall: late packets turn up', async () => {
    const [, second] = await history('inbound-rtp:1001', [
      { received: [received()] },
      { received: [received({ packetsLost: 2, packets: 505 })] },
    ]);
    expect(second).to.include({ packetsLost: 2, packetsReceived: 505 });
  });

  it('of a sender stay while the worker does not hold it', async () => {
    const [, second, third] = await history('outbound-rtp:2001', [
      { sent: [sent()] },
      { sent: [] },
      { sent: [sent({ ...zero, frames: 1, packets: 3 })] },
    ]);
    expect(second).to.include({ packetsSent: 300, framesSent: 60 });
    expect(third).to.include({ packetsSent: 303, framesSent: 61 });
  });

  it('of a sender go on under another one with its SSRC', async () => {
    const [, second] = await history('outbound-rtp:2001', [
      { sent: [sent()] },
      { sent: [sent({ packets: 310 }), sent({ senderId: 'other', ssrc: 2005 })] },
    ]);
    expect(second).to.include({ packetsSent: 310 });
  });
});

describe('a closed transport', () => {
  it('is shown as it was last', async () => {
    const transport = new FakeTransport([counters()]);
    const same = subject(transport);
    const before = await collectStats(same);
    transport.closed = true;
    const after = await collectStats(same);
    expect(transport.asked).to.have.length(1);
    expect([...after.keys()]).to.deep.equal([...before.keys()]);
    expect(after.get('outbound-rtp:2001')).to.include({ packetsSent: 300 });
  });

  it('that nobody asked in time has counted nothing', async () => {
    const transport = new FakeTransport([]);
    transport.closed = true;
    const report = await collectStats(subject(transport));
    expect(report.get('transport')).to.include({ packetsSent: 0, bytesReceived: 0 });
    expect(report.get('inbound-rtp:1001')).to.equal(undefined);
  });

  it('may close while it is asked', async () => {
    const transport = new FakeTransport([new Error('Transport closed')]);
    const collecting = collectStats(subject(transport));
    transport.closed = true;
    expect((await collecting).has('transport')).to.equal(true);
  });

  it('is the only reason to take no for an answer', async () => {
    const transport = new FakeTransport([new Error('worker did not answer')]);
    const outcome = await collectStats(subject(transport)).catch((error: Error) => error.message);
    expect(outcome).to.equal('worker did not answer');
  });
});
