import { expect } from 'chai';

import { RTCPeerConnection } from '../../../src/webrtc/peer-connection.js';
import type { CloseEvent } from '../../../src/webrtc/events.js';
import { RTCSessionDescription } from '../../../src/webrtc/rtc-session-description.js';
import { vector } from '../sdp/vectors.js';
import { answerTo, midsThatAre, sectionsOf, track } from './endpoint.js';
import { negotiate, offer, publish, rejection, stage, tasks, type Stage } from './stage.js';

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

    for (const options of [undefined, {}, { peer: null }, { peer: 'alice' }, { peer: {} }]) {
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

    it('does not do Plan B', async () => {
      const { room } = await stage();
      const peer = room.Peer('bob');

      expect(() => new RTCPeerConnection({ peer, usePlanB: true }))
        .to.throw(DOMException)
        .with.property('name', 'NotSupportedError');
      expect(new RTCPeerConnection({ peer, usePlanB: false }).closed).to.equal(false);
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
      await publish(room, 'audio', { msid: 'bob mic' });
      await publish(room, 'video');

      const sdp = await offer(pc);

      expect(midsThatAre(sdp, 'sendonly')).to.deep.equal(['2', '3']);
      expect(sectionsOf(sdp)[2]?.attributes).to.include('msid:bob mic');
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

  describe('setLocalDescription', () => {
    it('takes the created offer', async () => {
      const { pc, events } = await stage();
      const description = await pc.createOffer();

      await pc.setLocalDescription(description);

      expect(pc.localDescription).to.equal(description);
      expect(pc.pendingLocalDescription).to.equal(description);
      expect(pc.currentLocalDescription).to.equal(null);
      expect(pc.signalingState).to.equal('have-local-offer');
      expect(events).to.deep.equal(['signalingstatechange']);
    });

    it('takes a plain object', async () => {
      const { pc } = await stage();

      await pc.setLocalDescription((await pc.createOffer()).toJSON());

      expect(pc.signalingState).to.equal('have-local-offer');
    });

    it('creates the offer itself', async () => {
      const { pc } = await stage();

      await pc.setLocalDescription();

      expect(midsThatAre(pc.localDescription!.sdp, 'recvonly')).to.deep.equal(['0', '1']);
    });

    it('takes a newer offer instead of the one that is out', async () => {
      const { pc, events } = await stage();
      await offer(pc);

      const newer = await offer(pc, { offerToReceiveAudio: 2 });

      expect(midsThatAre(newer, 'recvonly')).to.deep.equal(['0', '1', '2']);
      expect(pc.localDescription?.sdp).to.equal(newer);
      expect(events).to.deep.equal(['signalingstatechange']);
    });

    it('takes an offer back', async () => {
      const { pc } = await stage();
      await offer(pc);

      await pc.setLocalDescription({ type: 'rollback' });

      expect(pc.signalingState).to.equal('stable');
      expect(pc.localDescription).to.equal(null);
    });

    const wrong: [what: string, description: (sdp: string) => unknown, name: string][] = [
      [
        'a changed offer',
        sdp => ({ type: 'offer', sdp: `${sdp}a=x\r\n` }),
        'InvalidModificationError',
      ],
      ['an answer', sdp => ({ type: 'answer', sdp }), 'InvalidStateError'],
      ['a rollback of nothing', () => ({ type: 'rollback' }), 'InvalidStateError'],
      ['an unknown type', sdp => ({ type: 'x', sdp }), 'TypeError'],
      ['a number', sdp => ({ type: 'offer', sdp: sdp.length }), 'TypeError'],
    ];
    for (const [what, description, name] of wrong) {
      it(`rejects ${what}`, async () => {
        const { pc } = await stage();
        const { sdp } = await pc.createOffer();

        const error = await rejection(pc.setLocalDescription(description(sdp) as never));

        expect(error.name).to.equal(name);
        expect(pc.signalingState).to.equal('stable');
      });
    }

    it('rejects an offer that is not the last', async () => {
      const { pc } = await stage();
      const first = await pc.createOffer();
      await pc.createOffer();

      expect((await rejection(pc.setLocalDescription(first))).name).to.equal(
        'InvalidModificationError'
      );
    });
  });

  describe('reset', () => {
    it('takes the offer back at once', async () => {
      const { pc, events } = await stage();
      await offer(pc);

      pc.reset();

      expect(pc.signalingState).to.equal('stable');
      expect(pc.localDescription).to.equal(null);
      expect(events).to.deep.equal(['signalingstatechange', 'signalingstatechange']);
    });

    it('keeps what was agreed before', async () => {
      const { pc, room } = await stage();
      const agreed = await negotiate(pc);
      await publish(room);
      await offer(pc);

      pc.reset();

      expect(pc.localDescription?.sdp).to.equal(agreed);
      expect(pc.remoteDescription?.type).to.equal('answer');
    });

    it('lets the next offer name the same mids', async () => {
      const { pc, room } = await stage();
      await negotiate(pc);
      await publish(room);
      const first = await offer(pc);
      pc.reset();

      const second = await offer(pc);

      expect(midsThatAre(second, 'sendonly')).to.deep.equal(midsThatAre(first, 'sendonly'));
    });

    it('waits for an operation under way', async () => {
      const { pc } = await stage();
      const sdp = await offer(pc);
      const done = pc.setRemoteDescription({ type: 'answer', sdp: answerTo(sdp) });

      pc.reset();
      await done;
      await tasks();

      expect(pc.signalingState).to.equal('stable');
      expect(pc.remoteDescription).to.not.equal(null);
    });

    it('makes a failed exchange repeatable', async () => {
      const { pc } = await stage();
      await offer(pc);
      const error = await pc
        .setRemoteDescription({ type: 'answer', sdp: 'nonsense' })
        .catch((caught: unknown) => (pc.reset(), caught));

      await negotiate(pc);

      expect(error).to.be.instanceOf(DOMException);
      expect(pc.signalingState).to.equal('stable');
    });
  });

  describe('close', () => {
    it('closes the peer', async () => {
      const { pc, peer, events } = await stage();

      pc.close();
      pc.close();

      expect(pc.closed).to.equal(true);
      expect(pc.signalingState).to.equal('closed');
      expect(peer.closed).to.equal(true);
      expect(events).to.deep.equal(['close']);
    });

    const closings: [what: string, close: (stage: Stage, error: Error) => void][] = [
      ['the connection', ({ pc }, error) => pc.close(error)],
      ['its peer', ({ peer }, error) => peer.close(error)],
      ['its transport', ({ peer }, error) => peer.transports[0]?.close(error)],
      ['its room', ({ room }, error) => room.close(error)],
    ];
    for (const [what, close] of closings) {
      it(`tells why ${what} was closed`, async () => {
        const given = await stage();
        await negotiate(given.pc);
        const errors: unknown[] = [];
        given.pc.on('close', error => errors.push(error));
        given.pc.addEventListener('close', event => errors.push((event as CloseEvent).error));
        const error = new Error('enough');

        close(given, error);

        expect(errors).to.deep.equal([error, error]);
        expect(given.peer.closed).to.equal(true);
      });
    }

    it('closes when the endpoint ends DTLS', async () => {
      const { pc, peer, worker } = await stage();
      await negotiate(pc);

      worker.notify({
        event: 'transport.dtlsState',
        data: { id: peer.transports[0]!.id, state: 'closed' },
      });

      expect(pc.closed).to.equal(true);
    });

    it('rejects what is under way and what comes after', async () => {
      const { pc, worker } = await stage();
      worker.hold();
      const pending = [pc.createOffer(), pc.setLocalDescription()].map(rejection);
      pc.close();
      worker.release();

      const names = (await Promise.all(pending)).map(({ name }) => name);
      const later = [
        pc.createOffer(),
        pc.createAnswer(),
        pc.setLocalDescription(),
        pc.setRemoteDescription({ type: 'answer', sdp: '' }),
        pc.setCapabilities(capabilities),
        pc.restartIce(),
      ].map(rejection);
      const laterNames = (await Promise.all(later)).map(({ name }) => name);

      expect([...names, ...laterNames]).to.deep.equal(Array(8).fill('InvalidStateError'));
      expect(pc.reset()).to.equal(undefined);
    });

    it('says nothing after its close event', async () => {
      const { pc, room, events } = await stage();
      await negotiate(pc);
      await publish(room);
      pc.close();
      await tasks();

      expect(events.at(-1)).to.equal('close');
    });
  });

  describe('as an EventTarget', () => {
    it('hands out events that know it', async () => {
      const { pc } = await stage();
      const seen: unknown[] = [];
      pc.onsignalingstatechange = event => seen.push(event.type, event.target === pc);
      pc.addEventListener('signalingstatechange', () => seen.push('once'), { once: true });

      await offer(pc);
      pc.onsignalingstatechange = null;
      pc.reset();

      expect(seen).to.deep.equal(['signalingstatechange', true, 'once']);
      expect(pc.onsignalingstatechange).to.equal(null);
    });

    it('forgets a listener', async () => {
      const { pc } = await stage();
      const seen: string[] = [];
      const listener = { handleEvent: (event: Event) => seen.push(event.type) };
      pc.addEventListener('signalingstatechange', listener);
      pc.removeEventListener('signalingstatechange', listener);

      await offer(pc);

      expect(seen).to.deep.equal([]);
    });

    it('goes on when a listener throws', async () => {
      const { pc } = await stage();
      pc.on('signalingstatechange', () => {
        throw new Error('of the application');
      });

      await negotiate(pc, { send: { '0': track(7) } });

      expect(pc.signalingState).to.equal('stable');
    });
  });
});
