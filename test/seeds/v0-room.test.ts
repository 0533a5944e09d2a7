// Version 0.1: Room and Peer. Numbers are the rows of the old suites.
import { expect } from 'chai';

import { errors, Server, type Peer, type Room, type Transport } from '../../src/index.js';
import type { RtpReceiver } from '../../src/engine/rtp-receiver.js';
import { close, local, plainVideo, rejection } from './kit.js';

describe('version 0.1', () => {
  let server: Server;

  before(() => {
    server = Server(local);
  });

  after(() => server.close());

  describe('Room', () => {
    let room: Room;

    beforeEach(() => {
      room = server.Room();
    });

    it('13: makes a peer that closes without an error', async () => {
      expect(await close(room.Peer('alice'))).to.equal(undefined);
    });

    it('14: throws a TypeError for a peer without a name', () => {
      expect(() => (room.Peer as () => Peer)()).to.throw(TypeError);
    });

    it('15: throws for a name that is in use', () => {
      room.Peer('alice');
      expect(() => room.Peer('alice')).to.throw(Error, 'alice');
    });

    describe('17: dump()', () => {
      beforeEach(() => {
        room.Peer('alice');
        room.Peer('bob');
      });

      it('resolves', async () => {
        expect(await room.dump()).to.deep.include({ roomId: room.id });
      });

      it('lists both peers', async () => {
        expect((await room.dump())['peers']).to.have.length(2);
      });
    });

    it('shows its option in dump()', async () => {
      const dump = await server.Room({ forceUniquePayloadTypes: true }).dump();
      expect(dump['options']).to.deep.equal({ forceUniquePayloadTypes: true });
    });
  });

  describe('16: a name that is free again', () => {
    let room: Room;
    let first: Peer;
    let second: Peer;

    before(() => {
      room = server.Room();
      first = room.Peer('alice');
    });

    it('belongs to the first peer', () => {
      expect(room.getPeer('alice')).to.equal(first);
    });

    it('is that of the only peer', () => {
      expect(room.peers).to.have.length(1);
    });

    it('is nobody’s once the peer has closed', () => {
      first.close();
      expect(room.getPeer('alice')).to.equal(undefined);
    });

    it('leaves the room empty', () => {
      expect(room.peers).to.have.length(0);
    });

    it('belongs to the second peer', () => {
      second = room.Peer('alice');
      expect(room.getPeer('alice')).to.equal(second);
    });

    it('is again that of the only peer', () => {
      expect(room.peers).to.have.length(1);
    });

    it('goes with the second peer, which closes without an error', async () => {
      expect(await close(second)).to.equal(undefined);
    });
  });

  describe('18: a Peer with a transport', () => {
    let peer: Peer;
    let transport: Transport;

    before(async () => {
      peer = server.Room().Peer('alice');
      transport = await peer.createTransport();
    });

    it('has its name', () => {
      expect(peer.name).to.equal('alice');
    });

    it('has made a transport', () => {
      expect(transport.closed).to.equal(false);
    });

    it('resolves dump()', async () => {
      expect(await peer.dump()).to.include({ peerId: peer.id, peerName: 'alice' });
    });

    it('lists one transport', async () => {
      expect((await peer.dump())['transports']).to.have.length(1);
    });
  });

  describe('Peer', () => {
    it('19: refuses a transport without any protocol', async () => {
      const peer = server.Room().Peer('alice');
      const { message } = await rejection(peer.createTransport({ udp: false, tcp: false }));
      expect(message).to.equal('could not open any IP:port');
    });
  });

  describe('20: a receiver of an open transport', () => {
    let peer: Peer;
    let transport: Transport;
    let receiver: RtpReceiver;

    before(async () => {
      peer = server.Room().Peer('alice');
      transport = await peer.createTransport();
      receiver = peer.RtpReceiver(transport);
    });

    it('is made of a transport', () => {
      expect(transport.closed).to.equal(false);
    });

    it('has the transport that it was given', () => {
      expect(receiver.transport).to.equal(transport);
    });

    it('lets the peer resolve dump()', async () => {
      expect(await peer.dump()).to.include({ peerId: peer.id });
    });

    it('is the only receiver of the dump', async () => {
      expect((await peer.dump())['rtpReceivers']).to.have.length(1);
    });

    it('closes without an error', async () => {
      expect(await close(receiver)).to.equal(undefined);
    });
  });

  describe('21: a receiver of a closed transport', () => {
    let peer: Peer;
    let transport: Transport;

    before(async () => {
      peer = server.Room().Peer('alice');
      transport = await peer.createTransport();
    });

    it('would have been made of a transport', () => {
      expect(transport.closed).to.equal(false);
    });

    it('is refused with an InvalidStateError', () => {
      transport.close();
      expect(() => peer.RtpReceiver(transport)).to.throw(errors.InvalidStateError);
    });
  });

  describe('who else is refused as a transport', () => {
    it('is what is none, with a TypeError', () => {
      const peer = server.Room().Peer('alice');
      expect(() => peer.RtpReceiver({} as Transport)).to.throw(TypeError);
    });

    it('is the transport of another peer', async () => {
      const room = server.Room();
      const transport = await room.Peer('alice').createTransport();
      expect(() => room.Peer('bob').RtpReceiver(transport)).to.throw(/not found in this peer/);
    });
  });

  describe('a room whose peers come late', () => {
    it('gives them senders for what is sent already', async () => {
      const room = server.Room();
      const alice = room.Peer('alice');
      await alice.RtpReceiver(await alice.createTransport()).receive(plainVideo(1111));
      const bob = room.Peer('bob');
      const sender = await new Promise(resolve => bob.once('newrtpsender', resolve));
      expect(bob.rtpSenders).to.deep.equal([sender]);
    });

    it('does not send them two sources of one SSRC over one transport', async () => {
      const room = server.Room();
      for (const name of ['alice', 'carol']) {
        const peer = room.Peer(name);
        await peer.RtpReceiver(await peer.createTransport()).receive(plainVideo(1111));
      }
      const bob = room.Peer('bob');
      const transport = await bob.createTransport();
      const [first, second] = bob.rtpSenders;
      await first!.setTransport(transport);
      await rejection(second!.setTransport(transport));
      expect(second!.transport).to.equal(undefined);
      await second!.setTransport(await bob.createTransport());
    });
  });
});
