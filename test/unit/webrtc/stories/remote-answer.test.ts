import { expect } from 'chai';

import { vector } from '../../sdp/vectors.js';
import {
  answerTo,
  fingerprint,
  midsThatAre,
  sectionsOf,
  track,
  trackWithRtx,
} from '../kit/endpoint.js';
import { negotiate, offer, publish, rejection, stage, tasks } from '../kit/stage.js';

const answer = (sdp: string) => ({ type: 'answer' as const, sdp });

describe('RTCPeerConnection setRemoteDescription', () => {
  it('makes receivers of the tracks that the endpoint sends', async () => {
    const { pc, peer } = await stage();

    await negotiate(pc, { send: { '0': track(7), '1': trackWithRtx(8, 9) } });

    expect(
      peer.rtpReceivers.map(({ kind, rtpParameters }) => [
        kind,
        rtpParameters?.muxId,
        rtpParameters?.encodings,
        rtpParameters?.userParameters,
      ])
    ).to.deep.equal([
      ['audio', '0', [{ ssrc: 7, codecPayloadType: 100 }], { msid: 'stream track' }],
      [
        'video',
        '1',
        [{ ssrc: 8, rtx: { ssrc: 9 }, codecPayloadType: 110 }],
        { msid: 'stream video' },
      ],
    ]);
  });

  it('tells the engine whom DTLS will meet, once', async () => {
    const { pc, worker } = await stage();

    await negotiate(pc);
    await negotiate(pc);

    expect(
      worker.paramsOf('transport.connect').map(({ role, fingerprints }) => [role, fingerprints])
    ).to.deep.equal([
      ['server', [{ algorithm: 'sha-256', value: fingerprint.replaceAll(':', '').toLowerCase() }]],
    ]);
  });

  it('forwards what was accepted, as it was accepted', async () => {
    const { pc, room, peer, worker } = await stage();
    await publish(room, 'video');
    const sdp = (await offer(pc)).toString();
    expect(worker.paramsOf('sender.create')).to.deep.equal([]);

    const withoutRtx = answerTo(sdp).replace(/(?<=mid:2[^]*)a=extmap:3 .*\r\n/, '');
    await pc.setRemoteDescription(answer(withoutRtx.replace('SAVPF 110 101\r\n', 'SAVPF 110\r\n')));

    const [created] = worker.paramsOf('sender.create');
    expect(created?.rtp).to.deep.include({
      mid: '2',
      codecs: [{ receiverPayloadType: 110, payloadType: 110, nack: true }],
    });
    expect(created?.rtp.headerExtensions.map(({ id }) => id)).to.deep.equal([2, 4]);
    expect(peer.rtpSenders[0]?.active).to.equal(true);
  });

  it('forwards nothing in a section that the endpoint declines', async () => {
    const { pc, room, worker } = await stage();
    await publish(room);

    await negotiate(pc, { decline: ['2'] });

    expect(worker.paramsOf('sender.create')).to.deep.equal([]);
  });

  it('forwards once the endpoint changes its mind', async () => {
    const { pc, room, worker } = await stage();
    await publish(room);
    await negotiate(pc, { decline: ['2'] });

    await negotiate(pc);

    expect(worker.paramsOf('sender.create')).to.have.length(1);
  });

  it('ceases to forward when the endpoint declines later', async () => {
    const { pc, room, worker } = await stage();
    await publish(room);
    await negotiate(pc);

    await negotiate(pc, { decline: ['2'] });

    expect(worker.paramsOf('sender.close')).to.have.length(1);
  });

  it('tells the worker nothing of a sender that stays as it was', async () => {
    const { pc, room, worker } = await stage();
    await publish(room);
    await negotiate(pc);
    const before = worker.requests.length;

    await negotiate(pc);

    expect(worker.requests).to.have.length(before);
  });

  it('does not offer again what was rejected until it changes', async () => {
    const { pc, room } = await stage();
    const source = await publish(room);
    await negotiate(pc, { reject: ['2'] });
    expect(midsThatAre(await negotiate(pc), 'sendonly')).to.deep.equal([]);

    await source.receive({ ...source.rtpParameters!, userParameters: { msid: 'new name' } });

    expect(midsThatAre(await negotiate(pc), 'sendonly')).to.deep.equal(['3']);
  });

  it('closes a receiver when its track is gone, and takes the next in the same slot', async () => {
    const { pc, peer } = await stage();
    await negotiate(pc, { send: { '0': track(7) } });
    const [first] = peer.rtpReceivers;

    await negotiate(pc);
    const emptied = [first?.closed, peer.rtpReceivers.length];
    const sdp = await negotiate(pc, { send: { '0': track(8) } });

    expect(emptied).to.deep.equal([true, 0]);
    expect(midsThatAre(sdp, 'recvonly')).to.deep.equal(['0', '1']);
    expect(peer.rtpReceivers[0]?.rtpParameters?.encodings?.[0]?.ssrc).to.equal(8);
  });

  it('updates a receiver whose track changes', async () => {
    const { pc, peer } = await stage();
    await negotiate(pc, { send: { '0': track(7) } });
    const [receiver] = peer.rtpReceivers;

    await negotiate(pc, { send: { '0': track(8, 'other') } });

    expect(peer.rtpReceivers).to.deep.equal([receiver]);
    expect(receiver?.rtpParameters?.encodings?.[0]?.ssrc).to.equal(8);
    expect(receiver?.rtpParameters?.userParameters).to.deep.equal({ msid: 'stream other' });
  });

  it('leaves a receiver alone whose track does not change', async () => {
    const { pc, peer, worker } = await stage();
    await negotiate(pc, { send: { '0': track(7) } });

    await negotiate(pc, { send: { '0': track(7) } });

    expect(peer.rtpReceivers).to.have.length(1);
    expect(worker.paramsOf('receiver.update')).to.deep.equal([]);
  });

  it('makes a rejected slot anew in the next offer', async () => {
    const { pc } = await stage();
    await negotiate(pc, { reject: ['0'] });

    const sdp = await negotiate(pc);

    expect(sectionsOf(sdp).map(({ mid }) => mid)).to.deep.equal(['2', '1']);
    expect(midsThatAre(sdp, 'recvonly')).to.deep.equal(['2', '1']);
  });

  it('stops a slot whose receiver the application closed', async () => {
    const { pc, peer, events } = await stage();
    await negotiate(pc, { send: { '1': track(7) } });
    peer.rtpReceivers[0]?.close();
    await tasks();

    const sdp = await negotiate(pc, { send: { '1': track(7) } });

    expect(events.at(-3)).to.equal('negotiationneeded');
    expect(midsThatAre(sdp, 'rejected')).to.deep.equal(['1']);
    expect(midsThatAre(sdp, 'recvonly')).to.deep.equal(['0', '2']);
    expect(peer.rtpReceivers).to.deep.equal([]);
  });

  it('makes no receiver in a slot that was stopped while the offer was out', async () => {
    const { pc, peer } = await stage();
    await negotiate(pc, { send: { '0': track(7) } });
    const sdp = await offer(pc);
    peer.rtpReceivers[0]?.close();

    await pc.setRemoteDescription(answer(answerTo(sdp, { send: { '0': track(7) } })));

    expect(peer.rtpReceivers).to.deep.equal([]);
  });

  it('survives that a participant leaves while the answer is applied', async () => {
    const { pc, room, worker, peer } = await stage();
    const source = await publish(room);
    const sdp = await offer(pc);
    worker.hold();
    const done = pc.setRemoteDescription(answer(answerTo(sdp)));
    await tasks();

    source.close();
    worker.release();
    await done;

    expect(pc.signalingState).to.equal('stable');
    expect(peer.rtpSenders).to.deep.equal([]);
  });

  it('keeps the answer', async () => {
    const { pc, events } = await stage();
    const sdp = await offer(pc);
    const text = answerTo(sdp);

    await pc.setRemoteDescription(answer(text));

    expect(pc.remoteDescription?.toJSON()).to.deep.equal(answer(text));
    expect(pc.currentLocalDescription?.sdp).to.equal(sdp);
    expect(pc.pendingLocalDescription).to.equal(null);
    expect(events).to.deep.equal(['signalingstatechange', 'signalingstatechange']);
  });

  describe('of real endpoints', () => {
    const names = [
      'chromium-156-answer',
      'firefox-153-answer',
      'gstreamer-1.22-answer',
      'aiortc-1.4-answer',
    ] as const;
    for (const name of names) {
      it(`takes ${name}`, async () => {
        const { pc, room, peer } = await stage();
        await publish(room, 'audio');
        await publish(room, 'video');
        await offer(pc);

        await pc.setRemoteDescription(answer(vector(name)));

        expect(peer.rtpReceivers.map(({ kind }) => kind)).to.deep.equal(['audio', 'video']);
        expect(peer.rtpSenders[0]?.active).to.equal(true);
      });
    }
  });

  describe('changes nothing', () => {
    type Description = { type: string; sdp?: string };
    const cases: [what: string, description: (good: string) => Description, name: string][] = [
      ['when it is no SDP', () => ({ type: 'answer', sdp: 'hello' }), 'OperationError'],
      ['when it is empty', () => ({ type: 'answer', sdp: '' }), 'OperationError'],
      [
        'when it is too long',
        good => ({ type: 'answer', sdp: good.repeat(800) }),
        'OperationError',
      ],
      [
        'when it does not fit',
        good => ({ type: 'answer', sdp: good.replace('a=mid:2', 'a=mid:3') }),
        'InvalidAccessError',
      ],
      ['when it is a rollback', () => ({ type: 'rollback' }), 'InvalidStateError'],
      ['when its type is unknown', good => ({ type: 'x', sdp: good }), 'TypeError'],
      ['when its text is missing', () => ({ type: 'answer' }), 'OperationError'],
    ];
    for (const [what, description, name] of cases) {
      it(what, async () => {
        const { pc, room, peer, worker } = await stage();
        await publish(room);
        const sdp = await offer(pc);
        const before = worker.requests.length;
        const good = answerTo(sdp, { send: { '0': track(7) } });

        const error = await rejection(pc.setRemoteDescription(description(good) as never));

        expect(error.name).to.equal(name);
        expect(pc.signalingState).to.equal('have-local-offer');
        expect(pc.remoteDescription).to.equal(null);
        expect(worker.requests).to.have.length(before);

        await pc.setRemoteDescription(answer(good));
        expect(peer.rtpReceivers).to.have.length(1);
      });
    }

    it('when there is no offer out', async () => {
      const { pc } = await stage();
      const { sdp } = await pc.createOffer();

      const error = await rejection(pc.setRemoteDescription(answer(answerTo(sdp))));

      expect(error.name).to.equal('InvalidStateError');
      expect(pc.signalingState).to.equal('stable');
    });

    it('when it is no description', async () => {
      const { pc } = await stage();

      expect(await rejection(pc.setRemoteDescription(undefined as never))).to.be.instanceOf(
        TypeError
      );
    });

    const refusals = ['receiver.create', 'sender.create', 'transport.connect'] as const;
    for (const method of refusals) {
      it(`when the worker refuses ${method}`, async () => {
        const { pc, room, peer, worker } = await stage();
        await publish(room);
        const sdp = await offer(pc);
        const good = answer(answerTo(sdp, { send: { '0': track(7), '1': trackWithRtx(8, 9) } }));
        worker.refuse(method);

        const error = await rejection(pc.setRemoteDescription(good));

        expect(error.name).to.equal('OperationError');
        expect(error.message).to.match(/could not be applied: refused/);
        expect(pc.signalingState).to.equal('have-local-offer');
        expect(peer.rtpReceivers).to.deep.equal([]);
        // Each sender that was created is closed again.
        const created = worker.paramsOf('sender.create').length;
        const isRefused = method === 'sender.create' ? 1 : 0;
        expect(worker.paramsOf('sender.close')).to.have.length(created - isRefused);

        await pc.setRemoteDescription(good);
        expect(peer.rtpReceivers).to.have.length(2);
        expect(peer.rtpSenders[0]?.active).to.equal(true);
      });
    }

    it('when the worker refuses an update', async () => {
      const { pc, peer, worker } = await stage();
      await negotiate(pc, { send: { '0': track(7) } });
      const sdp = await offer(pc);
      worker.refuse('receiver.create');

      const changed = { send: { '0': track(8), '1': trackWithRtx(9, 10) } };
      await rejection(pc.setRemoteDescription(answer(answerTo(sdp, changed))));

      expect(peer.rtpReceivers.map(r => r.rtpParameters?.encodings?.[0]?.ssrc)).to.deep.equal([7]);
    });
  });
});
