// Version 1: Transport.
import { expect } from 'chai';

import { Server, type Peer, type Transport, type TransportOptions } from '../../src/index.js';
import type { DtlsRemoteParameters } from '../../src/index.js';
import { close, fingerprint, local, rejection, roomOptions } from './kit.js';

describe('version 1: Transport', () => {
  let server: Server;
  let peer: Peer;
  let transport: Transport;

  before(() => {
    server = Server(local);
  });

  beforeEach(async () => {
    peer = (await server.createRoom(roomOptions)).Peer('alice');
    transport = await peer.createTransport();
  });

  after(() => server.close());

  const accepted: [what: string, given: DtlsRemoteParameters][] = [
    ['role "server"', { role: 'server', fingerprint }],
    ['role "auto"', { role: 'auto', fingerprint }],
    ['no role', { fingerprint }],
  ];
  for (const [what, given] of accepted) {
    it(`becomes the DTLS client for remote parameters with ${what}`, async () => {
      expect(transport.dtlsLocalParameters.role).to.equal('auto');
      await transport.setRemoteDtlsParameters(given);
      expect(transport.dtlsLocalParameters.role).to.equal('client');
      expect(await transport.dump()).to.have.nested.property('dtlsLocalParameters.role', 'client');
    });
  }

  it('becomes the DTLS server of a remote client', async () => {
    await transport.setRemoteDtlsParameters({ role: 'client', fingerprint });
    expect(transport.dtlsLocalParameters.role).to.equal('server');
  });

  const refused: [what: string, given: unknown][] = [
    ['an unknown role', { role: 'chicken', fingerprint }],
    ['no fingerprint', { role: 'server' }],
  ];
  for (const [what, given] of refused) {
    it(`keeps the role "auto" for remote parameters with ${what}`, async () => {
      await rejection(transport.setRemoteDtlsParameters(given as DtlsRemoteParameters));
      expect(transport.dtlsLocalParameters.role).to.equal('auto');
    });
  }

  it('takes remote parameters after it has refused some', async () => {
    await rejection(transport.setRemoteDtlsParameters({} as DtlsRemoteParameters));
    await transport.setRemoteDtlsParameters({ fingerprint });
    const { message } = await rejection(transport.setRemoteDtlsParameters({ fingerprint }));
    expect(message).to.equal('method already called');
  });

  it('closes without an error', async () => {
    expect(await close(transport)).to.equal(undefined);
    expect(transport).to.include({ iceState: 'closed', dtlsState: 'closed' });
    expect((await peer.dump())['transports']).to.deep.equal([]);
  });

  it('raises a bitrate that is too low', async () => {
    await transport.setMaxBitrate(1000);
    expect(await transport.dump()).to.include({ maxBitrate: 10000, effectiveMaxBitrate: 10000 });
  });

  it('changes its ICE credentials', async () => {
    const { usernameFragment, password } = transport.iceLocalParameters;
    expect(await transport.changeUfragPwd()).to.equal(transport);
    expect(transport.iceLocalParameters.usernameFragment).not.to.equal(usernameFragment);
    expect(transport.iceLocalParameters.password).not.to.equal(password);
  });

  it('shows in dump() what it is', async () => {
    const dump = await transport.dump();
    expect(dump).to.deep.include({
      transportId: transport.id,
      iceRole: 'controlled',
      // Version 1 showed the password as well, which is nobody's to read.
      iceLocalParameters: { usernameFragment: transport.iceLocalParameters.usernameFragment },
      iceLocalCandidates: transport.iceLocalCandidates,
      iceState: 'new',
      dtlsLocalParameters: transport.dtlsLocalParameters,
      dtlsState: 'new',
      useRemb: false,
      maxBitrate: 0,
      effectiveMaxBitrate: 0,
      rtpListener: { ssrcTable: {}, muxIdTable: {}, ptTable: {} },
    });
  });
});

describe('version 1: Transport of a server that announces a name', () => {
  let server: Server;

  before(() => {
    server = Server({ ...local, rtcAnnouncedIPv4: 'test.foo.com' });
  });

  after(() => server.close());

  const cases: [protocol: 'udp' | 'tcp', options: TransportOptions][] = [
    ['udp', { tcp: false }],
    ['tcp', { udp: false }],
  ];
  for (const [protocol, options] of cases) {
    it(`has one ${protocol} candidate with that name`, async () => {
      const room = await server.createRoom(roomOptions);
      const { iceLocalCandidates } = await room.Peer('alice').createTransport(options);
      expect(
        iceLocalCandidates.map(({ protocol: p, family, ip }) => [p, family, ip])
      ).to.deep.equal([[protocol, 'ipv4', 'test.foo.com']]);
    });
  }
});
