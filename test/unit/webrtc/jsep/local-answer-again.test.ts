import { expect } from 'chai';

import type { TransceiverFacts } from '../../../../src/webrtc/jsep/section-state.js';
import { planLocalAnswer } from '../../../../src/webrtc/jsep/local-answer.js';
import { answerTo, offered, offeredData, offerFor } from '../kit/offers.js';
import { transceiver } from '../kit/plans.js';

describe('planLocalAnswer after another answer', () => {
  const media = [offered('a', 'audio'), offered('v', 'video'), offeredData('d')];
  const facts = [transceiver(1, 'audio', 'sendrecv'), transceiver(2, 'video', 'sendrecv')];
  const first = answerTo(media, facts);

  it('gives the same objects for what is the same', () => {
    const again = facts.map(one => ({ ...one, formats: { ...one.formats } }));
    const second = planLocalAnswer(offerFor([...media], again), again, first);

    for (const at of [0, 1, 2]) {
      expect(second.sections[at]).to.equal(first.sections[at]);
      expect(second.transceivers[at]).to.equal(first.transceivers[at]);
    }
  });

  const changes: [what: string, change: Partial<TransceiverFacts>][] = [
    ['another direction', { direction: 'recvonly' }],
    ['other streams', { media: { ...facts[0]!.media } }],
    [
      'other codecs',
      { formats: { ...facts[0]!.formats, codecs: facts[0]!.formats.codecs.slice(1) } },
    ],
    ['other extensions', { formats: { ...facts[0]!.formats, headerExtensions: [] } }],
    ['an order of codecs', { formats: { ...facts[0]!.formats, isOrdered: true } }],
    ['its end', { isStopped: true }],
  ];
  for (const [what, change] of changes) {
    it(`answers anew after ${what}, and that alone`, () => {
      const changed = [{ ...facts[0]!, ...change }, facts[1]!];
      const second = planLocalAnswer(offerFor(media, changed), changed, first);

      expect(second.sections[0]).to.not.equal(first.sections[0]);
      expect(second.sections[1]).to.equal(first.sections[1]);
      expect({ ...second, answered: [] }).to.deep.equal({
        ...answerTo(media, changed),
        answered: [],
      });
    });
  }

  it('answers a section anew that is another object, is rejected, or is not bundled', () => {
    const rejected = [offered('a', 'audio', { port: 0 }), ...media.slice(1)];
    for (const [sections, others] of [
      [[{ ...media[0]! }, ...media.slice(1)], {}],
      [rejected, {}],
      [media, { bundles: [['v', 'd']] }],
    ] as const) {
      const offer = offerFor([...sections], facts, others as never);
      const second = planLocalAnswer(offer, facts, first);

      expect(second.sections[0]).to.not.equal(first.sections[0]);
      expect(second.sections[1]).to.equal(first.sections[1]);
    }
  });
});
