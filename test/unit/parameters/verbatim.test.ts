import { expect } from 'chai';

import {
  clockRateOf,
  kindOf,
  mediaTypeOf,
  ssrcsOf,
  verbatimParameters,
} from '../../../src/parameters/verbatim.js';

const given = {
  codecs: [{ name: 'X', payloadType: 100 }],
  encodings: [{ ssrc: 1 }],
};

describe('verbatimParameters', () => {
  it('keeps everything, also what it does not know', () => {
    const full = { ...given, muxId: 'm', rtcp: { cname: 'c' }, unknown: { kept: [1] } };
    expect(verbatimParameters(full)).to.deep.equal(full);
  });

  it('shares nothing with what it was given', () => {
    const copy = verbatimParameters(given);
    expect(copy.codecs[0]).not.to.equal(given.codecs[0]);
  });

  const wrong: [what: string, change: object][] = [
    ['an empty muxId', { muxId: '' }],
    ['a muxId that is a number', { muxId: 1 }],
    ['no codecs', { codecs: undefined }],
    ['an empty list of codecs', { codecs: [] }],
    ['a codec that is no object', { codecs: ['opus'] }],
    ['a codec without a name', { codecs: [{ payloadType: 1 }] }],
    ['a payload type above 127', { codecs: [{ name: 'X', payloadType: 128 }] }],
    [
      'a payload type twice',
      {
        codecs: [
          { name: 'X', payloadType: 1 },
          { name: 'Y', payloadType: 1 },
        ],
      },
    ],
    ['a clock rate of zero', { codecs: [{ name: 'X', payloadType: 1, clockRate: 0 }] }],
    ['RTX without a payload type', { codecs: [{ name: 'X', payloadType: 1, rtx: {} }] }],
    ['no encodings', { encodings: [] }],
    ['an encoding without an SSRC', { encodings: [{}] }],
    ['an SSRC of zero', { encodings: [{ ssrc: 0 }] }],
    ['an RTX SSRC that is text', { encodings: [{ ssrc: 1, rtxSsrc: 'x' }] }],
    ['an unknown codecPayloadType', { encodings: [{ ssrc: 1, codecPayloadType: 99 }] }],
    ['RTCP parameters that are no object', { rtcp: 'cname' }],
    ['a header extension without a URI', { headerExtensions: [{ id: 1 }] }],
    ['a header extension without an id', { headerExtensions: [{ uri: 'urn:x' }] }],
    ['what cannot be copied', { callback: () => {} }],
  ];
  for (const [what, change] of wrong) {
    it(`refuses ${what}`, () => {
      expect(() => verbatimParameters({ ...given, ...change })).to.throw(TypeError);
    });
  }
});

describe('kindOf', () => {
  it('is what the parameters name', () => {
    expect(kindOf({ kind: 'video' }, undefined)).to.equal('video');
  });

  it('is what is known where they name none', () => {
    expect(kindOf(undefined, 'audio')).to.equal('audio');
  });

  it('refuses parameters without any', () => {
    expect(() => kindOf(undefined, undefined)).to.throw(TypeError, 'missing `kind`');
  });

  it('refuses an unknown one', () => {
    expect(() => kindOf({ kind: 'chicken' }, 'audio')).to.throw(TypeError, 'unsupported kind');
  });

  it('refuses to change', () => {
    expect(() => kindOf({ kind: 'video' }, 'audio')).to.throw(TypeError, 'kind is audio');
  });
});

describe('old ways to write parameters', () => {
  it('find the media type of a bare name', () => {
    expect(mediaTypeOf({ name: 'VP8' }, 'depth')).to.equal('video/VP8');
    expect(mediaTypeOf({ name: 'opus' }, 'audio')).to.equal('audio/opus');
    expect(mediaTypeOf({ name: 'audio/opus' }, 'audio')).to.equal('audio/opus');
  });

  it('find a clock rate that was not given', () => {
    expect(clockRateOf({ name: 'opus', payloadType: 1 }, 'audio')).to.equal(48000);
    expect(clockRateOf({ name: 'X', payloadType: 1 }, 'audio')).to.equal(8000);
    expect(clockRateOf({ name: 'X', payloadType: 1 }, 'video')).to.equal(90000);
    expect(clockRateOf({ name: 'X', payloadType: 1, clockRate: 5 }, 'video')).to.equal(5);
  });

  it('name the same SSRCs as the new ones', () => {
    const expected = { ssrc: 1, rtxSsrc: 2, fecSsrc: 3 };
    expect(ssrcsOf({ ssrc: 1, rtxSsrc: 2, fecSsrc: 3 })).to.deep.equal(expected);
    expect(ssrcsOf({ ssrc: 1, rtx: { ssrc: 2 }, fec: { ssrc: 3 } })).to.deep.equal(expected);
  });

  it('name no SSRC where it is zero', () => {
    expect(ssrcsOf({ ssrc: 0, rtx: { ssrc: 0 } }).ssrc).to.equal(undefined);
  });
});
