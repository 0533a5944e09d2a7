import { expect } from 'chai';

import { parse } from '../../../sdp/index.js';
import { capabilitiesFrom, senderMedia, slotMedia } from '../../../src/webrtc/media-mapping.js';
import { vector } from '../sdp/vectors.js';
import { capabilities, sentParameters } from './plans.js';

const fallback = { stream: 's', track: 't' };

describe('slotMedia', () => {
  it('has the codecs of its kind with RTX', () => {
    expect(
      slotMedia(capabilities, 'video').codecs.map(c => `${c.payloadType} ${c.name}`)
    ).to.deep.equal(['110 VP8', '112 H264', '101 rtx', '102 rtx']);
  });

  it('writes parameters as SDP names them', () => {
    const h264 = slotMedia(capabilities, 'video').codecs.find(({ name }) => name === 'H264');

    expect(h264?.parameters).to.deep.equal({ 'packetization-mode': 1 });
  });

  it('has the extensions of its kind', () => {
    const uris = slotMedia(capabilities, 'audio').headerExtensions.map(({ uri }) => uri);

    expect(uris).to.include('urn:ietf:params:rtp-hdrext:ssrc-audio-level');
    expect(uris).to.not.include('urn:3gpp:video-orientation');
  });
});

describe('senderMedia', () => {
  const msids: [what: string, value: unknown, msid: unknown][] = [
    ['stream and track', 'bob mic', { stream: 'bob', track: 'mic' }],
    ['a stream alone', 'bob', { stream: 'bob' }],
    ['nothing', undefined, fallback],
    ['a number', 7, fallback],
    ['three words', 'a b c', fallback],
    ['a line break', 'a\r\na=evil', fallback],
    ['a lone line break at the end', 'a b\n', fallback],
    ['an empty text', '', fallback],
  ];
  for (const [what, value, msid] of msids) {
    it(`makes ${JSON.stringify(msid)} of an msid that is ${what}`, () => {
      const parameters = { ...sentParameters(1, 'audio'), userParameters: { msid: value } };

      expect(senderMedia(parameters, fallback).msid).to.deep.equal(msid);
    });
  }

  it('groups media and RTX', () => {
    const { sources, sourceGroups } = senderMedia(sentParameters(1, 'video'), fallback);

    expect(sources.map(({ ssrc }) => ssrc)).to.deep.equal([1001, 2001]);
    expect(sourceGroups).to.deep.equal([{ semantics: 'FID', ssrcs: [1001, 2001] }]);
  });

  it('names no RTX source without an RTX codec', () => {
    expect(senderMedia(sentParameters(1, 'audio'), fallback).sources).to.have.length(1);
  });

  it('has no codecs when the peer can take no encoding', () => {
    expect(
      senderMedia({ ...sentParameters(1, 'audio'), encodings: [] }, fallback).codecs
    ).to.deep.equal([]);
  });

  it('keeps a canonical name on its line', () => {
    const parameters = { ...sentParameters(1, 'audio'), rtcp: { cname: 'a\r\na=evil' } };

    expect(senderMedia(parameters, fallback).sources[0]?.cname).to.equal('aa=evil');
  });

  it('writes parameters of every type', () => {
    const [codec] = sentParameters(1, 'audio').codecs;
    const parameters = { useInbandFec: 1, useDtx: true, sizes: [1, 2], name: 'a;b\r\n' };

    const media = senderMedia(
      { ...sentParameters(1, 'audio'), codecs: [{ ...codec!, parameters }] },
      fallback
    );

    expect(media.codecs[0]?.parameters).to.deep.equal({
      useinbandfec: 1,
      usedtx: 1,
      sizes: '1,2',
      name: 'ab',
    });
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
