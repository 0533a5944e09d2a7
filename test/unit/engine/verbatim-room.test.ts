// Rooms that negotiate nothing: what goes to the worker, and what peers see.
import { expect } from 'chai';

import { EngineError } from '../../../src/base/errors.js';
import type { Peer } from '../../../src/engine/peer.js';
import type { Room } from '../../../src/engine/room.js';
import type { Transport } from '../../../src/engine/transport.js';
import type { VerbatimRtpParameters } from '../../../src/parameters/verbatim.js';
import { fakeServer, type FakeServer, type FakeWorker } from '../../kit/fake-channel.js';
import { rejection } from './kit.js';

const video: VerbatimRtpParameters = {
  kind: 'video',
  muxId: 'cam',
  codecs: [
    {
      name: 'H264',
      payloadType: 101,
      rtx: { payloadType: 102 },
      rtcpFeedback: [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }],
    },
    { name: 'H264', payloadType: 103 },
    { name: 'X-NEW', payloadType: 104, clockRate: 1000 },
  ],
  encodings: [{ ssrc: 1, rtxSsrc: 2, fecSsrc: 3 }],
  headerExtensions: [{ uri: 'urn:3gpp:video-orientation', id: 9 }],
  rtcp: { cname: 'alice' },
};

const codec = (payloadType: number, name: string, clockRate = 90000): object => ({
  payloadType,
  name,
  clockRate,
  nack: false,
  pli: false,
  fir: false,
  transportCc: false,
  remb: false,
});

describe('a room without mediaCodecs', () => {
  let base: FakeServer;
  let worker: FakeWorker;
  let room: Room;
  let alice: Peer;
  let bob: Peer;
  let transport: Transport;

  beforeEach(async () => {
    base = fakeServer();
    worker = base.workers[0]!;
    room = base.server.Room();
    alice = room.Peer('alice');
    bob = room.Peer('bob');
    transport = await alice.createTransport();
  });

  it('tells the worker all codecs under their media types', async () => {
    await alice.RtpReceiver(transport).receive(video);
    expect(worker.paramsOf('receiver.create')[0]!.rtp).to.deep.equal({
      kind: 'video',
      mid: 'cam',
      codecs: [
        { ...codec(101, 'video/H264'), rtxPayloadType: 102, nack: true, pli: true },
        codec(103, 'video/H264'),
        codec(104, 'video/X-NEW', 1000),
      ],
      encodings: [{ ssrc: 1, rtxSsrc: 2, fecSsrc: 3 }],
      headerExtensions: [{ uri: 'urn:3gpp:video-orientation', id: 9 }],
      cname: 'alice',
    });
  });

  it('sends each payload type on as itself', async () => {
    await alice.RtpReceiver(transport).receive(video);
    await bob.rtpSenders[0]!.setTransport(await bob.createTransport());
    expect(worker.paramsOf('sender.create')[0]!.rtp).to.deep.equal({
      kind: 'video',
      mid: 'cam',
      ssrc: 1,
      rtxSsrc: 2,
      cname: 'alice',
      codecs: [
        { receiverPayloadType: 101, payloadType: 101, rtxPayloadType: 102, nack: true },
        { receiverPayloadType: 103, payloadType: 103, nack: false },
        { receiverPayloadType: 104, payloadType: 104, nack: false },
      ],
      headerExtensions: [{ uri: 'urn:3gpp:video-orientation', id: 9 }],
    });
  });

  it('copies parameters to the senders of all peers', async () => {
    const receiver = alice.RtpReceiver(transport);
    await receiver.receive(video);
    const carol = room.Peer('carol');
    await Promise.resolve();
    for (const peer of [bob, carol]) {
      const sender = peer.rtpSenders[0]!;
      expect(sender.rtpParameters).to.deep.equal(video);
      expect(sender.rtpParameters).not.to.equal(receiver.rtpParameters);
      expect(sender).to.include({ kind: 'video', associatedPeer: alice, available: false });
    }
  });

  it('announces a newcomer’s senders after the newcomer', async () => {
    await alice.RtpReceiver(transport).receive(video);
    const order: string[] = [];
    room.on('newpeer', () => order.push('newpeer'));
    const carol = room.Peer('carol');
    carol.on('newrtpsender', () => order.push('newrtpsender'));
    await Promise.resolve();
    expect(order).to.deep.equal(['newpeer', 'newrtpsender']);
  });

  it('takes capabilities as they are, once', async () => {
    const given = { codecs: [], headerExtensions: [], fecMechanisms: ['foo'] };
    expect(await bob.setCapabilities(given)).to.deep.equal(given);
    expect((await rejection(bob.setCapabilities(given))).message).to.include('already set');
  });

  it('is of no use to a peer connection', () => {
    expect(() => bob.assumeCapabilities()).to.throw(EngineError, 'mediaCodecs');
  });

  it('has no capabilities of any kind', () => {
    expect(room.getCapabilities('audio').codecs).to.deep.equal([]);
  });

  it('closes with the error that keeps the worker from creating it', async () => {
    worker.refuse('router.create', new EngineError('UNSUPPORTED', 'full'));
    const refused = base.server.Room();
    const error = await new Promise(resolve => refused.once('close', resolve));
    expect(error).to.include({ message: 'full' });
  });

  it('is announced once the worker has it', async () => {
    const announced = new Promise(resolve => base.server.once('newroom', resolve));
    expect(base.server.Room()).to.equal(await announced);
  });

  it('closes its room if it closes before the worker has answered', async () => {
    const early = base.server.Room();
    early.close();
    await Promise.resolve();
    expect(worker.methods.slice(-2)).to.deep.equal(['router.create', 'router.close']);
  });

  it('keeps the kind that the first parameters name', async () => {
    const receiver = alice.RtpReceiver(transport);
    expect(receiver.kind).to.equal(undefined);
    await receiver.receive(video);
    expect(receiver.kind).to.equal('video');
    const error = await rejection(receiver.receive({ ...video, kind: 'audio' }));
    expect(error).to.be.instanceOf(TypeError);
  });
});

describe('packets for the application', () => {
  const packet = Buffer.concat([
    Buffer.from([0x80, 0x60, 0, 7, 0, 0, 0, 8, 0, 0, 0, 9]),
    Buffer.from('payload'),
  ]);
  const ignore = (): void => {};

  async function scene() {
    const { server, workers } = fakeServer();
    const alice = server.Room().Peer('alice');
    const transport = await alice.createTransport();
    const receiver = alice.RtpReceiver(transport);
    const worker = workers[0]!;
    const wishes = (): boolean[] =>
      worker.paramsOf('receiver.setRtpEvents').map(({ enabled }) => enabled);
    return { alice, transport, receiver, worker, wishes };
  }

  it('are asked for while somebody listens', async () => {
    const { receiver, wishes } = await scene();
    await receiver.receive(video);
    receiver.on('rtpraw', ignore);
    receiver.on('rtpobject', ignore);
    receiver.off('rtpraw', ignore);
    expect(wishes()).to.deep.equal([true]);
    receiver.removeAllListeners();
    expect(wishes()).to.deep.equal([true, false]);
    receiver.once('rtpobject', ignore);
    expect(wishes()).to.deep.equal([true, false, true]);
  });

  it('are asked for once the worker holds the receiver', async () => {
    const { receiver, wishes } = await scene();
    receiver.on('rtpraw', ignore);
    expect(wishes()).to.deep.equal([]);
    await receiver.receive(video);
    await receiver.receive(video);
    expect(wishes()).to.deep.equal([true]);
  });

  it('are asked for again on another transport', async () => {
    const { alice, receiver, wishes } = await scene();
    receiver.on('rtpraw', ignore);
    await receiver.receive(video);
    await receiver.setTransport(await alice.createTransport());
    expect(wishes()).to.deep.equal([true, true]);
  });

  it('come whole and in parts', async () => {
    const { receiver, worker } = await scene();
    const heard: unknown[] = [];
    receiver.on('rtpraw', bytes => heard.push(bytes));
    receiver.on('rtpobject', parts => heard.push(parts.sequenceNumber, parts.payload));
    await receiver.receive(video);
    worker.notify({ event: 'receiver.rtp', data: { id: receiver.id, packet } });
    expect(heard).to.deep.equal([packet, 7, Buffer.from('payload')]);
  });

  it('come under the old name while that is wanted', async () => {
    const { receiver, worker, wishes } = await scene();
    const heard: unknown[] = [];
    receiver.on('rtp', ({ ssrc }) => heard.push(ssrc));
    await receiver.receive(video);
    receiver.listenForRtp = true;
    worker.notify({ event: 'receiver.rtp', data: { id: receiver.id, packet } });
    receiver.listenForRtp = false;
    expect(heard).to.deep.equal([9]);
    expect(wishes()).to.deep.equal([true, false]);
  });
});
