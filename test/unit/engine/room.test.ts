import { expect } from 'chai';

import { InvalidStateError } from '../../../src/base/errors.js';
import type { AudioLevel } from '../../../src/engine/room.js';
import { settled } from '../../kit/fake-clock.js';
import { call, join, rejection, scene, type Scene } from './kit.js';

describe('Room', () => {
  let base: Scene;

  beforeEach(async () => {
    base = await scene();
  });

  it('makes peers by name', () => {
    const { room } = base;
    const alice = room.Peer('alice');
    expect(alice.name).to.equal('alice');
    expect(alice.room).to.equal(room);
    expect(room.getPeer('alice')).to.equal(alice);
  });

  it('tells of a peer after it was returned', async () => {
    const { room } = base;
    const order: string[] = [];
    room.on('newpeer', peer => order.push(`event ${peer.name}`));
    room.Peer('alice');
    order.push('returned');
    await settled();
    expect(order).to.deep.equal(['returned', 'event alice']);
  });

  it('does not tell of a peer that closed at once', async () => {
    const { room } = base;
    room.on('newpeer', () => expect.fail('closed already'));
    room.Peer('alice').close();
    await settled();
  });

  for (const name of [undefined, null, 1, {}, '']) {
    it(`refuses ${JSON.stringify(name)} as a name`, () => {
      expect(() => base.room.Peer(name as string)).to.throw(TypeError, 'peerName must');
    });
  }

  it('refuses a name that is taken', () => {
    base.room.Peer('alice');
    expect(() => base.room.Peer('alice')).to.throw(Error, 'already exists');
  });

  it('lists its peers in the order of their coming', () => {
    const { room } = base;
    const [alice, bob, carol] = ['alice', 'bob', 'carol'].map(name => room.Peer(name));
    bob!.close();
    expect(room.peers).to.deep.equal([alice, carol]);
  });

  it('frees a name when the peer tells of its end', () => {
    const { room } = base;
    const first = room.Peer('alice');
    let peersAtEnd = -1;
    first.on('close', () => (peersAtEnd = room.peers.length));
    first.close();
    expect(peersAtEnd).to.equal(0);
    expect(room.getPeer('alice')).to.equal(undefined);

    const second = room.Peer('alice');

    expect(room.peers).to.deep.equal([second]);
  });

  for (const kind of ['audio', 'video', 'depth'] as const) {
    it(`gives the same ${kind} capabilities each time`, () => {
      const { room } = base;
      expect(room.getCapabilities(kind).codecs).to.have.length(kind === 'depth' ? 1 : 2);
      expect(room.getCapabilities(kind)).to.equal(room.getCapabilities(kind));
    });
  }

  for (const kind of [undefined, 'chicken', '']) {
    it(`refuses capabilities of kind ${String(kind)}`, () => {
      expect(() => base.room.getCapabilities(kind as 'audio')).to.throw(
        TypeError,
        `unsupported kind: ${String(kind)}`
      );
    });
  }

  it('closes once, telling the worker', () => {
    const { room, worker } = base;
    let closes = 0;
    room.on('close', error => {
      expect(error).to.equal(undefined);
      closes += 1;
    });

    room.close();
    room.close();

    expect(closes).to.equal(1);
    expect(worker.paramsOf('router.close')).to.deep.equal([{ routerId: room.id }]);
  });

  it('closes its peers first, without traffic for each', async () => {
    const { room, worker, alice, bob, receiver, sender, aliceTransport } = await call();
    const order: string[] = [];
    const watched = { alice, bob, room, receiver, sender, transport: aliceTransport };
    for (const [name, noun] of Object.entries(watched)) {
      (noun as typeof room).on('close', () => order.push(name));
    }
    const before = worker.requests.length;

    room.close();

    expect(order).to.deep.equal(['transport', 'receiver', 'alice', 'sender', 'bob', 'room']);
    expect(worker.methods.slice(before)).to.deep.equal(['router.close']);
  });

  it('refuses everything after its end', async () => {
    const { room } = base;
    room.close();
    expect(() => room.Peer('alice')).to.throw(InvalidStateError, 'Room closed');
    expect(await rejection(room.dump())).to.be.instanceOf(InvalidStateError);
  });

  it('dumps who receives whom', async () => {
    const { room, receiver, sender } = await call();

    const dump = await room.dump();

    expect(dump).to.include({ roomId: room.id, audioLevelsEventEnabled: false });
    expect(dump['capabilities']).to.deep.equal(room.codecs.capabilities);
    expect(dump['mapRtpReceiverRtpSenders']).to.deep.equal({ [receiver.id]: [sender.id] });
    expect(dump['mapRtpSenderRtpReceiver']).to.deep.equal({ [sender.id]: receiver.id });
    expect(dump['peers']).to.have.length(2);
  });

  it('dumps what is left when a peer closes meanwhile', async () => {
    const { room, bob, worker } = await call();
    worker.hold();
    const dumping = room.dump();
    bob.close();
    worker.release();
    expect((await dumping)['peers']).to.have.length(1);
  });
});

describe('Room, audio levels', () => {
  const levelsOf = (worker: Scene['worker']): boolean[] =>
    worker.paramsOf('router.setAudioLevels').map(params => params.enabled);
  const listener = (): void => {};

  it('are measured while somebody listens', async () => {
    const { room, worker } = await scene();

    room.on('audiolevels', listener);
    room.on('audiolevels', listener);
    expect(levelsOf(worker)).to.deep.equal([true]);

    room.off('audiolevels', listener);
    expect(levelsOf(worker)).to.deep.equal([true]);

    room.off('audiolevels', listener);
    expect(levelsOf(worker)).to.deep.equal([true, false]);
  });

  it('are no longer measured after a once listener', async () => {
    const { room, worker } = await scene();
    room.once('audiolevels', listener);
    worker.notify({ event: 'router.audioLevels', data: { id: room.id, entries: [] } });
    expect(levelsOf(worker)).to.deep.equal([true, false]);
  });

  it('are measured anew after all listeners were removed', async () => {
    const { room, worker } = await scene();
    room.on('audiolevels', listener);
    room.removeAllListeners();
    room.on('audiolevels', listener);
    room.removeAllListeners('audiolevels');
    expect(levelsOf(worker)).to.deep.equal([true, false, true, false]);
  });

  it('name peer and receiver, and leave out what is gone', async () => {
    const { room, worker } = await scene();
    const [alice, transport] = await join(room, 'alice');
    const rtpReceiver = alice.RtpReceiver('audio', transport);
    let heard: AudioLevel[] | undefined;
    room.on('audiolevels', levels => (heard = levels));

    worker.notify({
      event: 'router.audioLevels',
      data: {
        id: room.id,
        entries: [
          { receiverId: rtpReceiver.id, audioLevel: -30 },
          { receiverId: 'gone', audioLevel: -60 },
        ],
      },
    });

    expect(heard).to.deep.equal([{ peer: alice, rtpReceiver, audioLevel: -30 }]);
  });

  it('bring the silence too', async () => {
    const { room, worker } = await scene();
    let heard: AudioLevel[] | undefined;
    room.on('audiolevels', levels => (heard = levels));
    worker.notify({ event: 'router.audioLevels', data: { id: room.id, entries: [] } });
    expect(heard).to.deep.equal([]);
  });
});
