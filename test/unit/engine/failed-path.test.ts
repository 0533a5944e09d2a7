import { expect } from 'chai';

import type { IceState } from '../../../src/parameters/transport.js';
import { call, join, type Call } from './kit.js';

describe('a room whose publisher has a failed path', () => {
  let base: Call;

  beforeEach(async () => {
    base = await call();
  });

  const setIce = (state: IceState): void => {
    const { id } = base.aliceTransport;
    base.worker.notify({ event: 'transport.iceState', data: { id, state } });
  };

  it('takes the tracks away from the others', () => {
    setIce('failed');

    expect(base.sender.closed).to.equal(true);
    expect(base.bob.rtpSenders).to.deep.equal([]);
    expect(base.receiver.closed).to.equal(false);
  });

  it('leaves the tracks where they are while the path is only disconnected', () => {
    setIce('disconnected');

    expect(base.bob.rtpSenders).to.deep.equal([base.sender]);
  });

  for (const state of ['connected', 'completed'] as const) {
    it(`gives the tracks back when the path is ${state} again`, () => {
      setIce('failed');

      setIce('new');
      expect(base.bob.rtpSenders).to.deep.equal([]);
      setIce(state);

      const senders = base.bob.rtpSenders;
      expect(senders.map(sender => sender.associatedRtpReceiver)).to.deep.equal([base.receiver]);
      expect(senders[0]).not.to.equal(base.sender);
    });
  }

  it('shows a newcomer nothing of the publisher', async () => {
    setIce('failed');

    const [carol] = await join(base.room, 'carol');

    expect(carol.rtpSenders).to.deep.equal([]);
  });

  it('shows a newcomer the tracks once the path is back', async () => {
    setIce('failed');
    const [carol] = await join(base.room, 'carol');

    setIce('completed');

    expect(carol.rtpSenders).to.have.length(1);
  });

  it('leaves what is forwarded by hand', () => {
    const byHand = base.bob.forward(base.receiver, base.bob.newSources());

    setIce('failed');

    expect(byHand.closed).to.equal(false);
  });

  it('leaves the tracks of others', () => {
    const { id } = base.bobTransport;
    base.worker.notify({ event: 'transport.iceState', data: { id, state: 'failed' } });

    expect(base.sender.closed).to.equal(false);
  });
});
