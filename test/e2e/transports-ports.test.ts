// How the real worker uses its ports: one for all, one for each transport, and none that is left.
import { expect } from 'chai';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

import { EngineError } from '../../src/base/errors.js';
import type { Room } from '../../src/engine/room.js';
import type { ServerOptions } from '../../src/engine/server-options.js';
import type { Transport } from '../../src/engine/transport.js';
import { Server } from '../../src/index.js';
import { eventually } from '../kit/eventually.js';
import { roomOptions } from '../kit/fake-channel.js';
import { bindingRequest, UdpClient } from '../kit/ice-client.js';

const local: ServerOptions = {
  numWorkers: 1,
  rtcIPv4: '127.0.0.1',
  rtcIPv6: false,
  logLevel: 'warn',
};
// The narrowest range that a server takes, on an address that no other test uses.
const narrow = { rtcIPv4: '127.0.0.99', rtcMinPort: 43000, rtcMaxPort: 43099 };
const narrowPorts = 100;

const portOf = (transport: Transport): number => transport.iceLocalCandidates[0]!.port;

describe('Ports', function () {
  this.timeout(30_000);
  let server: Server | undefined;
  let sockets: Socket[];

  beforeEach(() => {
    sockets = [];
  });

  afterEach(async () => {
    for (const socket of sockets) socket.close();
    const ends = server?.workers.map(worker => worker.ended) ?? [];
    server?.close();
    server = undefined;
    await Promise.all(ends); // Only then its ports are free for the next test.
  });

  async function start(options: ServerOptions = {}): Promise<Room> {
    server = Server({ ...local, ...options });
    return server.createRoom(roomOptions);
  }

  async function occupy(ip: string, port: number): Promise<void> {
    const socket = createSocket('udp4');
    sockets.push(socket);
    socket.bind(port, ip);
    await once(socket, 'listening');
  }

  it('are shared by all transports of a worker', async () => {
    const room = await start();
    const peer = room.Peer('alice');
    const first = await peer.createTransport();
    const second = await peer.createTransport();
    expect(portOf(second)).to.equal(portOf(first));
  });

  it('belong to one transport each where that is asked for', async () => {
    const room = await start({ portPerTransport: true });
    const alice = await room.Peer('alice').createTransport();
    const bob = await room.Peer('bob').createTransport();
    expect(portOf(alice)).not.to.equal(portOf(bob));
    const client = await UdpClient.open('127.0.0.1');

    // A port that is somebody else's does not answer.
    client.send(bindingRequest(alice.iceLocalParameters), bob.iceLocalCandidates[0]!);
    client.send(bindingRequest(alice.iceLocalParameters), alice.iceLocalCandidates[0]!);

    await eventually('the check is answered', () => client.answers.length > 0);
    expect(client.answers).to.deep.equal(['success']);
    await eventually('the route is known', () => alice.iceSelectedTuple !== undefined);
    expect(alice.iceSelectedTuple?.localPort).to.equal(portOf(alice));
    client.close();
  });

  it('are free again when their transport closes', async () => {
    const room = await start({ portPerTransport: true });
    const transport = await room.Peer('alice').createTransport();
    const port = portOf(transport);

    transport.close();

    await eventually('the port can be taken', () =>
      occupy('127.0.0.1', port).then(
        () => true,
        () => false
      )
    );
  });

  it('are not opened for a transport without UDP', async () => {
    const room = await start({ portPerTransport: true });
    await room.Peer('alice').createTransport({ udp: false });
    const { workers } = await server!.dump();
    const sockets = workers[0]!['sockets'] as { protocol: string }[];
    expect(sockets.map(({ protocol }) => protocol)).to.deep.equal(['tcp']);
  });

  it('run out with a clear error, and come back', async () => {
    const room = await start({ ...narrow, portPerTransport: true });
    const peer = room.Peer('alice');
    const transports: Transport[] = [];
    for (let i = 0; i < narrowPorts; i++) transports.push(await peer.createTransport());

    const error = await peer.createTransport().catch((e: unknown) => e);
    expect(EngineError.is(error, 'INVALID_STATE')).to.equal(true);
    expect((error as Error).message).to.equal(
      'could not open any IP:port: no UDP port from 43000 to 43099 is free on 127.0.0.99'
    );
    expect(new Set(transports.map(portOf)).size).to.equal(narrowPorts);
    expect((await peer.createTransport({ udp: false })).closed).to.equal(false);

    transports[7]!.close();
    expect(portOf(await peer.createTransport())).to.equal(portOf(transports[7]!));
  });

  it('that others have are passed over', async () => {
    for (let port = 43000; port < 43099; port++) await occupy(narrow.rtcIPv4, port);
    const room = await start(narrow);
    expect(portOf(await room.Peer('alice').createTransport())).to.equal(43099);
  });

  it('that others all have end the server with a clear error', async () => {
    for (let port = 43000; port <= 43099; port++) await occupy(narrow.rtcIPv4, port);

    server = Server({ ...local, ...narrow });

    const [error] = (await once(server, 'close')) as [EngineError];
    expect(EngineError.is(error, 'INVALID_STATE')).to.equal(true);
    expect(error.message).to.equal(
      'rtcIPv4: no UDP port from 43000 to 43099 is free on 127.0.0.99'
    );
  });

  const wrong: [options: object, message: string][] = [
    [{ rtcIPv4: ['127.0.0.1', '127.0.0.1'] }, 'rtcIPv4 has 127.0.0.1 twice'],
    [
      { rtcAnnouncedIPv4: ['a.example', 'b.example'] },
      'rtcAnnouncedIPv4 has more entries than there are addresses',
    ],
    [{ portPerTransport: 'chicken' }, "invalid value 'chicken' for portPerTransport"],
  ];
  for (const [options, message] of wrong) {
    it(`are not opened for ${JSON.stringify(options)}`, async () => {
      server = Server({ ...local, ...options });
      const [error] = (await once(server, 'close')) as [EngineError];
      expect(error).to.include({ code: 'INVALID_PARAMETERS', message });
    });
  }

  it('of two workers do not overlap', async () => {
    server = Server({ ...local, numWorkers: 2, rtcMinPort: 43200, rtcMaxPort: 43600 });
    const ports: number[] = [];
    for (const name of ['one', 'two']) {
      const room = await server.createRoom(roomOptions);
      ports.push(portOf(await room.Peer(name).createTransport()));
    }
    expect(Math.min(...ports)).to.be.within(43200, 43400);
    expect(Math.max(...ports)).to.be.within(43400, 43600);
  });
});
