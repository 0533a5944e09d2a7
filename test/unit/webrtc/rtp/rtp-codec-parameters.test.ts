import { expect } from 'chai';

import { codecsOfKind } from '../../../../src/webrtc/jsep/codec-words.js';
import {
  capabilitiesOf,
  checkPreferences,
  defaultCapabilities,
  preferred,
  toRtcCodec,
  toRtcParameters,
  type RTCRtpCodec,
} from '../../../../src/webrtc/rtp/rtp-codec-parameters.js';
import { capabilities } from '../kit/plans.js';

const codecs = (kind: 'audio' | 'video'): RTCRtpCodec[] => capabilitiesOf(kind)!.codecs;
const types = (list: readonly { mimeType: string }[]): string[] =>
  list.map(({ mimeType }) => mimeType);
const find = (mimeType: string): RTCRtpCodec =>
  [...codecs('audio'), ...codecs('video')].find(codec => codec.mimeType === mimeType)!;

describe('capabilitiesOf', () => {
  it('is null for kinds that there are not', () => {
    expect(capabilitiesOf('depth')).to.equal(null);
    expect(capabilitiesOf('')).to.equal(null);
  });

  it('names each codec once, RTX among them and without what it repairs', () => {
    for (const kind of ['audio', 'video'] as const) {
      const texts = codecs(kind).map(codec => JSON.stringify(codec));
      expect(new Set(texts).size).to.equal(texts.length);
    }
    expect(codecs('video').filter(({ mimeType }) => mimeType === 'video/rtx')).to.deep.equal([
      { mimeType: 'video/rtx', clockRate: 90000 },
    ]);
  });

  it('says channels and parameters as SDP does', () => {
    expect(find('audio/opus')).to.deep.equal({
      mimeType: 'audio/opus',
      clockRate: 48000,
      channels: 2,
      sdpFmtpLine: 'minptime=10;useinbandfec=1',
    });
  });

  it('names extensions by their URIs', () => {
    for (const kind of ['audio', 'video']) {
      const { headerExtensions } = capabilitiesOf(kind)!;

      expect(headerExtensions).to.deep.include({ uri: 'urn:ietf:params:rtp-hdrext:sdes:mid' });
    }
  });

  it('is a new object each time', () => {
    capabilitiesOf('audio')!.codecs.pop();

    expect(codecs('audio')).to.not.have.length(0);
    expect(capabilitiesOf('audio')).to.not.equal(capabilitiesOf('audio'));
  });
});

describe('toRtcParameters', () => {
  it('says what RTX repairs, and numbers', () => {
    const rtx = { name: 'video/rtx', payloadType: 97, clockRate: 90000, parameters: { apt: 96 } };

    expect(toRtcParameters([rtx], [{ uri: 'urn:a', id: 3 }])).to.deep.equal({
      codecs: [{ mimeType: 'video/rtx', clockRate: 90000, payloadType: 97, sdpFmtpLine: 'apt=96' }],
      headerExtensions: [{ uri: 'urn:a', id: 3, encrypted: false }],
    });
  });
});

describe('checkPreferences', () => {
  const name = (given: unknown, kind: 'audio' | 'video' = 'video'): string => {
    try {
      checkPreferences(given, kind);
    } catch (error) {
      return (error as Error).name;
    }
    return 'nothing';
  };

  it('takes all that there is, in any order, and an empty list', () => {
    const reversed = codecs('video').reverse();

    expect(checkPreferences(reversed, 'video')).to.deep.equal(reversed);
    expect(checkPreferences([], 'audio')).to.deep.equal([]);
  });

  it('leaves out what is there twice, but for the first', () => {
    const [a, b] = codecs('audio');

    expect(checkPreferences([b, a, b], 'audio')).to.deep.equal([b, a]);
  });

  it('takes names in any case, and the one channel of sound', () => {
    expect(name([{ mimeType: 'AUDIO/pcmu', clockRate: 8000, channels: 1 }], 'audio')).to.equal(
      'nothing'
    );
  });

  const vp8 = { mimeType: 'video/VP8', clockRate: 90000 };
  const cases: [error: string, what: string, given: unknown, kind?: 'audio'][] = [
    ['TypeError', 'nothing', undefined],
    ['TypeError', 'no list', vp8],
    ['TypeError', 'a codec that is a text', ['video/VP8']],
    ['TypeError', 'a codec without a name', [{ clockRate: 90000 }]],
    ['TypeError', 'a codec without a clock rate', [{ mimeType: 'video/VP8' }]],
    ['InvalidModificationError', 'an unknown codec', [{ ...vp8, mimeType: 'video/VP7' }]],
    ['InvalidModificationError', 'another clock rate', [{ ...vp8, clockRate: 1 }]],
    ['InvalidModificationError', 'channels that there are not', [{ ...vp8, channels: 2 }]],
    ['InvalidModificationError', 'other parameters', [{ ...vp8, sdpFmtpLine: 'a=1' }]],
    ['InvalidModificationError', 'a codec of the other kind', [vp8], 'audio'],
    ['InvalidModificationError', 'one good and one bad', [vp8, { ...vp8, clockRate: 1 }]],
    ['InvalidModificationError', 'RTX alone', [{ mimeType: 'video/rtx', clockRate: 90000 }]],
  ];
  for (const [error, what, given, kind] of cases) {
    it(`throws a ${error} at ${what}`, () => {
      expect(name(given, kind)).to.equal(error);
    });
  }
});

describe('preferred', () => {
  const all = codecsOfKind(defaultCapabilities(), 'video');
  const vp8 = find('video/VP8');
  const av1 = find('video/AV1');
  const rtx = find('video/rtx');

  it('is everything without preferences', () => {
    expect(preferred(all, [])).to.equal(all);
  });

  it('is what is preferred, in that order, without RTX', () => {
    expect(preferred(all, [av1, vp8]).map(toRtcCodec)).to.deep.equal([av1, vp8]);
  });

  it('has the RTX of what is preferred, wherever RTX stands', () => {
    const chosen = preferred(all, [rtx, av1, vp8]);

    expect(chosen.map(({ name }) => name)).to.deep.equal([
      'video/AV1',
      'video/VP8',
      'video/rtx',
      'video/rtx',
    ]);
    expect(chosen.slice(2).map(({ parameters }) => parameters?.['apt'])).to.deep.equal(
      chosen.slice(0, 2).map(({ payloadType }) => payloadType)
    );
  });

  it('finds the codecs of a room that describes them otherwise', () => {
    const room = codecsOfKind(capabilities, 'video');
    const h264 = codecs('video').filter(({ mimeType }) => mimeType === 'video/H264');

    expect(preferred(room, h264).map(({ payloadType }) => payloadType)).to.deep.equal([112]);
    expect(types(h264)).to.not.have.length(0);
  });

  it('is nothing where the room has nothing of it', () => {
    expect(preferred(codecsOfKind(capabilities, 'video'), [av1, rtx])).to.deep.equal([]);
  });
});
