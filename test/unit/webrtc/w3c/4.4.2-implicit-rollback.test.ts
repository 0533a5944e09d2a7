import { expect } from 'chai';

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

const rollback = { type: 'rollback' } as const;

describe('W3C WebRTC 1.0, 4.4.2 setRemoteDescription(), implicit rollback', () => {
  afterEach(closeAll);

  const collided = async () => {
    const { a, b, track } = await pair();
    const own = a.addTransceiver(track('audio'));
    b.addTransceiver('video');
    await a.setLocalDescription();
    await b.setLocalDescription();
    return { a, b, own };
  };

  it('takes our offer back', async () => {
    const { a, b } = await collided();

    await a.setRemoteDescription(heard(b.localDescription));

    expect(a.signalingState).to.equal('have-remote-offer');
    expect(a.pendingLocalDescription).to.equal(null);
    expect(a.pendingRemoteDescription!.type).to.equal('offer');
  });

  it('goes through stable, with an event and a task for each state', async () => {
    const { a, b } = await collided();
    const states: string[] = [];
    const next = () =>
      new Promise<void>(resolve => {
        a.onsignalingstatechange = () => {
          states.push(a.signalingState);
          resolve();
        };
      });

    const first = next();
    const setting = a.setRemoteDescription(heard(b.localDescription));
    expect(a.signalingState).to.equal('have-local-offer');
    await first;
    expect([a.pendingLocalDescription, a.pendingRemoteDescription]).to.deep.equal([null, null]);
    expect(a.signalingState).to.equal('stable');
    await next();
    await setting;

    expect(states).to.deep.equal(['stable', 'have-remote-offer']);
  });

  it('is one operation: nothing comes between', async () => {
    const { a, b } = await collided();

    const setting = a.setRemoteDescription(heard(b.localDescription));
    await new Promise(resolve => (a.onsignalingstatechange = resolve));
    expect(a.signalingState).to.equal('stable');
    await a.addIceCandidate();
    await setting;

    expect(a.signalingState).to.equal('have-remote-offer');
  });

  it('does not say negotiationneeded in between', async () => {
    const { a, b } = await collided();
    await tasks();
    const log = record(a, ['negotiationneeded']);

    await a.setRemoteDescription(heard(b.localDescription));
    await tasks();

    expect(log).to.deep.equal([]);
  });

  it('says negotiationneeded after the answer for what is still to be offered', async () => {
    const { a, b } = await collided();
    await tasks();
    const log = record(a, ['negotiationneeded'], [], () => a.signalingState);

    await a.setRemoteDescription(heard(b.localDescription));
    await answer(a, b);
    await tasks();

    expect(log).to.deep.equal(['stable']);
  });

  it('is not undone by an offer that cannot be read', async () => {
    const { a, own } = await collided();

    const error = await rejection(a.setRemoteDescription({ type: 'offer', sdp: 'nonsense' }));

    expect(error).to.have.property('errorDetail', 'sdp-syntax-error');
    expect(a.signalingState).to.equal('stable');
    expect(a.pendingLocalDescription).to.equal(null);
    expect(own.mid).to.equal(null);
  });

  it('does not follow an answer whose type says offer: our offer can still be answered', async () => {
    const { a, b } = await collided();
    await b.setRemoteDescription(heard(a.localDescription));
    await b.setLocalDescription();
    const { sdp } = heard(b.localDescription);
    const before = a.localDescription;
    const log = record(a, ['signalingstatechange', 'negotiationneeded', 'track']);

    const error = await rejection(a.setRemoteDescription({ type: 'offer', sdp }));

    expect(error.name).to.equal('InvalidAccessError');
    expect([a.signalingState, a.localDescription, a.remoteDescription, log]).to.deep.equal([
      'have-local-offer',
      before,
      null,
      [],
    ]);
    await a.setRemoteDescription({ type: 'answer', sdp });
    expect(a.signalingState).to.equal('stable');
  });

  it('does not follow one whose type says offer in a later exchange either', async () => {
    const { a, b } = await collided();
    await a.setRemoteDescription(heard(b.localDescription));
    await answer(a, b);
    await offer(a, b);
    await b.setLocalDescription();
    const { sdp } = heard(b.localDescription);

    expect(await rejectionName(a.setRemoteDescription({ type: 'offer', sdp }))).to.equal(
      'InvalidAccessError'
    );

    await a.setRemoteDescription({ type: 'answer', sdp });
    expect(a.signalingState).to.equal('stable');
  });

  it('gives the mid of the other side to a transceiver of ours where it fits', async () => {
    const { a, b, track } = await pair();
    a.addTrack(track('audio'));
    b.addTransceiver('video');
    b.addTransceiver('audio');
    await a.setLocalDescription();
    await b.setLocalDescription();

    await a.setRemoteDescription(heard(b.localDescription));

    expect(a.getTransceivers().map(({ mid }) => mid)).to.deep.equal(['1', '0']);
  });

  it('leaves our media to be offered next', async () => {
    const { a, b, own } = await collided();
    await a.setRemoteDescription(heard(b.localDescription));
    await answer(a, b);

    await exchange(a, b);

    expect(own.currentDirection).to.equal('sendonly');
    expect(sectionsOf(a.localDescription!.sdp)).to.have.length(2);
  });

  it('is for offers only', async () => {
    const { a, b } = await collided();

    await b.setLocalDescription(rollback);
    await offer(a, b);

    expect(await rejectionName(b.setRemoteDescription({ type: 'answer', sdp: '' }))).to.equal(
      'InvalidStateError'
    );
  });
});
