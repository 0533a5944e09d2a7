import { expect } from 'chai';

import {
  closeAll,
  exchange,
  heard,
  offer,
  pair,
  rejection,
  rejectionName,
  tasks,
} from '../kit/connection-pair.js';

describe('W3C WebRTC 1.0, 4.4.1.2 chain an asynchronous operation', () => {
  afterEach(closeAll);

  it('settles in the order of the calls', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await a.setLocalDescription();
    const log: string[] = [];

    await Promise.all([
      b.setRemoteDescription(heard(a.localDescription)).then(() => log.push('remote')),
      b.addIceCandidate().then(() => log.push('candidate')),
      b.createAnswer().then(() => log.push('answer')),
      b.setLocalDescription().then(() => log.push('local')),
      b.createOffer().then(() => log.push('offer')),
    ]);

    expect(log).to.deep.equal(['remote', 'candidate', 'answer', 'local', 'offer']);
  });

  it('looks at the state when the turn comes, not when the call is made', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await a.setLocalDescription();

    const remote = b.setRemoteDescription(heard(a.localDescription));
    const local = b.setLocalDescription();
    await Promise.all([remote, local]);

    expect(b.localDescription?.type).to.equal('answer');
  });

  it('goes on after an operation that failed', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await a.setLocalDescription();

    const failing = rejectionName(b.setLocalDescription({ type: 'rollback' }));
    const following = b.setRemoteDescription(heard(a.localDescription));

    expect(await failing).to.equal('InvalidStateError');
    await following;
    expect(b.signalingState).to.equal('have-remote-offer');
  });

  it('gives each failure to its own caller', async () => {
    const { a } = await pair();

    const names = await Promise.all([
      rejectionName(a.createAnswer()),
      rejectionName(a.addIceCandidate()),
      rejectionName(a.setRemoteDescription({ type: 'answer', sdp: '' })),
    ]);

    expect(names).to.deep.equal(Array(3).fill('InvalidStateError'));
  });

  it('tells of wrong arguments without waiting for its turn', async () => {
    const { a, worker } = await pair();
    a.addTransceiver('audio');
    worker.hold();
    const waiting = a.createOffer();

    const error = await rejection(a.setRemoteDescription({ type: 'nonsense' } as never));

    expect(error).to.be.instanceOf(TypeError);
    worker.release();
    await waiting;
  });

  it('waits for operations of senders', async () => {
    const { a, b, track, worker } = await pair();
    const { sender } = a.addTransceiver('audio');
    await offer(a, b);
    await b.setLocalDescription();
    const next = track('audio');
    worker.hold();

    const answering = a.setRemoteDescription(heard(b.localDescription));
    const replacing = sender.replaceTrack(next);
    await tasks();
    expect(sender.track).to.equal(null);
    worker.release();
    await Promise.all([answering, replacing]);

    expect(sender.track).to.equal(next);
  });

  for (const method of ['createOffer', 'createAnswer', 'setLocalDescription'] as const) {
    it(`rejects ${method}() with InvalidStateError once closed`, async () => {
      const { a } = await pair();
      a.close();

      expect(await rejectionName(a[method]())).to.equal('InvalidStateError');
    });
  }

  it('rejects setRemoteDescription() with InvalidStateError once closed', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await a.setLocalDescription();
    b.close();

    const setting = b.setRemoteDescription(heard(a.localDescription));

    expect(await rejectionName(setting)).to.equal('InvalidStateError');
  });

  it('rejects addIceCandidate() with InvalidStateError once closed', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await exchange(a, b);
    b.close();

    expect(await rejectionName(b.addIceCandidate())).to.equal('InvalidStateError');
  });

  it('fulfils nothing that close() overtakes', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await a.setLocalDescription();
    const log: string[] = [];
    b.addEventListener('signalingstatechange', () => log.push('signalingstatechange'));
    b.addEventListener('track', () => log.push('track'));
    const settings = [b.setRemoteDescription(heard(a.localDescription)), b.setLocalDescription()];

    b.close();
    const results = await Promise.allSettled(settings);
    await tasks();

    expect(results.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected']);
    expect(log).to.deep.equal([]);
    expect(b.remoteDescription).to.equal(null);
  });
});

describe('W3C WebRTC 1.0, 4.4.1.2 what an operation has changed before its call returns', () => {
  afterEach(closeAll);

  it('is nothing for setLocalDescription() with an offer', async () => {
    const { a } = await pair();
    a.addTransceiver('audio');
    const created = await a.createOffer();

    const setting = a.setLocalDescription(created);

    expect(a.signalingState).to.equal('stable');
    expect(a.pendingLocalDescription).to.equal(null);
    await setting;
    expect(a.signalingState).to.equal('have-local-offer');
  });

  it('is nothing for a rollback', async () => {
    const { a } = await pair();
    const transceiver = a.addTransceiver('audio');
    await a.setLocalDescription();

    const setting = a.setLocalDescription({ type: 'rollback' });

    expect(a.signalingState).to.equal('have-local-offer');
    expect(transceiver.mid).to.equal('0');
    await setting;
    expect(a.signalingState).to.equal('stable');
  });

  it('is nothing for setRemoteDescription() with an offer', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await a.setLocalDescription();

    const setting = b.setRemoteDescription(heard(a.localDescription));

    expect(b.getTransceivers()).to.deep.equal([]);
    expect(b.remoteDescription).to.equal(null);
    await setting;
    expect(b.getTransceivers()).to.have.length(1);
  });

  it('is nothing for setLocalDescription() with an answer', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await offer(a, b);
    const created = await b.createAnswer();

    const setting = b.setLocalDescription(created);

    expect(b.signalingState).to.equal('have-remote-offer');
    expect(b.getTransceivers()[0]!.currentDirection).to.equal(null);
    await setting;
    expect(b.getTransceivers()[0]!.currentDirection).to.equal('recvonly');
  });
});
