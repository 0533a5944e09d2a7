// The real worker's transports, met by a client of our own: protocols, addresses and routes.
import { expect } from 'chai';
import { networkInterfaces } from 'node:os';

import type { ServerOptions } from '../../src/engine/server-options.js';
import type { Transport } from '../../src/engine/transport.js';
import type { TransportOptions } from '../../src/engine/transport-options.js';
import { EngineError } from '../../src/base/errors.js';
import { Server, webrtc } from '../../src/index.js';
import type { IceCandidate } from '../../src/parameters/transport.js';
import { eventually } from '../kit/eventually.js';
import { roomOptions } from '../kit/fake-channel.js';
import { bindingRequest, TcpClient, UdpClient } from '../kit/ice-client.js';

const hasIpv6 = Object.values(networkInterfaces()).some(addresses =>
  addresses?.some(({ address }) => address === '::1')
);
const onlyIpv6 = hasIpv6 ? it : it.skip;
const ipv6Title = hasIpv6 ? '' : ' (skipped: no ::1 on this machine)';

// The default of the option.
const maxTcpPerTransport = 4;

describe('Transports towards a client', function () {
  this.timeout(30_000);
  let server: Server;
  let clients: { close(): void }[];

  beforeEach(() => {
    clients = [];
  });

  afterEach(() => {
    for (const client of clients) client.close();
    server.close();
  });

  function start(options: ServerOptions = {}): void {
    const local = {
      numWorkers: 1,
      rtcIPv4: '127.0.0.1',
      rtcIPv6: false,
      logLevel: 'warn',
    } as const;
    server = Server({ ...local, ...options });
  }

  async function transportOf(options?: TransportOptions): Promise<Transport> {
    const room = await server.createRoom(roomOptions);
    return room.Peer('alice').createTransport(options);
  }

  async function udpClient(ip = '127.0.0.1'): Promise<UdpClient> {
    const client = await UdpClient.open(ip);
    clients.push(client);
    return client;
  }

  async function tcpClient(candidate: Pick<IceCandidate, 'ip' | 'port'>): Promise<TcpClient> {
    const client = await TcpClient.open(candidate);
    clients.push(client);
    return client;
  }

  const summary = ({ iceLocalCandidates }: Transport): string[] =>
    iceLocalCandidates.map(({ protocol, family, tcpType }) =>
      [protocol, family, tcpType].filter(Boolean).join(' ')
    );

  it('have candidates of both protocols, under one port', async () => {
    start();

    const transport = await transportOf();

    expect(summary(transport)).to.deep.equal(['udp ipv4', 'tcp ipv4 passive']);
    const [udp, tcp] = transport.iceLocalCandidates;
    expect(tcp!.port).to.equal(udp!.port);
  });

  const table: [options: TransportOptions, candidates: string[]][] = [
    [{ udp: false }, ['tcp ipv4 passive']],
    [{ tcp: false }, ['udp ipv4']],
  ];
  for (const [options, candidates] of table) {
    it(`have the candidates that ${JSON.stringify(options)} asks for`, async () => {
      start();
      expect(summary(await transportOf(options))).to.deep.equal(candidates);
    });
  }

  onlyIpv6(`have both families, in a fixed order${ipv6Title}`, async () => {
    start({ rtcIPv6: '::1' });
    expect(summary(await transportOf())).to.deep.equal([
      'udp ipv4',
      'udp ipv6',
      'tcp ipv4 passive',
      'tcp ipv6 passive',
    ]);
  });

  for (const [preference, expected] of [
    [{ preferTcp: true }, 'tcp ipv4 passive'],
    [{ preferUdp: true }, 'udp ipv4'],
    [{ preferIPv6: true, preferTcp: true }, 'tcp ipv6 passive'],
  ] as const) {
    onlyIpv6(`put ${JSON.stringify(preference)} into priorities${ipv6Title}`, async () => {
      start({ rtcIPv6: '::1' });
      const transport = await transportOf(preference);
      const best = Math.max(...transport.iceLocalCandidates.map(({ priority }) => priority));
      const index = transport.iceLocalCandidates.findIndex(({ priority }) => priority === best);
      expect(summary(transport)[index]).to.equal(expected);
    });
  }

  it('are refused without any protocol', async () => {
    start();
    const error = await transportOf({ udp: false, tcp: false }).catch((e: unknown) => e);
    expect(EngineError.is(error, 'INVALID_PARAMETERS')).to.equal(true);
    expect((error as Error).message).to.include('could not open any IP:port');
  });

  it('answer checks over TCP, and take that route', async () => {
    start();
    const transport = await transportOf({ udp: false });
    const [candidate] = transport.iceLocalCandidates;
    const client = await tcpClient(candidate!);

    client.send(bindingRequest(transport.iceLocalParameters, { nominate: true }));

    await eventually('the check is answered', () => client.answers.length > 0);
    expect(client.answers).to.deep.equal(['success']);
    await eventually('the route is known', () => transport.iceState === 'completed');
    expect(transport.iceSelectedTuple).to.include({
      localIP: '127.0.0.1',
      localPort: candidate!.port,
      remoteIP: '127.0.0.1',
      remotePort: client.socket.localPort,
      protocol: 'tcp',
    });
  });

  it('read checks that come in pieces, or several at once', async () => {
    start();
    const transport = await transportOf();
    const client = await tcpClient(transport.iceLocalCandidates[1]!);
    const check = bindingRequest(transport.iceLocalParameters);
    const length = Buffer.from([0, check.length]);
    const stream = Buffer.concat([length, check, length, check, length, check]);

    for (const byte of stream.subarray(0, 50)) client.socket.write(Buffer.from([byte]));
    client.socket.write(stream.subarray(50));

    await eventually('all are answered', () => client.answers.length === 3);
    expect(client.answers).to.deep.equal(['success', 'success', 'success']);
  });

  it('without UDP do not answer over UDP', async () => {
    start();
    const transport = await transportOf({ udp: false });
    const [candidate] = transport.iceLocalCandidates;
    const client = await udpClient();

    client.send(bindingRequest(transport.iceLocalParameters), candidate!);

    await eventually('the check is counted', async () => {
      const { workers } = await server.dump();
      return workers[0]!['unroutedDatagrams'] === 1;
    });
    expect(client.answers).to.deep.equal([]);
    expect(transport.iceState).to.equal('new');
  });

  it('without TCP do not answer over TCP', async () => {
    start();
    const transport = await transportOf({ tcp: false });
    const client = await tcpClient(transport.iceLocalCandidates[0]!);

    client.send(bindingRequest(transport.iceLocalParameters));

    await eventually('the check is counted', async () => {
      const { workers } = await server.dump();
      return workers[0]!['unroutedDatagrams'] === 1;
    });
    expect(client.answers).to.deep.equal([]);
    expect(transport.iceState).to.equal('new');
  });

  it('are disconnected when their only connection ends', async () => {
    start();
    const transport = await transportOf({ udp: false });
    const client = await tcpClient(transport.iceLocalCandidates[0]!);
    client.send(bindingRequest(transport.iceLocalParameters, { nominate: true }));
    await eventually('the route is known', () => transport.iceState === 'completed');

    client.close();

    await eventually('the end is noticed', () => transport.iceState === 'disconnected');
    const again = await tcpClient(transport.iceLocalCandidates[0]!);
    again.send(bindingRequest(transport.iceLocalParameters, { nominate: true }));
    await eventually('a new connection is taken', () => transport.iceState === 'completed');
  });

  it('go back to UDP when a connection ends', async () => {
    start();
    const transport = await transportOf();
    const [udp, tcp] = transport.iceLocalCandidates;
    const datagrams = await udpClient();
    datagrams.send(bindingRequest(transport.iceLocalParameters), udp!);
    await eventually('UDP is known', () => transport.iceState === 'connected');
    const stream = await tcpClient(tcp!);
    stream.send(bindingRequest(transport.iceLocalParameters, { nominate: true }));
    await eventually('TCP is taken', () => transport.iceSelectedTuple?.protocol === 'tcp');

    stream.close();

    await eventually('UDP is taken', () => transport.iceSelectedTuple?.protocol === 'udp');
    expect(transport.iceState).to.equal('completed');
  });

  it('take their connections with them', async () => {
    start();
    const transport = await transportOf({ udp: false });
    const client = await tcpClient(transport.iceLocalCandidates[0]!);
    client.send(bindingRequest(transport.iceLocalParameters));
    await eventually('the check is answered', () => client.answers.length > 0);

    transport.close();

    await client.ended;
  });

  it('close the oldest connection that is not in use when an endpoint shows too many', async () => {
    start();
    const transport = await transportOf({ udp: false });
    const [candidate] = transport.iceLocalCandidates;
    const connect = async (): Promise<TcpClient> => {
      const client = await tcpClient(candidate!);
      client.send(bindingRequest(transport.iceLocalParameters));
      await eventually('the check is answered', () => client.answers.length > 0);
      return client;
    };
    const used = await connect();
    const oldest = await connect();
    const others: TcpClient[] = [];
    while (others.length < maxTcpPerTransport - 1) others.push(await connect());

    await oldest.ended;

    used.send(bindingRequest(transport.iceLocalParameters, { nominate: true }));
    await eventually('the first is served', () => transport.iceState === 'completed');
    expect(transport.iceSelectedTuple?.remotePort).to.equal(used.socket.localPort);
    const again = others[0]!;
    again.send(bindingRequest(transport.iceLocalParameters, { nominate: true }));
    await eventually(
      'another is served',
      () => transport.iceSelectedTuple?.remotePort === again.socket.localPort
    );
  });

  it('keep their protocols when the credentials change', async () => {
    start();
    const transport = await transportOf({ udp: false });
    const [candidate] = transport.iceLocalCandidates;
    await transport.changeUfragPwd();
    const datagrams = await udpClient();
    const stream = await tcpClient(candidate!);

    datagrams.send(bindingRequest(transport.iceLocalParameters), candidate!);
    stream.send(bindingRequest(transport.iceLocalParameters));

    await eventually('the check over TCP is answered', () => stream.answers.length > 0);
    await eventually('the one over UDP is counted', async () => {
      const { workers } = await server.dump();
      return workers[0]!['unroutedDatagrams'] === 1;
    });
    expect(datagrams.answers).to.deep.equal([]);
  });

  it('are described in an offer with tcptype passive', async () => {
    start();
    const room = await server.createRoom(roomOptions);
    const peer = room.Peer('alice');
    await peer.setCapabilities(room.getCapabilities('audio'));
    const connection = new webrtc.RTCPeerConnection({ peer });

    const { sdp } = await connection.createOffer({ offerToReceiveAudio: 1 });

    const [udp, tcp] = peer.transports[0]!.iceLocalCandidates;
    const lines = sdp.split('\r\n').filter(line => line.startsWith('a=candidate:'));
    expect(lines.slice(0, 2)).to.deep.equal([
      `a=candidate:udpcandidate 1 udp ${udp!.priority} 127.0.0.1 ${udp!.port} typ host`,
      `a=candidate:tcpcandidate 1 tcp ${tcp!.priority} 127.0.0.1 ${tcp!.port} typ host tcptype passive`,
    ]);
    connection.close();
  });

  it('are not disturbed by streams of rubbish', async () => {
    start();
    const transport = await transportOf();
    const [, candidate] = transport.iceLocalCandidates;
    const good = await tcpClient(candidate!);
    const rubbish = ['GET / HTTP/1.1\r\n\r\n', '', '\0', '\0\0\0\0\0\0', '\xff'.repeat(100_000)];
    for (const text of rubbish) {
      const bad = await tcpClient(candidate!);
      bad.socket.end(Buffer.from(text, 'latin1'));
    }

    good.send(bindingRequest(transport.iceLocalParameters));

    await eventually('the check is answered', () => good.answers.length > 0);
    expect(good.answers).to.deep.equal(['success']);
  });

  onlyIpv6(`answer over IPv6 by both protocols${ipv6Title}`, async () => {
    start({ rtcIPv4: false, rtcIPv6: '::1' });
    const transport = await transportOf();
    const [udp, tcp] = transport.iceLocalCandidates;
    expect([udp!.ip, tcp!.ip]).to.deep.equal(['::1', '::1']);
    const datagrams = await udpClient('::1');
    const stream = await tcpClient(tcp!);

    datagrams.send(bindingRequest(transport.iceLocalParameters), udp!);
    stream.send(bindingRequest(transport.iceLocalParameters));

    await eventually('UDP is answered', () => datagrams.answers.length > 0);
    await eventually('TCP is answered', () => stream.answers.length > 0);
    expect([...datagrams.answers, ...stream.answers]).to.deep.equal(['success', 'success']);
  });

  it('answer on every address that the server listens on', async () => {
    start({ rtcIPv4: ['127.0.0.1', '127.0.0.2'], rtcAnnouncedIPv4: ['', 'media.example'] });
    const transport = await transportOf({ tcp: false });
    const [first, second] = transport.iceLocalCandidates;
    expect([first!.ip, second!.ip]).to.deep.equal(['127.0.0.1', 'media.example']);
    expect(first!.priority).to.be.greaterThan(second!.priority);
    expect(first!.foundation).not.to.equal(second!.foundation);
    const client = await udpClient();

    client.send(bindingRequest(transport.iceLocalParameters), { ...second!, ip: '127.0.0.2' });

    await eventually('the check is answered', () => client.answers.length > 0);
    await eventually('the route is known', () => transport.iceSelectedTuple !== undefined);
    expect(transport.iceSelectedTuple).to.include({ localIP: '127.0.0.2', protocol: 'udp' });
  });
});
