// Version 1: what `extra` makes of the words of SDP.
import { expect } from 'chai';

import { extra } from '../../src/index.js';

describe('version 1: extra', () => {
  const raw = '0123456789abcdef0123456789abcdef01234567';
  const written = '01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67';

  it('takes a fingerprint from SDP', () => {
    expect(extra.fingerprintFromSDP(written)).to.equal(raw);
  });

  it('writes a fingerprint for SDP', () => {
    expect(extra.fingerprintToSDP(raw)).to.equal(written);
  });

  const fromSdp: [sdp: string, ours: string][] = [
    ['foo', 'foo'],
    ['Foo', 'foo'],
    ['foo-bar', 'fooBar'],
    ['foo-bar-BAZ', 'fooBarBaz'],
    ['packetization-mode', 'packetizationMode'],
    ['Packetization-MODE', 'packetizationMode'],
    ['wrong-param-', 'wrongParam'],
    ['maxplaybackrate', 'maxPlaybackRate'],
    ['MAXPLAYBACKRATE', 'maxPlaybackRate'],
    ['sprop-maxcapturerate', 'spropMaxCaptureRate'],
    ['maxaveragebitrate', 'maxAverageBitrate'],
    ['useinbandfec', 'useInbandFec'],
    ['usedtx', 'useDtx'],
    ['L', 'l'],
    ['ToP', 'toP'],
  ];
  for (const [sdp, ours] of fromSdp) {
    it(`reads the parameter ${sdp} as ${ours}`, () => {
      expect(extra.paramFromSDP(sdp)).to.equal(ours);
    });
  }

  const toSdp: [ours: string, sdp: string][] = [
    ['foo', 'foo'],
    ['fooBar', 'foo-bar'],
    ['fooBarBaz', 'foo-bar-baz'],
    ['packetizationMode', 'packetization-mode'],
    ['profileLevelId', 'profile-level-id'],
    ['maxPlaybackRate', 'maxplaybackrate'],
    ['maxplaybackrate', 'maxplaybackrate'],
    ['spropMaxCaptureRate', 'sprop-maxcapturerate'],
    ['maxAverageBitrate', 'maxaveragebitrate'],
    ['useInbandFec', 'useinbandfec'],
    ['useInBandFEC', 'useinbandfec'],
    ['useDtx', 'usedtx'],
    ['l', 'L'],
    ['d', 'D'],
    ['toP', 'ToP'],
  ];
  for (const [ours, sdp] of toSdp) {
    it(`writes the parameter ${ours} as ${sdp}`, () => {
      expect(extra.paramToSDP(ours)).to.equal(sdp);
    });
  }

  for (const wrong of [undefined, null, 1, {}]) {
    it(`refuses ${JSON.stringify(wrong)} for a parameter`, () => {
      expect(() => extra.paramFromSDP(wrong as string)).to.throw(TypeError, 'wrong argument');
      expect(() => extra.paramToSDP(wrong as string)).to.throw(TypeError, 'wrong argument');
    });
  }
});
