import { expect } from 'chai';

import { TransportPath } from '../../../../src/webrtc/exchange/transport-path.js';
import { record, rejection } from '../kit/observing.js';
import { owner, type Owner } from '../kit/owner.js';

const section = { sdpMid: 'a', sdpMLineIndex: 0 };

describe('TransportPath', () => {
  let alice: Owner;
  const open = (others = {}): Promise<TransportPath> =>
    TransportPath.open({ peer: alice.peer, certificate: undefined, ...others });

  beforeEach(async () => {
    alice = await owner();
  });

  it('leaves no transport where the engine refuses its limit', async () => {
    alice.worker.refuse('transport.setMaxBitrate');

    await rejection(open({ maxBitrate: 50_000 }));

    expect(alice.peer.transports).to.deep.equal([]);
  });

  it('is gathered for once, and again after an ICE restart', async () => {
    const path = await open();
    expect([path.claimGathering(), path.claimGathering()]).to.deep.equal([true, false]);

    await path.transport.changeUfragPwd();

    expect(path.claimGathering()).to.equal(true);
  });

  it('is gathered for again after it was released', async () => {
    const path = await open();
    path.claimGathering();
    path.isUsed = true;

    path.release();

    expect([path.isUsed, path.claimGathering()]).to.deep.equal([false, true]);
  });

  it('tells its candidates, then their end, then null', async () => {
    const path = await open();
    const states = record(path.ice, ['gatheringstatechange'], [], () => path.ice.gatheringState);

    const told = [...path.gather(section, () => true)];

    expect(told.map(candidate => candidate?.candidate.slice(0, 9) ?? null)).to.deep.equal([
      'candidate',
      '',
      null,
    ]);
    expect(told[0]).to.include({ sdpMid: 'a', usernameFragment: path.ufrag });
    expect(states).to.deep.equal(['gathering', 'complete']);
  });

  it('tells nothing more once it is not the current one', async () => {
    const path = await open();
    let isCurrent = true;
    const told: unknown[] = [];

    for (const candidate of path.gather(section, () => isCurrent)) {
      told.push(candidate);
      isCurrent = false;
    }

    expect(told).to.have.lengthOf(1);
    expect(path.ice.gatheringState).to.equal('gathering');
  });

  it('may be checked once the endpoint has told its credentials', async () => {
    const path = await open();

    path.setRemote({ ufrag: 'theirs', pwd: 'p'.repeat(22) }, [], section);

    expect(path.ice.state).to.equal('checking');
    expect(path.ice.getRemoteParameters()!.usernameFragment).to.equal('theirs');
  });

  it('closes its W3C objects without an event', async () => {
    const path = await open();
    const log = record(path.ice, ['statechange'], record(path.dtls, ['statechange']));

    path.close();

    expect([path.ice.state, path.dtls.state, log]).to.deep.equal(['closed', 'closed', []]);
  });
});
