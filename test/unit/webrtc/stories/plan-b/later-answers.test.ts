import { expect } from 'chai';

import { offer, publish, tasks } from '../../kit/stage.js';
import { answer, sourcesOf, track } from '../../kit/plan-b-endpoint.js';
import { closeScenes, negotiate, scene, ssrcsOf } from '../../kit/plan-b-stage.js';

describe('an answer of Plan B after another one', () => {
  afterEach(closeScenes);

  it('adds what is new, and leaves the rest as it is', async () => {
    const made = await scene();
    await negotiate(made, { video: [track(1, 'one')] });
    const [first] = made.peer.rtpReceivers;

    await negotiate(made, { video: [track(1, 'one'), track(2, 'two')] });

    expect(made.peer.rtpReceivers).to.have.lengthOf(2);
    expect(made.peer.rtpReceivers[0]).to.equal(first);
    expect(made.tracks).to.have.lengthOf(2);
    expect(made.worker.paramsOf('receiver.create')).to.have.lengthOf(2);
  });

  it('ends what it does not name any more', async () => {
    const made = await scene();
    await negotiate(made, { video: [track(1, 'one'), track(2, 'two')] });
    const [one, two] = made.peer.rtpReceivers;
    const [first, second] = made.tracks;

    await negotiate(made, { video: [track(2, 'two')] });

    expect(one?.closed).to.equal(true);
    expect(two?.closed).to.equal(false);
    expect(first?.readyState).to.equal('ended');
    expect(second?.readyState).to.equal('live');
    expect(made.pc.getReceivers().map(receiver => receiver.track)).to.not.include(first);
  });

  it('ends all where it sends no more', async () => {
    const made = await scene();
    await negotiate(made, { audio: [track(1, 'a')], video: [track(2, 'v')] });

    await negotiate(made, {});

    expect(made.peer.rtpReceivers).to.deep.equal([]);
    expect(made.tracks.map(({ readyState }) => readyState)).to.deep.equal(['ended', 'ended']);
  });

  it('replaces a track by another: a new receiver, and the old one closed', async () => {
    const made = await scene();
    await negotiate(made, { video: [track(1, 'one')] });
    const [one] = made.peer.rtpReceivers;

    await negotiate(made, { video: [track(2, 'two')] });

    expect(one?.closed).to.equal(true);
    expect(ssrcsOf(made)).to.deep.equal([[[2, undefined]]]);
    expect(made.tracks.map(({ readyState }) => readyState)).to.deep.equal(['ended', 'live']);
  });

  it('may bring a track back', async () => {
    const made = await scene();
    await negotiate(made, { video: [track(1, 'one')] });
    await negotiate(made, {});

    await negotiate(made, { video: [track(1, 'one')] });

    expect(ssrcsOf(made)).to.deep.equal([[[1, undefined]]]);
    expect(made.tracks).to.have.lengthOf(2);
  });

  it('may call the same source otherwise', async () => {
    const made = await scene();
    await negotiate(made, { video: [track(1, 'one')] });
    const { rtpReceivers } = made.peer;

    await negotiate(made, { video: [track(1, 'renamed')] });

    expect(made.peer.rtpReceivers).to.deep.equal(rtpReceivers);
    expect(made.tracks[0]?.readyState).to.equal('live');
  });

  it('keeps a transceiver that lost its track and still sends', async () => {
    const made = await scene();
    const source = await publish(made.room, 'video');
    await negotiate(made, { video: [track(1, 'one')] });
    const sent = made.pc.getSenders().find(sender => sender.track)!.track!;
    const filled = made.pc
      .getTransceivers()
      .find(({ receiver }) => receiver.track.feed.rtpReceiver)!;
    made.pc.removeTrack(made.pc.getSenders().find(sender => sender.track)!);
    await filled.sender.replaceTrack(sent);
    filled.direction = 'sendrecv';

    await negotiate(made, {});

    expect(filled.stopped).to.equal(false);
    expect(filled.currentDirection).to.equal('sendonly');
    expect(made.peer.rtpReceivers).to.deep.equal([]);
    expect(source.closed).to.equal(false);
  });

  it('brings no receiver for a track that the application has stopped', async () => {
    const made = await scene();
    await negotiate(made, { video: [track(1, 'one'), track(2, 'two')] });
    made.pc
      .getTransceivers()
      .find(({ receiver }) => receiver.track.id === 'two')!
      .stop();

    for (let round = 0; round < 2; round++) {
      await negotiate(made, { video: [track(1, 'one'), track(2, 'two')] });
      expect(ssrcsOf(made)).to.deep.equal([[[1, undefined]]]);
    }
    await negotiate(made, { video: [track(1, 'one')] });
    await negotiate(made, { video: [track(1, 'one'), track(2, 'two')] });

    expect(ssrcsOf(made)).to.have.lengthOf(2);
  });

  it('ends a sender that the application has stopped', async () => {
    const made = await scene();
    await publish(made.room, 'video');
    await negotiate(made);
    const sent = made.pc.getTransceivers().find(({ sender }) => sender.track)!;

    sent.stop();
    await tasks();
    expect(made.events).to.include('negotiationneeded');
    const sdp = await negotiate(made);

    expect(sourcesOf(sdp, 'video')).to.deep.equal([]);
    expect(sent.currentDirection).to.equal('stopped');
    expect(made.pc.getTransceivers()).to.not.include(sent);
  });

  it('changes nothing if the room closes a receiver', async () => {
    const made = await scene();
    await negotiate(made, { video: [track(1, 'one')] });

    made.peer.rtpReceivers[0]!.close();
    await tasks();
    expect(made.tracks[0]?.readyState).to.equal('ended');
    await negotiate(made, { video: [track(1, 'one')] });

    expect(made.peer.rtpReceivers).to.deep.equal([]);
    expect(made.pc.signalingState).to.equal('stable');
  });

  it('follows a track to another source', async () => {
    const made = await scene();
    await negotiate(made, { video: [track(1, 'one')] });

    await negotiate(made, { video: [track(2, 'one')] });

    expect(ssrcsOf(made)).to.deep.equal([[[2, undefined]]]);
    expect(made.tracks).to.have.lengthOf(1);
  });
});

describe('a provisional answer of Plan B', () => {
  afterEach(closeScenes);

  it('brings tracks once', async () => {
    const made = await scene();
    const sdp = answer(await offer(made.pc), { video: [track(1, 'one'), track(2, 'two')] });

    await made.pc.setRemoteDescription({ type: 'pranswer', sdp });
    await made.pc.setRemoteDescription({ type: 'answer', sdp });

    expect(made.tracks).to.have.lengthOf(2);
    expect(made.peer.rtpReceivers).to.have.lengthOf(2);
  });

  it('may be taken back with what it brought', async () => {
    const made = await scene();
    const sdp = answer(await offer(made.pc), { video: [track(1, 'one'), track(2, 'two')] });
    await made.pc.setRemoteDescription({ type: 'pranswer', sdp });

    made.pc.reset();

    expect(made.pc.getTransceivers().map(({ mid }) => mid)).to.deep.equal([null, null]);
  });
});
