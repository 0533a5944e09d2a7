// Version 1: Server, Room and Peer.
import { expect } from 'chai';
import { fileURLToPath } from 'node:url';

import { errors, Server, type Peer, type Room, type Transport } from '../../src/index.js';
import type { MediaKind, RoomMediaCodec, ServerOptions } from '../../src/index.js';
import {
  close,
  closing,
  local as localV0,
  peerCapabilities,
  rejection,
  roomOptions,
} from './kit.js';

const pathOf = (name: string): string => fileURLToPath(new URL(`files/${name}`, import.meta.url));

const local: ServerOptions = {
  numWorkers: 1,
  logLevel: 'warn',
  rtcIPv4: '127.0.0.1',
  rtcIPv6: false,
  rtcMinPort: localV0.rtcMinPort!,
  rtcMaxPort: localV0.rtcMaxPort!,
};

describe('version 1', () => {
  describe('Server', () => {
    let server: Server;

    afterEach(() => server.close());

    const accepted: [what: string, options: ServerOptions | undefined][] = [
      ['no options', undefined],
      ['valid options', { ...local, logTags: ['info', 'ice', 'dtls'] }],
      [
        'a certificate',
        {
          ...local,
          dtlsCertificateFile: pathOf('certificate.pem'),
          dtlsPrivateKeyFile: pathOf('private-key.pem'),
        },
      ],
    ];
    for (const [what, options] of accepted) {
      it(`closes without an error when it was given ${what}`, async () => {
        server = Server(options);
        await server.dump();
        expect(await close(server)).to.equal(undefined);
      });
    }

    const refused: [what: string, options: ServerOptions][] = [
      ['a log level that does not exist', { logLevel: 'WRONG_LOG_LEVEL' as never }],
      ['an address of another machine', { rtcIPv4: '192.0.2.1' }],
      ['fewer ports than it needs', { numWorkers: 4, rtcMinPort: 40000, rtcMaxPort: 40001 }],
    ];
    for (const [what, options] of refused) {
      it(`closes with an error for ${what}`, async () => {
        server = Server({ ...local, ...options });
        expect(await closing(server)).to.be.instanceOf(Error);
      });
    }
  });

  describe('a running Server', () => {
    let server: Server;

    before(() => {
      server = Server({ ...local, numWorkers: 2 });
    });

    after(() => server.close());

    it('updates no settings', async () => {
      expect(await server.updateSettings()).to.deep.equal([undefined, undefined]);
    });

    it('updates its log level and tags', async () => {
      const settings: ServerOptions = { logLevel: 'warn', logTags: ['ice'] };
      expect(await server.updateSettings(settings)).to.have.length(2);
    });

    it('refuses an unknown log level', async () => {
      const { message } = await rejection(server.updateSettings({ logLevel: 'chicken' as never }));
      expect(message).to.equal("invalid value 'chicken' for logLevel");
    });

    it('creates a room that closes without an error', async () => {
      expect(await close(await server.createRoom(roomOptions))).to.equal(undefined);
    });

    it('announces a room before its promise resolves', async () => {
      const order: unknown[] = [];
      server.once('newroom', room => order.push(room));
      const room = await server.createRoom(roomOptions).finally(() => order.push('resolved'));
      expect(order).to.deep.equal([room, 'resolved']);
    });

    it('refuses codecs that make no sense', async () => {
      const wrong = { mediaCodecs: [{ name: 'audio/opus' } as RoomMediaCodec] };
      expect(await rejection(server.createRoom(wrong))).to.be.instanceOf(TypeError);
    });

    it('lists its workers with their rooms', async () => {
      const room = await server.createRoom(roomOptions);
      const { workers } = await server.dump();
      expect(workers).to.have.length(2);
      expect(JSON.stringify(workers)).to.include(room.id);
    });
  });

  describe('a closed Server', () => {
    let server: Server;

    before(() => {
      server = Server(local);
      server.close();
    });

    it('rejects new settings with an InvalidStateError', async () => {
      const error = await rejection(server.updateSettings({ logLevel: 'error' }));
      expect(error).to.be.instanceOf(errors.InvalidStateError);
    });

    it('rejects a room with an InvalidStateError', async () => {
      const error = await rejection(server.createRoom(roomOptions));
      expect(error).to.be.instanceOf(errors.InvalidStateError);
    });

    it('rejects dump() with an InvalidStateError', async () => {
      expect(await rejection(server.dump())).to.be.instanceOf(errors.InvalidStateError);
    });
  });

  describe('Room', () => {
    let server: Server;
    let room: Room;

    before(() => {
      server = Server(local);
    });

    beforeEach(async () => {
      room = await server.createRoom(roomOptions);
    });

    after(() => server.close());

    it('makes a peer that closes without an error', async () => {
      expect(await close(room.Peer('alice'))).to.equal(undefined);
    });

    it('throws a TypeError for a peer without a name', () => {
      expect(() => (room.Peer as () => Peer)()).to.throw(TypeError);
    });

    it('throws for a name that is in use', () => {
      room.Peer('alice');
      expect(() => room.Peer('alice')).to.throw(Error);
    });

    it('gives a name again after its peer has closed', () => {
      room.Peer('alice').close();
      expect(room.getPeer('alice')).to.equal(undefined);
      expect(room.getPeer(room.Peer('alice').name)).to.be.an('object');
    });

    it('lists its peers in the order of their coming', () => {
      const [alice, bob, carol] = ['alice', 'bob', 'carol'].map(name => room.Peer(name));
      bob!.close();
      expect(room.peers).to.deep.equal([alice, carol]);
    });

    for (const kind of ['audio', 'video', 'depth'] as const) {
      it(`has capabilities of the kind ${kind}`, () => {
        const { codecs } = room.getCapabilities(kind);
        expect(codecs.length).to.be.greaterThan(0);
        expect(codecs.every(codec => codec.kind === kind)).to.equal(true);
        expect(room.getCapabilities(kind)).to.equal(room.getCapabilities(kind));
      });
    }

    it('throws a TypeError for capabilities of another kind', () => {
      expect(() => room.getCapabilities('chicken' as MediaKind)).to.throw(TypeError);
    });

    it('lists its peers in dump()', async () => {
      room.Peer('alice');
      room.Peer('bob');
      const dump = await room.dump();
      expect(dump['peers']).to.have.length(2);
      expect(dump).to.deep.include({
        roomId: room.id,
        mapRtpReceiverRtpSenders: {},
        mapRtpSenderRtpReceiver: {},
        audioLevelsEventEnabled: false,
      });
    });

    it('announces its peers', async () => {
      const announced = new Promise(resolve => room.once('newpeer', resolve));
      expect(room.Peer('alice')).to.equal(await announced);
    });

    it('throws an InvalidStateError for a peer once it has closed', () => {
      room.close();
      expect(() => room.Peer('alice')).to.throw(errors.InvalidStateError);
    });
  });

  describe('Peer', () => {
    let server: Server;
    let peer: Peer;
    let transport: Transport;

    before(() => {
      server = Server(local);
    });

    beforeEach(async () => {
      peer = (await server.createRoom(roomOptions)).Peer('alice');
      await peer.setCapabilities(peerCapabilities);
      transport = await peer.createTransport();
    });

    after(() => server.close());

    it('lists its transport in dump()', async () => {
      expect((await peer.dump())['transports']).to.have.length(1);
    });

    it('refuses a transport without any protocol', async () => {
      const { message } = await rejection(peer.createTransport({ udp: false, tcp: false }));
      expect(message).to.equal('could not open any IP:port');
    });

    it('makes a receiver of a kind', async () => {
      const receiver = peer.RtpReceiver('audio', transport);
      expect(receiver).to.include({ kind: 'audio', transport, peer });
      expect(peer.rtpReceivers[0]).to.equal(receiver);
      expect((await peer.dump())['rtpReceivers']).to.have.length(1);
    });

    it('throws an InvalidStateError for a receiver of a closed transport', () => {
      transport.close();
      expect(() => peer.RtpReceiver('audio', transport)).to.throw(errors.InvalidStateError);
    });

    it('throws a TypeError for a receiver of an unknown kind', () => {
      expect(() => peer.RtpReceiver('chicken' as MediaKind, transport)).to.throw(TypeError);
    });

    it('takes capabilities once', async () => {
      const { message } = await rejection(peer.setCapabilities(peerCapabilities));
      expect(message).to.equal('peer capabilities already set');
    });
  });

  describe('a Peer without capabilities', () => {
    it('closes a receiver with an error', async () => {
      const server = Server(local);
      const peer = (await server.createRoom(roomOptions)).Peer('alice');
      const receiver = peer.RtpReceiver('audio', await peer.createTransport());
      expect(await closing(receiver)).to.be.instanceOf(errors.InvalidStateError);
      server.close();
    });
  });
});
