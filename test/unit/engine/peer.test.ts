import { expect } from 'chai';

import { InvalidStateError } from '../../../src/base/errors.js';
import type { RtpCapabilities } from '../../../src/parameters/rtp.js';
import { settled } from '../../kit/fake-clock.js';
import { call, capableOf, join, opus, rejection, scene, vp8, type Scene } from './kit.js';

describe('Peer', () => {
  let base: Scene;

  beforeEach(async () => {
    base = await scene();
  });

  it('resolves setCapabilities() with what is common, after the event', async () => {
    const { room } = base;
    const alice = room.Peer('alice');
    const order: unknown[] = [];
    alice.on('capabilities', capabilities => order.push(capabilities));

    const effective = await alice.setCapabilities(capableOf(room, 'audio/opus'));

    expect(effective.codecs.map(codec => codec.payloadType)).to.deep.equal([100]);
    expect(alice.capabilities).to.equal(effective);
    expect(order).to.deep.equal([effective]);
  });

  it('takes capabilities once', async () => {
    const { room } = base;
    const alice = room.Peer('alice');
    await alice.setCapabilities(capableOf(room, 'audio/opus'));
    const error = await rejection(alice.setCapabilities(capableOf(room, 'audio/opus')));
    expect(error.message).to.equal('peer capabilities already set');
  });

  it('takes capabilities again after wrong ones', async () => {
    const { room } = base;
    const alice = room.Peer('alice');
    expect(await rejection(alice.setCapabilities({} as RtpCapabilities))).not.to.equal(undefined);
    expect(await rejection(alice.setCapabilities(undefined as never))).to.be.instanceOf(TypeError);
    await alice.setCapabilities(capableOf(room, 'audio/opus'));
  });

  it('announces senders for what others send before setCapabilities() resolves', async () => {
    const { room } = await call();
    const carol = room.Peer('carol');
    const order: string[] = [];
    carol.on('newrtpsender', sender => order.push(`sender ${sender.kind}`));
    carol.on('capabilities', () => order.push('capabilities'));

    await carol.setCapabilities(room.codecs.capabilities).then(() => order.push('resolved'));

    expect(order).to.deep.equal(['sender video', 'capabilities', 'resolved']);
  });

  it('gets no senders while its capabilities are unknown', async () => {
    const { room } = await call();
    expect(room.Peer('carol').rtpSenders).to.deep.equal([]);
  });

  it('gets a sender for each first receive() of another peer, none for its own', async () => {
    const { room, alice, bob, aliceTransport } = await call();
    const microphone = alice.RtpReceiver('audio', aliceTransport);

    await microphone.receive(opus);
    await microphone.receive(opus);

    expect(bob.rtpSenders.map(sender => sender.kind)).to.deep.equal(['video', 'audio']);
    expect(alice.rtpSenders).to.deep.equal([]);
    expect(room.peers).to.have.length(2);
  });

  it('assumes the capabilities of the room until it is told better', async () => {
    const { bob, room, sender } = await call();
    expect(sender.active).to.equal(false);
    expect(sender.rtpParameters.encodings).to.have.length(1);
    let changes = 0;
    sender.on('parameterschange', () => (changes += 1));

    await bob.setCapabilities(capableOf(room, 'audio/opus'));

    expect(changes).to.equal(1);
    expect(sender.rtpParameters.encodings).to.deep.equal([]);
    expect(bob.rtpSenders).to.deep.equal([sender]);
    expect(await rejection(bob.setCapabilities(capableOf(room)))).to.be.instanceOf(
      InvalidStateError
    );
  });

  it('changes nothing when it assumes what it knows', async () => {
    const { room } = base;
    const alice = room.Peer('alice');
    const effective = await alice.setCapabilities(capableOf(room, 'audio/opus'));
    alice.assumeCapabilities();
    expect(alice.capabilities).to.equal(effective);
  });

  it('creates a transport with the defaults, and tells of it before it resolves', async () => {
    const { room, worker } = base;
    const alice = room.Peer('alice');
    const order: string[] = [];
    alice.on('newtransport', () => order.push('newtransport'));

    const transport = await alice.createTransport();
    order.push('resolved');

    expect(order).to.deep.equal(['newtransport', 'resolved']);
    expect(alice.transports).to.deep.equal([transport]);
    expect(worker.paramsOf('transport.create')).to.deep.equal([
      {
        routerId: room.id,
        transportId: transport.id,
        options: {
          udp: true,
          tcp: true,
          preferIPv4: false,
          preferIPv6: false,
          preferUdp: false,
          preferTcp: false,
        },
      },
    ]);
  });

  it('refuses a transport without any protocol', async () => {
    const error = await rejection(
      base.room.Peer('alice').createTransport({ udp: false, tcp: false })
    );
    expect(error.message).to.equal('could not open any IP:port');
  });

  it('refuses options of wrong types', async () => {
    const alice = base.room.Peer('alice');
    expect(await rejection(alice.createTransport({ udp: 'yes' as never }))).to.be.instanceOf(
      TypeError
    );
    expect(await rejection(alice.createTransport('udp' as never))).to.be.instanceOf(TypeError);
  });

  it('gives a transport back that comes after its end', async () => {
    const { room, worker } = base;
    const alice = room.Peer('alice');
    const creating = alice.createTransport();
    alice.close();

    expect(await rejection(creating)).to.be.instanceOf(InvalidStateError);
    expect(worker.paramsOf('transport.close')).to.have.length(1);
  });

  it('makes receivers at once and tells of them later', async () => {
    const { room } = base;
    const [alice, transport] = await join(room, 'alice');
    const order: string[] = [];
    alice.on('newrtpreceiver', () => order.push('event'));

    const receiver = alice.RtpReceiver('audio', transport);
    order.push('returned');
    await settled();

    expect(order).to.deep.equal(['returned', 'event']);
    expect(receiver.transport).to.equal(transport);
    expect(receiver.peer).to.equal(alice);
    expect(receiver.kind).to.equal('audio');
    expect(alice.rtpReceivers).to.deep.equal([receiver]);
  });

  it('closes a receiver that comes before its capabilities', async () => {
    const alice = base.room.Peer('alice');
    const receiver = alice.RtpReceiver('audio', await alice.createTransport());
    let reason: Error | undefined;
    receiver.on('close', error => (reason = error));
    await settled();
    expect(reason).to.be.instanceOf(InvalidStateError);
  });

  it('refuses receivers of unknown kinds', async () => {
    const [alice, transport] = await join(base.room, 'alice');
    for (const kind of ['chicken', undefined]) {
      expect(() => alice.RtpReceiver(kind as 'audio', transport)).to.throw(
        TypeError,
        'unsupported kind'
      );
    }
  });

  it('refuses receivers on what is no transport of its own', async () => {
    const [alice, transport] = await join(base.room, 'alice');
    const [bob, bobTransport] = await join(base.room, 'bob');
    expect(() => alice.RtpReceiver('audio', undefined as never)).to.throw(TypeError);
    expect(() => alice.RtpReceiver('audio', {} as never)).to.throw(TypeError);
    expect(() => alice.RtpReceiver('audio', bobTransport)).to.throw(Error, 'transport not found');

    transport.close();
    expect(() => alice.RtpReceiver('audio', transport)).to.throw(
      InvalidStateError,
      'transport is closed'
    );
    expect(bob.closed).to.equal(false);
  });

  it('closes transports, receivers, senders, itself, then what it fed in others', async () => {
    const { alice, bob, room, worker, aliceTransport, receiver, sender } = await call();
    const [, bobTransport] = [bob, bob.transports[0]!];
    const bobReceiver = bob.RtpReceiver('video', bobTransport);
    await bobReceiver.receive({ ...vp8, encodings: [{ ssrc: 5 }] });
    const aliceSender = alice.rtpSenders[0]!;
    const order: string[] = [];
    const watched = { alice, aliceTransport, receiver, sender, aliceSender };
    for (const [name, noun] of Object.entries(watched)) {
      (noun as typeof alice).on('close', () => order.push(name));
    }
    const before = worker.requests.length;

    alice.close();

    expect(order).to.deep.equal(['aliceTransport', 'receiver', 'aliceSender', 'alice', 'sender']);
    expect(worker.methods.slice(before)).to.deep.equal(['transport.close']);
    expect(room.peers).to.deep.equal([bob]);
    expect(bob.rtpSenders).to.deep.equal([]);
    expect(bobReceiver.senders.size).to.equal(0);
  });

  it('passes the reason of its end on', () => {
    const alice = base.room.Peer('alice');
    const reason = new Error('gone');
    let heard: Error | undefined;
    alice.on('close', error => (heard = error));
    alice.close(reason);
    expect(heard).to.equal(reason);
  });

  it('refuses everything after its end', async () => {
    const [alice, transport] = await join(base.room, 'alice');
    alice.close();
    expect(() => alice.RtpReceiver('audio', transport)).to.throw(InvalidStateError, 'Peer closed');
    expect(() => alice.assumeCapabilities()).to.throw(InvalidStateError);
    for (const promise of [
      alice.createTransport(),
      alice.dump(),
      alice.setCapabilities(capableOf(base.room)),
    ]) {
      expect(await rejection(promise)).to.be.instanceOf(InvalidStateError);
    }
  });

  it('dumps itself', async () => {
    const { bob } = await call();
    const dump = await bob.dump();
    expect(dump).to.include({ peerId: bob.id, peerName: 'bob' });
    expect(dump['transports']).to.have.length(1);
    expect(dump['rtpReceivers']).to.have.length(0);
    expect(dump['rtpSenders']).to.have.length(1);
    expect(dump['capabilities']).to.deep.equal(bob.capabilities);
  });

  it('reserves no SSRCs for what others have ceased to send', async () => {
    const { room } = await scene();
    const [bob] = await join(room, 'bob');
    for (let n = 0; n < 5; n++) {
      const [alice, transport] = await join(room, 'alice');
      await alice.RtpReceiver('audio', transport).receive(opus);
      expect((await bob.dump())['reservedSsrcs']).to.equal(2);
      alice.close();
    }

    expect((await bob.dump())['reservedSsrcs']).to.equal(0);
  });
});
