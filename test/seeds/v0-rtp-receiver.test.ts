// Version 0.1: RtpReceiver. Numbers are the rows of the old suites.
import { expect } from 'chai';

import { errors, Server, type Peer, type Transport } from '../../src/index.js';
import type { VerbatimRtpParameters } from '../../src/index.js';
import type { RtpReceiver } from '../../src/engine/rtp-receiver.js';
import type { Dump } from '../../src/worker/messages.js';
import { close, local, plainVideo, rejection } from './kit.js';

const parameters = {
  kind: 'video',
  muxId: 'abcd',
  codecs: [
    {
      name: 'H264',
      payloadType: 101,
      clockRate: 90000,
      maxptime: 60,
      ptime: 10,
      rtx: { payloadType: 102, rtxTime: 5000 },
      fec: [{ mechanism: 'foo', payloadType: 103 }],
      rtcpFeedback: [
        { type: 'nack', parameter: '' },
        { type: 'nack', parameter: 'pli' },
      ],
      parameters: { 'foo-bar': 'ñáéí€', useinbandfec: 1, isGood: true, level: -3, ratio: 0.5 },
    },
    { name: 'X-UNHEARD-OF', payloadType: 104 },
  ],
  encodings: [
    { ssrc: 100000, rtxSsrc: 100001, fecSsrc: 100002, codecPayloadType: 101 },
    { ssrc: 200000, rtx: { ssrc: 200001 }, fec: { mechanism: 'foo', ssrc: 200002 } },
  ],
  rtcp: { cname: 'ñoño', ssrc: 1234, reducedSize: true },
  somethingElse: { kept: [1, 2, 3] },
} as VerbatimRtpParameters;

describe('version 0.1', () => {
  let server: Server;
  let peer: Peer;
  let transport: Transport;
  let receiver: RtpReceiver;
  let nextName = 0;

  before(() => {
    server = Server(local);
  });

  after(() => server.close());

  const makeReceiver = async (): Promise<void> => {
    peer = server.Room().Peer(`peer ${nextName++}`);
    transport = await peer.createTransport();
    receiver = peer.RtpReceiver(transport);
  };

  describe('28: a receiver with full parameters', () => {
    let listener: Dump;

    before(makeReceiver);

    it('has the transport that it was given', () => {
      expect(receiver.transport).to.equal(transport);
    });

    it('accepts them', async () => {
      expect(await receiver.receive(parameters)).to.equal(receiver);
    });

    it('lets its transport resolve dump()', async () => {
      listener = (await transport.dump())['rtpListener'] as Dump;
      expect(listener).to.be.an('object');
    });

    it('shows media, RTX and FEC SSRCs there', () => {
      const ssrcs = [100000, 100001, 100002, 200000, 200001, 200002];
      expect(listener['ssrcTable']).to.deep.equal(
        Object.fromEntries(ssrcs.map(ssrc => [String(ssrc), receiver.id]))
      );
    });

    it('shows its payload types there', () => {
      expect(listener['ptTable']).to.deep.equal({ 101: receiver.id, 104: receiver.id });
    });

    it('resolves dump()', async () => {
      expect(await receiver.dump()).to.include({ rtpReceiverId: receiver.id, hasTransport: true });
    });

    it('shows there exactly what it was given', async () => {
      expect((await receiver.dump())['rtpParameters']).to.deep.equal(parameters);
    });
  });

  describe('receive()', () => {
    beforeEach(makeReceiver);

    it('29: needs a kind', async () => {
      const { message } = await rejection((receiver.receive as () => Promise<unknown>)());
      expect(message).to.equal('missing `kind`');
    });

    const wrong: [what: string, change: object][] = [
      ['an unknown kind', { kind: 'chicken' }],
      ['no codecs', { codecs: [] }],
      ['a codec without a name', { codecs: [{ payloadType: 100 }] }],
      ['a codec without a payload type', { codecs: [{ name: 'opus' }] }],
      ['no encodings', { encodings: undefined }],
      ['an encoding without an SSRC', { encodings: [{}] }],
    ];
    for (const [what, change] of wrong) {
      it(`refuses ${what} with a TypeError`, async () => {
        const given = { ...plainVideo(1), ...change };
        expect(await rejection(receiver.receive(given))).to.be.instanceOf(TypeError);
      });
    }

    it('is refused once the transport has closed', async () => {
      transport.close();
      const error = await rejection(receiver.receive(plainVideo(1)));
      expect(error).to.be.instanceOf(errors.InvalidStateError);
    });

    it('tells senders of new parameters under both names of the event', async () => {
      await receiver.receive(plainVideo(1));
      const sender = (peer.room.Peer('viewer'), await nextSender());
      const heard: unknown[] = [];
      sender.on('updateparameters', given => heard.push(given));
      sender.on('parameterschange', given => heard.push(given));

      await receiver.receive(plainVideo(2));

      expect(heard).to.deep.equal([plainVideo(2), plainVideo(2)]);
    });

    const nextSender = async () => {
      await peer.room.dump();
      return peer.room.getPeer('viewer')!.rtpSenders[0]!;
    };
  });

  describe('30: a receiver that closes', () => {
    before(makeReceiver);

    it('does so without an error', async () => {
      await receiver.receive(plainVideo(1));
      expect(await close(receiver)).to.equal(undefined);
    });

    it('lets its peer resolve dump()', async () => {
      expect(await peer.dump()).to.include({ peerId: peer.id });
    });

    it('is not in the dump', async () => {
      expect((await peer.dump())['rtpReceivers']).to.deep.equal([]);
    });
  });
});
