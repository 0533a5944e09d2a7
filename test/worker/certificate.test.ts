// The real worker over the real pipe: a transport with a certificate of its own.
import { expect } from 'chai';

import { EngineError } from '../../src/base/errors.js';
import type { Peer } from '../../src/engine/peer.js';
import { Server } from '../../src/engine/server.js';
import {
  generateCertificate,
  privateKeyPemOf,
} from '../../src/webrtc/transports/rtc-certificate.js';
import type { RTCCertificate } from '../../src/webrtc/transports/rtc-certificate.js';
import { roomOptions } from '../kit/fake-channel.js';

const pemOf = (certificate: RTCCertificate) => ({
  certificate: certificate.certificatePem,
  privateKey: privateKeyPemOf(certificate),
});

const failure = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => expect.fail('was not rejected'),
    (error: Error) => error
  );

describe('A transport with a certificate of its own', function () {
  this.timeout(30_000);
  let server: Server;
  let peer: Peer;

  beforeEach(async () => {
    server = new Server({ numWorkers: 1, rtcIPv4: '127.0.0.1', rtcIPv6: false, logLevel: 'warn' });
    peer = (await server.createRoom(roomOptions)).Peer('alice');
  });

  afterEach(() => server.close());

  const algorithms = [
    { name: 'ECDSA', namedCurve: 'P-256' },
    {
      name: 'RSASSA-PKCS1-v1_5',
      modulusLength: 2048,
      publicExponent: new Uint8Array([1, 0, 1]),
      hash: 'SHA-256',
    },
  ];
  for (const algorithm of algorithms) {
    it(`has the fingerprint that the ${algorithm.name} certificate says`, async () => {
      const certificate = await generateCertificate(algorithm);

      const transport = await peer.createTransport({}, pemOf(certificate));

      const [fingerprint] = certificate.getFingerprints();
      const announced = transport.dtlsLocalParameters.fingerprints['sha-256'];
      expect(announced).to.equal(fingerprint!.value.replaceAll(':', ''));
    });
  }

  it('leaves the others the certificate of the worker', async () => {
    const before = await peer.createTransport();

    await peer.createTransport({}, pemOf(await generateCertificate(algorithms[0]!)));

    const after = await peer.createTransport();
    expect(after.dtlsLocalParameters.fingerprints).to.deep.equal(
      before.dtlsLocalParameters.fingerprints
    );
  });

  it('is refused when the key belongs to another one', async () => {
    const certificate = await generateCertificate(algorithms[0]!);
    const other = await generateCertificate(algorithms[0]!);
    const mixed = { ...pemOf(certificate), privateKey: privateKeyPemOf(other) };

    const error = await failure(peer.createTransport({}, mixed));

    expect(EngineError.is(error, 'INVALID_PARAMETERS'), String(error)).to.equal(true);
    expect(peer.transports).to.deep.equal([]);
  });

  it('is refused when it is no PEM', async () => {
    const wrong = { certificate: 'certificate', privateKey: 'key' };
    const error = await failure(peer.createTransport({}, wrong));
    expect(EngineError.is(error, 'INVALID_PARAMETERS'), String(error)).to.equal(true);
  });
});
