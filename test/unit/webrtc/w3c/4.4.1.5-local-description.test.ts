import { expect } from 'chai';

import type { RTCPeerConnection } from '../../../../src/webrtc/rtc-peer-connection.js';
import {
  answer,
  closeAll,
  exchange,
  heard,
  offer,
  pair,
  record,
  rejection,
  rejectionName,
  sectionsOf,
  tasks,
} from '../kit/connection-pair.js';

const descriptions = (connection: RTCPeerConnection) => ({
  current: [
    connection.currentLocalDescription?.type ?? null,
    connection.currentRemoteDescription?.type ?? null,
  ],
  pending: [
    connection.pendingLocalDescription?.type ?? null,
    connection.pendingRemoteDescription?.type ?? null,
  ],
});

describe('W3C WebRTC 1.0, 4.4.1.5 set a description, local offer', () => {
  afterEach(closeAll);

  it('becomes the pending local description', async () => {
    const { a } = await pair();
    a.addTransceiver('audio');
    const created = await a.createOffer();

    await a.setLocalDescription(created);

    expect(descriptions(a)).to.deep.equal({ current: [null, null], pending: ['offer', null] });
    expect(a.pendingLocalDescription!.sdp).to.equal(created.sdp);
    expect(a.localDescription).to.equal(a.pendingLocalDescription);
  });

  it('gives each transceiver its mid', async () => {
    const { a } = await pair();
    const transceivers = [a.addTransceiver('audio'), a.addTransceiver('video')];

    await a.setLocalDescription();

    expect(transceivers.map(({ mid }) => mid)).to.deep.equal(['0', '1']);
  });

  it('gives senders and receivers their one transport', async () => {
    const { a } = await pair();
    const [one, other] = [a.addTransceiver('audio'), a.addTransceiver('video')];

    await a.setLocalDescription();

    expect(one.sender.transport).not.to.equal(null);
    const all = [one.receiver, other.sender, other.receiver].map(({ transport }) => transport);
    expect(all).to.deep.equal(Array(3).fill(one.sender.transport));
  });

  it('leaves the direction that is current', async () => {
    const { a } = await pair();
    const transceiver = a.addTransceiver('audio');

    await a.setLocalDescription();

    expect(transceiver.currentDirection).to.equal(null);
  });

  it('has changed all before signalingstatechange, which fires before the promise is fulfilled', async () => {
    const { a } = await pair();
    const transceiver = a.addTransceiver('audio');
    const log = record(a, ['signalingstatechange'], [], () => {
      const { sender, mid } = transceiver;
      return [a.signalingState, a.localDescription?.type, mid, sender.transport?.state].join();
    });

    await a.setLocalDescription();
    log.push('fulfilled');

    expect(log).to.deep.equal(['have-local-offer,offer,0,new', 'fulfilled']);
  });

  it('can be set a second time, without an event', async () => {
    const { a } = await pair();
    a.addTransceiver('audio');
    await a.setLocalDescription();
    const log = record(a, ['signalingstatechange']);

    a.addTransceiver('video');
    await a.setLocalDescription(await a.createOffer());

    expect(sectionsOf(a.localDescription!.sdp)).to.have.length(2);
    expect(log).to.deep.equal([]);
  });

  it('is the one created last where no text is given', async () => {
    const { a } = await pair();
    a.addTransceiver('audio');
    const { sdp } = await a.createOffer();

    await a.setLocalDescription({ type: 'offer' });

    expect(a.localDescription!.sdp).to.equal(sdp);
  });

  it('is made anew where the one created last says no longer what is wanted', async () => {
    const { a } = await pair();
    a.addTransceiver('audio');
    await a.createOffer();
    a.addTransceiver('video');

    await a.setLocalDescription();

    expect(sectionsOf(a.localDescription!.sdp)).to.have.length(2);
  });

  it('is made anew after restartIce()', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await exchange(a, b);
    const { sdp } = await a.createOffer();
    void a.restartIce();

    await a.setLocalDescription();

    expect(ufragOf(a.localDescription!.sdp)).not.to.equal(ufragOf(sdp));
  });

  it('can be set again after a rollback', async () => {
    const { a } = await pair();
    a.addTransceiver('audio');
    const created = await a.createOffer();
    await a.setLocalDescription(created);
    await a.setLocalDescription({ type: 'rollback' });

    await a.setLocalDescription(created);

    expect(a.localDescription!.sdp).to.equal(created.sdp);
    expect(a.getTransceivers()[0]!.mid).to.equal('0');
  });
});

describe('W3C WebRTC 1.0, 4.4.2 setLocalDescription(), what is refused', () => {
  afterEach(closeAll);

  it('is an InvalidModificationError for an offer that was changed', async () => {
    const { a } = await pair();
    a.addTransceiver('audio');
    const { sdp } = await a.createOffer();

    const setting = a.setLocalDescription({
      type: 'offer',
      sdp: sdp.replace('sendrecv', 'inactive'),
    });

    expect(await rejectionName(setting)).to.equal('InvalidModificationError');
    expect(a.signalingState).to.equal('stable');
  });

  it('is an InvalidModificationError for an offer that is not the last', async () => {
    const { a } = await pair();
    a.addTransceiver('audio');
    const first = await a.createOffer();
    a.addTransceiver('video');
    await a.createOffer();

    expect(await rejectionName(a.setLocalDescription(first))).to.equal('InvalidModificationError');
  });

  it('is an InvalidModificationError for an offer of another exchange', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await exchange(a, b);
    const { sdp } = a.currentLocalDescription!;

    const setting = a.setLocalDescription({ type: 'offer', sdp });

    expect(await rejectionName(setting)).to.equal('InvalidModificationError');
  });

  for (const type of ['answer', 'pranswer'] as const) {
    it(`is an InvalidModificationError for an ${type} that was changed`, async () => {
      const { a, b } = await pair();
      a.addTransceiver('audio');
      await offer(a, b);
      const { sdp } = await b.createAnswer();

      const setting = b.setLocalDescription({ type, sdp: sdp.replace('recvonly', 'inactive') });

      expect(await rejectionName(setting)).to.equal('InvalidModificationError');
      expect(b.signalingState).to.equal('have-remote-offer');
    });

    it(`is an InvalidModificationError for an ${type} of somebody else, whatever the state`, async () => {
      const { a, b } = await pair();
      a.addTransceiver('audio');
      await offer(a, b);
      const { sdp } = await b.createAnswer();

      expect(await rejectionName(a.setLocalDescription({ type, sdp }))).to.equal(
        'InvalidModificationError'
      );
    });

    it(`is an InvalidStateError for an ${type} without text in the state stable`, async () => {
      const { a } = await pair();

      expect(await rejectionName(a.setLocalDescription({ type }))).to.equal('InvalidStateError');
    });
  }

  it('is an InvalidStateError for an offer without text in have-remote-offer', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await offer(a, b);

    expect(await rejectionName(b.setLocalDescription({ type: 'offer' }))).to.equal(
      'InvalidStateError'
    );
  });

  it('is a TypeError for a type that there is not', async () => {
    const { a } = await pair();

    const setting = a.setLocalDescription({ type: 'nonsense' as never });

    expect(await rejection(setting)).to.be.instanceOf(TypeError);
  });

  it('is an OperationError where the engine refuses, and changes nothing', async () => {
    const { a, b, worker } = await pair();
    a.addTransceiver('audio');
    await offer(a, b);
    worker.refuse('receiver.create');

    expect(await rejectionName(b.setLocalDescription())).to.equal('OperationError');
    expect(b.signalingState).to.equal('have-remote-offer');
    expect(b.getTransceivers()[0]!.currentDirection).to.equal(null);
  });
});

describe('W3C WebRTC 1.0, 4.4.1.5 set a description, local answer', () => {
  afterEach(closeAll);

  it('makes both descriptions current', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await offer(a, b);

    await b.setLocalDescription();

    expect(descriptions(b)).to.deep.equal({ current: ['answer', 'offer'], pending: [null, null] });
  });

  it('is an answer where nothing is said in have-remote-offer', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await offer(a, b);

    await b.setLocalDescription();

    expect(b.localDescription!.type).to.equal('answer');
  });

  it('is an answer where nothing is said in have-local-pranswer', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await offer(a, b);
    await b.setLocalDescription({ type: 'pranswer' });

    await b.setLocalDescription();

    expect(b.signalingState).to.equal('stable');
  });

  it('sets the current direction', async () => {
    const { a, b, track } = await pair();
    a.addTransceiver('audio');
    b.addTrack(track('audio'));
    await offer(a, b);

    await b.setLocalDescription();

    expect(b.getTransceivers()[0]!.currentDirection).to.equal('sendrecv');
  });

  it('takes a track out of its streams that is not to be received, with mute after signalingstatechange', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await exchange(a, b);
    await tasks();
    const { receiver } = b.getTransceivers()[0]!;
    receiver.track.setMuted(false);
    b.getTransceivers()[0]!.direction = 'inactive';
    await offer(a, b);
    const log = record(b, ['signalingstatechange']);
    record(receiver.track, ['mute', 'ended'], log);

    await b.setLocalDescription();
    log.push('fulfilled');

    expect(log).to.deep.equal(['signalingstatechange', 'mute', 'fulfilled']);
  });

  it('stops what it rejects, with ended', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    a.addTransceiver('video');
    await offer(a, b);
    const [transceiver] = b.getTransceivers();
    transceiver!.stop();

    await answer(b, a);

    expect(transceiver!.currentDirection).to.equal('stopped');
    expect(a.getTransceivers()).to.have.length(1);
    expect(b.getTransceivers()).to.have.length(1);
  });
});

describe('W3C WebRTC 1.0, 4.4.1.5 set a description, local provisional answer', () => {
  afterEach(closeAll);

  it('is pending beside the offer', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await offer(a, b);

    await b.setLocalDescription({ type: 'pranswer' });

    expect(b.signalingState).to.equal('have-local-pranswer');
    expect(descriptions(b)).to.deep.equal({
      current: [null, null],
      pending: ['pranswer', 'offer'],
    });
  });

  it('sets the current direction', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await offer(a, b);

    await b.setLocalDescription({ type: 'pranswer' });

    expect(b.getTransceivers()[0]!.currentDirection).to.equal('recvonly');
  });

  it('can be set again', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await offer(a, b);
    await b.setLocalDescription({ type: 'pranswer' });

    await b.setLocalDescription({ type: 'pranswer' });

    expect(b.signalingState).to.equal('have-local-pranswer');
  });

  it('cannot be rolled back', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await offer(a, b);
    await b.setLocalDescription({ type: 'pranswer' });

    expect(await rejectionName(b.setLocalDescription({ type: 'rollback' }))).to.equal(
      'InvalidStateError'
    );
    expect(await rejectionName(b.setRemoteDescription({ type: 'rollback' }))).to.equal(
      'InvalidStateError'
    );
  });

  it('is followed by an answer that makes the offer current', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await offer(a, b);
    await b.setLocalDescription({ type: 'pranswer' });
    await a.setRemoteDescription(heard(b.localDescription));

    await answer(b, a);
    await tasks();

    expect(descriptions(a)).to.deep.equal({ current: ['offer', 'answer'], pending: [null, null] });
    expect(descriptions(b)).to.deep.equal({ current: ['answer', 'offer'], pending: [null, null] });
  });
});

const ufragOf = (sdp: string): string | undefined => /a=ice-ufrag:(\S+)/.exec(sdp)?.[1];
