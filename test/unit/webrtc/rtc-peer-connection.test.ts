import { expect } from 'chai';

import { RTCPeerConnection } from '../../../src/webrtc/rtc-peer-connection.js';
import { RTCSessionDescription } from '../../../src/webrtc/exchange/rtc-session-description.js';
import { vector } from '../sdp/vectors.js';
import { midsThatAre, sectionsOf } from './kit/endpoint.js';
import { negotiate, offer, publish, rejection, stage, tasks } from './kit/stage.js';

const capabilities = vector('chromium-156-offer');

describe('RTCPeerConnection', () => {
  describe('constructor', () => {
    it('makes an RTCPeerConnection', async () => {
      const { pc, peer } = await stage();

      expect(pc).to.be.instanceOf(RTCPeerConnection);
      expect(pc.peer).to.equal(peer);
      expect(pc.closed).to.equal(false);
      expect(pc.signalingState).to.equal('stable');
      expect(pc.localDescription).to.equal(null);
      expect(pc.remoteDescription).to.equal(null);
    });

    for (const options of [{ peer: null }, { peer: 'alice' }, { peer: {} }]) {
      it(`throws at ${JSON.stringify(options)}`, () => {
        expect(() => new RTCPeerConnection(options as never)).to.throw(TypeError, 'options.peer');
      });
    }

    it('throws at a bitrate that is none', async () => {
      const { room } = await stage();

      expect(() => new RTCPeerConnection({ peer: room.Peer('bob'), maxBitrate: -1 })).to.throw(
        TypeError,
        'maxBitrate'
      );
    });

    it('throws at a closed peer', async () => {
      const { room } = await stage();
      const peer = room.Peer('bob');
      peer.close();

      expect(() => new RTCPeerConnection({ peer }))
        .to.throw(DOMException)
        .with.property('name', 'InvalidStateError');
    });
  });

  describe('setCapabilities', () => {
    it('tells the peer what the endpoint has in common with the room', async () => {
      const { pc, peer } = await stage();

      await pc.setCapabilities(capabilities);

      expect(peer.capabilities?.codecs.map(({ name }) => name)).to.deep.equal([
        'audio/opus',
        'audio/PCMU',
        'video/VP8',
        'video/H264',
        'video/rtx',
        'video/rtx',
      ]);
    });

    it('opens the transport with its options and limit', async () => {
      const { pc, worker } = await stage({ transportOptions: { tcp: false }, maxBitrate: 500_000 });

      await pc.setCapabilities(capabilities);

      expect(worker.paramsOf('transport.create')[0]?.options).to.include({ udp: true, tcp: false });
      expect(worker.paramsOf('transport.setMaxBitrate')[0]?.bitrateBps).to.equal(500_000);
    });

    it('narrows the offers', async () => {
      const { pc } = await stage();
      await pc.setCapabilities(vector('firefox-153-offer'));

      const [audio, video] = sectionsOf(await offer(pc));

      expect(audio?.mLine).to.equal('m=audio 9 UDP/TLS/RTP/SAVPF 100 0');
      expect(video?.mLine).to.equal('m=video 9 UDP/TLS/RTP/SAVPF 110 101');
    });

    it('rejects the second time', async () => {
      const { pc } = await stage();
      await pc.setCapabilities(capabilities);

      expect((await rejection(pc.setCapabilities(capabilities))).name).to.equal(
        'InvalidStateError'
      );
    });

    it('may follow an offer once', async () => {
      const { pc, peer } = await stage();
      await pc.createOffer();

      await pc.setCapabilities(vector('firefox-153-offer'));

      expect(peer.capabilities?.codecs.map(({ name }) => name)).to.not.include('video/H264');
    });

    const wrong: [what: string, sdp: unknown, name: string][] = [
      ['what is no text', { codecs: [] }, 'TypeError'],
      ['what is no SDP', 'hello', 'OperationError'],
      ['an SDP without media', 'v=0\r\n', 'InvalidAccessError'],
    ];
    for (const [what, sdp, name] of wrong) {
      it(`rejects ${what}`, async () => {
        const { pc, peer } = await stage();

        expect((await rejection(pc.setCapabilities(sdp as string))).name).to.equal(name);
        expect(peer.capabilities).to.equal(undefined);
      });
    }

    it('names the line that is wrong', async () => {
      const { pc } = await stage();

      const error = await rejection(pc.setCapabilities('v=0\r\nhello\r\n'));

      expect(error.message).to.equal('invalid capabilities SDP: line 2: not of the form x=value');
      expect(error).to.include({ errorDetail: 'sdp-syntax-error', sdpLineNumber: 2 });
    });

    it('rejects when no transport can be opened', async () => {
      const { pc, worker } = await stage();
      worker.refuse('transport.create');

      const error = await rejection(pc.setCapabilities(capabilities));

      expect(error.name).to.equal('OperationError');
      expect((error as Error).cause).to.have.property('code', 'INVALID_PARAMETERS');
    });
  });

  describe('createOffer', () => {
    const counts: [options: object | undefined, mids: string[]][] = [
      [undefined, ['0', '1']],
      [{}, ['0', '1']],
      [{ offerToReceiveAudio: 2, offerToReceiveVideo: 3 }, ['0', '1', '2', '3', '4']],
      [{ offerToReceiveAudio: true, offerToReceiveVideo: false }, ['0']],
      [{ offerToReceiveAudio: 0, offerToReceiveVideo: 0 }, []],
    ];
    for (const [options, mids] of counts) {
      it(`has ${mids.length} slots for ${JSON.stringify(options)}`, async () => {
        const { pc } = await stage();

        expect(midsThatAre((await pc.createOffer(options)).sdp, 'recvonly')).to.deep.equal(mids);
      });
    }

    for (const count of [-1, 1.5, 101, '1', NaN]) {
      it(`rejects a count of ${String(count)}`, async () => {
        const { pc } = await stage();

        const error = await rejection(pc.createOffer({ offerToReceiveAudio: count as number }));

        expect(error).to.be.instanceOf(TypeError);
      });
    }

    it('may raise the counts later, at the end', async () => {
      const { pc } = await stage();
      await negotiate(pc);

      const sdp = await offer(pc, { offerToReceiveAudio: 2, offerToReceiveVideo: 1 });

      expect(midsThatAre(sdp, 'recvonly')).to.deep.equal(['0', '1', '2']);
    });

    it('never lowers the counts', async () => {
      const { pc } = await stage();
      await negotiate(pc, {}, { offerToReceiveAudio: 2 });

      expect(midsThatAre(await offer(pc, { offerToReceiveAudio: 0 }), 'recvonly')).to.have.length(
        3
      );
    });

    it('changes nothing yet', async () => {
      const { pc, events } = await stage();

      await pc.createOffer();
      await tasks();

      expect(pc.signalingState).to.equal('stable');
      expect(pc.localDescription).to.equal(null);
      expect(events).to.deep.equal([]);
    });

    it('uses one transport and growing versions', async () => {
      const { pc, worker } = await stage();

      const [first, second] = await Promise.all([pc.createOffer(), pc.createOffer()]);

      const version = (sdp: string): string | undefined =>
        /^o=crosspoint (\d+ \d+) /m.exec(sdp)?.[1];
      expect(version(first.sdp)?.replace(/1$/, '2')).to.equal(version(second.sdp));
      expect(worker.paramsOf('transport.create')).to.have.length(1);
    });

    it('has a section for each track in the room', async () => {
      const { pc, room } = await stage();
      const bob = await publish(room, 'audio', { msid: 'bob mic' });
      await publish(room, 'video');

      const sdp = await offer(pc);

      expect(midsThatAre(sdp, 'sendonly')).to.deep.equal(['2', '3']);
      const { stream, track } = pc.peer.rtpSenders.find(
        ({ associatedRtpReceiver }) => associatedRtpReceiver === bob
      )!.msid;
      expect(sectionsOf(sdp)[2]?.attributes).to.include(`msid:${stream} ${track}`);
    });

    it('has no word for depth', async () => {
      const { pc, room } = await stage();
      const bob = room.Peer('bob');
      bob.assumeCapabilities();
      const receiver = bob.RtpReceiver('depth', await bob.createTransport());
      await receiver.receive({
        codecs: [{ name: 'video/VP8', payloadType: 120, clockRate: 90000 }],
      });

      expect(sectionsOf(await offer(pc))).to.have.length(2);
    });

    it('is an RTCSessionDescription', async () => {
      const { pc } = await stage();

      expect(await pc.createOffer())
        .to.be.instanceOf(RTCSessionDescription)
        .with.property('type', 'offer');
    });
  });

  it('has nothing to answer', async () => {
    const { pc } = await stage();

    expect((await rejection(pc.createAnswer())).name).to.equal('InvalidStateError');
  });
});
