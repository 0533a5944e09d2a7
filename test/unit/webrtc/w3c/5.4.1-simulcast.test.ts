import { expect } from 'chai';

import type { RTCPeerConnection } from '../../../../src/webrtc/rtc-peer-connection.js';
import type { RTCRtpSender } from '../../../../src/webrtc/rtp/rtc-rtp-sender.js';
import {
  answer,
  closeAll,
  exchange,
  heard,
  offer,
  pair,
  rejectionName,
  stage,
} from '../kit/connection-pair.js';

const threeLayers = [{ rid: 'lo' }, { rid: 'mid' }, { rid: 'hi' }];
const ridsOf = (sender: RTCRtpSender): (string | undefined)[] =>
  sender.getParameters().encodings.map(({ rid }) => rid);
const scalesOf = (sender: RTCRtpSender): (number | undefined)[] =>
  sender.getParameters().encodings.map(({ scaleResolutionDownBy }) => scaleResolutionDownBy);

/** Our offer of simulcast, and the answer to it as another endpoint would say it. */
async function answered(change: (sdp: string) => string) {
  const { a, b, track, ...rest } = await pair();
  const { sender } = a.addTransceiver(track('video'), { sendEncodings: threeLayers });
  await offer(a, b);
  await b.setLocalDescription();
  const { type, sdp } = heard(b.localDescription);
  await a.setRemoteDescription({ type, sdp: change(sdp) });
  return { a, b, sender, track, ...rest };
}

/** An answer that takes these RIDs. */
const taking =
  (...rids: string[]) =>
  (sdp: string): string =>
    sdp
      .replaceAll(/a=(rid|simulcast):.*\r\n/g, '')
      .concat(
        rids.map(rid => `a=rid:${rid} recv\r\n`).join(''),
        rids.length > 0 ? `a=simulcast:recv ${rids.join(';')}\r\n` : ''
      );

/** An offer of a section in which simulcast is asked for. */
async function asked(rids: string[], from: RTCPeerConnection): Promise<string> {
  from.addTransceiver('video', { direction: 'recvonly' });
  await from.setLocalDescription();
  return taking(...rids)(heard(from.localDescription).sdp);
}

describe('W3C WebRTC 1.0, 5.4.1 simulcast that is offered by us', () => {
  afterEach(closeAll);

  it('names each layer', async () => {
    const { a, track } = await pair();
    a.addTransceiver(track('video'), { sendEncodings: threeLayers });

    const { sdp } = await a.createOffer();

    expect(sdp).to.contain('a=rid:lo send\r\n').and.contain('a=rid:mid send\r\n');
    expect(sdp).to.contain('a=simulcast:send lo;mid;hi\r\n');
  });

  it('is all there where the answer takes all', async () => {
    const { sender } = await answered(taking('lo', 'mid', 'hi'));

    expect(ridsOf(sender)).to.deep.equal(['lo', 'mid', 'hi']);
    expect(scalesOf(sender)).to.deep.equal([4, 2, 1]);
  });

  it('loses the layers that the answer does not take', async () => {
    const { sender } = await answered(taking('mid', 'hi'));

    expect(ridsOf(sender)).to.deep.equal(['mid', 'hi']);
    expect(scalesOf(sender)).to.deep.equal([2, 1]);
  });

  it('keeps the one layer that the answer takes', async () => {
    const { sender } = await answered(taking('hi'));

    expect(ridsOf(sender)).to.deep.equal(['hi']);
  });

  it('keeps the first layer where the answer knows nothing of simulcast', async () => {
    const { sender } = await answered(taking());

    expect(ridsOf(sender)).to.deep.equal(['lo']);
  });

  it('keeps the first layer where the answer takes none that was offered', async () => {
    const { sender } = await answered(taking('x', 'y'));

    expect(ridsOf(sender)).to.deep.equal(['lo']);
  });

  it('stays as narrow as it was in later offers', async () => {
    const { a, b } = await answered(taking('mid', 'hi'));

    await exchange(b, a);

    expect((await a.createOffer()).sdp).to.contain('a=simulcast:send mid;hi\r\n');
  });

  it('does not grow by an offer of the other side', async () => {
    const { a, b, sender } = await answered(taking('mid', 'hi'));
    await b.setLocalDescription(await b.createOffer());

    await a.setRemoteDescription({
      type: 'offer',
      sdp: taking('lo', 'mid', 'hi')(heard(b.localDescription).sdp),
    });

    expect(ridsOf(sender)).to.deep.equal(['mid', 'hi']);
  });

  it('ends the parameters that were got before', async () => {
    const { a, b, track } = await pair();
    const { sender } = a.addTransceiver(track('video'), { sendEncodings: threeLayers });
    await offer(a, b);
    await b.setLocalDescription();
    const parameters = sender.getParameters();
    await a.setRemoteDescription(heard(b.localDescription));

    expect(await rejectionName(sender.setParameters(parameters))).to.equal('InvalidStateError');
  });

  it('pauses a layer that is not active', async () => {
    const { a, track } = await pair();
    a.addTransceiver(track('video'), {
      sendEncodings: [{ rid: 'lo', active: false }, { rid: 'hi' }],
    });

    expect((await a.createOffer()).sdp).to.contain('a=simulcast:send ~lo;hi\r\n');
  });
});

describe('W3C WebRTC 1.0, 5.4.1 simulcast that is asked for by an offer', () => {
  afterEach(closeAll);

  it('makes an encoding for each layer, half as large as the next', async () => {
    const { a, b } = await pair();

    await b.setRemoteDescription({ type: 'offer', sdp: await asked(['x', 'y', 'z'], a) });

    const [sender] = b.getSenders();
    expect(ridsOf(sender!)).to.deep.equal(['x', 'y', 'z']);
    expect(scalesOf(sender!)).to.deep.equal([4, 2, 1]);
  });

  it('gives them to a transceiver of addTrack()', async () => {
    const { a, b, track } = await pair();
    const sender = b.addTrack(track('video'));

    await b.setRemoteDescription({ type: 'offer', sdp: await asked(['x', 'y'], a) });

    expect(b.getSenders()).to.deep.equal([sender]);
    expect(ridsOf(sender)).to.deep.equal(['x', 'y']);
  });

  it('is answered with all of them', async () => {
    const { a, b, track } = await pair();
    b.addTrack(track('video'));
    await b.setRemoteDescription({ type: 'offer', sdp: await asked(['x', 'y'], a) });

    await b.setLocalDescription();

    const { sdp } = b.localDescription!;
    expect(sdp).to.contain('a=rid:x send\r\n').and.contain('a=simulcast:send x;y\r\n');
    expect(ridsOf(b.getSenders()[0]!)).to.deep.equal(['x', 'y']);
  });

  it('leaves those that have layers as they are', async () => {
    const { a, b } = await pair();
    const sdp = await asked(['x', 'y'], a);
    await b.setRemoteDescription({ type: 'offer', sdp });

    await b.setRemoteDescription({ type: 'offer', sdp: sdp.replaceAll(/\bx\b/g, 'w') });

    expect(ridsOf(b.getSenders()[0]!)).to.deep.equal(['x', 'y']);
  });

  it('is taken back by a rollback', async () => {
    const { a, b, track } = await pair();
    const sender = b.addTrack(track('video'));
    const before = sender.getParameters().encodings;
    await b.setRemoteDescription({ type: 'offer', sdp: await asked(['x', 'y'], a) });

    await b.setRemoteDescription({ type: 'rollback' });

    expect(sender.getParameters().encodings).to.deep.equal(before);
    expect((await b.createOffer()).sdp).not.to.contain('a=simulcast');
  });

  it('has no more layers than a sender can have', async () => {
    const { a, b } = await pair();
    const rids = ['a', 'b', 'c', 'd', 'e', 'f'];

    await b.setRemoteDescription({ type: 'offer', sdp: await asked(rids, a) });

    expect(ridsOf(b.getSenders()[0]!)).to.deep.equal(['a', 'b', 'c', 'd']);
    expect(scalesOf(b.getSenders()[0]!)).to.deep.equal([8, 4, 2, 1]);
  });

  it('takes the first of alternatives', async () => {
    const { a, b } = await pair();
    const sdp = await asked(['x', 'y'], a);

    await b.setRemoteDescription({
      type: 'offer',
      sdp: sdp.replace('recv x;y', 'recv x,y;y'),
    });

    expect(ridsOf(b.getSenders()[0]!)).to.deep.equal(['x', 'y']);
  });

  it('ends the parameters that were got before', async () => {
    const { a, b, track } = await pair();
    const sender = b.addTrack(track('video'));
    const sdp = await asked(['x', 'y'], a);
    const parameters = sender.getParameters();
    await b.setRemoteDescription({ type: 'offer', sdp });

    expect(await rejectionName(sender.setParameters(parameters))).to.equal('InvalidStateError');
  });
});

describe('W3C WebRTC 1.0, 5.4.1 simulcast that the endpoint sends', () => {
  afterEach(closeAll);

  it('is taken as it is offered', async () => {
    const { a, b, track, worker } = await pair();
    a.addTransceiver(track('video'), { sendEncodings: threeLayers });

    await exchange(a, b);

    expect(b.localDescription!.sdp).to.contain('a=simulcast:recv lo;mid;hi\r\n');
    expect(worker.paramsOf('receiver.create').at(-1)!.rtp.encodings).to.have.length(3);
  });

  it('is answered in the order of the offer', async () => {
    const { a, b, track } = await pair();
    a.addTransceiver(track('video'), { sendEncodings: [{ rid: 'b' }, { rid: 'a' }] });
    await offer(a, b);

    const { sdp } = await b.createAnswer();

    expect(sdp).to.contain('a=simulcast:recv b;a\r\n');
  });

  it('is one track', async () => {
    const { a, b, track } = await pair();
    a.addTransceiver(track('video'), { sendEncodings: threeLayers });

    await exchange(a, b);

    expect(b.getReceivers()).to.have.length(1);
  });

  it('is of two sides that both offer in turn', async () => {
    const { connect } = await stage();
    const [a, b, source] = [connect(), connect(), connect()];
    const { track } = source.addTransceiver('video').receiver;
    const { sender } = a.addTransceiver(track, { sendEncodings: threeLayers });
    await exchange(a, b);

    await exchange(b, a);
    await offer(a, b);
    await answer(b, a);

    expect(ridsOf(sender)).to.deep.equal(['lo', 'mid', 'hi']);
  });
});
