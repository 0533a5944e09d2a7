import { expect } from 'chai';

import { isAble, type PeerContext } from '../../../src/engine/peer-context.js';
import { termsOf } from '../../../src/parameters/terms.js';

const none = { codecs: [], headerExtensions: [], fecMechanisms: [] };
const context = (negotiates: boolean, isKnown: boolean): PeerContext =>
  ({
    terms: termsOf(negotiates ? [] : undefined),
    capabilities: () => (isKnown ? none : undefined),
  }) as Partial<PeerContext> as PeerContext;

describe('isAble', () => {
  const table: [negotiates: boolean, isKnown: boolean, expected: boolean][] = [
    [true, false, false],
    [true, true, true],
    [false, false, true],
    [false, true, true],
  ];
  for (const [negotiates, isKnown, expected] of table) {
    const room = negotiates ? 'that negotiates' : 'that negotiates nothing';
    const peer = isKnown ? 'known' : 'unknown';
    it(`is ${expected} in a room ${room} for a peer of ${peer} capabilities`, () => {
      expect(isAble(context(negotiates, isKnown))).to.equal(expected);
    });
  }
});
