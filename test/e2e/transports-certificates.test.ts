// Certificate files as the real worker takes or refuses them.
import { expect } from 'chai';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { EngineError } from '../../src/base/errors.js';
import { Server } from '../../src/index.js';
import { roomOptions } from '../kit/fake-channel.js';

const vector = (name: string): string =>
  fileURLToPath(new URL(`../vectors/certificates/${name}`, import.meta.url));
const here = fileURLToPath(import.meta.url);

describe('Certificate files', function () {
  this.timeout(30_000);
  let server: Server;

  const start = (certificate: string, key: string): Server =>
    (server = Server({
      numWorkers: 1,
      rtcIPv4: '127.0.0.1',
      rtcIPv6: false,
      logLevel: 'warn',
      dtlsCertificateFile: certificate,
      dtlsPrivateKeyFile: key,
    }));

  afterEach(() => server.close());

  for (const kind of ['rsa', 'ecdsa']) {
    it(`of ${kind.toUpperCase()} are announced by their fingerprints`, async () => {
      start(vector(`${kind}.pem`), vector(`${kind}-key.pem`));
      const room = await server.createRoom(roomOptions);
      const transport = await room.Peer('alice').createTransport();
      const { fingerprint256 } = new X509Certificate(readFileSync(vector(`${kind}.pem`)));
      expect(transport.dtlsLocalParameters.fingerprints['sha-256']).to.equal(
        fingerprint256.replaceAll(':', '').toLowerCase()
      );
    });
  }

  const wrong: [what: string, certificate: string, key: string, message: RegExp][] = [
    ['that are not there', '/nonexistent.pem', vector('rsa-key.pem'), /nonexistent\.pem/],
    ['whose key is not there', vector('rsa.pem'), '/nonexistent.pem', /nonexistent\.pem/],
    ['that are a folder', vector(''), vector('rsa-key.pem'), /certificate/],
    ['that hold something else', here, vector('rsa-key.pem'), /certificate/i],
    ['whose key is something else', vector('rsa.pem'), here, /key/i],
    ['that do not belong together', vector('rsa.pem'), vector('ecdsa-key.pem'), /match|belong/i],
    ['of one kind but two pairs', vector('ecdsa.pem'), vector('rsa-key.pem'), /match|belong/i],
  ];
  for (const [what, certificate, key, message] of wrong) {
    it(`${what} end the server with a clear error`, async () => {
      start(certificate, key);
      const [error] = (await once(server, 'close')) as [EngineError];
      expect(EngineError.is(error, 'INVALID_PARAMETERS'), String(error)).to.equal(true);
      expect(error.message).to.match(message);
    });
  }
});
