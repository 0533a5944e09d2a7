import { expect } from 'chai';

import { Sending } from '../../../../src/webrtc/rtp/sending.js';
import { tasks } from '../kit/observing.js';
import { owner, type Owner } from '../kit/owner.js';

describe('Sending', () => {
  let alice: Owner;
  let sending: Sending;

  beforeEach(async () => {
    alice = await owner();
    sending = new Sending({
      peer: alice.peer,
      kind: 'video',
      track: null,
      streamIds: ['s', 't', 's'],
      encodings: [{ active: true }],
    });
  });

  it('names each of its streams once, with one id for the track', () => {
    const { msids } = sending;

    expect(msids.map(({ stream }) => stream)).to.deep.equal(['s', 't']);
    expect(new Set(msids.map(({ track }) => track)).size).to.equal(1);
  });

  it('is in no stream without ids', () => {
    sending.setStreamIds([]);

    expect(sending.msids.map(({ stream }) => stream)).to.deep.equal(['-']);
  });

  it('returns the same parameters within a task, and others after it', async () => {
    const parameters = sending.getParameters();
    expect(sending.getParameters()).to.equal(parameters);

    await tasks();
    expect(sending.lastReturned).to.equal(undefined);
    expect(sending.getParameters().transactionId).to.not.equal(parameters.transactionId);
  });

  it('forgets the parameters that it returned when a description changes it', () => {
    sending.getParameters();

    sending.keepRids([]);

    expect(sending.lastReturned).to.equal(undefined);
  });

  it('has another version after each change that descriptions show', () => {
    const changes = [
      () => sending.setStreamIds(['u']),
      () => sending.proposeRids(['a', 'b']),
      () => sending.withdrawRids(),
      () => sending.renewSources(true),
    ];
    for (const change of changes) {
      const { version } = sending;
      change();
      expect(sending.version).to.be.greaterThan(version);
    }
  });
});
