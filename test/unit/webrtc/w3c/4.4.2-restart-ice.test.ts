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
  tasks,
} from '../kit/connection-pair.js';

const ufragOf = (description: { sdp: string } | null): string =>
  /a=ice-ufrag:(\S+)/.exec(description!.sdp)![1]!;
const ufragsOf = (a: RTCPeerConnection, b: RTCPeerConnection): string[] => [
  ufragOf(a.localDescription),
  ufragOf(b.localDescription),
];

/** Two that have talked; what the events said is over. */
const negotiated = async () => {
  const { a, b, ...rest } = await pair();
  a.addTransceiver('audio');
  await exchange(a, b);
  await tasks();
  return { a, b, ...rest };
};

describe('W3C WebRTC 1.0, 4.4.2 restartIce()', () => {
  afterEach(closeAll);

  it('does nothing once closed', async () => {
    const { a } = await negotiated();
    a.close();

    void a.restartIce();

    await tasks();
  });

  it('has no effect on the first exchange', async () => {
    const { a, b } = await pair();
    void a.restartIce();
    a.addTransceiver('audio');
    await exchange(a, b);
    const log = record(a, ['negotiationneeded']);

    await tasks();

    expect(log).to.deep.equal([]);
  });

  it('says negotiationneeded', async () => {
    const { a } = await negotiated();
    const log = record(a, ['negotiationneeded']);

    void a.restartIce();
    await tasks();

    expect(log).to.deep.equal(['negotiationneeded']);
  });

  it('has new credentials on both sides after the next exchange', async () => {
    const { a, b } = await negotiated();
    const before = ufragsOf(a, b);

    void a.restartIce();
    await exchange(a, b);

    const after = ufragsOf(a, b);
    expect(after[0]).not.to.equal(before[0]);
    expect(after[1]).not.to.equal(before[1]);
  });

  it('is done with that exchange', async () => {
    const { a, b } = await negotiated();
    void a.restartIce();
    await exchange(a, b);
    await tasks();
    const after = ufragsOf(a, b);
    const log = record(a, ['negotiationneeded']);

    await exchange(a, b);
    await tasks();

    expect(ufragsOf(a, b)).to.deep.equal(after);
    expect(log).to.deep.equal([]);
  });

  it('has no effect on what is current before the exchange', async () => {
    const { a } = await negotiated();
    const before = ufragOf(a.currentLocalDescription);

    void a.restartIce();
    await a.setLocalDescription();

    expect(ufragOf(a.currentLocalDescription)).to.equal(before);
    expect(ufragOf(a.pendingLocalDescription)).not.to.equal(before);
  });

  it('waits in have-local-offer for the answer, and says negotiationneeded then', async () => {
    const { a, b } = await negotiated();
    const before = ufragOf(a.localDescription);
    await offer(a, b);
    const log = record(a, ['negotiationneeded'], [], () => a.signalingState);

    void a.restartIce();
    await tasks();
    expect(log).to.deep.equal([]);
    await answer(b, a);
    await tasks();

    expect(log).to.deep.equal(['stable']);
    expect(ufragOf(a.localDescription)).to.equal(before);
    await exchange(a, b);
    expect(ufragOf(a.localDescription)).not.to.equal(before);
  });

  it('survives a rollback', async () => {
    const { a, b } = await negotiated();
    const before = ufragsOf(a, b);
    void a.restartIce();
    await a.setLocalDescription();
    const log = record(a, ['negotiationneeded']);

    await a.setLocalDescription({ type: 'rollback' });
    await tasks();

    expect(log).to.deep.equal(['negotiationneeded']);
    await exchange(a, b);
    expect(ufragsOf(a, b)[0]).not.to.equal(before[0]);
    expect(ufragsOf(a, b)[1]).not.to.equal(before[1]);
  });

  it('survives an exchange that the other side began', async () => {
    const { a, b } = await negotiated();
    const [before] = ufragsOf(a, b);
    void a.restartIce();
    await tasks();
    const log = record(a, ['negotiationneeded']);

    await exchange(b, a);
    await tasks();

    expect(log).to.deep.equal(['negotiationneeded']);
    expect(ufragOf(a.localDescription)).to.equal(before);
    await exchange(a, b);
    expect(ufragOf(a.localDescription)).not.to.equal(before);
  });

  it('is done with a restart of the other side', async () => {
    const { a, b } = await negotiated();
    const before = ufragsOf(a, b);
    await b.setLocalDescription(await b.createOffer({ iceRestart: true }));
    void a.restartIce();
    await tasks();
    const log = record(a, ['negotiationneeded']);

    await a.setRemoteDescription(heard(b.localDescription));
    await answer(a, b);
    await tasks();

    const after = ufragsOf(a, b);
    expect(after[0]).not.to.equal(before[0]);
    expect(after[1]).not.to.equal(before[1]);
    expect(log).to.deep.equal([]);
  });

  it('restarts once where both sides ask for it', async () => {
    const { a, b } = await negotiated();
    void a.restartIce();
    void b.restartIce();
    await exchange(a, b);
    await tasks();
    const after = ufragsOf(a, b);
    const log = record(b, ['negotiationneeded']);

    await exchange(b, a);
    await tasks();

    expect(ufragsOf(a, b)).to.deep.equal(after);
    expect(log).to.deep.equal([]);
  });

  it('does not change an answer to an offer without restart', async () => {
    const { a, b } = await negotiated();
    const before = ufragOf(a.localDescription);

    await exchange(b, a);

    expect(ufragOf(a.localDescription)).to.equal(before);
  });

  it('changes no answer once its offer was rolled back, but the offer after it', async () => {
    const { a, b } = await negotiated();
    const [before] = ufragsOf(a, b);
    void a.restartIce();
    await a.setLocalDescription();
    await a.setLocalDescription({ type: 'rollback' });

    await exchange(b, a);
    const answered = ufragOf(a.localDescription);
    const log = record(a, ['negotiationneeded']);
    await tasks();
    await exchange(a, b);

    expect(answered).to.equal(before);
    expect(log).to.deep.equal(['negotiationneeded']);
    expect(ufragOf(a.localDescription)).not.to.equal(before);
  });
});
