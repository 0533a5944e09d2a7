import { expect } from 'chai';

import { RTCSessionDescription } from '../../../../src/webrtc/exchange/rtc-session-description.js';
import {
  answer,
  closeAll,
  exchange,
  heard,
  offer,
  pair,
  rejectionName,
  sectionsOf,
  tasks,
} from '../kit/connection-pair.js';

describe('W3C WebRTC 1.0, 4.4.2 createOffer()', () => {
  afterEach(closeAll);

  it('gives an offer', async () => {
    const { a } = await pair();

    const created = await a.createOffer();

    expect(created).to.be.instanceOf(RTCSessionDescription);
    expect(created.type).to.equal('offer');
  });

  it('gives an offer without m-sections where nothing is wanted', async () => {
    const { a } = await pair();

    expect(sectionsOf((await a.createOffer()).sdp)).to.deep.equal([]);
  });

  it('changes no attribute', async () => {
    const { a } = await pair();
    const transceiver = a.addTransceiver('audio');

    await a.createOffer();

    expect(a.signalingState).to.equal('stable');
    expect(a.localDescription).to.equal(null);
    expect(transceiver.mid).to.equal(null);
    expect(transceiver.sender.transport).to.equal(null);
  });

  it('may be made in have-local-offer', async () => {
    const { a } = await pair();
    a.addTransceiver('audio');
    await a.setLocalDescription();
    a.addTransceiver('video');

    const { sdp } = await a.createOffer();

    expect(sectionsOf(sdp)).to.have.length(2);
  });

  it('rejects with InvalidStateError in have-remote-offer', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await offer(a, b);

    expect(await rejectionName(b.createOffer())).to.equal('InvalidStateError');
  });

  it('rejects with InvalidStateError in have-local-pranswer', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await offer(a, b);
    await b.setLocalDescription({ type: 'pranswer' });

    expect(await rejectionName(b.createOffer())).to.equal('InvalidStateError');
  });

  it('rejects with InvalidStateError in have-remote-pranswer', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await offer(a, b);
    await b.setLocalDescription({ type: 'pranswer' });
    await a.setRemoteDescription(heard(b.localDescription));

    expect(await rejectionName(a.createOffer())).to.equal('InvalidStateError');
  });

  it('has all that was added while it was being made', async () => {
    const { a, worker } = await pair();
    a.addTransceiver('audio');
    worker.hold();

    const creating = a.createOffer();
    a.addTransceiver('video');
    await tasks();
    worker.release();

    expect(sectionsOf((await creating).sdp)).to.have.length(2);
  });

  it('leaves out what was stopped before it had a section', async () => {
    const { a } = await pair();
    a.addTransceiver('audio').stop();
    a.addTransceiver('video');

    const sections = sectionsOf((await a.createOffer()).sdp);

    expect(sections).to.have.length(1);
    expect(sections[0]).to.match(/^m=video/);
  });

  it('rejects the section of what was stopped', async () => {
    const { a, b } = await pair();
    const transceiver = a.addTransceiver('audio');
    a.addTransceiver('video');
    await exchange(a, b);
    transceiver.stop();

    const [audio] = sectionsOf((await a.createOffer()).sdp);

    expect(audio).to.match(/^m=audio 0 /);
  });

  it('has new credentials with iceRestart', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await exchange(a, b);

    const { sdp } = await a.createOffer({ iceRestart: true });

    expect(ufragOf(sdp)).not.to.equal(ufragOf(a.currentLocalDescription!.sdp));
  });

  it('keeps the credentials without it', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await exchange(a, b);

    const { sdp } = await a.createOffer({ iceRestart: false });

    expect(ufragOf(sdp)).to.equal(ufragOf(a.currentLocalDescription!.sdp));
  });

  it('counts up the version of its session', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await exchange(a, b);
    const { sdp: before } = a.localDescription!;

    a.addTransceiver('video');
    const { sdp } = await a.createOffer();

    expect(originOf(sdp).id).to.equal(originOf(before).id);
    expect(originOf(sdp).version).to.be.greaterThan(originOf(before).version);
  });
});

describe('W3C WebRTC 1.0, 4.4.3 legacy options of createOffer()', () => {
  afterEach(closeAll);

  it('makes a transceiver that receives', async () => {
    const { a } = await pair();

    await a.createOffer({ offerToReceiveAudio: true });

    expect(a.getTransceivers().map(({ direction }) => direction)).to.deep.equal(['recvonly']);
  });

  it('makes none where one receives already', async () => {
    const { a } = await pair();
    a.addTransceiver('audio');

    await a.createOffer({ offerToReceiveAudio: true });

    expect(a.getTransceivers()).to.have.length(1);
  });

  it('makes one each time only for its own kind', async () => {
    const { a } = await pair();
    a.addTransceiver('audio');

    await a.createOffer({ offerToReceiveVideo: true });

    expect(a.getTransceivers().map(({ receiver }) => receiver.track.kind)).to.deep.equal([
      'audio',
      'video',
    ]);
  });

  it('ends receiving with false', async () => {
    const { a } = await pair();
    const both = a.addTransceiver('audio');
    const receiving = a.addTransceiver('audio', { direction: 'recvonly' });

    await a.createOffer({ offerToReceiveAudio: false });

    expect([both.direction, receiving.direction]).to.deep.equal(['sendonly', 'inactive']);
  });

  it('does not say negotiationneeded for that', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await exchange(a, b);
    await tasks();
    let count = 0;
    a.addEventListener('negotiationneeded', () => count++);

    await a.createOffer({ offerToReceiveVideo: true });
    await tasks();

    expect(count).to.equal(0);
  });
});

describe('W3C WebRTC 1.0, 4.4.2 createAnswer()', () => {
  afterEach(closeAll);

  it('rejects with InvalidStateError where nobody has offered', async () => {
    const { a } = await pair();

    expect(await rejectionName(a.createAnswer())).to.equal('InvalidStateError');
  });

  it('rejects with InvalidStateError in have-local-offer', async () => {
    const { a } = await pair();
    a.addTransceiver('audio');
    await a.setLocalDescription();

    expect(await rejectionName(a.createAnswer())).to.equal('InvalidStateError');
  });

  it('rejects with InvalidStateError once stable again', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await exchange(a, b);

    expect(await rejectionName(b.createAnswer())).to.equal('InvalidStateError');
  });

  it('gives an answer to a remote offer', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await offer(a, b);

    const created = await b.createAnswer();

    expect(created).to.be.instanceOf(RTCSessionDescription);
    expect(created.type).to.equal('answer');
    expect(b.localDescription).to.equal(null);
  });

  it('may be made after a provisional answer', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await offer(a, b);
    await b.setLocalDescription({ type: 'pranswer' });

    expect((await b.createAnswer()).type).to.equal('answer');
  });

  it('sends what was added before it was made', async () => {
    const { a, b, track } = await pair();
    a.addTransceiver('audio');
    await offer(a, b);
    b.addTrack(track('audio'));

    const { sdp } = await b.createAnswer();

    expect(sdp).to.contain('a=sendrecv');
  });

  it('answers an offer without m-sections', async () => {
    const { a, b } = await pair();
    await offer(a, b);

    await answer(b, a);

    expect([a.signalingState, b.signalingState]).to.deep.equal(['stable', 'stable']);
  });

  it('answers as many sections as were offered', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    a.addTransceiver('video');
    b.addTransceiver('video');
    await offer(a, b);

    expect(sectionsOf((await b.createAnswer()).sdp)).to.have.length(2);
  });

  it('rejects the section of what was stopped', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    a.addTransceiver('video');
    await offer(a, b);
    b.getTransceivers()[0]!.stop();

    const [audio, video] = sectionsOf((await b.createAnswer()).sdp);

    expect(audio).to.match(/^m=audio 0 /);
    expect(video).not.to.match(/^m=video 0 /);
  });
});

const ufragOf = (sdp: string): string | undefined => /a=ice-ufrag:(\S+)/.exec(sdp)?.[1];

function originOf(sdp: string): { id: string; version: number } {
  const [, id = '', version] = /^o=\S+ (\d+) (\d+)/m.exec(sdp) ?? [];
  return { id, version: Number(version) };
}
