import { expect } from 'chai';

import { RTCError } from '../../../../src/webrtc/idl/errors.js';
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
  tasks,
} from '../kit/connection-pair.js';

describe('W3C WebRTC 1.0, 4.4.1.5 set a description, remote answer', () => {
  afterEach(closeAll);

  it('makes both descriptions current', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');

    await exchange(a, b);

    expect(a.currentLocalDescription!.type).to.equal('offer');
    expect(a.currentRemoteDescription!.type).to.equal('answer');
    expect([a.pendingLocalDescription, a.pendingRemoteDescription]).to.deep.equal([null, null]);
  });

  it('sets the current direction, seen from here', async () => {
    const { a, b } = await pair();
    const transceiver = a.addTransceiver('audio');

    await exchange(a, b);

    expect(transceiver.direction).to.equal('sendrecv');
    expect(transceiver.currentDirection).to.equal('sendonly');
  });

  it('fires signalingstatechange, then track, and fulfils then', async () => {
    const { a, b, track } = await pair();
    a.addTransceiver('audio');
    await offer(a, b);
    b.addTrack(track('audio'));
    await b.setLocalDescription();
    const log = record(a, ['signalingstatechange', 'track']);

    await a.setRemoteDescription(heard(b.localDescription));
    log.push('fulfilled');

    expect(log).to.deep.equal(['signalingstatechange', 'track', 'fulfilled']);
  });

  it('stops what it rejects, with ended', async () => {
    const { a, b } = await pair();
    const transceiver = a.addTransceiver('audio');
    a.addTransceiver('video');
    await offer(a, b);
    b.getTransceivers()[0]!.stop();
    const log = record(transceiver.receiver.track, ['ended']);

    await answer(b, a);
    await tasks();

    expect(log).to.deep.equal(['ended']);
    expect(transceiver.currentDirection).to.equal('stopped');
    expect(a.getTransceivers()).to.have.length(1);
  });

  it('is an InvalidStateError where nothing was offered', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await exchange(a, b);

    const setting = a.setRemoteDescription(heard(b.localDescription));

    expect(await rejectionName(setting)).to.equal('InvalidStateError');
  });

  it('is an InvalidStateError in have-remote-offer', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await offer(a, b);
    const { sdp } = await b.createAnswer();

    const setting = b.setRemoteDescription({ type: 'answer', sdp });

    expect(await rejectionName(setting)).to.equal('InvalidStateError');
  });

  it('is an InvalidAccessError with another number of sections', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await offer(a, b);
    await b.setLocalDescription();
    const { sdp } = heard(b.localDescription);

    const setting = a.setRemoteDescription({
      type: 'answer',
      sdp: sdp.slice(0, sdp.indexOf('m=')),
    });

    expect(await rejectionName(setting)).to.equal('InvalidAccessError');
    expect(a.signalingState).to.equal('have-local-offer');
  });

  it('is an OperationError where the engine refuses, and changes nothing', async () => {
    const { a, b, worker, track } = await pair();
    const transceiver = a.addTransceiver('audio');
    await offer(a, b);
    b.addTrack(track('audio'));
    await b.setLocalDescription();
    const log = record(a, ['signalingstatechange', 'track']);
    worker.refuse('receiver.create');

    const setting = a.setRemoteDescription(heard(b.localDescription));

    expect(await rejectionName(setting)).to.equal('OperationError');
    expect(a.signalingState).to.equal('have-local-offer');
    expect(a.remoteDescription).to.equal(null);
    expect(transceiver.currentDirection).to.equal(null);
    expect(log).to.deep.equal([]);
  });
});

describe('W3C WebRTC 1.0, 4.4.1.5 set a description, remote provisional answer', () => {
  afterEach(closeAll);

  it('is pending beside the offer', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await offer(a, b);
    await b.setLocalDescription({ type: 'pranswer' });

    await a.setRemoteDescription(heard(b.localDescription));

    expect(a.signalingState).to.equal('have-remote-pranswer');
    expect(a.pendingLocalDescription!.type).to.equal('offer');
    expect(a.pendingRemoteDescription!.type).to.equal('pranswer');
    expect(a.currentLocalDescription).to.equal(null);
    expect(a.getTransceivers()[0]!.currentDirection).to.equal('sendonly');
  });

  it('can be set again', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await offer(a, b);
    await b.setLocalDescription({ type: 'pranswer' });
    await a.setRemoteDescription(heard(b.localDescription));

    await a.setRemoteDescription(heard(b.localDescription));

    expect(a.signalingState).to.equal('have-remote-pranswer');
  });

  it('is an InvalidStateError where nothing was offered', async () => {
    const { a } = await pair();

    const setting = a.setRemoteDescription({ type: 'pranswer', sdp: 'v=0\r\n' });

    expect(await rejectionName(setting)).to.equal('InvalidStateError');
  });

  it('leaves no way back', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await offer(a, b);
    await b.setLocalDescription({ type: 'pranswer' });
    await a.setRemoteDescription(heard(b.localDescription));

    expect(await rejectionName(a.setRemoteDescription({ type: 'rollback' }))).to.equal(
      'InvalidStateError'
    );
    expect(await rejectionName(a.setRemoteDescription({ type: 'offer', sdp: 'v=0\r\n' }))).to.equal(
      'InvalidStateError'
    );
  });
});

describe('W3C WebRTC 1.0, 4.4.1.5 set a description, which error of a remote description comes first', () => {
  afterEach(closeAll);

  it('is a TypeError for a type that there is not, and for none', async () => {
    const { a } = await pair();

    for (const given of [undefined, {}, { type: 'x', sdp: 'x' }, { sdp: 'v=0\r\n' }]) {
      expect(await rejection(a.setRemoteDescription(given as never))).to.be.instanceOf(TypeError);
    }
  });

  it('is an InvalidStateError before syntax is looked at', async () => {
    const { a } = await pair();

    const setting = a.setRemoteDescription({ type: 'answer', sdp: 'nonsense' });

    expect(await rejectionName(setting)).to.equal('InvalidStateError');
  });

  it('is an RTCError with the line for wrong syntax', async () => {
    const { a } = await pair();

    const error = await rejection(a.setRemoteDescription({ type: 'offer', sdp: 'nonsense' }));

    expect(error).to.be.instanceOf(RTCError);
    expect(error.name).to.equal('OperationError');
    expect(error).to.include({ errorDetail: 'sdp-syntax-error', sdpLineNumber: 1 });
  });

  it('is an RTCError for no text', async () => {
    const { a } = await pair();

    const error = await rejection(a.setRemoteDescription({ type: 'offer' }));

    expect(error).to.include({ errorDetail: 'sdp-syntax-error' });
  });

  const wrong: [what: string, change: (sdp: string) => string][] = [
    ['RTCP of its own', sdp => sdp.replaceAll('a=rtcp-mux\r\n', '')],
    ['no ICE credentials', sdp => sdp.replaceAll(/a=ice-(ufrag|pwd).*\r\n/g, '')],
    ['no fingerprint', sdp => sdp.replaceAll(/a=fingerprint.*\r\n/g, '')],
    ['an unknown mid in the group', sdp => sdp.replace('BUNDLE 0', 'BUNDLE 0 x')],
  ];
  for (const [what, change] of wrong) {
    it(`is an InvalidAccessError with ${what}`, async () => {
      const { a, b } = await pair();
      a.addTransceiver('audio');
      await a.setLocalDescription();

      const setting = b.setRemoteDescription({
        type: 'offer',
        sdp: change(heard(a.localDescription).sdp),
      });

      expect(await rejectionName(setting)).to.equal('InvalidAccessError');
      expect(b.signalingState).to.equal('stable');
      expect(b.getTransceivers()).to.deep.equal([]);
    });
  }
});
