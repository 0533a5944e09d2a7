import { expect } from 'chai';

import { parse } from '../../../../sdp/index.js';
import {
  capabilitiesFrom,
  codecsOfKind,
  describeFormats,
  describeStreams,
  extensionsOfKind,
  namedMsid,
  type SectionKind,
  type SectionMedia,
  type SentStream,
} from '../../../../src/webrtc/jsep/media-mapping.js';
import { vector } from '../../sdp/vectors.js';
import { capabilities } from '../kit/plans.js';

const formats = (kind: SectionKind): Pick<SectionMedia, 'codecs' | 'headerExtensions'> =>
  describeFormats(codecsOfKind(capabilities, kind), extensionsOfKind(capabilities, kind));

const stream = (id: number, others: Partial<SentStream> = {}): SentStream => ({
  ssrc: 1000 + id,
  rtxSsrc: 2000 + id,
  rid: undefined,
  active: true,
  ...others,
});
const msids = [{ stream: 's', track: 't' }];

describe('describeFormats', () => {
  it('has the codecs of its kind with RTX', () => {
    expect(formats('video').codecs.map(c => `${c.payloadType} ${c.name}`)).to.deep.equal([
      '110 VP8',
      '112 H264',
      '101 rtx',
      '102 rtx',
    ]);
  });

  it('writes parameters as SDP names them', () => {
    const h264 = formats('video').codecs.find(({ name }) => name === 'H264');

    expect(h264?.parameters).to.deep.equal({ 'packetization-mode': 1 });
  });

  it('has the extensions of its kind', () => {
    const uris = formats('audio').headerExtensions.map(({ uri }) => uri);

    expect(uris).to.include('urn:ietf:params:rtp-hdrext:ssrc-audio-level');
    expect(uris).to.not.include('urn:3gpp:video-orientation');
  });

  it('writes parameters of every type', () => {
    const [codec] = codecsOfKind(capabilities, 'audio');
    const parameters = { useInbandFec: 1, useDtx: true, sizes: [1, 2], name: 'a;b\r\n' };

    expect(describeFormats([{ ...codec!, parameters }], []).codecs[0]?.parameters).to.deep.equal({
      useinbandfec: 1,
      usedtx: 1,
      sizes: '1,2',
      name: 'ab',
    });
  });

  it('has one codec for each payload type', () => {
    const [codec] = codecsOfKind(capabilities, 'audio');

    expect(describeFormats([codec!, { ...codec! }], []).codecs).to.have.length(1);
  });
});

describe('namedMsid', () => {
  const cases: [what: string, value: unknown, msid: unknown][] = [
    ['stream and track', 'bob mic', { stream: 'bob', track: 'mic' }],
    ['a stream alone', 'bob', { stream: 'bob' }],
    ['nothing', undefined, undefined],
    ['a number', 7, undefined],
    ['three words', 'a b c', undefined],
    ['a line break', 'a\r\na=evil', undefined],
    ['a lone line break at the end', 'a b\n', undefined],
    ['an empty text', '', undefined],
  ];
  for (const [what, value, msid] of cases) {
    it(`makes ${JSON.stringify(msid)} of an msid that is ${what}`, () => {
      expect(namedMsid(value)).to.deep.equal(msid);
    });
  }
});

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

describe('capabilitiesFrom', () => {
  it('lists the codecs of a Chromium offer without RED and FEC', () => {
    const { codecs } = capabilitiesFrom(parse(vector('chromium-156-offer')));

    expect(codecs.map(({ name }) => name)).to.deep.equal([
      'audio/opus',
      'audio/G722',
      'audio/PCMU',
      'audio/PCMA',
      'audio/CN',
      'audio/telephone-event',
      'audio/telephone-event',
      'video/VP8',
      'video/rtx',
      'video/H264',
      'video/rtx',
      'video/AV1',
      'video/rtx',
      'video/VP9',
      'video/rtx',
      'video/rtx',
    ]);
  });

  it('lists what Firefox has in a section with port 0 that is bundle-only', () => {
    const { codecs, headerExtensions } = capabilitiesFrom(parse(vector('firefox-153-offer')));

    expect(codecs.map(({ name }) => name)).to.include('video/VP9');
    expect(headerExtensions).to.deep.include({
      kind: 'video',
      uri: 'urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id',
      preferredId: 8,
    });
  });

  it('keeps parameters that are no names', () => {
    const { codecs } = capabilitiesFrom(parse(vector('firefox-153-offer')));

    expect(codecs.find(({ payloadType }) => payloadType === 101)?.parameters).to.deep.equal({
      '0-15': true,
    });
  });
});
