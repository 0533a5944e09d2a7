import { expect } from 'chai';

import { parse } from '../../../../sdp/index.js';
import {
  describeStreams,
  receivedParameters,
  type SentStream,
} from '../../../../src/webrtc/jsep/section-media.js';

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

describe('receivedParameters', () => {
  /** The encodings of a video section with these lines about sources. */
  const encodingsOf = (...lines: string[]): unknown => {
    const head = ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 't=0 0'];
    const media = ['m=video 9 UDP/TLS/RTP/SAVPF 96', 'c=IN IP4 0.0.0.0', 'a=rtpmap:96 VP8/90000'];
    const [section] = parse([...head, ...media, ...lines, ''].join('\r\n')).media;
    return receivedParameters(section!, '0', { codecs: [], headerExtensions: [] }).encodings;
  };

  for (const [name, lines, encodings] of [
    ['one source', ['a=ssrc:1 cname:x'], [{ ssrc: 1 }]],
    [
      'a source and its repair',
      ['a=ssrc:1 cname:x', 'a=ssrc:2 cname:x', 'a=ssrc-group:FID 1 2'],
      [{ ssrc: 1, rtx: { ssrc: 2 } }],
    ],
    [
      'a repair of SSRC 0, as GStreamer writes it',
      ['a=ssrc:2 cname:x', 'a=ssrc-group:FID 0 2'],
      undefined,
    ],
    [
      'FEC named before its media',
      ['a=ssrc:3 cname:x', 'a=ssrc:1 cname:x', 'a=ssrc-group:FEC-FR 1 3'],
      [{ ssrc: 1 }],
    ],
    ['SSRC 0 alone', ['a=ssrc:0 cname:x'], undefined],
  ] as const) {
    it(`reads ${name}`, () => {
      expect(encodingsOf(...lines)).to.deep.equal(encodings);
    });
  }
});
