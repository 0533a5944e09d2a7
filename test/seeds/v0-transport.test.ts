// Version 0.1: Transport. Numbers are the rows of the old suites.
import { expect } from 'chai';

import { Server, type Peer, type Room, type Transport } from '../../src/index.js';
import type { DtlsRemoteParameters } from '../../src/index.js';
import { close, fingerprint, local, rejection } from './kit.js';

describe('version 0.1', () => {
  let server: Server;
  let room: Room;
  let transport: Transport;
  let nextName = 0;

  const open = async (): Promise<Peer> => {
    const peer = room.Peer(`peer ${nextName++}`);
    transport = await peer.createTransport();
    return peer;
  };

  before(() => {
    server = Server(local);
    room = server.Room();
  });

  after(() => server.close());

  const accepted: [row: number, what: string, given: DtlsRemoteParameters][] = [
    [22, 'role "server"', { role: 'server', fingerprint }],
    [23, 'role "auto"', { role: 'auto', fingerprint }],
    [24, 'no role', { fingerprint }],
  ];
  for (const [row, what, given] of accepted) {
    describe(`${row}: remote DTLS parameters with ${what}`, () => {
      before(open);

      it('are for a transport that is open', () => {
        expect(transport.closed).to.equal(false);
      });

      if (row === 22) {
        it('find the local role "auto"', () => {
          expect(transport.dtlsLocalParameters.role).to.equal('auto');
        });
      }

      it('are accepted', async () => {
        expect(await transport.setRemoteDtlsParameters(given)).to.equal(transport);
      });

      it('make the local role "client"', () => {
        expect(transport.dtlsLocalParameters.role).to.equal('client');
      });

      it('let dump() resolve', async () => {
        expect(await transport.dump()).to.include({ transportId: transport.id });
      });

      it('show the local role "client" in the dump', async () => {
        const dump = await transport.dump();
        expect(dump).to.have.nested.property('dtlsLocalParameters.role', 'client');
      });
    });
  }

  const refused: [row: number, what: string, given: unknown, message: string][] = [
    [25, 'an unknown role', { role: 'chicken', fingerprint }, 'invalid `data.role`'],
    [26, 'no fingerprint', { role: 'server' }, 'missing `data.fingerprint`'],
  ];
  for (const [row, what, given, message] of refused) {
    describe(`${row}: remote DTLS parameters with ${what}`, () => {
      before(open);

      it('are for a transport that is open', () => {
        expect(transport.closed).to.equal(false);
      });

      it('are refused with a text that says why', async () => {
        const error = await rejection(
          transport.setRemoteDtlsParameters(given as DtlsRemoteParameters)
        );
        expect(error.message).to.equal(message);
      });

      it('leave the local role "auto"', () => {
        expect(transport.dtlsLocalParameters.role).to.equal('auto');
      });
    });
  }

  describe('27: a transport that closes', () => {
    let peer: Peer;

    before(async () => {
      peer = await open();
    });

    it('was open', () => {
      expect(transport.closed).to.equal(false);
    });

    it('does so without an error', async () => {
      expect(await close(transport)).to.equal(undefined);
    });

    it('has the ICE state "closed"', () => {
      expect(transport.iceState).to.equal('closed');
    });

    it('has the DTLS state "closed"', () => {
      expect(transport.dtlsState).to.equal('closed');
    });

    it('lets its peer resolve dump()', async () => {
      expect(await peer.dump()).to.include({ peerId: peer.id });
    });

    it('is not in the dump', async () => {
      expect((await peer.dump())['transports']).to.deep.equal([]);
    });
  });
});
