import { expect } from 'chai';

import { describeStreams, type SentStream } from '../../../../src/webrtc/jsep/section-media.js';

const stream = (id: number, others: Partial<SentStream> = {}): SentStream => ({
  ssrc: 1000 + id,
  rtxSsrc: 2000 + id,
  rid: undefined,
  active: true,
  ...others,
});
const msids = [{ stream: 's', track: 't' }];

describe('describeStreams', () => {
  it('groups media and RTX', () => {
    const { sources, sourceGroups } = describeStreams([stream(1)], msids, 'cname', true);

    expect(sources.map(({ ssrc }) => ssrc)).to.deep.equal([1001, 2001]);
    expect(sourceGroups).to.deep.equal([{ semantics: 'FID', ssrcs: [1001, 2001] }]);
  });

  it('names no RTX source without an RTX codec', () => {
    expect(describeStreams([stream(1)], msids, 'cname', false).sources).to.have.length(1);
  });

  it('names no source without a stream', () => {
    expect(describeStreams([], msids, 'cname', true)).to.deep.equal({
      msids,
      sources: [],
      sourceGroups: [],
      rids: [],
    });
  });

  it('says at each source to which track it belongs', () => {
    expect(describeStreams([stream(1)], msids, 'cname', false).sources).to.deep.equal([
      { ssrc: 1001, cname: 'cname', msid: msids[0] },
    ]);
  });

  it('keeps a canonical name on its line', () => {
    const { sources } = describeStreams([stream(1)], msids, 'a\r\na=evil', false);

    expect(sources[0]?.cname).to.equal('aa=evil');
  });

  it('names layers by RIDs and no SSRCs, those that are inactive as paused', () => {
    const layers = [stream(1, { rid: 'h' }), stream(2, { rid: 'l', active: false })];

    expect(describeStreams(layers, msids, 'cname', true)).to.deep.equal({
      msids,
      sources: [],
      sourceGroups: [],
      rids: [
        { id: 'h', direction: 'send' },
        { id: 'l', direction: 'send' },
      ],
      simulcast: {
        send: [[{ rid: 'h', paused: false }], [{ rid: 'l', paused: true }]],
        recv: [],
      },
    });
  });

  it('takes one layer with a RID for no simulcast', () => {
    const { rids, simulcast, sources } = describeStreams(
      [stream(1, { rid: 'h' })],
      msids,
      'cname',
      false
    );

    expect(rids).to.deep.equal([]);
    expect(simulcast).to.equal(undefined);
    expect(sources).to.have.length(1);
  });
});
