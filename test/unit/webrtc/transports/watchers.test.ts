import { expect } from 'chai';

import { Watchers } from '../../../../src/webrtc/transports/watchers.js';

describe('Watchers', () => {
  it('hear of a state before its event, and again after it', () => {
    const log: string[] = [];
    const watchers = new Watchers();
    for (const name of ['a', 'b']) {
      watchers.add({
        handleState: () => log.push(`${name} state`),
        handleStateTold: () => log.push(`${name} told`),
      });
    }

    watchers.around(() => log.push('event'));

    expect(log).to.deep.equal(['a state', 'b state', 'event', 'a told', 'b told']);
  });
});
