import { expect } from 'chai';

import { parse } from '../../../../../sdp/index.js';
import { vector } from '../../../sdp/vectors.js';
import { sectionsOf } from '../../kit/endpoint.js';
import { offer as offerOf, publish, rejection, tasks } from '../../kit/stage.js';
import {
  answer as answerTo,
  directionOf,
  offer,
  sourcesOf,
  track,
  type Says,
} from '../../kit/plan-b-endpoint.js';
import { closeScenes, negotiate, scene, ssrcsOf, take } from '../../kit/plan-b-stage.js';

describe('an offer of Plan B that comes', () => {
  afterEach(closeScenes);

  const directions: [what: string, says: Says, isSending: boolean, answered: string][] = [
    ['sends and receives', { video: [track(1, 'v')] }, true, 'sendrecv'],
    ['sends', { video: [track(1, 'v')], receives: false }, true, 'recvonly'],
    ['receives', {}, true, 'sendonly'],
    ['receives, with nobody else there', {}, false, 'inactive'],
    ['does neither', { receives: false }, true, 'inactive'],
  ];
  for (const [what, says, isSending, answered] of directions) {
    it(`is answered ${answered} where the endpoint ${what}`, async () => {
      const made = await scene();
      if (isSending) await publish(made.room, 'video');

      const answer = await take(made, offer(says));

      expect(directionOf(answer, 'video')).to.equal(answered);
      expect(sourcesOf(answer, 'video')).to.have.lengthOf(answered.startsWith('send') ? 2 : 0);
    });
  }

  it('is answered in its order, by its mids and numbers', async () => {
    const made = await scene();
    await publish(made.room, 'video');

    const answer = await take(made, offer({ video: [track(1, 'v')] }));

    expect(sectionsOf(answer).map(({ mid, mLine }) => [mid, mLine])).to.deep.equal([
      ['audio', 'm=audio 9 UDP/TLS/RTP/SAVPF 111'],
      ['video', 'm=video 9 UDP/TLS/RTP/SAVPF 96 97'],
    ]);
    expect(made.worker.paramsOf('sender.create')[0]?.rtp.codecs[0]?.payloadType).to.equal(96);
  });

  it('brings a receiver for each track', async () => {
    const made = await scene();

    await take(made, offer({ audio: [track(1, 'a')], video: [track(2, 'v', 3), track(4, 'w')] }));

    expect(ssrcsOf(made)).to.have.deep.members([[[1, undefined]], [[2, 3]], [[4, undefined]]]);
    expect(made.tracks.map(({ id }) => id)).to.deep.equal(['a', 'v', 'w']);
    expect(made.pc.getTransceivers().map(({ mid }) => mid)).to.deep.equal([
      'audio',
      'video',
      'video',
    ]);
  });

  it('names all that the room sends in one section', async () => {
    const made = await scene();
    for (let i = 0; i < 3; i++) await publish(made.room, 'video', { msid: `stream-${i} ${i}` });

    const answer = await take(made, offer({ video: [track(1, 'v')] }));

    const names = sourcesOf(answer, 'video').map(line => line.replace(/^\d+ /, ''));
    const msids = made.pc.peer.rtpSenders.map(({ msid }) => `${msid.stream} ${msid.track}`);
    expect([...new Set(names)]).to.deep.equal(msids);
    expect(made.worker.paramsOf('sender.create')).to.have.lengthOf(3);
  });

  it('without RTX gets no sources of repairs, and no second offer for their sake', async () => {
    const made = await scene();
    await publish(made.room, 'video');
    const plain = offer()
      .replace('SAVPF 96 97', 'SAVPF 96')
      .replace(/^a=(rtpmap|fmtp):97.*\r\n/gm, '');

    const answer = await take(made, plain);
    await tasks();

    expect(sourcesOf(answer, 'video')).to.have.lengthOf(1);
    expect(answer).to.not.include('ssrc-group');
    expect(made.events).to.not.include('negotiationneeded');
  });

  it('of a real endpoint brings its tracks and data channels', async () => {
    const made = await scene();
    await publish(made.room, 'video');

    const answer = parse(await take(made, vector('wrtc-0.10-plan-b-offer')));

    expect(answer.media.map(({ mid, port, direction }) => [mid, port, direction])).to.deep.equal([
      ['audio', 9, 'recvonly'],
      ['video', 9, 'sendrecv'],
      ['data', 9, 'sendrecv'],
    ]);
    expect(made.peer.rtpReceivers.map(({ kind }) => kind)).to.deep.equal([
      'audio',
      'video',
      'video',
    ]);
  });

  it('with a SIM group brings one receiver', async () => {
    const made = await scene();

    await take(made, vector('chromium-60-plan-b-offer-sim'));

    expect(ssrcsOf(made)).to.deep.equal([
      [[3000000001, undefined]],
      [
        [3000000011, 3000000111],
        [3000000022, 3000000122],
        [3000000033, 3000000133],
      ],
    ]);
  });

  it('brings and ends tracks when it comes again', async () => {
    const made = await scene();
    await take(made, offer({ video: [track(1, 'one'), track(2, 'two')] }));
    const [one] = made.peer.rtpReceivers;

    await take(made, offer({ video: [track(2, 'two'), track(3, 'three')] }));

    expect(one?.closed).to.equal(true);
    expect(ssrcsOf(made)).to.deep.equal([[[2, undefined]], [[3, undefined]]]);
    expect(made.tracks.map(({ id, readyState }) => `${id} ${readyState}`)).to.deep.equal([
      'one ended',
      'two live',
      'three live',
    ]);
  });

  it('ends a track with the answer, and not before: it may be taken back', async () => {
    const made = await scene();
    await take(made, offer({ video: [track(1, 'one')] }));
    const [one] = made.peer.rtpReceivers;
    await made.pc.setRemoteDescription({ type: 'offer', sdp: offer() });
    expect(made.tracks[0]?.readyState).to.equal('live');

    await made.pc.setRemoteDescription({ type: 'rollback' } as never);

    expect(one?.closed).to.equal(false);
    expect(made.tracks[0]?.readyState).to.equal('live');
    expect(made.pc.getTransceivers()).to.have.lengthOf(1);
  });

  it('that is taken back takes its new tracks with it', async () => {
    const made = await scene();
    await made.pc.setRemoteDescription({ type: 'offer', sdp: offer({ video: [track(1, 'one')] }) });
    expect(made.tracks).to.have.lengthOf(1);

    await made.pc.setRemoteDescription({ type: 'rollback' } as never);

    expect(made.pc.getTransceivers()).to.deep.equal([]);
  });

  it('makes ours give way', async () => {
    const made = await scene();
    await publish(made.room, 'video');
    await offerOf(made.pc);

    const answer = await take(made, offer({ video: [track(1, 'one')] }));

    expect(directionOf(answer, 'video')).to.equal('sendrecv');
    expect(made.peer.rtpReceivers).to.have.lengthOf(1);
  });

  it('is followed by ours, in its sections', async () => {
    const made = await scene();
    await take(made, offer({ video: [track(1, 'one')] }));
    await publish(made.room, 'video');
    await tasks();
    expect(made.events).to.include('negotiationneeded');

    const sdp = await offerOf(made.pc);
    await made.pc.setRemoteDescription({
      type: 'answer',
      sdp: answerTo(sdp, { video: [track(1, 'one')] }),
    });

    expect(sectionsOf(sdp).map(({ mid }) => mid)).to.deep.equal(['audio', 'video']);
    expect(sectionsOf(sdp)[1]?.mLine).to.match(/ 96 /);
    expect(directionOf(sdp, 'video')).to.equal('sendrecv');
    expect(made.peer.rtpReceivers).to.have.lengthOf(1);
    expect(made.tracks).to.have.lengthOf(1);
  });

  it('in which the endpoint does not receive calls for one of ours', async () => {
    const made = await scene();
    await publish(made.room, 'video');

    await take(made, offer({ video: [track(1, 'one')], receives: false }));
    await tasks();

    expect(made.events).to.include('negotiationneeded');
    expect(directionOf(await offerOf(made.pc), 'video')).to.equal('sendrecv');
  });

  it('of a viewer leaves room for a track in an answer to us', async () => {
    const made = await scene();
    await take(made, offer());

    await negotiate(made, { video: [track(1, 'one')] });

    expect(ssrcsOf(made)).to.deep.equal([[[1, undefined]]]);
  });

  it('that is answered in full calls for nothing more', async () => {
    const made = await scene();
    await publish(made.room, 'video');

    for (const says of [{ video: [track(1, 'one')] }, {}, { audio: [track(2, 'two')] }]) {
      await take(made, offer(says));
      await tasks();
    }

    expect(made.events).to.not.include('negotiationneeded');
  });

  it('may reject a section: who was in it is stopped', async () => {
    const made = await scene();
    await take(made, offer({ audio: [track(1, 'a')], video: [track(2, 'v')] }));

    const answer = await take(made, offer({ audio: [track(1, 'a')], video: 'reject' }));

    expect(parse(answer).media.map(({ port }) => port)).to.deep.equal([9, 0]);
    expect(ssrcsOf(made)).to.deep.equal([[[1, undefined]]]);
    expect(made.pc.getTransceivers()).to.have.lengthOf(1);
  });

  it('leaves a stopped transceiver alone, though its track is there still', async () => {
    const made = await scene();
    const sdp = offer({ video: [track(1, 'one')] });
    await take(made, sdp);
    made.pc.getTransceivers()[0]!.stop();

    for (let round = 0; round < 2; round++) await take(made, sdp);

    expect(made.peer.rtpReceivers).to.deep.equal([]);
    expect(made.pc.getTransceivers()).to.deep.equal([]);
    expect(made.tracks).to.have.lengthOf(1);
  });

  const wrong: [what: string, sdp: string, message: string][] = [
    ['several sections of a kind', offer() + offer().slice(offer().indexOf('m=a')), 'Unified Plan'],
    ['no ICE credentials', offer().replace(/^a=ice.*\r\n/gm, ''), 'ICE'],
    ['an unknown mid in its bundle', offer().replace('BUNDLE', 'BUNDLE what'), 'unknown mid'],
  ];
  for (const [what, sdp, message] of wrong) {
    it(`is refused with ${what}, and nothing has changed`, async () => {
      const made = await scene();

      const error = await rejection(made.pc.setRemoteDescription({ type: 'offer', sdp }));

      expect(error.name).to.equal('InvalidAccessError');
      expect(error.message).to.include(message);
      expect(made.pc.signalingState).to.equal('stable');
    });
  }

  it('is refused with fewer sections than were negotiated', async () => {
    const made = await scene();
    await take(made, offer());
    const shorter = offer()
      .replace(/m=video[^]*$/, '')
      .replace('audio video', 'audio');

    const error = await rejection(made.pc.setRemoteDescription({ type: 'offer', sdp: shorter }));

    expect(error.name).to.equal('InvalidAccessError');
  });
});
