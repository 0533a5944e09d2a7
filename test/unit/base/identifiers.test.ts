import { expect } from 'chai';

import { derivedId, randomId, randomLetters, randomSsrc } from '../../../src/base/identifiers.js';

describe('Identifiers', () => {
  it('are short, and letters and digits only', () => {
    expect(randomId()).to.match(/^[a-z0-9]{12}$/);
    expect(randomLetters(8)).to.match(/^[a-z]{8}$/);
  });

  it('are others each time', () => {
    expect(new Set(Array.from({ length: 1000 }, randomId)).size).to.equal(1000);
  });

  it('that are derived are the same for the same names only', () => {
    expect(derivedId('a', 'b')).to.match(/^[0-9a-f]{32}$/);
    expect(derivedId('a', 'b')).to.equal(derivedId('a', 'b'));
    expect(derivedId('a', 'b')).not.to.equal(derivedId('ab', ''));
  });

  it('of streams are none that is used', () => {
    const seen: number[] = [];
    const ssrc = randomSsrc(candidate => seen.push(candidate) < 4);

    expect(seen).to.have.length(4);
    expect(ssrc).to.equal(seen[3]);
    expect(
      seen.every(value => Number.isInteger(value) && value > 0 && value <= 0xffffffff)
    ).to.equal(true);
  });
});
