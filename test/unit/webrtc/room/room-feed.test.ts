import { expect } from 'chai';

import { RoomFeed } from '../../../../src/webrtc/room/room-feed.js';
import { owner, type Owner } from '../kit/owner.js';
import { publish } from '../kit/stage.js';

describe('RoomFeed', () => {
  let alice: Owner;

  beforeEach(async () => {
    alice = await owner();
    new RoomFeed(alice.peer, alice.transceivers, alice.connection.needed);
  });

  const only = () => {
    const { list } = alice.transceivers;
    expect(list).to.have.lengthOf(1);
    return list[0]!;
  };

  it('makes a transceiver for what the room sends, and asks for an offer', async () => {
    await publish(alice.room, 'video');

    expect([only().origin, only().direction, only().fedBy]).to.deep.equal([
      'room',
      'sendonly',
      alice.peer.rtpSenders[0],
    ]);
    expect(alice.updates()).to.be.greaterThan(0);
  });

  it('takes a transceiver in which the endpoint receives, and gets nothing', async () => {
    const slot = alice.transceivers.add({ kind: 'video', direction: 'recvonly', origin: 'slot' });
    slot.canEndpointReceive = true;

    await publish(alice.room, 'video');

    expect(only()).to.equal(slot);
    expect(slot.direction).to.equal('sendrecv');
  });

  it('takes none of another kind', async () => {
    const slot = alice.transceivers.add({ kind: 'audio', direction: 'recvonly', origin: 'slot' });
    slot.canEndpointReceive = true;

    await publish(alice.room, 'video');

    expect(alice.transceivers.list).to.have.lengthOf(2);
  });

  it('stops the transceiver when what was sent has ended', async () => {
    const receiver = await publish(alice.room, 'video');
    const transceiver = only();

    receiver.close();

    expect(transceiver.isStopping).to.equal(true);
  });

  it('keeps the transceiver where the endpoint sends', async () => {
    const receiver = await publish(alice.room, 'video');
    const transceiver = only();
    transceiver.wantReceiving(true);
    transceiver.firedDirection = 'sendrecv';

    receiver.close();

    expect([transceiver.isStopping, transceiver.direction]).to.deep.equal([false, 'recvonly']);
  });
});
