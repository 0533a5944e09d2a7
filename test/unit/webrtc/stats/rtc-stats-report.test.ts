// W3C WebRTC 8.4, RTCStatsReport: a read-only maplike.
import { expect } from 'chai';

import { RTCStatsReport } from '../../../../src/webrtc/stats/rtc-stats-report.js';
import type { RTCAnyStats } from '../../../../src/webrtc/stats/stats-types.js';

const stats = (id: string): RTCAnyStats => ({
  id,
  type: 'peer-connection',
  timestamp: 1,
  dataChannelsOpened: 0,
  dataChannelsClosed: 0,
});

describe('RTCStatsReport', () => {
  const [b, a] = [stats('b'), stats('a')];
  const report = new RTCStatsReport([b, a]);

  it('finds statistics by their id', () => {
    expect(report.get('a')).to.equal(a);
    expect(report.get('c')).to.equal(undefined);
    expect([report.has('b'), report.has('c')]).to.deep.equal([true, false]);
  });

  it('keeps the order in which it was filled', () => {
    expect(report.size).to.equal(2);
    expect([...report.keys()]).to.deep.equal(['b', 'a']);
    expect([...report.values()]).to.deep.equal([b, a]);
    expect([...report.entries()]).to.deep.equal([
      ['b', b],
      ['a', a],
    ]);
    expect([...report]).to.deep.equal([...report.entries()]);
  });

  it('calls back with value, key and itself', () => {
    const calls: unknown[] = [];
    const self = {};
    report.forEach(function (this: unknown, ...given) {
      calls.push([this, ...given]);
    }, self);
    expect(calls).to.deep.equal([
      [self, b, 'b', report],
      [self, a, 'a', report],
    ]);
  });

  it('cannot be written', () => {
    for (const name of ['set', 'delete', 'clear']) expect(report).not.to.have.property(name);
  });

  it('says what it is', () => {
    expect(Object.prototype.toString.call(report)).to.equal('[object RTCStatsReport]');
  });

  it('is empty unless filled', () => {
    expect(new RTCStatsReport().size).to.equal(0);
  });
});
