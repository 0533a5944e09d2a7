import { expect } from 'chai';

import { trackOf } from '../../../../src/webrtc/media/engine-tracks.js';
import type { MediaStreamTrack } from '../../../../src/webrtc/media/media-stream-track.js';
import { thrownName } from '../kit/observing.js';
import { owner, type Owner } from '../kit/owner.js';
import { publish } from '../kit/stage.js';

describe('TransceiverSet', () => {
  let alice: Owner;
  let track: MediaStreamTrack;

  beforeEach(async () => {
    alice = await owner();
    track = trackOf(await publish(alice.room, 'audio'));
  });

  it('has the same W3C object for a transceiver each time', () => {
    const { transceivers } = alice;
    const transceiver = transceivers.add({ kind: 'audio', direction: 'recvonly', origin: 'slot' });

    expect(transceivers.faceOf(transceiver)).to.equal(transceivers.faceOf(transceiver));
    expect(transceivers.faceOf(transceiver).receiver.track).to.equal(transceiver.receiving.track);
  });

  it('makes a transceiver for a track, and asks for an offer', () => {
    const sender = alice.transceivers.addTrack(track, []);

    const [transceiver] = alice.transceivers.list;
    expect([transceiver!.origin, transceiver!.direction]).to.deep.equal(['addTrack', 'sendrecv']);
    expect([sender.track, alice.updates()]).to.deep.equal([track, 1]);
  });

  it('puts a track where nothing was ever sent, and keeps it at a rollback', () => {
    const { transceivers } = alice;
    const made = transceivers.add({ kind: 'audio', direction: 'recvonly', origin: 'remote offer' });

    transceivers.addTrack(track, []);

    expect([...transceivers]).to.deep.equal([made]);
    expect([made.direction, made.origin]).to.deep.equal(['sendrecv', 'addTrack']);
  });

  it('puts no track where something was sent before', () => {
    const { transceivers } = alice;
    const used = transceivers.add({ kind: 'audio', direction: 'inactive', origin: 'slot' });
    used.setCurrentDirection('sendonly');

    transceivers.addTrack(track, []);

    expect(transceivers.list).to.have.lengthOf(2);
  });

  it('refuses a track that is sent already, and a foreign sender', async () => {
    const other = await owner();
    const foreign = other.transceivers.addTrack(track, []);
    alice.transceivers.addTrack(track, []);

    expect(thrownName(() => alice.transceivers.addTrack(track, []))).to.equal('InvalidAccessError');
    expect(thrownName(() => alice.transceivers.removeTrack(foreign))).to.equal(
      'InvalidAccessError'
    );
  });

  it('refuses everything once the connection is closed', () => {
    alice.connection.isClosed = true;

    expect(thrownName(() => alice.transceivers.addTrack(track, []))).to.equal('InvalidStateError');
    expect(thrownName(() => alice.transceivers.addTransceiver('audio', {}))).to.equal(
      'InvalidStateError'
    );
  });

  it('sends no more what is removed, and keeps the sender', () => {
    const sender = alice.transceivers.addTrack(track, []);

    alice.transceivers.removeTrack(sender);

    expect([sender.track, alice.transceivers.list[0]!.direction]).to.deep.equal([null, 'recvonly']);
  });

  it('forgets what is stopped once it has no section', () => {
    const { transceivers } = alice;
    const stopped = transceivers.add({ kind: 'audio', direction: 'sendrecv', origin: 'slot' });
    stopped.beginStop(false);

    transceivers.sweep([]);

    expect([...transceivers]).to.deep.equal([]);
    expect(stopped.isStopped).to.equal(true);
  });
});
