import { expect } from 'chai';

import type { Direction } from '../../../../src/webrtc/jsep/direction.js';
import type { SectionState, TransceiverFacts } from '../../../../src/webrtc/jsep/section-state.js';
import { isOfferNeeded, planLocalOffer } from '../../../../src/webrtc/jsep/local-offer.js';
import { answerTo, offered } from '../kit/offers.js';
import {
  accepted,
  sending,
  slot,
  stopped,
  summary,
  transceiver,
  usualOffer,
  usualTransceivers,
  wanting,
} from '../kit/plans.js';

describe('planLocalOffer', () => {
  it('puts what the application asked for before what the room feeds', () => {
    const facts = [sending(1, 'video'), slot(2, 'video'), sending(3, 'audio'), slot(4, 'audio')];

    expect(summary(planLocalOffer([], wanting(facts), 0).sections)).to.deep.equal([
      '0 video recvonly',
      '1 audio recvonly',
      '2 video sendonly',
      '3 audio sendonly',
    ]);
  });

  it('appends what is new', () => {
    const plan = planLocalOffer(
      accepted(usualOffer()),
      wanting([...usualTransceivers, slot(5, 'audio')]),
      4
    );

    expect(summary(plan.sections).at(-1)).to.equal('4 audio recvonly');
    expect(plan.nextMid).to.equal(5);
  });

  it('gives a transceiver the mid that it had in an offer that was dropped', () => {
    const plan = planLocalOffer(
      [],
      wanting([{ ...slot(1, 'audio'), mid: '7' }, slot(2, 'video')]),
      8
    );

    expect(plan.sections.map(({ mid }) => mid)).to.deep.equal(['7', '8']);
  });

  it('leaves kinds out that nobody has a codec for', () => {
    const none = { ...slot(1, 'audio'), media: { ...slot(1, 'audio').media, codecs: [] } };

    expect(planLocalOffer([], wanting([none, slot(2, 'video')]), 0).sections).to.have.length(1);
  });

  it('rejects what is stopped', () => {
    const facts = usualTransceivers.map(t => (t.id === 3 ? stopped(t) : t));

    expect(summary(planLocalOffer(accepted(usualOffer()), wanting(facts), 4).sections)[2]).to.equal(
      '2 audio 0'
    );
  });

  it('does not fill the place of what is being rejected', () => {
    const facts = usualTransceivers.map(t => (t.id === 3 ? stopped(t) : t));

    const plan = planLocalOffer(
      accepted(usualOffer()),
      wanting([...facts, sending(5, 'audio')]),
      4
    );

    expect(summary(plan.sections).slice(2)).to.deep.equal([
      '2 audio 0',
      '3 video sendonly',
      '4 audio sendonly',
    ]);
  });

  it('fills the place of what was rejected, under a new mid', () => {
    const facts = usualTransceivers.filter(({ id }) => id !== 3);
    const sections = accepted(planLocalOffer(accepted(usualOffer()), wanting(facts), 4).sections);

    const plan = planLocalOffer(sections, wanting([...facts, sending(5, 'audio')]), 4);

    expect(summary(plan.sections).slice(2)).to.deep.equal(['4 audio sendonly', '3 video sendonly']);
  });

  it('prefers a free place of the same kind', () => {
    const facts = usualTransceivers.slice(0, 2);
    const sections = accepted(planLocalOffer(accepted(usualOffer()), wanting(facts), 4).sections);

    const plan = planLocalOffer(sections, wanting([...facts, sending(5, 'video')]), 4);

    expect(summary(plan.sections).slice(2)).to.deep.equal(['2 audio 0', '4 video sendonly']);
  });

  it('takes a free place of another kind rather than none', () => {
    const facts = usualTransceivers.slice(0, 3);
    const sections = accepted(planLocalOffer(accepted(usualOffer()), wanting(facts), 4).sections);

    const plan = planLocalOffer(sections, wanting([...facts, sending(5, 'audio')]), 4);

    expect(summary(plan.sections)[3]).to.equal('4 audio sendonly');
  });

  it('keeps one section when nothing is wanted of any, for the transport lives in it', () => {
    const facts = usualTransceivers.map(stopped);

    expect(
      summary(planLocalOffer(accepted(usualOffer()), wanting(facts), 4).sections)
    ).to.deep.equal(['0 audio inactive', '1 video 0', '2 audio 0', '3 video 0']);
  });

  it('keeps the first section also when others are wanted', () => {
    const facts = usualTransceivers.map(t => (t.id === 1 ? stopped(t) : t));

    expect(summary(planLocalOffer(accepted(usualOffer()), wanting(facts), 4).sections)[0]).to.equal(
      '0 audio inactive'
    );
  });

  it('gives the section that it kept to the next transceiver of the kind', () => {
    const others = usualTransceivers.filter(({ id }) => id !== 1);
    const { sections } = planLocalOffer(accepted(usualOffer()), wanting(others), 4);
    const later = [...others, slot(9, 'audio')];

    const [first] = planLocalOffer(accepted(sections), wanting(later), 4).sections;

    expect(first).to.include({
      mid: '0',
      transceiver: 9,
      offered: 'recvonly',
      isEstablished: true,
    });
    expect(first).not.to.have.property('isParked');
  });
});

describe('planLocalOffer with data channels', () => {
  const data = { hasDataChannels: true };

  it('puts them at the end, once', () => {
    const { sections } = planLocalOffer([], wanting([slot(1, 'audio')], data), 0);

    expect(summary(sections)).to.deep.equal(['0 audio recvonly', '1 application sendrecv']);
    expect(
      planLocalOffer(sections, wanting([slot(1, 'audio')], data), 2).sections.map(({ mid }) => mid)
    ).to.deep.equal(['0', '1']);
  });

  it('keeps them when nobody wants any more', () => {
    const sections = accepted(planLocalOffer([], wanting([], data), 0).sections);

    expect(summary(planLocalOffer(sections, wanting([]), 1).sections)).to.deep.equal([
      '0 application sendrecv',
    ]);
  });

  it('needs an offer for the first, and for none that was rejected', () => {
    const sections = planLocalOffer([], wanting([], data), 0).sections;
    const rejected = sections.map(state => ({ ...state, isRejected: true }));

    expect(isOfferNeeded([], wanting([], data))).to.equal(true);
    expect(isOfferNeeded(accepted(sections), wanting([], data))).to.equal(false);
    expect(isOfferNeeded(accepted(rejected), wanting([], data))).to.equal(false);
  });

  it('parks the first section also where they carry the transport on', () => {
    const sections = accepted(planLocalOffer([], wanting([slot(1, 'audio')], data), 0).sections);
    const plan = planLocalOffer(sections, wanting([stopped(slot(1, 'audio'))], data), 2);

    expect(summary(plan.sections)[0]).to.equal('0 audio inactive');
  });

  it('parks no section of a transport that ends with it', () => {
    const facts = usualTransceivers.map(stopped);
    const plan = planLocalOffer(
      accepted(usualOffer()),
      wanting(facts, { keepsTransport: false }),
      4
    );

    expect(plan.sections.every(({ isRejected }) => isRejected)).to.equal(true);
  });

  it('leaves mids out that the endpoint has chosen', () => {
    const lines = accepted(usualOffer().slice(0, 1)).map(state => ({ ...state, mid: '3' }));
    const { sections: planned } = planLocalOffer(
      lines,
      wanting([1, 2, 3].map(id => slot(id, 'audio'))),
      2
    );

    expect(planned.map(({ mid }) => mid)).to.deep.equal(['3', '2', '4']);
  });
});

describe('planLocalOffer over a long day', () => {
  it('grows no longer than its busiest moment in a thousand joins and leaves', () => {
    const present = [slot(1, 'audio'), slot(2, 'video')];
    const most = present.length + 6;
    const mids = new Set<string>();
    let sections: SectionState[] = [];
    let nextMid = 0;

    for (let round = 0; round < 1000; round++) {
      const left = present.length === most ? present.splice(2 + ((round * 7) % 6), 1) : [];
      if (left.length === 0) present.push(sending(3 + round, round % 3 === 0 ? 'video' : 'audio'));
      const plan = planLocalOffer(sections, wanting([...present, ...left.map(stopped)]), nextMid);
      sections = accepted(plan.sections);
      nextMid = plan.nextMid;

      expect(sections.length).to.be.at.most(most);
      for (const state of sections) mids.add(state.mid);
    }

    expect(sections).to.have.length(most);
    expect(mids.size).to.equal(nextMid);
  });
});

describe('isOfferNeeded', () => {
  const sections = accepted(usualOffer());
  const cases: [
    what: string,
    isNeeded: boolean,
    facts: TransceiverFacts[],
    lines?: SectionState[],
  ][] = [
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
    ['the last section, stopped', true, [stopped(slot(1, 'audio'))], sections.slice(0, 1)],
    [
      'the last section, stopped and inactive already',
      false,
      [stopped(slot(1, 'audio'))],
      [{ ...sections[0]!, direction: 'inactive' }],
    ],
  ];

  for (const [what, isNeeded, facts, given = sections] of cases) {
    it(`says ${isNeeded ? 'yes' : 'no'} to ${what}`, () => {
      expect(isOfferNeeded(given, wanting(facts))).to.equal(isNeeded);
    });
  }
});

describe('isOfferNeeded after an offer of the endpoint', () => {
  const named = (direction: Direction, ...streams: string[]): TransceiverFacts => {
    const facts = transceiver(1, 'audio', direction, { mid: 'a' });
    const msids = streams.map(stream => ({ stream, track: 't' }));
    return { ...facts, media: { ...facts.media, msids } };
  };
  const agreed = (offer: Direction, facts: TransceiverFacts): readonly SectionState[] =>
    answerTo([offered('a', 'audio', { direction: offer })], [facts]).sections;

  const cases: [
    what: string,
    isNeeded: boolean,
    offer: Direction,
    before: TransceiverFacts,
    now: TransceiverFacts,
  ][] = [
    ['what was agreed', false, 'sendrecv', named('sendrecv', 's'), named('sendrecv', 's')],
    ['more than was offered', false, 'recvonly', named('sendonly', 's'), named('sendrecv', 's')],
    ['a track that cannot flow', false, 'sendonly', named('sendonly', 's'), named('sendonly', 's')],
    ['a track that came later', true, 'sendonly', named('recvonly'), named('sendrecv', 's')],
    ['less than was agreed', true, 'sendrecv', named('sendrecv', 's'), named('recvonly')],
    ['another stream', true, 'sendrecv', named('sendrecv', 's'), named('sendrecv', 't')],
    ['a stream more', true, 'sendrecv', named('sendrecv', 's'), named('sendrecv', 's', 't')],
    ['a stream less', true, 'sendrecv', named('sendrecv', 's', 't'), named('sendrecv', 's')],
    ['its end', true, 'sendrecv', named('recvonly'), stopped(named('recvonly'))],
    [
      'other codecs of the application',
      false,
      'sendrecv',
      named('recvonly'),
      { ...named('recvonly'), formats: { ...named('recvonly').formats, isOrdered: true } },
    ],
  ];
  for (const [what, isNeeded, offer, before, now] of cases) {
    it(`says ${isNeeded ? 'yes' : 'no'} to ${what}`, () => {
      expect(
        isOfferNeeded(agreed(offer, before), wanting([now], { keepsTransport: false }))
      ).to.equal(isNeeded);
    });
  }
});
