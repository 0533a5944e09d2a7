import { expect } from 'chai';

import {
  checkBitrate,
  checkCertificate,
  checkRemoteDtls,
  checkTransportOptions,
} from '../../../src/engine/transport-options.js';

const defaults = {
  udp: true,
  tcp: true,
  preferIPv4: false,
  preferIPv6: false,
  preferUdp: false,
  preferTcp: false,
};

describe('checkTransportOptions', () => {
  for (const given of [undefined, {}, { udp: undefined, tcp: null } as object]) {
    it(`fills in the defaults of ${JSON.stringify(given)}`, () => {
      expect(checkTransportOptions(given)).to.deep.equal(defaults);
    });
  }

  it('keeps what is given', () => {
    expect(checkTransportOptions({ tcp: false, preferIPv6: true })).to.deep.equal({
      ...defaults,
      tcp: false,
      preferIPv6: true,
    });
  });

  const wrong: [given: unknown, message: string][] = [
    [null, 'must be an object'],
    ['udp', 'must be an object'],
    [{ udp: 'yes' }, 'udp must be a boolean'],
    [{ udp: false, tcp: false }, 'could not open any IP:port'],
    [{ UDP: true }, 'did you mean "udp"?'],
    [{ preferIPV4: true }, 'did you mean "preferIPv4"?'],
  ];
  for (const [given, message] of wrong) {
    it(`refuses ${JSON.stringify(given)}`, () => {
      expect(() => checkTransportOptions(given as object)).to.throw(message);
    });
  }
});

describe('checkCertificate', () => {
  it('keeps two texts, and nothing else', () => {
    const given = { certificate: 'a', privateKey: 'b', more: 'c' };
    expect(checkCertificate(given)).to.deep.equal({ certificate: 'a', privateKey: 'b' });
  });

  for (const wrong of [null, {}, { certificate: 'a' }, { certificate: '', privateKey: 'b' }]) {
    it(`refuses ${JSON.stringify(wrong)}`, () => {
      expect(() => checkCertificate(wrong as never)).to.throw(TypeError, 'must be PEM texts');
    });
  }
});

describe('checkRemoteDtls', () => {
  it('takes the notation of SDP', () => {
    const value = Array.from({ length: 32 }, () => 'AB').join(':');
    expect(
      checkRemoteDtls({ fingerprint: { algorithm: 'SHA-256' as never, value } })
    ).to.deep.equal({
      role: 'auto',
      fingerprints: [{ algorithm: 'sha-256', value: 'ab'.repeat(32) }],
    });
  });
});

describe('checkBitrate', () => {
  const table: [given: number, expected: number][] = [
    [0, 0],
    [1, 10_000],
    [10_000, 10_000],
    [123_456.4, 123_456],
  ];
  for (const [given, expected] of table) {
    it(`makes ${expected} of ${given}`, () => {
      expect(checkBitrate(given)).to.equal(expected);
    });
  }

  for (const wrong of [-1, NaN, Infinity, '1', null]) {
    it(`refuses ${String(wrong)}`, () => {
      expect(() => checkBitrate(wrong as number)).to.throw(TypeError);
    });
  }
});
