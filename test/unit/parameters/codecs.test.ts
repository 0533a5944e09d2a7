import { expect } from 'chai';

import { channelsOf, isFeatureName, matchesCodec } from '../../../src/parameters/codecs.js';
import type { CodecParameter } from '../../../src/parameters/rtp.js';

const video = (name: string, parameters: Record<string, CodecParameter> = {}) => ({
  name: `video/${name}`,
  clockRate: 90000,
  parameters,
});

describe('matchesCodec', () => {
  const h264 = (profileLevelId?: string, packetizationMode = 1) =>
    video('H264', { packetizationMode, ...(profileLevelId && { profileLevelId }) });

  const table: [
    what: string,
    a: ReturnType<typeof video>,
    b: ReturnType<typeof video>,
    is: boolean,
  ][] = [
    ['the same name in other letters', video('VP8'), video('vp8'), true],
    ['another name', video('VP8'), video('VP9'), false],
    ['another clock rate', video('VP8'), { ...video('VP8'), clockRate: 8000 }, false],
    ['H264 with another packetization mode', h264('42e01f', 1), h264('42e01f', 0), false],
    ['H264 without a mode as mode 0', video('H264'), h264(undefined, 0), true],
    ['H264 with another level', h264('42e01f'), h264('42e034'), true],
    ['H264 constrained baseline, said in two ways', h264('42e01f'), h264('4d801f'), true],
    ['H264 baseline, constrained and not', h264('42001f'), h264('42e01f'), false],
    ['H264 main and baseline', h264('4d001f'), h264('42001f'), false],
    ['H264 high and constrained high', h264('64001f'), h264('640c1f'), false],
    ['H264 with and without a profile', h264('4d001f'), h264(), true],
    ['H264 with a profile nobody knows, the same', h264('f4001f'), h264('f40020'), true],
    ['VP9 without a profile as profile 0', video('VP9'), video('VP9', { profileId: 0 }), true],
    [
      'VP9 profiles as text and number',
      video('VP9', { profileId: '2' }),
      video('VP9', { profileId: 2 }),
      true,
    ],
    [
      'VP9 with another profile',
      video('VP9', { profileId: 0 }),
      video('VP9', { profileId: 2 }),
      false,
    ],
    ['AV1 with another level', video('AV1', { levelIdx: 5 }), video('AV1', { levelIdx: 8 }), true],
    ['AV1 with another profile', video('AV1'), video('AV1', { profile: 1 }), false],
    ['H265 without a profile as profile 1', video('H265'), video('H265', { profileId: 1 }), true],
  ];
  for (const [what, a, b, is] of table) {
    it(`${is ? 'matches' : 'tells apart'} ${what}`, () => {
      expect(matchesCodec(a, b)).to.equal(is);
      expect(matchesCodec(b, a)).to.equal(is);
    });
  }
});

describe('channelsOf', () => {
  it('is one where nothing is said, and two for opus', () => {
    expect(channelsOf({ name: 'audio/PCMU', clockRate: 8000 })).to.equal(1);
    expect(channelsOf({ name: 'audio/OPUS', clockRate: 48000 })).to.equal(2);
  });
});

describe('isFeatureName', () => {
  for (const name of ['video/rtx', 'video/ULPFEC', 'video/flexfec-03', 'audio/red']) {
    it(`counts ${name} as no media`, () => {
      expect(isFeatureName(name)).to.equal(true);
    });
  }
});
