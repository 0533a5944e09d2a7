import { expect } from 'chai';

import { followReceiver, ReceiveSlots } from '../../../../src/webrtc/room/receive-slots.js';
import { owner, type Owner } from '../kit/owner.js';
import { opus } from '../kit/publisher.js';

describe('ReceiveSlots', () => {
  let alice: Owner;

  beforeEach(async () => {
    alice = await owner();
  });

  const kinds = (): string[] => alice.transceivers.list.map(({ kind }) => kind);
  const slots = (remembers: boolean) => new ReceiveSlots(alice.transceivers, remembers);

  it('has the initial number of each kind that was not asked for', () => {
    slots(true).raise({ video: 2 }, 1);

    expect(kinds()).to.deep.equal(['audio', 'video', 'video']);
  });

  it('counts transceivers that receive already', () => {
    alice.transceivers.add({ kind: 'audio', direction: 'sendrecv', origin: 'addTransceiver' });

    slots(true).raise({ audio: 1, video: 0 }, 1);

    expect(kinds()).to.deep.equal(['audio']);
  });

  it('never has fewer in a room than were asked for before', () => {
    const raised = slots(true);
    raised.raise({ audio: 2, video: 0 }, 0);

    raised.raise({ audio: 0, video: 0 }, 0);

    expect(alice.transceivers.list.map(({ direction }) => direction)).to.deep.equal([
      'recvonly',
      'recvonly',
    ]);
  });

  it('receives no more outside a room where none is asked for', () => {
    const raised = slots(false);
    raised.raise({ audio: 1 }, 0);

    raised.raise({ audio: 0 }, 0);

    expect(alice.transceivers.list.map(({ direction }) => direction)).to.deep.equal(['inactive']);
  });

  it('stops a transceiver whose engine receiver the application closes', async () => {
    const transport = await alice.peer.createTransport();
    const receiver = alice.peer.RtpReceiver('audio', transport);
    const transceiver = alice.transceivers.add({
      kind: 'audio',
      direction: 'recvonly',
      origin: 'slot',
    });
    transceiver.receiving.connect(receiver, opus);
    followReceiver(transceiver, alice.connection.needed);

    receiver.close();

    expect([transceiver.isStopping, alice.updates()]).to.deep.equal([true, 1]);
  });
});
