import { expect } from 'chai';

import { write } from '../../../sdp/index.js';
import {
  describeOffer,
  isOfferNeeded,
  planOffer,
  type Line,
  type TransceiverFacts,
} from '../../../src/webrtc/offer-answer.js';
import { accepted, sending, slot, transportFacts, usualOffer, usualTransceivers } from './plans.js';

const stopped = (facts: TransceiverFacts): TransceiverFacts => ({ ...facts, isStopped: true });
const summary = (lines: readonly Line[]): string[] =>
  lines.map(
    ({ mid, kind, direction, isRejected }) => `${mid} ${kind} ${isRejected ? 0 : direction}`
  );

describe('planOffer', () => {
  it('orders receiving audio, receiving video, then what is sent', () => {
    const facts = [sending(1, 'video'), slot(2, 'video'), sending(3, 'audio'), slot(4, 'audio')];

    expect(summary(planOffer([], facts, 0).lines)).to.deep.equal([
      '0 audio recvonly',
      '1 video recvonly',
      '2 video sendonly',
      '3 audio sendonly',
    ]);
  });

  it('appends what is new', () => {
    const plan = planOffer(accepted(usualOffer()), [...usualTransceivers, slot(5, 'audio')], 4);

    expect(summary(plan.lines).at(-1)).to.equal('4 audio recvonly');
    expect(plan.nextMid).to.equal(5);
  });

  it('gives a transceiver the mid that it had in an offer that was dropped', () => {
    const plan = planOffer([], [{ ...slot(1, 'audio'), mid: '7' }, slot(2, 'video')], 8);

    expect(plan.lines.map(({ mid }) => mid)).to.deep.equal(['7', '8']);
  });

  it('leaves kinds out that nobody has a codec for', () => {
    const none = { ...slot(1, 'audio'), media: { ...slot(1, 'audio').media, codecs: [] } };

    expect(planOffer([], [none, slot(2, 'video')], 0).lines).to.have.length(1);
  });

  it('rejects what is stopped', () => {
    const facts = usualTransceivers.map(t => (t.id === 3 ? stopped(t) : t));

    expect(summary(planOffer(accepted(usualOffer()), facts, 4).lines)[2]).to.equal('2 audio 0');
  });

  it('does not fill the place of what is being rejected', () => {
    const facts = usualTransceivers.map(t => (t.id === 3 ? stopped(t) : t));

    const plan = planOffer(accepted(usualOffer()), [...facts, sending(5, 'audio')], 4);

    expect(summary(plan.lines).slice(2)).to.deep.equal([
      '2 audio 0',
      '3 video sendonly',
      '4 audio sendonly',
    ]);
  });

  it('fills the place of what was rejected, under a new mid', () => {
    const facts = usualTransceivers.filter(({ id }) => id !== 3);
    const lines = accepted(planOffer(accepted(usualOffer()), facts, 4).lines);

    const plan = planOffer(lines, [...facts, sending(5, 'audio')], 4);

    expect(summary(plan.lines).slice(2)).to.deep.equal(['4 audio sendonly', '3 video sendonly']);
  });

  it('prefers a free place of the same kind', () => {
    const facts = usualTransceivers.slice(0, 2);
    const lines = accepted(planOffer(accepted(usualOffer()), facts, 4).lines);

    const plan = planOffer(lines, [...facts, sending(5, 'video')], 4);

    expect(summary(plan.lines).slice(2)).to.deep.equal(['2 audio 0', '4 video sendonly']);
  });

  it('takes a free place of another kind rather than none', () => {
    const facts = usualTransceivers.slice(0, 3);
    const lines = accepted(planOffer(accepted(usualOffer()), facts, 4).lines);

    const plan = planOffer(lines, [...facts, sending(5, 'audio')], 4);

    expect(summary(plan.lines)[3]).to.equal('4 audio sendonly');
  });

  it('keeps one section when nothing is wanted of any, for the transport lives in it', () => {
    const facts = usualTransceivers.map(stopped);

    expect(summary(planOffer(accepted(usualOffer()), facts, 4).lines)).to.deep.equal([
      '0 audio inactive',
      '1 video 0',
      '2 audio 0',
      '3 video 0',
    ]);
  });

  it('rejects also the first section when others carry the transport on', () => {
    const facts = usualTransceivers.map(t => (t.id === 1 ? stopped(t) : t));

    const plan = planOffer(accepted(usualOffer()), facts, 4);

    expect(summary(plan.lines)[0]).to.equal('0 audio 0');
    expect(
      describeOffer(plan, transportFacts, { sessionId: '1', version: 2 }).bundles
    ).to.deep.equal([['1', '2', '3']]);
  });
});

describe('planOffer over a long day', () => {
  it('grows no longer than its busiest moment in a thousand joins and leaves', () => {
    const present = [slot(1, 'audio'), slot(2, 'video')];
    const most = present.length + 6;
    const mids = new Set<string>();
    let lines: Line[] = [];
    let nextMid = 0;

    for (let round = 0; round < 1000; round++) {
      const left = present.length === most ? present.splice(2 + ((round * 7) % 6), 1) : [];
      if (left.length === 0) present.push(sending(3 + round, round % 3 === 0 ? 'video' : 'audio'));
      const plan = planOffer(lines, [...present, ...left.map(stopped)], nextMid);
      lines = accepted(plan.lines);
      nextMid = plan.nextMid;

      expect(lines.length).to.be.at.most(most);
      for (const line of lines) mids.add(line.mid);
    }

    expect(lines).to.have.length(most);
    expect(mids.size).to.equal(nextMid);
  });
});

describe('isOfferNeeded', () => {
  const lines = accepted(usualOffer());
  const cases: [what: string, isNeeded: boolean, facts: TransceiverFacts[], lines?: Line[]][] = [
    ['what was negotiated', false, usualTransceivers],
    ['something new to send', true, [...usualTransceivers, sending(5, 'audio')]],
    ['something stopped', true, usualTransceivers.map(t => (t.id === 3 ? stopped(t) : t))],
    ['something new that has stopped', false, [...usualTransceivers, stopped(sending(5, 'audio'))]],
    [
      'something disabled',
      true,
      usualTransceivers.map(t => (t.id === 3 ? { ...t, direction: 'inactive' } : t)),
    ],
    [
      'other codecs',
      true,
      usualTransceivers.map(t => (t.id === 4 ? { ...t, media: sending(5, 'video').media } : t)),
    ],
    [
      'equal media in another object',
      false,
      usualTransceivers.map(t => ({ ...t, media: structuredClone(t.media) })),
    ],
    ['the last section, stopped', true, [stopped(slot(1, 'audio'))], lines.slice(0, 1)],
    [
      'the last section, stopped and inactive already',
      false,
      [stopped(slot(1, 'audio'))],
      [{ ...lines[0]!, direction: 'inactive' }],
    ],
  ];

  for (const [what, isNeeded, facts, given = lines] of cases) {
    it(`says ${isNeeded ? 'yes' : 'no'} to ${what}`, () => {
      expect(isOfferNeeded(given, facts)).to.equal(isNeeded);
    });
  }
});

describe('describeOffer', () => {
  const offer = (lines: Line[]): string =>
    write(describeOffer({ lines, nextMid: 0 }, transportFacts, { sessionId: '77', version: 3 }));

  it('begins as RFC 9429 wants it', () => {
    expect(offer(usualOffer()).split('\r\nm=')[0]!.split('\r\n')).to.deep.equal([
      'v=0',
      'o=crosspoint 77 3 IN IP4 0.0.0.0',
      's=-',
      't=0 0',
      'a=extmap-allow-mixed',
      'a=ice-lite',
      'a=group:BUNDLE 0 1 2 3',
      'a=msid-semantic: WMS *',
    ]);
  });

  it('writes a sending section in full', () => {
    expect(offer([usualOffer()[3]!]).split('\r\n').slice(8, -1)).to.deep.equal([
      'm=video 9 UDP/TLS/RTP/SAVPF 110 101',
      'c=IN IP4 0.0.0.0',
      'a=rtpmap:110 VP8/90000',
      'a=rtpmap:101 rtx/90000',
      'a=fmtp:101 apt=110',
      'a=rtcp-fb:110 nack',
      'a=rtcp-fb:110 nack pli',
      'a=rtcp-fb:110 ccm fir',
      'a=rtcp-fb:110 goog-remb',
      'a=rtcp-fb:110 transport-cc',
      'a=extmap:5 urn:ietf:params:rtp-hdrext:sdes:mid',
      'a=setup:actpass',
      'a=mid:3',
      'a=sendonly',
      'a=ice-ufrag:our-ufrag',
      'a=ice-pwd:our-password',
      'a=candidate:udpcandidate 1 udp 1078862079 192.0.2.1 40000 typ host',
      'a=candidate:tcpcandidate 1 tcp 1078862078 2001:db8::1 40000 typ host tcptype passive',
      'a=end-of-candidates',
      'a=ice-options:ice2',
      'a=ssrc:1004 cname:publisher',
      'a=ssrc:1004 msid:stream track4',
      'a=ssrc:2004 cname:publisher',
      'a=ssrc:2004 msid:stream track4',
      'a=ssrc-group:FID 1004 2004',
      'a=rtcp-mux',
      'a=rtcp-rsize',
      `a=fingerprint:sha-256 ${Array(32).fill('AB').join(':')}`,
      'a=msid:stream track4',
    ]);
  });

  it('writes a rejected section with its mid and one format', () => {
    const facts = usualTransceivers.map(t => (t.id === 4 ? stopped(t) : t));
    const { lines } = planOffer(accepted(usualOffer()), facts, 4);

    expect(
      offer(lines)
        .split(/^(?=m=)/m)
        .at(-1)!
        .split('\r\n')
        .slice(0, -1)
    ).to.deep.equal([
      'm=video 0 UDP/TLS/RTP/SAVPF 110',
      'c=IN IP4 0.0.0.0',
      'a=rtpmap:110 VP8/90000',
      'a=mid:3',
      'a=inactive',
    ]);
    expect(offer(lines)).to.contain('a=group:BUNDLE 0 1 2\r\n');
  });
});
