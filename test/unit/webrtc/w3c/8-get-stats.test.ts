import { expect } from 'chai';

import type { RTCStatsReport } from '../../../../src/webrtc/stats/rtc-stats-report.js';
import { closeAll, exchange, pair, rejectionName } from '../kit/connection-pair.js';

const typesOf = (report: RTCStatsReport): string[] =>
  [...report.values()].map(({ type }) => type as string);

describe('W3C WebRTC 1.0, 8.2 getStats(), its selector', () => {
  afterEach(closeAll);

  it('may be nothing: all is told', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await exchange(a, b);

    for (const given of [undefined, null]) {
      expect(typesOf(await a.getStats(given))).to.include.members(['peer-connection', 'transport']);
    }
  });

  it('is a map, which tells by type and id', async () => {
    const { a } = await pair();

    const report = await a.getStats();

    for (const [id, stats] of report) {
      expect(stats).to.include({ id });
      expect(stats.timestamp).to.be.a('number');
    }
    expect(report.size).to.be.greaterThan(0);
  });

  it('may be the track of a sender', async () => {
    const { a, b, track } = await pair();
    const sent = track('audio');
    a.addTrack(sent);
    await exchange(a, b);

    await a.getStats(sent);
  });

  it('may be the track of a receiver', async () => {
    const { a, b, track } = await pair();
    a.addTrack(track('audio'));
    await exchange(a, b);

    const types = typesOf(await b.getStats(b.getReceivers()[0]!.track));

    expect(types).not.to.include('peer-connection');
  });

  it('rejects with InvalidAccessError for a track of nobody', async () => {
    const { a, track } = await pair();

    expect(await rejectionName(a.getStats(track('audio')))).to.equal('InvalidAccessError');
  });

  it('rejects with InvalidAccessError for a track of two senders', async () => {
    const { a, track } = await pair();
    const sent = track('audio');
    a.addTransceiver(sent);
    a.addTransceiver(sent);

    expect(await rejectionName(a.getStats(sent))).to.equal('InvalidAccessError');
  });

  it('rejects with InvalidAccessError for a track that was removed', async () => {
    const { a, track } = await pair();
    const sent = track('audio');
    a.removeTrack(a.addTrack(sent));

    expect(await rejectionName(a.getStats(sent))).to.equal('InvalidAccessError');
  });

  it('rejects with TypeError for what is no track', async () => {
    const { a } = await pair();

    for (const given of [1, 'x', {}]) {
      expect(await rejectionName(a.getStats(given as never))).to.equal('TypeError');
    }
  });

  it('rejects with TypeError for a sender', async () => {
    const { a } = await pair();
    const { sender } = a.addTransceiver('audio');

    expect(await rejectionName(a.getStats(sender as never))).to.equal('TypeError');
  });

  it('is answered once closed', async () => {
    const { a } = await pair();
    a.close();

    await a.getStats();
  });
});

describe('W3C WebRTC 1.0, 5.2 and 5.3 getStats() of senders and receivers', () => {
  afterEach(closeAll);

  it('have nothing of the other parts', async () => {
    const { a, b, track } = await pair();
    a.addTrack(track('audio'));
    await exchange(a, b);

    for (const part of [...b.getSenders(), ...b.getReceivers()]) {
      expect(typesOf(await part.getStats())).not.to.include('peer-connection');
    }
  });

  it('are there before anything was negotiated', async () => {
    const { a } = await pair();
    const { sender, receiver } = a.addTransceiver('audio');

    expect((await sender.getStats()).size).to.equal(0);
    expect((await receiver.getStats()).size).to.equal(0);
  });
});
