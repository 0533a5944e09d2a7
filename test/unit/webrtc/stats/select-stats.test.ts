// W3C WebRTC 8.5, the stats selection algorithm.
import { expect } from 'chai';

import { collectStats } from '../../../../src/webrtc/stats/collect-stats.js';
import { referencesOf } from '../../../../src/webrtc/stats/select-stats.js';
import type { RTCStatsReport } from '../../../../src/webrtc/stats/rtc-stats-report.js';
import { inbound, microphone, outbound, speaker, subject } from '../kit/counting-worker.js';

const typesOf = (report: RTCStatsReport): string[] => [...report.values()].map(({ type }) => type);

const path = [
  'transport',
  'certificate',
  'certificate',
  'local-candidate',
  'remote-candidate',
  'candidate-pair',
];

describe('the stats selection algorithm', () => {
  it('gives everything without a selector', async () => {
    const types = typesOf(await collectStats(subject()));
    expect(types.filter(type => type === 'inbound-rtp')).to.have.length(2);
    expect(types).to.include('peer-connection');
  });

  it('gives a sender its outbound-rtp and what that refers to', async () => {
    const stream = outbound();
    const report = await collectStats(subject(undefined, { streams: [inbound(), stream] }), stream);
    expect(typesOf(report)).to.have.members([
      ...path,
      'codec',
      'outbound-rtp',
      'remote-inbound-rtp',
    ]);
    expect(report.has('outbound-rtp:2001')).to.equal(true);
  });

  it('gives a receiver its inbound-rtp and what that refers to', async () => {
    const report = await collectStats(subject(), microphone);
    expect(typesOf(report)).to.have.members([
      ...path,
      'codec',
      'inbound-rtp',
      'remote-outbound-rtp',
    ]);
    expect(report.has('inbound-rtp:1003')).to.equal(true);
  });

  it('gives nothing that is referred to by others alone', async () => {
    const report = await collectStats(subject(), speaker);
    expect([...report.keys()].filter(id => id.includes(':tcp:'))).to.deep.equal([]);
    expect(typesOf(report)).not.to.include('data-channel');
  });

  it('leaves no reference open', async () => {
    const report = await collectStats(subject(), speaker);
    const names = [...report.values()].flatMap(referencesOf);
    expect(names.filter(name => !report.has(name))).to.deep.equal([]);
  });

  it('takes all encodings of one sender together', async () => {
    const report = await collectStats(subject(), [speaker, microphone]);
    expect(typesOf(report)).to.include.members(['outbound-rtp', 'inbound-rtp']);
  });

  it('gives a sender that sends nothing an empty report', async () => {
    expect((await collectStats(subject(), [])).size).to.equal(0);
  });
});
