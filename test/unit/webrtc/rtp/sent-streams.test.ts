import { expect } from 'chai';

import { SentStreams } from '../../../../src/webrtc/rtp/sent-streams.js';
import { owner, type Owner } from '../kit/owner.js';

describe('SentStreams', () => {
  let alice: Owner;
  const streams = (...rids: string[]): SentStreams =>
    new SentStreams(
      alice.peer,
      rids.length > 0 ? rids.map(rid => ({ rid, active: true })) : [{ active: true }]
    );
  const ridsOf = (of: SentStreams): unknown[] => of.encodings.map(({ rid }) => rid);

  beforeEach(async () => {
    alice = await owner();
  });

  it('has SSRCs for each stream, the same each time', () => {
    const three = streams('a', 'b', 'c');

    expect(three.described).to.have.lengthOf(3).and.deep.equal(three.described);
    expect(new Set(three.described.map(({ ssrc }) => ssrc)).size).to.equal(3);
  });

  const kept: [taken: string[], left: string[]][] = [
    [
      ['a', 'c'],
      ['a', 'c'],
    ],
    [[], ['a']],
    [['x'], ['a']],
  ];
  for (const [taken, left] of kept) {
    it(`keeps ${left.join()} of a, b and c where the endpoint takes ${taken.join() || 'none'}`, () => {
      const three = streams('a', 'b', 'c');

      three.keepRids(taken);

      expect(ridsOf(three)).to.deep.equal(left);
    });
  }

  it('keeps its only stream whatever the endpoint takes', () => {
    const one = streams();

    one.keepRids([]);

    expect(one.encodings).to.have.lengthOf(1);
  });

  it('gives proposed RIDs to one stream, of which the best keeps its SSRCs', () => {
    const one = streams();
    const [before] = one.described;

    expect(one.proposeRids(['low', 'high'], 'video')).to.equal(true);

    expect(ridsOf(one)).to.deep.equal(['low', 'high']);
    expect(one.encodings.map(encoding => encoding.scaleResolutionDownBy)).to.deep.equal([2, 1]);
    expect(one.described[1]!.ssrc).to.equal(before!.ssrc);
  });

  it('takes proposed RIDs back as long as they are not settled', () => {
    const one = streams();
    one.proposeRids(['low', 'high'], 'video');
    expect(one.withdrawRids()).to.equal(true);
    expect(ridsOf(one)).to.deep.equal([undefined]);

    one.proposeRids(['low', 'high'], 'video');
    one.settleRids();
    expect(one.withdrawRids()).to.equal(false);
    expect(ridsOf(one)).to.deep.equal(['low', 'high']);
  });

  it('proposes nothing for audio, for one RID, or where there are RIDs', () => {
    expect(streams().proposeRids(['a', 'b'], 'audio')).to.equal(false);
    expect(streams().proposeRids(['a'], 'video')).to.equal(false);
    expect(streams('x', 'y').proposeRids(['a', 'b'], 'video')).to.equal(false);
  });

  it('has other SSRCs for another transport, until that is taken back', () => {
    const one = streams();
    const [before] = one.described;

    one.renewSources(true);
    expect(one.described[0]!.ssrc).to.not.equal(before!.ssrc);

    one.renewSources(false);
    expect(one.described[0]!.ssrc).to.equal(before!.ssrc);
  });
});
