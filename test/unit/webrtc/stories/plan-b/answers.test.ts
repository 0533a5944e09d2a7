import { expect } from 'chai';

import { midsThatAre } from '../../kit/endpoint.js';
import { offer, publish, rejection } from '../../kit/stage.js';
import { answer, directionOf, sourcesOf, track, type Says } from '../../kit/plan-b-endpoint.js';
import { closeScenes, negotiate, scene, ssrcsOf } from '../../kit/plan-b-stage.js';

describe('an answer of Plan B', () => {
  afterEach(closeScenes);

  describe('of an endpoint that sends', () => {
    it('brings a receiver and a transceiver for each track, whatever was asked for', async () => {
      const made = await scene();

      await negotiate(made, {
        audio: [track(1, 'a')],
        video: [track(2, 'v', 3), track(4, 'w', 5), track(6, 'x')],
      });

      expect(ssrcsOf(made)).to.have.deep.members([
        [[1, undefined]],
        [[2, 3]],
        [[4, 5]],
        [[6, undefined]],
      ]);
      expect(made.tracks).to.have.lengthOf(4);
      expect(made.pc.getTransceivers().map(({ mid }) => mid)).to.have.members([
        'audio',
        'video',
        'video',
        'video',
      ]);
      expect(made.pc.getTransceivers().map(t => t.currentDirection)).to.deep.equal(
        Array(4).fill('recvonly')
      );
    });

    it('says cname and msid of them, and no MID', async () => {
      const made = await scene();

      await negotiate(made, { video: [track(1, 'one')] });

      const { rtpParameters } = made.peer.rtpReceivers[0]!;
      expect(rtpParameters).to.not.have.property('muxId');
      expect(rtpParameters?.rtcp?.cname).to.equal('endpoint');
      expect(rtpParameters?.userParameters).to.deep.equal({ msid: 'stream-one one' });
    });

    it('puts them into the streams that it names', async () => {
      const made = await scene();
      const streams: string[] = [];
      made.pc.addEventListener('track', event =>
        streams.push(...(event as unknown as { streams: { id: string }[] }).streams.map(s => s.id))
      );

      await negotiate(made, { video: [track(1, 'one'), track(2, 'two')] });

      expect(streams).to.have.members(['stream-one', 'stream-two']);
    });

    it('fills the slot that waits first, and names new tracks as it does', async () => {
      const made = await scene();
      const sdp = await offer(made.pc);
      const slots = made.pc.getTransceivers();

      await made.pc.setRemoteDescription({
        type: 'answer',
        sdp: answer(sdp, { video: [track(1, 'one'), track(2, 'two')] }),
      });

      const videos = made.tracks.filter(({ kind }) => kind === 'video');
      expect(videos[0]).to.equal(slots[1]!.receiver.track);
      expect(videos[1]?.id).to.equal('two');
    });

    const silent: [what: string, says: Says, change?: (sdp: string) => string][] = [
      ['names no source', {}],
      ['names no source in a section in which it may send', {}, sdp => recv(sdp, 'sendrecv')],
      ['is recvonly', { video: [track(1, 'a')] }, sdp => recv(sdp, 'recvonly')],
      ['is inactive', { video: [track(1, 'a')] }, sdp => recv(sdp, 'inactive')],
    ];
    for (const [what, says, change] of silent) {
      it(`brings nothing where it ${what}`, async () => {
        const made = await scene();
        await publish(made.room, 'video');

        await negotiate(made, says, change);

        expect(made.peer.rtpReceivers).to.deep.equal([]);
        expect(made.tracks).to.deep.equal([]);
        expect(made.pc.signalingState).to.equal('stable');
      });
    }

    it('brings one receiver for the layers of a SIM group, each repaired by its own', async () => {
      const made = await scene();
      const groups = ['ssrc-group:SIM 1 2 3', 'ssrc-group:FID 1 4', 'ssrc-group:FID 2 5'];
      const sources = [1, 2, 3, 4, 5].map(ssrc => `ssrc:${ssrc} msid:s t`);

      await negotiate(made, { video: [[...groups, 'ssrc-group:FID 3 6', ...sources]] });

      expect(ssrcsOf(made)).to.deep.equal([
        [
          [1, 4],
          [2, 5],
          [3, 6],
        ],
      ]);
    });
  });

  it('lets flow what the room sends, by SSRC alone', async () => {
    const made = await scene();
    await publish(made.room, 'video');
    await publish(made.room, 'video');

    await negotiate(made, {});

    const sent = made.worker.paramsOf('sender.create');
    expect(sent).to.have.lengthOf(2);
    const uris = sent.flatMap(({ rtp }) => rtp.headerExtensions.map(({ uri }) => uri));
    expect(uris.filter(uri => uri.includes('sdes'))).to.deep.equal([]);
    const ofRoom = made.pc.getTransceivers().filter(({ sender }) => sender.track);
    expect(ofRoom.map(t => t.currentDirection)).to.deep.equal(['sendonly', 'sendonly']);
  });

  it('lets nothing flow where it does not receive', async () => {
    const made = await scene();
    await publish(made.room, 'video');

    await negotiate(made, { receives: false });

    expect(made.worker.paramsOf('sender.create')).to.deep.equal([]);
  });

  it('stops whoever is in a section that it rejects', async () => {
    const made = await scene();
    await publish(made.room, 'video');
    await negotiate(made, { audio: [track(1, 'a')], video: [track(2, 'v')] });

    await negotiate(made, { audio: [track(1, 'a')], video: 'reject' });

    expect(made.pc.getTransceivers().map(({ mid }) => mid)).to.deep.equal(['audio']);
    expect(ssrcsOf(made)).to.deep.equal([[[1, undefined]]]);
  });

  it('may leave its mids out', async () => {
    const made = await scene();
    const nameless = (sdp: string): string => sdp.replace(/^a=mid:.*\r\n/gm, '');

    await negotiate(made, { video: [track(1, 'one')] }, nameless);

    expect(made.peer.rtpReceivers).to.have.lengthOf(1);
  });

  it('may say the fingerprint in its last section, or for all', async () => {
    for (const change of [onlyInLastSection, inSession]) {
      const made = await scene();

      await negotiate(made, {}, change);

      expect(made.worker.paramsOf('transport.connect')).to.have.lengthOf(1);
    }
  });

  const wrong: [what: string, change: (sdp: string) => string, message: string][] = [
    ['has no fingerprint', sdp => sdp.replace(/^a=fingerprint.*\r\n/gm, ''), 'fingerprint'],
    ['lacks a section', sdp => sdp.slice(0, sdp.indexOf('m=video')), 'no video section'],
    ['has one section more', sdp => `${sdp}m=text 9 RTP/AVP 0\r\n`, '3 m-sections'],
    ['has another mid', sdp => sdp.replace('a=mid:video', 'a=mid:other'), 'calls it'],
    ['accepts no codec', sdp => sdp.replace(/^(m=video .*SAVPF).*$/m, '$1 101'), 'no codec'],
    ['wants no bundle', sdp => sdp.replace(/^a=group.*\r\n/m, ''), 'BUNDLE'],
    ['is ice-lite', sdp => sdp.replace('t=0 0\r\n', 't=0 0\r\na=ice-lite\r\n'), 'ice-lite'],
  ];
  for (const [what, change, message] of wrong) {
    it(`is refused if it ${what}, and nothing has changed`, async () => {
      const made = await scene();

      const error = await rejection(negotiate(made, { video: [track(1, 'one')] }, change));

      expect(error.name).to.equal('InvalidAccessError');
      expect(error.message).to.include(message);
      expect(made.pc.signalingState).to.equal('have-local-offer');
      expect(made.peer.rtpReceivers).to.deep.equal([]);
    });
  }

  it('that the worker refuses leaves no transceiver behind', async () => {
    const made = await scene();
    made.worker.refuse('transport.connect');

    const error = await rejection(
      negotiate(made, { video: [track(1, 'one'), track(2, 'two'), track(3, 'three')] })
    );

    expect(error.name).to.equal('OperationError');
    expect(made.pc.getTransceivers()).to.have.lengthOf(2);
    expect(made.peer.rtpReceivers).to.deep.equal([]);
    expect(made.tracks).to.deep.equal([]);
  });

  it('leaves the section open for tracks to come', async () => {
    const made = await scene();
    await negotiate(made, { video: [track(1, 'one')] });
    await negotiate(made, {});

    const sdp = await offer(made.pc);

    expect(directionOf(sdp, 'video')).to.equal('recvonly');
    expect(sourcesOf(sdp, 'video')).to.deep.equal([]);
    expect(midsThatAre(sdp, 'rejected')).to.deep.equal([]);
  });
});

/** The direction of the section of video. */
const recv = (sdp: string, direction: string): string => {
  const at = sdp.indexOf('m=video');
  return (
    sdp.slice(0, at) +
    sdp.slice(at).replace(/^a=(sendrecv|sendonly|recvonly|inactive)$/m, `a=${direction}`)
  );
};

function onlyInLastSection(sdp: string): string {
  const at = sdp.lastIndexOf('m=');
  return sdp.slice(0, at).replace(/^a=(fingerprint|setup).*\r\n/gm, '') + sdp.slice(at);
}

function inSession(sdp: string): string {
  const lines = sdp.match(/^a=(fingerprint|setup).*\r\n/gm)!.slice(0, 2);
  const without = sdp.replace(/^a=(fingerprint|setup).*\r\n/gm, '');
  return without.replace('t=0 0\r\n', `t=0 0\r\n${lines.join('')}`);
}
