import { expect } from 'chai';

import { parse } from '../../../../../sdp/index.js';
import { MediaStream } from '../../../../../src/webrtc/media/media-stream.js';
import { RTCPeerConnection } from '../../../../../src/webrtc/rtc-peer-connection.js';
import { RTCRtpReceiver } from '../../../../../src/webrtc/rtp/rtc-rtp-receiver.js';
import { fakeServer, roomOptions } from '../../../../kit/fake-channel.js';
import { vector } from '../../../sdp/vectors.js';
import { sectionsOf } from '../../kit/endpoint.js';
import { offer, publish, rejection, stage, tasks, type Stage } from '../../kit/stage.js';
import { answer, directionOf, sourcesOf, track } from '../../kit/plan-b-endpoint.js';
import { closeScenes, negotiate, scene } from '../../kit/plan-b-stage.js';

const planB = (): Promise<Stage> => stage({ usePlanB: true });

const midsOf = (sdp: string): string[] => sectionsOf(sdp).map(({ mid }) => mid);

describe('an offer of Plan B', () => {
  it('has two sections, in an empty room and in a full one', async () => {
    const { room, pc } = await planB();
    expect(midsOf(await negotiate({ pc }))).to.deep.equal(['audio', 'video']);

    for (const kind of ['video', 'audio', 'video'] as const) await publish(room, kind);

    expect(midsOf(await offer(pc))).to.deep.equal(['audio', 'video']);
    pc.close();
  });

  it('bundles them, on one transport', async () => {
    const { pc } = await planB();
    const session = parse(await offer(pc));

    expect(session.iceLite).to.equal(true);
    expect(session.bundles).to.deep.equal([['audio', 'video']]);
    for (const section of session.media) {
      expect(section.rtcpMux).to.equal(true);
      expect(section.setup).to.equal('actpass');
      expect(section.fingerprints).to.have.lengthOf(1);
    }
    pc.close();
  });

  it('names neither MIDs nor RIDs for packets', async () => {
    const { room, pc } = await planB();
    await publish(room, 'video');

    expect(await offer(pc)).to.not.match(/sdes:|a=rid|a=simulcast|^a=msid:/m);
    pc.close();
  });

  const directions: [what: string, make: (pc: RTCPeerConnection) => void, video: string][] = [
    ['nobody', () => {}, 'inactive'],
    ['a receiver', pc => pc.addTransceiver('video', { direction: 'recvonly' }), 'recvonly'],
    ['a sender', pc => pc.addTransceiver('video', { direction: 'sendonly' }), 'sendonly'],
    [
      'a sender and a receiver',
      pc => {
        pc.addTransceiver('video', { direction: 'sendonly' });
        pc.addTransceiver('video', { direction: 'recvonly' });
      },
      'sendrecv',
    ],
  ];
  for (const [what, make, direction] of directions) {
    it(`is ${direction} where there is ${what}`, async () => {
      const pc = new RTCPeerConnection({ peer: (await byHand()).peer, usePlanB: true });
      make(pc);

      expect(directionOf(await offer(pc), 'video')).to.equal(direction);
      pc.close();
    });
  }

  it('names all that the room sends, with streams and tracks in both spellings', async () => {
    const { room, pc } = await planB();
    await publish(room, 'video', { msid: 'alice camera' });
    await publish(room, 'video', { msid: 'bob camera2' });

    const { sources, sourceGroups } = parse(await offer(pc)).media[1]!;

    const [alice, bob] = pc.peer.rtpSenders.map(({ msid }) => [msid.stream, msid.track]);
    expect(sources.map(({ mslabel, label }) => [mslabel, label])).to.deep.equal([
      alice,
      alice,
      bob,
      bob,
    ]);
    for (const { msid, mslabel, label } of sources) {
      expect(msid).to.deep.equal({ stream: mslabel, track: label });
    }
    expect(sourceGroups).to.deep.equal([
      { semantics: 'FID', ssrcs: [sources[0]!.ssrc, sources[1]!.ssrc] },
      { semantics: 'FID', ssrcs: [sources[2]!.ssrc, sources[3]!.ssrc] },
    ]);
    pc.close();
  });

  it('gives two tracks of one name two', async () => {
    const { room, pc } = await planB();
    await publish(room, 'audio', { msid: 'stream track' });
    await publish(room, 'audio', { msid: 'stream track' });

    const labels = parse(await offer(pc)).media[0]!.sources.map(({ label }) => label);

    expect(new Set(labels).size).to.equal(2);
    pc.close();
  });

  it('puts a track without a stream into one of its own', async () => {
    const { peer } = await byHand();
    const pc = new RTCPeerConnection({ peer, usePlanB: true });
    pc.addTransceiver('audio', { direction: 'sendonly' });

    const [source] = parse(await offer(pc)).media[0]!.sources;

    expect(source?.mslabel).to.equal(source?.label);
    pc.close();
  });

  it('names the first of several encodings only', async () => {
    const { peer } = await byHand();
    const pc = new RTCPeerConnection({ peer, usePlanB: true });
    const encodings = [{ rid: 'q' }, { rid: 'f' }];
    const { sender } = pc.addTransceiver('video', { sendEncodings: encodings });

    const sdp = await negotiate({ pc });

    expect(sdp).to.not.include('a=rid');
    expect(sourcesOf(sdp, 'video')).to.have.lengthOf(2);
    expect(sender.getParameters().encodings).to.have.lengthOf(1);
    pc.close();
  });

  it('names what the application sends, and no more once it does not', async () => {
    const from = await scene();
    await negotiate(from, { video: [track(1, 'one'), track(2, 'two')] });
    const peer = from.room.Peer('viewer by hand');
    const pc = new RTCPeerConnection({ peer, usePlanB: true });
    const stream = new MediaStream();

    const senders = from.tracks.map(given => pc.addTrack(given, stream));
    const named = sourcesOf(await negotiate({ pc }), 'video');
    pc.removeTrack(senders[0]!);
    const left = sourcesOf(await negotiate({ pc }), 'video');

    // The room sends them to the viewer as well.
    expect(named).to.have.lengthOf(8);
    expect(named.filter(line => line.includes(stream.id))).to.have.lengthOf(4);
    expect(left.filter(line => line.includes(stream.id))).to.deep.equal(
      named.filter(line => line.includes(stream.id)).slice(2)
    );
    pc.close();
    closeScenes();
  });

  it('has a section for data channels if there are any', async () => {
    const { pc } = await planB();
    pc.createDataChannel('chat');

    expect(midsOf(await offer(pc))).to.deep.equal(['audio', 'video', 'data']);
    pc.close();
  });

  it('takes the capabilities of a description of Plan B', async () => {
    const { pc, peer } = await planB();

    await pc.setCapabilities(vector('wrtc-0.10-plan-b-offer'));

    expect(peer.capabilities?.codecs.map(({ name }) => name)).to.deep.equal([
      'audio/opus',
      'audio/PCMU',
      'video/VP8',
      'video/rtx',
    ]);
    expect(sectionsOf(await offer(pc))[1]?.mLine).to.equal('m=video 9 UDP/TLS/RTP/SAVPF 110 101');
    pc.close();
  });

  it('has a rejected section for a kind that there is no codec for', async () => {
    const { pc } = await planB();
    const sdp = vector('wrtc-0.10-plan-b-offer');
    const end = sdp.indexOf('m=video');
    await pc.setCapabilities(sdp.slice(0, end));

    const offered = parse(await offer(pc));

    expect(offered.media.map(({ port }) => port)).to.deep.equal([9, 0]);
    expect(offered.bundles).to.deep.equal([['audio']]);
    pc.close();
  });

  it('follows the codecs that the application prefers', async () => {
    const { pc } = await planB();
    await offer(pc);
    const audio = pc.getTransceivers().find(({ receiver }) => receiver.track.kind === 'audio')!;
    await pc.setLocalDescription({ type: 'rollback' });
    const { codecs } = RTCRtpReceiver.getCapabilities('audio')!;
    audio.setCodecPreferences(codecs.filter(({ mimeType }) => mimeType === 'audio/PCMU'));

    expect(sectionsOf(await offer(pc))[0]?.mLine).to.equal('m=audio 9 UDP/TLS/RTP/SAVPF 0');
    pc.close();
  });

  it('leaves out to receive what it was told not to, from then on', async () => {
    const { pc } = await planB();

    expect(directionOf(await offer(pc, { offerToReceiveVideo: false }), 'video')).to.equal(
      'inactive'
    );
    expect(directionOf(await offer(pc), 'video')).to.equal('inactive');
    expect(directionOf(await offer(pc), 'audio')).to.equal('recvonly');
    pc.close();
  });

  describe('after another one', () => {
    it('names no sender that is disabled, and the same sources once it is enabled', async () => {
      const { room, peer, pc } = await planB();
      await publish(room, 'video');
      const before = sourcesOf(await negotiate({ pc }), 'video');
      const sender = peer.rtpSenders[0]!;

      await sender.disable();
      expect(sourcesOf(await negotiate({ pc }), 'video')).to.deep.equal([]);
      await sender.enable();

      expect(sourcesOf(await negotiate({ pc }), 'video')).to.deep.equal(before);
      expect(before).to.have.lengthOf(2);
      pc.close();
    });

    it('names no sender that is closed', async () => {
      const { room, pc } = await planB();
      const receiver = await publish(room, 'video');
      await publish(room, 'video');
      const before = sourcesOf(await negotiate({ pc }), 'video');

      receiver.close();

      expect(sourcesOf(await negotiate({ pc }), 'video')).to.deep.equal(before.slice(2));
      expect(pc.getTransceivers().filter(({ sender }) => sender.track)).to.have.lengthOf(1);
      pc.close();
    });

    it('is the same if nothing has changed, but for its version', async () => {
      const { room, pc } = await planB();
      await publish(room, 'video');
      const first = await negotiate({ pc }, { audio: [track(1, 'a')], video: [track(2, 'v', 3)] });

      const second = await negotiate({ pc }, { audio: [track(1, 'a')], video: [track(2, 'v', 3)] });

      const withoutVersion = (sdp: string): string => sdp.replace(/^o=.*$/m, '');
      expect(withoutVersion(second)).to.equal(withoutVersion(first));
      pc.close();
    });

    it('opens a section again that the endpoint rejected, for who came later', async () => {
      const { room, pc, events } = await planB();
      await publish(room, 'video');
      await negotiate({ pc }, { video: 'reject' });
      await tasks();
      expect(events).to.not.include('negotiationneeded');

      await publish(room, 'video');
      await tasks();
      expect(events).to.include('negotiationneeded');
      const sdp = await negotiate({ pc });

      expect(sourcesOf(sdp, 'video')).to.have.lengthOf(2);
      expect(midsOf(sdp)).to.deep.equal(['audio', 'video']);
      pc.close();
    });
  });

  describe('is needed', () => {
    const count = (events: string[]): number =>
      events.filter(event => event === 'negotiationneeded').length;

    it('when somebody comes, goes, is disabled and enabled, each time once', async () => {
      const { room, peer, pc, events } = await planB();
      await negotiate({ pc });
      const steps: (() => unknown)[] = [
        () => publish(room, 'video'),
        () => peer.rtpSenders[0]!.disable(),
        () => peer.rtpSenders[0]!.enable(),
        () => peer.rtpSenders[0]!.associatedRtpReceiver.close(),
      ];
      await tasks();
      expect(count(events)).to.equal(0);

      for (const [at, step] of steps.entries()) {
        await step();
        await tasks();
        expect(count(events), `step ${at}`).to.equal(at + 1);
        await negotiate({ pc });
        await tasks();
        expect(count(events), `after step ${at}`).to.equal(at + 1);
      }
      pc.close();
    });

    it('not for what the endpoint adds, nor takes away', async () => {
      const { pc, events } = await planB();

      await negotiate({ pc }, { video: [track(1, 'one'), track(2, 'two')] });
      await negotiate({ pc }, { video: [track(2, 'two')] });
      await tasks();

      expect(count(events)).to.equal(0);
      pc.close();
    });

    it('not for what the application prefers', async () => {
      const { pc, events } = await planB();
      await negotiate({ pc });
      const { codecs } = RTCRtpReceiver.getCapabilities('audio')!;

      pc.getTransceivers()[0]!.setCodecPreferences(codecs.slice().reverse());
      pc.addTransceiver('audio', { direction: 'recvonly' });
      await tasks();

      expect(pc.signalingState).to.equal('stable');
      expect(count(events)).to.equal(0);
      pc.close();
    });

    it('when a receiver is the first of its kind', async () => {
      const { peer } = await byHand();
      const pc = new RTCPeerConnection({ peer, usePlanB: true });
      pc.addTransceiver('audio', { direction: 'recvonly' });
      await negotiate({ pc });
      const events: string[] = [];
      pc.on('negotiationneeded', () => events.push('negotiationneeded'));

      pc.addTransceiver('audio', { direction: 'recvonly' });
      await tasks();
      expect(count(events)).to.equal(0);
      pc.addTransceiver('video', { direction: 'recvonly' });
      await tasks();

      expect(count(events)).to.equal(1);
      pc.close();
    });
  });

  it('can be taken back', async () => {
    const { room, pc } = await planB();
    await publish(room, 'video');
    await offer(pc);

    await pc.setLocalDescription({ type: 'rollback' });

    expect(pc.signalingState).to.equal('stable');
    expect(pc.getTransceivers().map(({ mid }) => mid)).to.deep.equal([null, null, null]);
    pc.close();
  });

  it('is refused to whom speaks Unified Plan', async () => {
    const { pc } = await planB();
    const sdp = answer(await offer(pc));
    const twice = sdp + sdp.slice(sdp.indexOf('m=video')).replace('a=mid:video', 'a=mid:2');

    const error = await rejection(pc.setRemoteDescription({ type: 'answer', sdp: twice }));

    expect(error.name).to.equal('InvalidAccessError');
    expect(error.message).to.include('Unified Plan');
    expect(pc.signalingState).to.equal('have-local-offer');
    pc.close();
  });
});

async function byHand(): Promise<Pick<Stage, 'peer'>> {
  const { server } = fakeServer();
  const room = await server.createRoom({ ...roomOptions, routing: 'by hand' });
  return { peer: room.Peer('alice') };
}
