// Perfect negotiation between two of our connections, by chance: W3C WebRTC, section 10.7.
import { expect } from 'chai';

import { fakeEnds } from '../../../kit/negotiation/fake-ends.js';
import { addCounts, negotiate, noCounts, seeds } from '../../../kit/negotiation/runs.js';

describe('perfect negotiation between two of our own', function () {
  this.timeout(180_000);

  it('comes to the same on both ends, whatever collides', async () => {
    const all = seeds(1, 500);
    let counts = noCounts;

    for (const seed of all) {
      const { polite, impolite, close } = await fakeEnds();
      counts = addCounts(
        counts,
        await negotiate(polite, impolite, [seed], { mostTurns: 12, steps: 5 })
      );
      close();
    }

    if (all.length > 1) {
      for (const count of Object.values(counts)) expect(count).to.be.greaterThan(100);
    }
  });
});
