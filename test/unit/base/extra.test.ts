import { expect } from 'chai';

import {
  fingerprintFromSDP,
  fingerprintToSDP,
  paramFromSDP,
  paramToSDP,
} from '../../../src/base/extra.js';

const digests: [sdp: string, raw: string][] = [
  [
    '94:AE:3F:7C:59:87:15:7F:B1:2C:B1:E2:3F:5D:BE:21:14:3A:2F:5B',
    '94ae3f7c5987157fb12cb1e23f5dbe21143a2f5b',
  ],
  ['AA:BB:0C', 'aabb0c'],
  ['', ''],
];

const parameters: [sdp: string, ours: string][] = [
  ['packetization-mode', 'packetizationMode'],
  ['profile-level-id', 'profileLevelId'],
  ['level-asymmetry-allowed', 'levelAsymmetryAllowed'],
  ['minptime', 'minptime'],
  ['useinbandfec', 'useInbandFec'],
  ['usedtx', 'useDtx'],
  ['maxplaybackrate', 'maxPlaybackRate'],
  ['maxaveragebitrate', 'maxAverageBitrate'],
  ['sprop-maxcapturerate', 'spropMaxCaptureRate'],
  ['x-google-start-bitrate', 'xGoogleStartBitrate'],
  ['L', 'l'],
  ['D', 'd'],
  ['ToP', 'toP'],
];

describe('extra', () => {
  for (const [sdp, raw] of digests) {
    it(`turns the fingerprint "${sdp}" into raw form and back`, () => {
      expect(fingerprintFromSDP(sdp)).to.equal(raw);
      expect(fingerprintToSDP(raw)).to.equal(sdp);
    });
  }

  for (const [sdp, ours] of parameters) {
    it(`turns the parameter ${sdp} into ${ours} and back`, () => {
      expect(paramFromSDP(sdp)).to.equal(ours);
      expect(paramToSDP(ours)).to.equal(sdp);
    });
  }

  const oneWay: [sdp: string, ours: string][] = [
    ['Packetization-MODE', 'packetizationMode'],
    ['wrong-param-', 'wrongParam'],
    ['Foo', 'foo'],
    ['UseInbandFec', 'useInbandFec'],
    ['TOP', 'toP'],
  ];
  for (const [sdp, ours] of oneWay) {
    it(`takes ${sdp} for ${ours}`, () => {
      expect(paramFromSDP(sdp)).to.equal(ours);
    });
  }

  for (const convert of [paramFromSDP, paramToSDP, fingerprintFromSDP, fingerprintToSDP]) {
    it(`${convert.name} throws a TypeError unless it is given a string`, () => {
      expect(() => convert(undefined as unknown as string)).to.throw(TypeError, 'wrong argument');
    });
  }
});
