// transport.stats of the real worker, and the report that is made of it.
import { expect } from 'chai';
import { createHash } from 'node:crypto';

import type { Peer } from '../../src/engine/peer.js';
import type { Room } from '../../src/engine/room.js';
import { Server } from '../../src/engine/server.js';
import type { Transport } from '../../src/engine/transport.js';
import { collectStats, type StatsSubject } from '../../src/webrtc/stats/collect-stats.js';
import { eventually } from '../kit/eventually.js';
import { roomOptions } from '../kit/fake-channel.js';
import { bindingRequest, UdpClient } from '../kit/ice-client.js';

describe('Statistics of a real worker', () => {
  let server: Server;
  let room: Room;

  beforeEach(async () => {
    server = new Server({ numWorkers: 1, rtcIPv4: '127.0.0.1', rtcIPv6: false, logLevel: 'warn' });
    room = await server.createRoom(roomOptions);
  });

  afterEach(() => server.close());

  async function join(name: string): Promise<[Peer, Transport]> {
    const peer = room.Peer(name);
    peer.assumeCapabilities();
    return [peer, await peer.createTransport({ tcp: false })];
  }

  const subjectOf = (
    transport: Transport,
    streams: StatsSubject['streams'] = []
  ): StatsSubject => ({
    transport,
    iceTransport: undefined,
    dtlsTransport: undefined,
    streams,
    dataChannels: { opened: 0, closed: 0, list: [] },
  });

  it('show the certificate whose fingerprint is signalled', async () => {
    const [, transport] = await join('alice');
    const { certificate } = await transport.count({ certificate: true });
    const digest = createHash('sha256').update(certificate!).digest('hex');
    expect(digest).to.equal(transport.dtlsLocalParameters.fingerprints['sha-256']);
  });

  it('leave the certificate out when it is not wanted', async () => {
    const [, transport] = await join('alice');
    expect(await transport.count({ certificate: false })).not.to.have.property('certificate');
  });

  it('begin with nothing', async () => {
    const [, transport] = await join('alice');
    const { now, ...counted } = await transport.count({ certificate: false });
    expect(now).to.be.greaterThan(Date.UTC(2020));
    expect(counted).to.deep.equal({
      packetsSent: 0,
      bytesSent: 0,
      packetsReceived: 0,
      bytesReceived: 0,
      routeChanges: 0,
      routes: [],
      received: [],
      sent: [],
    });
  });

  it('know the route by which a peer has checked', async () => {
    const [, transport] = await join('alice');
    const client = await UdpClient.open('127.0.0.1');
    const candidate = transport.iceLocalCandidates[0]!;
    client.send(bindingRequest(transport.iceLocalParameters, { nominate: true }), candidate);
    await eventually('an answer', () => client.answers.includes('success'));

    const { routes, routeChanges, packetsReceived } = await transport.count({ certificate: false });

    client.close();
    expect(routeChanges).to.equal(1);
    expect(packetsReceived, 'STUN does not count').to.equal(0);
    expect(routes).to.have.length(1);
    expect(routes[0]).to.include({
      protocol: 'udp',
      localIP: '127.0.0.1',
      localPort: candidate.port,
      remoteIP: '127.0.0.1',
      selected: true,
      nominated: true,
      accepted: true,
      checks: 1,
      packetsReceived: 0,
    });
  });

  it('make a pair of that route', async () => {
    const [, transport] = await join('alice');
    const client = await UdpClient.open('127.0.0.1');
    const request = bindingRequest(transport.iceLocalParameters, { nominate: true });
    client.send(request, transport.iceLocalCandidates[0]!);
    await eventually('an answer', () => client.answers.includes('success'));

    const report = await collectStats(subjectOf(transport));

    client.close();
    const pair = [...report.values()].find(({ type }) => type === 'candidate-pair')!;
    expect(pair).to.include({ state: 'succeeded', requestsReceived: 1, responsesSent: 1 });
    expect(report.get('transport')).to.include({
      selectedCandidatePairId: pair.id,
      iceLocalUsernameFragment: transport.iceLocalParameters.usernameFragment,
    });
  });

  it('tell of a sender before its first packet', async () => {
    const [alice, aliceTransport] = await join('alice');
    const [bob, bobTransport] = await join('bob');
    const receiver = alice.RtpReceiver('audio', aliceTransport);
    await receiver.receive({
      codecs: [{ name: 'audio/opus', payloadType: 100, clockRate: 48000 }],
      encodings: [{ ssrc: 1 }],
    });
    const sender = bob.rtpSenders[0]!;
    await sender.setTransport(bobTransport);

    const { sent } = await bobTransport.count({ certificate: false });

    expect(sent).to.have.length(1);
    expect(sent[0]).to.deep.include({
      senderId: sender.id,
      ssrc: sender.rtpParameters.encodings![0]!.ssrc,
      packets: 0,
      bytes: 0,
      headerBytes: 0,
      fractionLost: 0,
      totalRoundTripTime: 0,
    });
    expect(sent[0]).not.to.have.any.keys('payloadType', 'reportedAt', 'roundTripTime');
    expect((await aliceTransport.count({ certificate: false })).received).to.deep.equal([]);

    const { codecs } = sender.rtpParameters;
    const stream = {
      direction: 'outbound',
      mid: '0',
      kind: 'audio',
      rtpSender: sender,
      trackIdentifier: undefined,
      codecs,
    } as const;
    const report = await collectStats(subjectOf(bobTransport, [stream]), stream);
    expect([...report.values()].map(({ type }) => type)).to.include('outbound-rtp');
  });

  it('end with the transport', async () => {
    const [, transport] = await join('alice');
    await collectStats(subjectOf(transport));
    transport.close();
    const report = await collectStats(subjectOf(transport));
    expect([...report.values()].map(({ type }) => type)).to.include.members([
      'transport',
      'certificate',
    ]);
  });

  it('are refused for a transport that is not there', async () => {
    const { channel } = server.workers[0]!;
    const params = { routerId: room.id, transportId: 'nobody', certificate: false };
    const error = await channel.request('transport.stats', params).catch((e: unknown) => e);
    expect(error).to.include({ code: 'INVALID_STATE' });
  });
});
