import { expect } from 'chai';

import { InvalidStateError } from '../../../src/base/errors.js';
import { extensionUris } from '../../../src/parameters/header-extensions.js';
import type { RtpCodecParameters } from '../../../src/parameters/rtp.js';
import { settled } from '../../kit/fake-clock.js';
import { call, capableOf, rejection, vp8, type Call } from './kit.js';

describe('RtpSender', () => {
  let base: Call;
  let changes: boolean[];

  beforeEach(async () => {
    base = await call();
    changes = [];
    base.sender.on('activechange', active => changes.push(active));
  });

  const ofSender = (...payloadTypes: number[]): RtpCodecParameters[] =>
    base.sender.rtpParameters.codecs.filter(codec => payloadTypes.includes(codec.payloadType));

  it('knows its peer, its source and its kind', () => {
    const { sender, bob, receiver } = base;
    expect(sender.peer).to.equal(bob);
    expect(sender.associatedRtpReceiver).to.equal(receiver);
    expect(sender).to.include({ kind: 'video', active: false, disabled: false, closed: false });
    expect(sender.transport).to.equal(undefined);
  });

  it('has SSRCs of its own', () => {
    const [encoding] = base.sender.rtpParameters.encodings!;
    expect(encoding!.ssrc).to.not.equal(1111);
    expect(encoding!.rtx!.ssrc).to.not.equal(2222);
    expect(encoding!.rtx!.ssrc).to.not.equal(encoding!.ssrc);
  });

  it('has eight letters for a MID until one is negotiated', () => {
    expect(base.sender.rtpParameters.muxId).to.match(/^[a-z]{8}$/);
  });

  it('becomes active with a transport: activechange, transport, resolved', async () => {
    const { sender, bobTransport } = base;
    const order: string[] = [];
    sender.on('activechange', active => order.push(`active ${String(active)}`));
    sender.on('transport', () => order.push('transport'));

    const result = await sender.setTransport(bobTransport);
    order.push('resolved');

    expect(result).to.equal(sender);
    expect(order).to.deep.equal(['active true', 'transport', 'resolved']);
    expect(sender.transport).to.equal(bobTransport);
  });

  it('maps the payload types of the source to its own', async () => {
    const { sender, bobTransport, worker, room, receiver } = base;
    await sender.setTransport(bobTransport);
    const { muxId, encodings } = sender.rtpParameters;
    expect(worker.paramsOf('sender.create')).to.deep.equal([
      {
        routerId: room.id,
        transportId: bobTransport.id,
        receiverId: receiver.id,
        senderId: sender.id,
        paused: false,
        rtp: {
          kind: 'video',
          mid: muxId,
          ssrc: encodings![0]!.ssrc,
          rtxSsrc: encodings![0]!.rtx!.ssrc,
          cname: receiver.cname,
          codecs: [{ receiverPayloadType: 96, payloadType: 110, rtxPayloadType: 101, nack: true }],
          headerExtensions: [
            { uri: extensionUris.absSendTime, id: 3 },
            { uri: 'urn:3gpp:video-orientation', id: 4 },
            { uri: extensionUris.mid, id: 5 },
            { uri: extensionUris.transportCc, id: 8 },
          ],
        },
      },
    ]);
  });

  it('remembers before it has a transport what was negotiated', async () => {
    const { sender, bobTransport, worker } = base;
    const headerExtensions = [{ uri: extensionUris.mid, id: 9 }];

    await sender.negotiate({ muxId: '4', codecs: ofSender(110), headerExtensions });
    expect(worker.methods).not.to.include('sender.create');
    await sender.setTransport(bobTransport);

    const { rtp } = worker.paramsOf('sender.create')[0]!;
    expect(rtp).to.deep.include({ mid: '4', headerExtensions });
    expect(rtp.codecs).to.deep.equal([{ receiverPayloadType: 96, payloadType: 110, nack: true }]);
    expect(rtp).not.to.have.property('rtxSsrc');
    expect(sender.rtpParameters.muxId).to.equal('4');
  });

  it('does not repeat what only the publisher can know of its transmission', async () => {
    const { sender, bobTransport, worker } = base;
    const headerExtensions = [
      { uri: extensionUris.toffset, id: 2 },
      { uri: extensionUris.mid, id: 5 },
    ];

    await sender.negotiate({ muxId: '4', codecs: ofSender(110), headerExtensions });
    await sender.setTransport(bobTransport);

    const { rtp } = worker.paramsOf('sender.create')[0]!;
    expect(rtp.headerExtensions).to.deep.equal([{ uri: extensionUris.mid, id: 5 }]);
  });

  it('is created anew when something else is negotiated, and not for the same', async () => {
    const { sender, bobTransport, worker } = base;
    await sender.setTransport(bobTransport);
    const before = worker.requests.length;
    const negotiated = { muxId: '4', codecs: ofSender(110, 101), headerExtensions: [] };

    await sender.negotiate(negotiated);
    await sender.negotiate({ ...negotiated });

    expect(worker.methods.slice(before)).to.deep.equal(['sender.close', 'sender.create']);
  });

  it("writes payload types of the viewer that are not the room's", async () => {
    const { sender, bobTransport, worker } = base;
    const [codec, rtx] = ofSender(110, 101);
    const codecs = [
      { ...codec!, payloadType: 45 },
      { ...rtx!, payloadType: 46, parameters: { apt: 45 } },
    ];

    await sender.negotiate({ muxId: undefined, codecs, headerExtensions: [] });
    await sender.setTransport(bobTransport);

    expect(worker.paramsOf('sender.create')[0]!.rtp.codecs).to.deep.equal([
      { receiverPayloadType: 96, payloadType: 45, rtxPayloadType: 46, nack: true },
    ]);
  });

  it('ends in the worker when nothing of it was accepted', async () => {
    const { sender, bobTransport, worker } = base;
    await sender.setTransport(bobTransport);
    await sender.negotiate({ muxId: '4', codecs: [], headerExtensions: [] });
    expect(worker.methods.at(-1)).to.equal('sender.close');
  });

  it('is paused by disable(), resumed by enable()', async () => {
    const { sender, bobTransport, worker, room } = base;
    await sender.setTransport(bobTransport);

    expect(await sender.disable()).to.equal(sender);
    expect(sender.disabled).to.equal(true);
    expect(sender.active).to.equal(false);
    await sender.disable();
    await sender.enable();
    await sender.enable();

    expect(changes).to.deep.equal([true, false, true]);
    const ids = { routerId: room.id, senderId: sender.id };
    expect(worker.paramsOf('sender.pause')).to.deep.equal([ids]);
    expect(worker.paramsOf('sender.resume')).to.deep.equal([ids]);
  });

  it('keeps quiet when told not to emit', async () => {
    const { sender, bobTransport } = base;
    await sender.setTransport(bobTransport);
    await sender.disable({ emit: false });
    await sender.enable({ emit: false });
    expect(changes).to.deep.equal([true]);
  });

  it('is created paused when it was disabled before', async () => {
    const { sender, bobTransport, worker } = base;
    await sender.disable();
    await sender.setTransport(bobTransport);
    expect(worker.paramsOf('sender.create')[0]!.paused).to.equal(true);
    expect(changes).to.deep.equal([]);
  });

  it('stays as it was when the worker refuses a transport', async () => {
    const { sender, bobTransport, worker } = base;
    worker.refuse('sender.create');
    await rejection(sender.setTransport(bobTransport));
    expect(sender.transport).to.equal(undefined);
    expect(sender.active).to.equal(false);

    await sender.setTransport(bobTransport);
    expect(sender.active).to.equal(true);
  });

  it('stays as it was when the worker refuses a pause', async () => {
    const { sender, bobTransport, worker } = base;
    await sender.setTransport(bobTransport);
    worker.refuse('sender.pause');

    await rejection(sender.disable());
    expect(sender).to.include({ disabled: false, active: true });

    await sender.disable();
    expect(sender).to.include({ disabled: true, active: false });
  });

  it('moves to another transport', async () => {
    const { sender, bob, bobTransport, worker } = base;
    await sender.setTransport(bobTransport);
    const other = await bob.createTransport();
    const before = worker.requests.length;

    await sender.setTransport(other);

    expect(worker.methods.slice(before)).to.deep.equal(['sender.close', 'sender.create']);
    expect(changes).to.deep.equal([true]);
  });

  it('refuses transports that are closed, of others, or none', async () => {
    const { sender, bobTransport, aliceTransport } = base;
    expect(await rejection(sender.setTransport(aliceTransport))).to.be.instanceOf(Error);
    expect(await rejection(sender.setTransport(undefined as never))).to.be.instanceOf(TypeError);
    bobTransport.close();
    expect(await rejection(sender.setTransport(bobTransport))).to.be.instanceOf(InvalidStateError);
  });

  it('follows the parameters of its source, with the same SSRCs', async () => {
    const { sender, receiver, bobTransport, worker } = base;
    await sender.setTransport(bobTransport);
    const { ssrc } = sender.rtpParameters.encodings![0]!;
    const heard: unknown[] = [];
    sender.on('parameterschange', (parameters, active) => heard.push([parameters, active]));

    await receiver.receive({ ...vp8, headerExtensions: vp8.headerExtensions!.slice(1) });
    await settled();

    expect(heard).to.deep.equal([[sender.rtpParameters, true]]);
    expect(sender.rtpParameters.encodings![0]!.ssrc).to.equal(ssrc);
    expect(worker.methods.slice(-3)).to.deep.equal([
      'receiver.update',
      'sender.close',
      'sender.create',
    ]);
  });

  it('tells of nothing when its source says the same again', async () => {
    const { sender, receiver, bobTransport, worker } = base;
    await sender.setTransport(bobTransport);
    sender.on('parameterschange', () => expect.fail('nothing changed'));
    await receiver.receive(vp8);
    expect(worker.methods.at(-1)).to.equal('receiver.update');
  });

  it('is inactive while its peer cannot take the codec, and active once it can', async () => {
    const { sender, bob, room, bobTransport, receiver, worker } = base;
    await sender.setTransport(bobTransport);
    const order: string[] = [];
    sender.on('parameterschange', (_, active) => order.push(`parameters ${String(active)}`));
    sender.on('activechange', active => order.push(`active ${String(active)}`));

    await bob.setCapabilities(capableOf(room, 'video/H264'));
    expect(order).to.deep.equal(['parameters false', 'active false']);
    expect(worker.methods.at(-1)).to.equal('sender.close');

    const h264 = {
      name: 'video/H264',
      payloadType: 102,
      clockRate: 90000,
      parameters: { packetizationMode: 1 },
    };
    await receiver.receive({ codecs: [h264], encodings: [{ ssrc: 1111 }] });

    expect(order.slice(2)).to.deep.equal(['parameters true', 'active true']);
    expect(worker.methods.at(-1)).to.equal('sender.create');
  });

  it('refuses everything after its end', async () => {
    const { sender, receiver, bobTransport } = base;
    receiver.close();
    expect(sender.closed).to.equal(true);
    for (const promise of [
      sender.setTransport(bobTransport),
      sender.disable(),
      sender.enable(),
      sender.dump(),
      sender.negotiate({ muxId: '1', codecs: [], headerExtensions: [] }),
    ]) {
      expect(await rejection(promise)).to.be.instanceOf(InvalidStateError);
    }
  });

  it('rejects setTransport() when its source closes meanwhile', async () => {
    const { sender, receiver, bobTransport } = base;
    const error = rejection(sender.setTransport(bobTransport));
    receiver.close();
    expect(await error).to.be.instanceOf(InvalidStateError);
    expect(changes).to.deep.equal([]);
  });

  it('dumps itself', async () => {
    const { sender, bobTransport } = base;
    await sender.setTransport(bobTransport);
    expect(await sender.dump()).to.deep.include({
      rtpSenderId: sender.id,
      kind: 'video',
      hasTransport: true,
      active: true,
      disabled: false,
      supportedPayloadTypes: [110, 101],
      rtpParameters: sender.rtpParameters,
    });
  });
});
