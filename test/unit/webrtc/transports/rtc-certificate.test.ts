// Certificates of connections: made here, checked by Node's OpenSSL.
import { expect } from 'chai';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { inspect } from 'node:util';

import { EngineError } from '../../../../src/base/errors.js';
import {
  keygenOf,
  type KeygenAlgorithm,
} from '../../../../src/webrtc/transports/keygen-algorithm.js';
import {
  generateCertificate,
  privateKeyPemOf,
  RTCCertificate,
} from '../../../../src/webrtc/transports/rtc-certificate.js';
import { fakeServer, roomOptions } from '../../../kit/fake-channel.js';

const dayMs = 24 * 60 * 60 * 1000;
const ecdsa: KeygenAlgorithm = { name: 'ECDSA', namedCurve: 'P-256' };
const rsa: KeygenAlgorithm = {
  name: 'RSASSA-PKCS1-v1_5',
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
  hash: 'SHA-256',
};

const read = ({ certificatePem }: RTCCertificate): X509Certificate =>
  new X509Certificate(certificatePem);

describe('W3C WebRTC 4.9, a certificate', function () {
  this.timeout(30_000);

  it('is not made by applications', () => {
    expect(() => new (RTCCertificate as never as new () => unknown)()).to.throw(TypeError);
  });

  for (const algorithm of [ecdsa, rsa]) {
    it(`with a key of ${algorithm.name} is signed by itself`, async () => {
      const certificate = read(await generateCertificate(algorithm));
      expect(certificate.verify(certificate.publicKey)).to.equal(true);
      expect(certificate.issuer).to.equal(certificate.subject);
    });

    it(`with a key of ${algorithm.name} belongs to its private key`, async () => {
      const certificate = await generateCertificate(algorithm);
      const key = createPrivateKey(privateKeyPemOf(certificate));
      expect(read(certificate).checkPrivateKey(key)).to.equal(true);
    });
  }

  it('shows its private key nowhere', async () => {
    const certificate = await generateCertificate(ecdsa);
    const names = [certificate, RTCCertificate.prototype, RTCCertificate].flatMap(Reflect.ownKeys);

    expect(names.filter(name => /key/i.test(String(name)))).to.deep.equal([]);
    expect(inspect(certificate, { showHidden: true, depth: 9 })).to.not.match(/key|<Buffer/i);
    expect(JSON.stringify(certificate)).to.equal('{}');
  });

  it('has one fingerprint, as SDP has it but in lower case', async () => {
    const certificate = await generateCertificate(ecdsa);
    const value = read(certificate).fingerprint256.toLowerCase();
    expect(certificate.getFingerprints()).to.deep.equal([{ algorithm: 'sha-256', value }]);
  });

  it('is another one each time', async () => {
    const [one, other] = [await generateCertificate(ecdsa), await generateCertificate(ecdsa)];
    expect(read(one).serialNumber).not.to.equal(read(other).serialNumber);
    expect(one.getFingerprints()).not.to.deep.equal(other.getFingerprints());
  });

  it('is signed by both forms of numbers that begin with a high bit, or with zeros', async () => {
    // r and s begin with a bit that is set in every second certificate each.
    for (let made = 0; made < 24; made++) {
      const certificate = read(await generateCertificate(ecdsa));
      expect(certificate.verify(certificate.publicKey)).to.equal(true);
    }
  });
});

describe('W3C WebRTC 4.9.1, how long a certificate lasts', () => {
  const lifetimes: [what: string, expires: number | undefined, expectedMs: number][] = [
    ['30 days by default', undefined, 30 * dayMs],
    ['as long as was asked for', dayMs, dayMs],
    ['a year at most', Number.MAX_SAFE_INTEGER, 365 * dayMs],
    ['not at all, if that was asked for', 0, 0],
  ];
  for (const [what, expires, expectedMs] of lifetimes) {
    it(`is ${what}`, async () => {
      const before = Date.now();
      const certificate = await generateCertificate({
        ...ecdsa,
        ...(expires !== undefined && { expires }),
      });
      // Two clocks of one machine, and a certificate that took its time.
      expect(certificate.expires).to.be.within(
        before + expectedMs - 5000,
        Date.now() + expectedMs + 5000
      );
    });
  }

  it('is the same in the certificate, to the second', async () => {
    const certificate = await generateCertificate(ecdsa);
    const { validTo } = read(certificate);
    expect(Date.parse(validTo)).to.equal(Math.floor(certificate.expires / 1000) * 1000);
  });

  it('begins a day before, as clocks differ', async () => {
    const { validFrom } = read(await generateCertificate(ecdsa));
    expect(Date.now() - Date.parse(validFrom)).to.be.within(dayMs - 5000, dayMs + 60_000);
  });

  for (const expires of [-1, NaN, 2 ** 53, 'never']) {
    it(`rejects with a TypeError when it is ${expires}`, async () => {
      const wanted = { ...ecdsa, expires } as KeygenAlgorithm;
      const error = await generateCertificate(wanted).catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(TypeError);
    });
  }

  it('is over when it is over', async () => {
    expect((await generateCertificate({ ...ecdsa, expires: 60_000 })).isExpired).to.equal(false);
  });
});

describe('W3C WebRTC 4.9.1, the keys of certificates', () => {
  const good: [what: string, given: unknown, expected: Record<string, unknown>][] = [
    ['ECDSA with P-256', ecdsa, ecdsa as never],
    ['RSA with SHA-256', rsa, rsa as never],
    ['names in any case', { ...ecdsa, name: 'ecdsa' }, ecdsa as never],
    ['a hash as an object', { ...rsa, hash: { name: 'sha-256' } }, rsa as never],
    ['longer RSA keys', { ...rsa, modulusLength: 3072 }, { ...rsa, modulusLength: 3072 }],
  ];
  for (const [what, given, expected] of good) {
    it(`may be ${what}`, () => {
      expect(keygenOf(given)).to.deep.equal(expected);
    });
  }

  const unsupported: [what: string, given: unknown][] = [
    ['an unknown name', 'invalid-algo'],
    ['an unknown name in an object', { name: 'HMAC' }],
    ['RSA-PSS', { ...rsa, name: 'RSA-PSS' }],
    ['another curve', { ...ecdsa, namedCurve: 'P-521' }],
    ['SHA-1', { ...rsa, hash: 'SHA-1' }],
    ['RSA keys that are too short', { ...rsa, modulusLength: 1024 }],
    ['RSA keys that take too long', { ...rsa, modulusLength: 16384 }],
    ['RSA keys of no whole byte', { ...rsa, modulusLength: 2049 }],
    ['another exponent', { ...rsa, publicExponent: new Uint8Array([3]) }],
  ];
  for (const [what, given] of unsupported) {
    it(`are a NotSupportedError with ${what}`, async () => {
      const error = await generateCertificate(given as never).catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(DOMException).with.property('name', 'NotSupportedError');
    });
  }

  const wrong: [what: string, given: unknown][] = [
    ['no name', {}],
    ['no curve', { name: 'ECDSA' }],
    ['no curve, as of a string', 'ECDSA'],
    ['no hash', { ...rsa, hash: undefined }],
    ['an exponent that is no bytes', { ...rsa, publicExponent: 65537 }],
  ];
  for (const [what, given] of wrong) {
    it(`are a TypeError with ${what}`, async () => {
      const error = await generateCertificate(given as never).catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(TypeError);
    });
  }
});

describe('Peer.createTransport() with a certificate', () => {
  const pems = { certificate: 'certificate in PEM', privateKey: 'key in PEM' };

  it('tells it to the worker', async () => {
    const { server, workers } = fakeServer();
    const room = await server.createRoom(roomOptions);
    await room.Peer('alice').createTransport({}, pems);
    expect(workers[0]!.paramsOf('transport.create')[0]!.certificate).to.deep.equal(pems);
  });

  it('tells nothing without one', async () => {
    const { server, workers } = fakeServer();
    const room = await server.createRoom(roomOptions);
    await room.Peer('alice').createTransport({});
    expect(workers[0]!.paramsOf('transport.create')[0]).not.to.have.property('certificate');
  });

  for (const given of ['pem', {}, { ...pems, privateKey: '' }, { ...pems, certificate: 5 }]) {
    it(`rejects ${JSON.stringify(given)}`, async () => {
      const { server } = fakeServer();
      const room = await server.createRoom(roomOptions);
      const error = await room
        .Peer('alice')
        .createTransport({}, given as never)
        .catch((reason: unknown) => reason);
      expect(EngineError.is(error, 'INVALID_PARAMETERS'), String(error)).to.equal(true);
    });
  }
});
