import { expect } from 'chai';

import { systemClock } from '../../../src/base/clock.js';
import { FakeClock } from '../../kit/fake-clock.js';

describe('systemClock', () => {
  it('does not run backwards', () => {
    const before = systemClock.now();
    expect(systemClock.now()).to.be.at.least(before);
  });

  it('does not call back what was cancelled', () => {
    const cancel = systemClock.after(0, () => expect.fail('called back'));
    cancel();
  });
});

describe('FakeClock', () => {
  it('fires what falls due, in order, and nothing later', () => {
    const clock = new FakeClock();
    const fired: number[] = [];
    for (const delay of [30, 10, 20]) clock.after(delay, () => fired.push(clock.now()));

    clock.pass(29);
    expect(fired).to.deep.equal([10, 20]);

    clock.pass(1);
    expect(fired).to.deep.equal([10, 20, 30]);
  });
});
