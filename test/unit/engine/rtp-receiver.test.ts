import { expect } from 'chai';

import { InvalidStateError } from '../../../src/base/errors.js';
import { call, join, opus, rejection, scene, vp8 } from './kit.js';

describe('RtpReceiver', () => {
  it('has no parameters before receive()', async () => {
    const { room, worker } = await scene();
    const [alice, transport] = await join(room, 'alice');

    const receiver = alice.RtpReceiver('audio', transport);

    expect(receiver.rtpParameters).to.equal(undefined);
    expect(await receiver.dump()).to.include({ rtpParameters: null, hasTransport: true });
    expect(worker.methods).not.to.include('receiver.create');
  });

  it('tells the worker of payload types and ids as the peer writes them', async () => {
    const { worker, receiver, room, aliceTransport } = await call();
    expect(worker.paramsOf('receiver.create')).to.deep.equal([
      {
        routerId: room.id,
        transportId: aliceTransport.id,
        receiverId: receiver.id,
        rtp: {
          kind: 'video',
          codecs: [
            {
              payloadType: 96,
              name: 'video/VP8',
              clockRate: 90000,
              rtxPayloadType: 97,
              nack: true,
              pli: true,
              fir: false,
              transportCc: false,
              remb: false,
            },
          ],
          encodings: [{ ssrc: 1111, rtxSsrc: 2222 }],
          headerExtensions: [{ uri: 'urn:3gpp:video-orientation', id: 13 }],
          cname: 'alice',
        },
      },
    ]);
  });

  it('tells the worker of MID and RIDs', async () => {
    const { room, worker } = await scene();
    const [alice, transport] = await join(room, 'alice');
    await alice.RtpReceiver('video', transport).receive({
      ...vp8,
      muxId: '1',
      encodings: [{ encodingId: 'lo' }, { encodingId: 'hi' }],
    });
    const [created] = worker.paramsOf('receiver.create');
    expect(created!.rtp).to.deep.include({ mid: '1', encodings: [{ rid: 'lo' }, { rid: 'hi' }] });
  });

  it('emits parameters for the first receive(), parameterschange for later ones', async () => {
    const { room, worker } = await scene();
    const [alice, transport] = await join(room, 'alice');
    const receiver = alice.RtpReceiver('audio', transport);
    const order: string[] = [];
    receiver.on('parameters', () => order.push('parameters'));
    receiver.on('parameterschange', () => order.push('parameterschange'));

    expect(await receiver.receive(opus)).to.equal(receiver);
    await receiver.receive(opus);

    expect(order).to.deep.equal(['parameters', 'parameterschange']);
    expect(worker.methods.filter(method => method.startsWith('receiver'))).to.deep.equal([
      'receiver.create',
      'receiver.update',
    ]);
  });

  it('changes nothing when the worker refuses', async () => {
    const { room, worker } = await scene();
    const [alice, transport] = await join(room, 'alice');
    const [bob] = await join(room, 'bob');
    const receiver = alice.RtpReceiver('audio', transport);
    worker.refuse('receiver.create');

    await rejection(receiver.receive(opus));
    expect(receiver.rtpParameters).to.equal(undefined);
    expect(bob.rtpSenders).to.deep.equal([]);

    await receiver.receive(opus);
    expect(worker.paramsOf('receiver.create')).to.have.length(2);
    expect(bob.rtpSenders).to.have.length(1);
  });

  it('keeps its parameters when the worker refuses new ones', async () => {
    const { receiver, worker } = await call();
    const before = receiver.rtpParameters;
    worker.refuse('receiver.update');
    await rejection(receiver.receive(vp8));
    expect(receiver.rtpParameters).to.equal(before);
  });

  it('takes calls in turn: the second of two is an update', async () => {
    const { room, worker } = await scene();
    const [alice, transport] = await join(room, 'alice');
    const receiver = alice.RtpReceiver('audio', transport);
    worker.refuse('receiver.create');

    const outcomes = await Promise.allSettled([1, 2, 3].map(() => receiver.receive(opus)));

    expect(outcomes.map(outcome => outcome.status)).to.deep.equal([
      'rejected',
      'fulfilled',
      'fulfilled',
    ]);
    expect(worker.methods.slice(-3)).to.deep.equal([
      'receiver.create',
      'receiver.create',
      'receiver.update',
    ]);
  });

  it('rejects wrong parameters without asking the worker', async () => {
    const { room, worker } = await scene();
    const [alice, transport] = await join(room, 'alice');
    const receiver = alice.RtpReceiver('audio', transport);
    const before = worker.requests.length;
    for (const wrong of [undefined, {}, { codecs: [] }, vp8]) {
      expect(await rejection(receiver.receive(wrong as never))).to.be.instanceOf(TypeError);
    }
    expect(worker.requests.length).to.equal(before);
  });

  it('closes before the senders that it fed', async () => {
    const { receiver, sender, bob, alice, worker, room } = await call();
    const order: string[] = [];
    receiver.on('close', error => order.push(`receiver ${String(error)}`));
    sender.on('close', error => order.push(`sender ${String(error)}`));

    receiver.close();
    receiver.close();

    expect(order).to.deep.equal(['receiver undefined', 'sender undefined']);
    expect(alice.rtpReceivers).to.deep.equal([]);
    expect(bob.rtpSenders).to.deep.equal([]);
    expect(worker.paramsOf('receiver.close')).to.deep.equal([
      { routerId: room.id, receiverId: receiver.id },
    ]);
  });

  it('tells the worker when it closes while it is being created', async () => {
    const { room, worker } = await scene();
    const [alice, transport] = await join(room, 'alice');
    const [bob] = await join(room, 'bob');
    const receiver = alice.RtpReceiver('audio', transport);
    worker.hold();
    const receiving = rejection(receiver.receive(opus));
    await Promise.resolve();

    receiver.close();
    worker.release();

    expect(await receiving).to.be.instanceOf(InvalidStateError);
    expect(worker.methods.slice(-2)).to.deep.equal(['receiver.create', 'receiver.close']);
    expect(bob.rtpSenders).to.deep.equal([]);
  });

  it('does not tell the worker of the end of what it never knew', async () => {
    const { room, worker } = await scene();
    const [alice, transport] = await join(room, 'alice');
    alice.RtpReceiver('audio', transport).close();
    expect(worker.methods).not.to.include('receiver.close');
  });

  it('moves to another transport with its senders', async () => {
    const { alice, receiver, sender, worker, bobTransport } = await call();
    await sender.setTransport(bobTransport);
    const other = await alice.createTransport();
    const before = worker.requests.length;
    let moved: unknown;
    receiver.on('transport', transport => (moved = transport));

    await receiver.setTransport(other);

    expect(moved).to.equal(other);
    expect(receiver.transport).to.equal(other);
    expect(worker.methods.slice(before)).to.deep.equal([
      'receiver.close',
      'receiver.create',
      'sender.create',
    ]);
    expect(worker.paramsOf('receiver.create').at(-1)!.transportId).to.equal(other.id);
  });

  it('comes back on a new transport after the old one closed', async () => {
    const { alice, receiver, sender, worker, aliceTransport, bobTransport } = await call();
    await sender.setTransport(bobTransport);
    aliceTransport.close();
    expect(await rejection(receiver.receive(vp8))).to.be.instanceOf(InvalidStateError);
    const before = worker.requests.length;

    await receiver.setTransport(await alice.createTransport());

    expect(worker.methods.slice(before + 1)).to.deep.equal(['receiver.create', 'sender.create']);
    expect(sender.active).to.equal(true);
  });

  it('refuses transports that are closed or of others', async () => {
    const { alice, receiver, bobTransport } = await call();
    const other = await alice.createTransport();
    other.close();
    expect(await rejection(receiver.setTransport(other))).to.be.instanceOf(InvalidStateError);
    expect(await rejection(receiver.setTransport(bobTransport))).to.be.instanceOf(Error);
    expect(await rejection(receiver.setTransport({} as never))).to.be.instanceOf(TypeError);
  });

  it('tells of activity', async () => {
    const { receiver, worker } = await call();
    const heard: boolean[] = [];
    receiver.on('activity', active => heard.push(active));
    worker.notify({ event: 'receiver.activity', data: { id: receiver.id, active: true } });
    expect(heard).to.deep.equal([true]);
  });

  it('asks for key frames of video only', async () => {
    const { room, alice, receiver, worker, aliceTransport } = await call();
    await receiver.requestKeyFrame();
    expect(worker.paramsOf('receiver.requestKeyFrame')).to.deep.equal([
      { routerId: room.id, receiverId: receiver.id },
    ]);
    const microphone = alice.RtpReceiver('audio', aliceTransport);
    expect(await rejection(microphone.requestKeyFrame())).to.be.instanceOf(InvalidStateError);
  });

  it('refuses everything after its end', async () => {
    const { receiver, aliceTransport } = await call();
    receiver.close();
    for (const promise of [
      receiver.receive(vp8),
      receiver.setTransport(aliceTransport),
      receiver.requestKeyFrame(),
      receiver.dump(),
    ]) {
      expect(await rejection(promise)).to.be.instanceOf(InvalidStateError);
    }
  });
});
