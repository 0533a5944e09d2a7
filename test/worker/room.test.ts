// The real worker over the real pipe: rooms, peers, transports, receivers and senders.
import { expect } from 'chai';

import type { Peer } from '../../src/engine/peer.js';
import type { Room } from '../../src/engine/room.js';
import type { Transport } from '../../src/engine/transport.js';
import { Server } from '../../src/index.js';
import type { RtpParameters } from '../../src/parameters/rtp.js';
import { roomOptions } from '../kit/fake-channel.js';

const fingerprint = { algorithm: 'sha-256', value: 'ab'.repeat(32) } as const;

const video = (more: Partial<RtpParameters>): RtpParameters => ({
  codecs: [
    { name: 'video/VP8', payloadType: 110, clockRate: 90000, rtcpFeedback: [{ type: 'nack' }] },
    { name: 'video/rtx', payloadType: 101, clockRate: 90000, parameters: { apt: 110 } },
  ],
  ...more,
});

const failure = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => expect.fail('was not rejected'),
    (error: Error) => error
  );

describe('Room on a real worker', () => {
  let server: Server;
  let room: Room;

  beforeEach(async () => {
    server = Server({ numWorkers: 1, rtcIPv4: '127.0.0.1', rtcIPv6: false, logLevel: 'warn' });
    room = await server.createRoom(roomOptions);
  });

  afterEach(() => server.close());

  async function join(name: string): Promise<[Peer, Transport]> {
    const peer = room.Peer(name);
    peer.assumeCapabilities();
    return [peer, await peer.createTransport({ tcp: false })];
  }

  it('dumps its peers', async () => {
    room.Peer('alice');
    room.Peer('bob');
    const dump = await room.dump();
    expect(dump['peers']).to.have.length(2);
  });

  it('opens transports on the address it was told', async () => {
    const [, transport] = await join('alice');
    expect(transport.iceLocalCandidates).to.have.length(1);
    expect(transport.iceLocalCandidates[0]).to.include({
      foundation: 'udpcandidate',
      family: 'ipv4',
      ip: '127.0.0.1',
      type: 'host',
      protocol: 'udp',
    });
    expect(transport.iceLocalParameters.usernameFragment).to.have.length(16);
    expect(transport.iceLocalParameters.password).to.have.length(32);
    expect(transport.dtlsLocalParameters.fingerprints['sha-256']).to.match(/^[0-9a-f]{64}$/);
  });

  it('connects a transport once', async () => {
    const [, transport] = await join('alice');
    await transport.setRemoteDtlsParameters({ role: 'server', fingerprint });
    expect(transport.dtlsLocalParameters.role).to.equal('client');
    expect(await transport.dump()).to.have.nested.property('dtlsLocalParameters.role', 'client');
  });

  it('changes ICE credentials and limits', async () => {
    const [, transport] = await join('alice');
    const before = transport.iceLocalParameters;
    await transport.changeUfragPwd();
    await transport.setMaxBitrate(500_000);
    expect(transport.iceLocalParameters.usernameFragment).not.to.equal(before.usernameFragment);
    expect((await transport.dump())['maxBitrate']).to.equal(500_000);
  });

  it('forgets a transport that closed', async () => {
    const [alice, transport] = await join('alice');
    transport.close();
    expect((await alice.dump())['transports']).to.deep.equal([]);
  });

  it('receives, shows the SSRCs in the transport, and updates', async () => {
    const [alice, transport] = await join('alice');
    const receiver = alice.RtpReceiver('video', transport);
    await receiver.receive(video({ encodings: [{ ssrc: 1, rtx: { ssrc: 2 } }] }));
    expect((await transport.dump())['rtpListener']).to.deep.equal({
      ssrcTable: { 1: receiver.id, 2: receiver.id },
      muxIdTable: {},
      ptTable: {},
    });

    await receiver.receive(video({ muxId: 'm', encodings: [{ ssrc: 3 }] }));

    expect((await transport.dump())['rtpListener']).to.deep.equal({
      ssrcTable: { 3: receiver.id },
      muxIdTable: { m: receiver.id },
      ptTable: {},
    });
  });

  const collisions: [what: string, first: RtpParameters, second: RtpParameters, ok: boolean][] = [
    // Signalling wins when it comes: the SSRC is the newer receiver's now. RFC 9143, section 9.2.
    ['takes', video({ encodings: [{ ssrc: 1 }] }), video({ encodings: [{ ssrc: 1 }] }), true],
    ['refuses', video({}), video({}), false],
    ['refuses', video({ muxId: 'm' }), video({ muxId: 'm' }), false],
    ['takes', video({ muxId: 'm' }), video({ muxId: 'n' }), true],
    ['takes', video({ encodings: [{ ssrc: 1 }] }), video({ encodings: [{ ssrc: 2 }] }), true],
  ];
  for (const [what, first, second, ok] of collisions) {
    const shown = ({ muxId, encodings }: RtpParameters): string =>
      JSON.stringify({ muxId, encodings });
    it(`${what} a receiver ${shown(second)} beside ${shown(first)}`, async () => {
      const [alice, transport] = await join('alice');
      await alice.RtpReceiver('video', transport).receive(first);
      const second2 = alice.RtpReceiver('video', transport);
      if (ok) await second2.receive(second);
      else
        expect(await failure(second2.receive(second))).to.include({ code: 'INVALID_PARAMETERS' });
      expect(second2.rtpParameters !== undefined).to.equal(ok);
    });
  }

  it('sends what others send, and follows every change', async () => {
    const [alice, aliceTransport] = await join('alice');
    const [bob, bobTransport] = await join('bob');
    const receiver = alice.RtpReceiver('video', aliceTransport);
    await receiver.receive(video({ encodings: [{ ssrc: 1, rtx: { ssrc: 2 } }] }));
    const sender = bob.rtpSenders[0]!;
    await sender.setTransport(bobTransport);
    const { codecs } = sender.rtpParameters;
    await sender.negotiate({ muxId: '7', codecs, headerExtensions: [] });
    await sender.disable();
    expect(await sender.dump()).to.include({ paused: true, active: false });
    await sender.enable();
    await sender.setTransport(await bob.createTransport());
    expect(await sender.dump()).to.include({ paused: false, active: true });

    await receiver.setTransport(await alice.createTransport());
    expect(await sender.dump()).to.include({ rtpReceiverId: receiver.id });
    await receiver.requestKeyFrame();

    bob.close();
    const dump = await room.dump();
    expect(dump['mapRtpReceiverRtpSenders']).to.deep.equal({ [receiver.id]: [] });
    expect((await server.dump()).workers[0]).to.have.nested.property('rooms[0].peers.length', 1);
  });

  it('limits the layers of a sender', async () => {
    const [alice, aliceTransport] = await join('alice');
    const [bob, bobTransport] = await join('bob');
    const receiver = alice.RtpReceiver('video', aliceTransport);
    await receiver.receive(video({ encodings: [{ ssrc: 1 }, { ssrc: 2 }, { ssrc: 3 }] }));
    const sender = bob.rtpSenders[0]!;
    await sender.setLayers({ spatialLayer: 1, temporalLayer: 0, maxBitrateBps: 300_000 });
    await sender.setTransport(bobTransport);
    expect(await sender.dump()).to.deep.include({
      layerLimits: { spatialLayer: 1, temporalLayer: 0, maxBitrateBps: 300_000 },
      limits: { spatialLayer: 1, temporalLayer: 0, maxBitrateBps: 300_000 },
      targetEncoding: -1,
    });

    await sender.setLayers({ temporalLayer: 1 });
    await receiver.receive(video({ encodings: [{ ssrc: 1 }] }));

    expect(await sender.dump()).to.deep.include({
      limits: { temporalLayer: 1 },
      targetEncoding: 0,
    });
  });

  it('closes in the worker what it closes here', async () => {
    const [alice, transport] = await join('alice');
    const [bob, bobTransport] = await join('bob');
    const receiver = alice.RtpReceiver('video', transport);
    await receiver.receive(video({ encodings: [{ ssrc: 1 }] }));
    await bob.rtpSenders[0]!.setTransport(bobTransport);

    receiver.close();
    const { channel } = server.workers[0]!;
    const afterReceiver = await channel.request('router.dump', { routerId: room.id });
    expect(afterReceiver).to.deep.include({ receivers: [], senders: [] });
    expect(afterReceiver['transports']).to.have.length(2);

    bob.close();
    const afterPeer = await channel.request('router.dump', { routerId: room.id });
    expect(afterPeer['transports']).to.have.length(1);

    room.close();
    expect(await channel.request('worker.dump', {})).to.deep.include({ rooms: [] });
  });

  it('measures audio levels while somebody listens', async () => {
    const levels = await new Promise(resolve => room.once('audiolevels', resolve));
    expect(levels).to.deep.equal([]);
  });
});

describe('Transports with an announced address', () => {
  it('say it in their candidates', async () => {
    const server = Server({
      numWorkers: 1,
      rtcIPv4: '127.0.0.1',
      rtcIPv6: false,
      rtcAnnouncedIPv4: 'sfu.example',
    });
    const room = await server.createRoom(roomOptions);
    const transport = await room.Peer('alice').createTransport({ tcp: false });
    expect(transport.iceLocalCandidates.map(({ ip }) => ip)).to.deep.equal(['sfu.example']);
    server.close();
  });
});
