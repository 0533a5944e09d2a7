import { expect } from 'chai';

import { answerTo, midsThatAre } from '../kit/endpoint.js';
import { negotiate, offer, publish, rejection, stage, tasks } from '../kit/stage.js';

describe('RTCPeerConnection', () => {
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
      ['an answer', sdp => ({ type: 'answer', sdp }), 'InvalidModificationError'],
      ['an answer to be made', () => ({ type: 'answer' }), 'InvalidStateError'],
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
});
