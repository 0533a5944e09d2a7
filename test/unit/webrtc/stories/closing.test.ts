import { expect } from 'chai';

import { uncaught } from '../../../kit/uncaught.js';
import { vector } from '../../sdp/vectors.js';
import { track } from '../kit/endpoint.js';
import { negotiate, offer, publish, rejection, stage, tasks, type Stage } from '../kit/stage.js';

const capabilities = vector('chromium-156-offer');

describe('RTCPeerConnection', () => {
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
        given.pc.addEventListener('close', event => errors.push(event.error));
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

    const ways: [what: string, listen: (pc: Stage['pc'], listener: () => void) => void][] = [
      ['on()', (pc, listener) => pc.on('signalingstatechange', listener)],
      [
        'addEventListener()',
        (pc, listener) => pc.addEventListener('signalingstatechange', listener),
      ],
      ['an attribute', (pc, listener) => void (pc.onsignalingstatechange = listener)],
    ];
    for (const [what, listen] of ways) {
      it(`goes on when a listener by ${what} throws, of which the process hears`, async () => {
        const { pc } = await stage();
        const bug = new Error('of the application');
        listen(pc, () => {
          throw bug;
        });

        const heard = await uncaught(() => negotiate(pc, { send: { '0': track(7) } }));

        expect(pc.signalingState).to.equal('stable');
        expect(heard).to.deep.equal([bug, bug]);
      });
    }
  });
});
