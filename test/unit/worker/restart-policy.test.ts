import { expect } from 'chai';

import { RestartPolicy } from '../../../src/worker/restart-policy.js';

describe('RestartPolicy', () => {
  it('replaces the first dead worker at once', () => {
    expect(new RestartPolicy().nextDelayMs(5)).to.equal(0);
  });

  it('waits longer after each hasty death, up to half a minute', () => {
    const policy = new RestartPolicy();
    const delays = Array.from({ length: 8 }, () => policy.nextDelayMs(9_999));
    expect(delays).to.deep.equal([0, 1000, 2000, 4000, 8000, 16000, 30000, 30000]);
  });

  it('forgets hasty deaths once a worker has lived for ten seconds', () => {
    const policy = new RestartPolicy();
    policy.nextDelayMs(0);
    policy.nextDelayMs(0);

    expect(policy.nextDelayMs(10_000)).to.equal(0);
    expect(policy.nextDelayMs(0)).to.equal(0);
  });
});
