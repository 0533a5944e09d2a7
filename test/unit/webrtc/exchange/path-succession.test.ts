import { expect } from 'chai';

import type { Peer } from '../../../../src/engine/peer.js';
import { PathSuccession } from '../../../../src/webrtc/exchange/path-succession.js';
import { TransportPath } from '../../../../src/webrtc/exchange/transport-path.js';
import { FakeClock } from '../../../kit/fake-clock.js';
import { owner, type Owner } from '../kit/owner.js';

describe('PathSuccession', () => {
  let alice: Owner;
  let peer: Peer;
  let clock: FakeClock;
  let succession: PathSuccession;
  let given: number;

  beforeEach(async () => {
    alice = await owner();
    ({ peer } = alice);
    clock = new FakeClock();
    given = 0;
    succession = new PathSuccession(() => given++, clock);
  });

  const prepare = (): Promise<void> =>
    succession.prepare(() => TransportPath.open({ peer, certificate: undefined }));

  it('opens one successor only', async () => {
    await prepare();
    const { successor } = succession;
    await prepare();

    expect(succession.successor).to.equal(successor);
    expect(peer.transports).to.have.lengthOf(1);
  });

  it('closes a successor that is dropped', async () => {
    await prepare();

    succession.drop();

    expect(succession.successor).to.equal(undefined);
    expect(peer.transports).to.have.lengthOf(0);
  });

  it('gives up three seconds after an end that nothing follows, not before', () => {
    succession.handleEnd();
    clock.pass(2999);
    expect([given, succession.isWaiting]).to.deep.equal([0, true]);

    clock.pass(1);
    expect(given).to.equal(1);
  });

  it('waits anew where a successor is dropped after the end', async () => {
    await prepare();
    succession.handleEnd();
    clock.pass(2000);

    succession.drop();
    clock.pass(2999);
    expect(given).to.equal(0);

    clock.pass(1);
    expect(given).to.equal(1);
  });

  it('gives up ten seconds after a successor was taken that does not connect', async () => {
    await prepare();
    succession.take();
    clock.pass(9999);
    expect([given, succession.isWaiting]).to.deep.equal([0, false]);

    clock.pass(1);
    expect(given).to.equal(1);
  });

  it('waits for nothing once it is cancelled', () => {
    succession.handleEnd();

    succession.cancel();
    clock.pass(60_000);

    expect([given, succession.isWaiting]).to.deep.equal([0, false]);
  });
});
