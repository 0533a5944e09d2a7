import { expect } from 'chai';

import { checkAnnounced } from '../../../src/engine/announced-address.js';

describe('checkAnnounced', () => {
  const good: [family: 4 | 6, announced: unknown][] = [
    [4, '192.0.2.1'],
    [6, '2001:db8::1'],
    [4, 'sfu.example.com'],
    [6, 'sfu.example.com'],
    [4, ''],
    [4, undefined],
    [4, ['', '192.0.2.1', 'a.example']],
  ];
  for (const [family, announced] of good) {
    it(`gives back ${JSON.stringify(announced)} for IPv${family}`, () => {
      expect(checkAnnounced(announced, family)).to.equal(announced);
    });
  }

  const bad: [family: 4 | 6, announced: unknown][] = [
    [4, 'chicken'],
    [4, '192.0.2'],
    [4, '192.0.2.256'],
    [4, '192.0.2.1:40000'],
    [4, '2001:db8::1'],
    [6, '192.0.2.1'],
    [6, '2001:db8::g'],
    [4, 'http://sfu.example.com'],
    [4, 'sfu..example'],
    [4, '-sfu.example'],
    [4, ' 192.0.2.1'],
    [4, '192.0.2.1\r\na=x'],
    [4, 1],
    [4, true],
    [4, ['192.0.2.1', 'chicken']],
  ];
  for (const [family, announced] of bad) {
    it(`refuses ${JSON.stringify(announced)} for IPv${family}`, () => {
      expect(() => checkAnnounced(announced, family)).to.throw(
        TypeError,
        `rtcAnnouncedIPv${family} must be an IPv${family} address`
      );
    });
  }
});
