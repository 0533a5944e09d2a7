import { expect } from 'chai';

import { parse } from '../../../../sdp/index.js';
import {
  capabilitiesFrom,
  codecsOfKind,
  describeFormats,
  extensionsOfKind,
  type SectionKind,
} from '../../../../src/webrtc/jsep/codec-words.js';
import { vector } from '../../sdp/vectors.js';
import { capabilities } from '../kit/plans.js';

const formats = (kind: SectionKind): ReturnType<typeof describeFormats> =>
  describeFormats(codecsOfKind(capabilities, kind), extensionsOfKind(capabilities, kind));

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
