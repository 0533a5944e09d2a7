// Version 0.1, row 33: alice, bob and carol send to each other, and leave. The steps build on
// each other; each is a test of its own, as in the old suite.
import { expect } from 'chai';

import { Server, type Peer, type Room, type Transport } from '../../src/index.js';
import type { RtpReceiver } from '../../src/engine/rtp-receiver.js';
import type { RtpSender } from '../../src/engine/rtp-sender.js';
import type { Dump } from '../../src/worker/messages.js';
import { close, closing, local, next, plainAudio, plainVideo } from './kit.js';

describe('version 0.1: 33: a conference of alice, bob and carol', () => {
  const aliceAudio = plainAudio(100);
  const aliceVideo = plainVideo(101, 120);
  const bobVideo = plainVideo(200, 123);

  let server: Server;
  let room: Room;
  let alice: Peer;
  let bob: Peer;
  let carol: Peer;
  let aliceTransport: Transport;
  let bobTransport: Transport;
  let carolTransport: Transport;
  let aliceAudioReceiver: RtpReceiver;
  let aliceVideoReceiver: RtpReceiver;
  let bobVideoReceiver: RtpReceiver;
  let aliceVideoSender: RtpSender;
  let bobAudioSender: RtpSender;
  let bobVideoSender: RtpSender;
  let toldAlice: Promise<RtpSender>;

  before(() => {
    server = Server(local);
  });

  after(() => server.close());

  describe('begins', () => {
    it('with a room at once', () => {
      room = server.Room();
      expect(room.closed).to.equal(false);
    });

    it('with alice in it', () => {
      alice = room.Peer('alice');
      expect(alice.closed).to.equal(false);
    });

    it('with bob in it', () => {
      bob = room.Peer('bob');
      expect(bob.closed).to.equal(false);
    });

    it('with a transport for alice', async () => {
      aliceTransport = await alice.createTransport();
      expect(alice.transports).to.deep.equal([aliceTransport]);
    });

    it('with a transport for bob', async () => {
      bobTransport = await bob.createTransport();
      expect(bob.transports).to.deep.equal([bobTransport]);
    });
  });

  describe('has both sending', () => {
    before(() => {
      toldAlice = next<RtpSender>(alice, 'newrtpsender');
      aliceAudioReceiver = alice.RtpReceiver(aliceTransport);
      aliceVideoReceiver = alice.RtpReceiver(aliceTransport);
      bobVideoReceiver = bob.RtpReceiver(bobTransport);
    });

    it('audio of alice', async () => {
      expect(await aliceAudioReceiver.receive(aliceAudio)).to.equal(aliceAudioReceiver);
    });

    it('video of alice', async () => {
      expect(await aliceVideoReceiver.receive(aliceVideo)).to.equal(aliceVideoReceiver);
    });

    it('video of bob', async () => {
      expect(await bobVideoReceiver.receive(bobVideo)).to.equal(bobVideoReceiver);
    });
  });

  describe('gives each a sender for what the other sends', () => {
    it('tells alice of the video of bob', async () => {
      aliceVideoSender = await toldAlice;
      expect(aliceVideoSender.kind).to.equal('video');
    });

    it('tells her that it is bob’s', () => {
      expect(aliceVideoSender.associatedPeer).to.equal(bob);
    });

    it('has the audio of alice ready for bob', () => {
      bobAudioSender = bob.rtpSenders[0]!;
      expect(bobAudioSender.kind).to.equal('audio');
    });

    it('says that the audio is hers', () => {
      expect(bobAudioSender.associatedPeer).to.equal(alice);
    });

    it('has the video of alice ready for bob', () => {
      bobVideoSender = bob.rtpSenders[1]!;
      expect(bobVideoSender.kind).to.equal('video');
    });

    it('says that the video is hers', () => {
      expect(bobVideoSender.associatedPeer).to.equal(alice);
    });

    const senders: [what: string, sender: () => RtpSender, transport: () => Transport][] = [
      ['alice’s video', () => aliceVideoSender, () => aliceTransport],
      ['bob’s audio', () => bobAudioSender, () => bobTransport],
      ['bob’s video', () => bobVideoSender, () => bobTransport],
    ];
    for (const [what, sender, transport] of senders) {
      it(`takes a transport for the sender of ${what}`, async () => {
        expect(await sender().setTransport(transport())).to.equal(sender());
      });

      it(`has that transport in the sender of ${what}`, () => {
        expect(sender().transport).to.equal(transport());
      });
    }

    it('gives alice one', () => {
      expect(alice.rtpSenders).to.deep.equal([aliceVideoSender]);
    });

    it('gives bob two', () => {
      expect(bob.rtpSenders).to.deep.equal([bobAudioSender, bobVideoSender]);
    });

    it('passes the video of bob to alice as it is', () => {
      expect(aliceVideoSender.rtpParameters).to.deep.equal(bobVideo);
    });

    it('passes the audio of alice to bob as it is', () => {
      expect(bobAudioSender.rtpParameters).to.deep.equal(aliceAudio);
    });

    it('passes the video of alice to bob as it is', () => {
      expect(bobVideoSender.rtpParameters).to.deep.equal(aliceVideo);
    });
  });

  /** Two tests: dump() resolves, and shows which receiver feeds which senders. */
  function showsMap(expected: () => [RtpReceiver, RtpSender[]][]): void {
    let dump: Dump;

    it('dumps the room', async () => {
      dump = await room.dump();
      expect(dump['roomId']).to.equal(room.id);
    });

    it('shows who feeds whom, by ids that are strings', () => {
      const map = expected().map(([receiver, senders]) => [receiver.id, senders.map(s => s.id)]);
      expect(dump['mapRtpReceiverRtpSenders']).to.deep.equal(Object.fromEntries(map));
    });
  }

  describe('in full', () => {
    showsMap(() => [
      [aliceAudioReceiver, [bobAudioSender]],
      [aliceVideoReceiver, [bobVideoSender]],
      [bobVideoReceiver, [aliceVideoSender]],
    ]);
  });

  describe('goes on when alice stops her audio', () => {
    let senderClosed: Promise<Error | undefined>;

    it('which closes her receiver', async () => {
      senderClosed = closing(bobAudioSender);
      expect(await close(aliceAudioReceiver)).to.equal(undefined);
    });

    it('which closes the sender of it to bob', async () => {
      expect(await senderClosed).to.equal(undefined);
    });

    showsMap(() => [
      [aliceVideoReceiver, [bobVideoSender]],
      [bobVideoReceiver, [aliceVideoSender]],
    ]);
  });

  describe('goes on when bob leaves', () => {
    let receiverClosed: Promise<Error | undefined>;
    let senderClosed: Promise<Error | undefined>;
    let senderOfAliceClosed: Promise<Error | undefined>;
    let bobClosed: Promise<Error | undefined>;

    before(() => {
      receiverClosed = closing(bobVideoReceiver);
      senderClosed = closing(bobVideoSender);
      senderOfAliceClosed = closing(aliceVideoSender);
      bobClosed = close(bob);
    });

    it('which closes his receiver', async () => {
      expect(await receiverClosed).to.equal(undefined);
    });

    it('which closes his sender', async () => {
      expect(await senderClosed).to.equal(undefined);
    });

    it('which closes him', async () => {
      expect(await bobClosed).to.equal(undefined);
    });

    it('which closes the sender of his video to alice', async () => {
      expect(await senderOfAliceClosed).to.equal(undefined);
    });

    it('leaves alice one receiver', () => {
      expect(alice.rtpReceivers).to.deep.equal([aliceVideoReceiver]);
    });

    it('leaves bob no receiver', () => {
      expect(bob.rtpReceivers).to.deep.equal([]);
    });

    it('leaves alice no sender', () => {
      expect(alice.rtpSenders).to.deep.equal([]);
    });

    it('leaves bob no sender', () => {
      expect(bob.rtpSenders).to.deep.equal([]);
    });

    showsMap(() => [[aliceVideoReceiver, []]]);
  });

  describe('goes on when carol comes', () => {
    before(() => {
      carol = room.Peer('carol');
    });

    it('which gives her a transport', async () => {
      carolTransport = await carol.createTransport();
      expect(carol.transports).to.deep.equal([carolTransport]);
    });

    it('takes her audio', async () => {
      const receiver = carol.RtpReceiver(carolTransport);
      expect(await receiver.receive(plainAudio(300))).to.equal(receiver);
    });

    it('takes her video', async () => {
      const receiver = carol.RtpReceiver(carolTransport);
      expect(await receiver.receive(plainVideo(301))).to.equal(receiver);
    });

    showsMap(() => [
      [aliceVideoReceiver, carol.rtpSenders],
      [carol.rtpReceivers[0]!, [alice.rtpSenders[0]!]],
      [carol.rtpReceivers[1]!, [alice.rtpSenders[1]!]],
    ]);
  });
});
