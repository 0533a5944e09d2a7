// Version 0.1: Server and what its module exports. Numbers are the rows of the old suites.
import { expect } from 'chai';

import { errors, extra, Server } from '../../src/index.js';
import { close, closing, local, rejection } from './kit.js';

describe('version 0.1', () => {
  describe('Server', () => {
    let server: Server;

    afterEach(() => server.close());

    it('1: closes without an error when it was given no options', async () => {
      server = Server();
      expect(await close(server)).to.equal(undefined);
    });

    it('2: closes without an error when it was given valid options', async () => {
      server = Server({ ...local, logLevel: 'error' });
      expect(await close(server)).to.equal(undefined);
    });

    it('3: closes with an error for a log level that does not exist', async () => {
      server = Server({ ...local, logLevel: 'WRONG_LOG_LEVEL' as never });
      expect(await closing(server)).to.be.instanceOf(Error);
    });

    it('4: closes with an error for an address of another machine', async () => {
      server = Server({ ...local, rtcListenIPv4: '192.0.2.1' });
      expect(await closing(server)).to.be.instanceOf(Error);
    });

    it('5: closes with an error for fewer ports than it needs', async () => {
      server = Server({ ...local, numWorkers: 4, rtcMinPort: 40000, rtcMaxPort: 40001 });
      expect(await closing(server)).to.be.instanceOf(Error);
    });
  });

  describe('a running Server', () => {
    let server: Server;

    before(() => {
      server = Server({ ...local, numWorkers: 2 });
    });

    after(() => server.close());

    it('6: updates no settings', async () => {
      expect(await server.updateSettings()).to.deep.equal([undefined, undefined]);
    });

    it('7: updates its log level', async () => {
      expect(await server.updateSettings({ logLevel: 'warn' })).to.have.length(2);
    });

    it('8: says which log level it refuses', async () => {
      const { message } = await rejection(server.updateSettings({ logLevel: 'chicken' as never }));
      expect(message).to.equal("invalid value 'chicken' for logLevel");
    });

    it('10: makes a room that closes without an error', async () => {
      expect(await close(server.Room())).to.equal(undefined);
    });

    describe('12: dump()', () => {
      it('resolves', async () => {
        expect(await server.dump()).to.be.an('object');
      });

      it('lists both workers', async () => {
        expect((await server.dump()).workers).to.have.length(2);
      });
    });
  });

  describe('a closed Server', () => {
    let server: Server;

    before(() => {
      server = Server(local);
      server.close();
    });

    it('9: refuses new settings with a text that says why', async () => {
      const { message } = await rejection(server.updateSettings({ logLevel: 'error' }));
      expect(message).to.equal('Server closed');
    });

    it('9: refuses new settings with an InvalidStateError', async () => {
      const error = await rejection(server.updateSettings({ logLevel: 'error' }));
      expect(error).to.be.instanceOf(errors.InvalidStateError);
    });

    it('11: throws an InvalidStateError when asked for a room', () => {
      expect(() => server.Room()).to.throw(errors.InvalidStateError);
    });
  });

  describe('extra', () => {
    const samples: [algorithm: string, inSdp: string, ours: string][] = [
      ['sha-1', '1A:2B:3C:4D:5E', '1a2b3c4d5e'],
      ['sha-512', Array(64).fill('F0').join(':'), 'f0'.repeat(64)],
    ];
    for (const [algorithm, inSdp, ours] of samples) {
      it(`31: takes a ${algorithm} fingerprint from SDP`, () => {
        expect(extra.fingerprintFromSDP(inSdp)).to.equal(ours);
      });

      it(`32: writes a ${algorithm} fingerprint for SDP`, () => {
        expect(extra.fingerprintToSDP(ours)).to.equal(inSdp);
      });
    }
  });
});
