import { expect } from 'chai';

import { EngineError } from '../../../../src/base/errors.js';
import type { Peer } from '../../../../src/engine/peer.js';
import type { Room } from '../../../../src/engine/room.js';
import type { RtpReceiver } from '../../../../src/engine/rtp-receiver.js';
import type { Transport } from '../../../../src/engine/transport.js';
import { Forwarding, type Negotiated } from '../../../../src/webrtc/rtp/forwarding.js';
import { fakeServer, roomOptions, type FakeWorker } from '../../../kit/fake-channel.js';
import { publish, rejection, tasks } from '../kit/stage.js';

const negotiated: Negotiated = {
  muxId: 'a',
  codecs: [{ name: 'audio/opus', payloadType: 111, clockRate: 48000, numChannels: 2 }],
  headerExtensions: [],
};

describe('Forwarding', () => {
  let worker: FakeWorker;
  let room: Room;
  let peer: Peer;
  let transport: Transport;
  let source: RtpReceiver;
  let forwarding: Forwarding;

  const created = (): ReturnType<FakeWorker['paramsOf']> => worker.paramsOf('sender.create');
  const given = async (receiver: RtpReceiver | undefined, isPaused = false): Promise<void> => {
    forwarding.setSource(receiver, isPaused, {});
    await tasks();
  };

  /** A viewer in a room where someone publishes. */
  async function enter(routing: 'everyone' | 'by hand'): Promise<void> {
    const { server, workers } = fakeServer();
    room = await server.createRoom({ ...roomOptions, routing });
    worker = workers[0]!;
    peer = room.Peer('viewer');
    peer.assumeCapabilities();
    transport = await peer.createTransport();
    source = await publish(room);
    forwarding = new Forwarding(peer);
  }

  describe('by hand', () => {
    beforeEach(() => enter('by hand'));

    it('sends when the source came first', async () => {
      await given(source);
      expect(forwarding.rtpSender).to.equal(undefined);

      await forwarding.negotiate(negotiated, transport);

      expect(created()).to.have.length(1);
      expect(created()[0]).to.deep.include({ receiverId: source.id, transportId: transport.id });
    });

    it('sends when the answer came first', async () => {
      await forwarding.negotiate(negotiated, transport);
      expect(forwarding.rtpSender).to.equal(undefined);

      await given(source);

      expect(created()).to.have.length(1);
    });

    it('sends under the SSRC, number and MID that were told', async () => {
      const { ssrc } = forwarding.sources;
      await given(source);
      await forwarding.negotiate(negotiated, transport);

      const [{ rtp }] = created() as [{ rtp: object }];
      expect(rtp).to.deep.include({ ssrc, mid: 'a' });
      expect((rtp as { codecs: unknown[] }).codecs[0]).to.include({ payloadType: 111 });
    });

    it('goes on under the same SSRC with another source', async () => {
      await given(source);
      await forwarding.negotiate(negotiated, transport);
      const first = forwarding.rtpSender!;
      const other = await publish(room);

      await given(other);

      expect(first.closed).to.equal(true);
      expect(forwarding.rtpSender?.associatedRtpReceiver).to.equal(other);
      expect(forwarding.rtpSender?.sources).to.deep.equal(first.sources);
      expect(created()).to.have.length(2);
    });

    it('ends without a source, and begins again with one', async () => {
      await given(source);
      await forwarding.negotiate(negotiated, transport);
      await given(undefined);
      expect(forwarding.rtpSender).to.equal(undefined);
      expect(peer.rtpSenders).to.have.length(0);

      await given(source);

      expect(created()).to.have.length(2);
    });

    it('begins again after its source has closed', async () => {
      await given(source);
      await forwarding.negotiate(negotiated, transport);
      source.close();
      await tasks();
      expect(forwarding.rtpSender).to.equal(undefined);

      await given(await publish(room));

      expect(created()).to.have.length(2);
    });

    it('is paused and goes on', async () => {
      await given(source, true);
      await forwarding.negotiate(negotiated, transport);
      expect(created()[0]).to.include({ paused: true });

      await given(source, false);

      expect(worker.paramsOf('sender.resume')).to.have.length(1);
    });

    it('passes limits on, and lifts them', async () => {
      await given(source);
      await forwarding.negotiate(negotiated, transport);
      for (const layers of [{ maxBitrateBps: 5 }, { maxBitrateBps: 5 }, {}]) {
        forwarding.setSource(source, false, layers);
        await tasks();
      }

      expect(worker.paramsOf('sender.setLayers')).to.have.length(2);
      expect(forwarding.rtpSender?.layers).to.deep.equal({});
    });

    it('sends nothing before it is accepted, or where it is rejected', async () => {
      await given(source);
      await forwarding.negotiate({ ...negotiated, codecs: [] }, transport);

      expect(created()).to.have.length(0);
    });

    it('ceases when it is rejected later', async () => {
      await given(source);
      await forwarding.negotiate(negotiated, transport);
      await forwarding.negotiate({ ...negotiated, codecs: [] }, transport);

      expect(worker.methods.at(-1)).to.equal('sender.close');
    });

    it('rejects when the worker refuses it', async () => {
      await given(source);
      worker.refuse('sender.create', new EngineError('INVALID_PARAMETERS', 'no'));

      expect((await rejection(forwarding.negotiate(negotiated, transport))).message).to.match(/no/);
      await forwarding.negotiate(negotiated, transport);
      expect(created()).to.have.length(2);
    });

    it('does not mind a source that leaves while it is negotiated', async () => {
      await given(source);
      worker.hold();
      const negotiating = forwarding.negotiate(negotiated, transport);
      await tasks();
      source.close();
      worker.release();

      await negotiating;
      expect(forwarding.rtpSender).to.equal(undefined);
    });

    it('closes its sender, and makes no other', async () => {
      await given(source);
      await forwarding.negotiate(negotiated, transport);
      const sender = forwarding.rtpSender!;
      forwarding.close();
      await tasks();

      expect(sender.closed).to.equal(true);
      await forwarding.negotiate(negotiated, transport);
      expect(created()).to.have.length(1);
    });
  });

  describe('of what the room sends', () => {
    beforeEach(async () => {
      await enter('everyone');
      forwarding.setSource(source, false, {});
      forwarding.adopt(peer.rtpSenders[0]!);
      await tasks();
    });

    it('negotiates the sender of the room, under its SSRCs', async () => {
      const [sender] = peer.rtpSenders;
      await forwarding.negotiate(negotiated, transport);

      expect(forwarding.rtpSender).to.equal(sender);
      expect(forwarding.sources).to.deep.equal(sender!.sources);
      expect(peer.rtpSenders).to.have.length(1);
      expect(created()).to.have.length(1);
    });

    it('leaves pauses to the application', async () => {
      const [sender] = peer.rtpSenders;
      await sender!.disable();
      await forwarding.negotiate(negotiated, transport);

      expect(sender!.disabled).to.equal(true);
    });

    it('pauses without touching what the application has disabled', async () => {
      const [sender] = peer.rtpSenders;
      await forwarding.negotiate(negotiated, transport);

      await given(source, true);
      expect(worker.methods.at(-1)).to.equal('sender.close');
      expect(sender!.disabled).to.equal(false);

      await given(source);
      expect(created()).to.have.length(2);
      expect(created()[1]).to.deep.equal(created()[0]);
    });

    it('leaves limits that the application has set', async () => {
      const [sender] = peer.rtpSenders;
      await sender!.setLayers({ maxBitrateBps: 7 });
      await forwarding.negotiate(negotiated, transport);
      expect(sender!.layers).to.deep.equal({ maxBitrateBps: 7 });

      forwarding.setSource(source, false, { maxBitrateBps: 9 });
      await tasks();
      expect(sender!.layers).to.deep.equal({ maxBitrateBps: 9 });
    });

    it('lets the sender go without closing it', async () => {
      const [sender] = peer.rtpSenders;
      await forwarding.negotiate(negotiated, transport);
      forwarding.close();
      await tasks();

      expect(sender!.closed).to.equal(false);
      expect(worker.methods.at(-1)).to.equal('sender.close');
    });

    it('sends another source beside it, under the same SSRCs', async () => {
      const [sender] = peer.rtpSenders;
      await forwarding.negotiate(negotiated, transport);
      await given(await publish(room));

      expect(sender!.closed).to.equal(false);
      expect(forwarding.rtpSender).to.not.equal(sender);
      expect(forwarding.rtpSender?.sources).to.deep.equal(sender!.sources);
    });
  });
});
