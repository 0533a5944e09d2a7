import { expect } from 'chai';

import { trackOf } from '../../../../src/webrtc/media/engine-tracks.js';
import { RtpNumbers } from '../../../../src/webrtc/jsep/rtp-numbers.js';
import type { Transceiver } from '../../../../src/webrtc/rtp/transceiver.js';
import { owner, type Owner } from '../kit/owner.js';
import { publish } from '../kit/stage.js';

const label = { stream: 'stream', track: 'track' };

describe('Transceiver', () => {
  let alice: Owner;
  let transceiver: Transceiver;

  beforeEach(async () => {
    alice = await owner();
    transceiver = alice.transceivers.add({
      kind: 'audio',
      direction: 'recvonly',
      origin: 'remote offer',
    });
  });

  /** What the room sends to Alice of somebody else's track. */
  async function roomSender() {
    await publish(alice.room, 'audio');
    return alice.peer.rtpSenders.at(-1)!;
  }

  it('changes one direction without the other', () => {
    transceiver.wantSending(true);
    expect(transceiver.direction).to.equal('sendrecv');

    transceiver.wantReceiving(false);
    expect(transceiver.direction).to.equal('sendonly');
  });

  it('remembers that it has sent', () => {
    transceiver.setCurrentDirection('recvonly');
    expect(transceiver.hasSent).to.equal(false);

    transceiver.setCurrentDirection('sendrecv');
    transceiver.setCurrentDirection('inactive');
    expect(transceiver.hasSent).to.equal(true);
  });

  it('ends its track when it stops, and has no direction once it is stopped', () => {
    transceiver.setCurrentDirection('recvonly');

    transceiver.finishStop(false);

    expect(transceiver.receiving.track.readyState).to.equal('ended');
    expect([transceiver.direction, transceiver.currentDirection]).to.deep.equal(['inactive', null]);
  });

  it('keeps its track when it disappears', () => {
    transceiver.finishStop(true);

    expect(transceiver.receiving.track.readyState).to.equal('live');
  });

  it('is free for the room where the endpoint receives, and nothing is sent', async () => {
    expect(transceiver.isFreeForFeed).to.equal(false);
    transceiver.canEndpointReceive = true;
    expect(transceiver.isFreeForFeed).to.equal(true);

    const sender = await roomSender();
    transceiver.feed(sender, trackOf(sender.associatedRtpReceiver), label);

    expect([transceiver.isFreeForFeed, transceiver.origin]).to.deep.equal([false, 'room']);
  });

  it('is not for the room where the application made it', () => {
    const asked = alice.transceivers.add({
      kind: 'audio',
      direction: 'recvonly',
      origin: 'addTransceiver',
    });
    asked.canEndpointReceive = true;

    expect(asked.isFreeForFeed).to.equal(false);
  });

  it('takes over what the room feeds elsewhere, with its SSRCs and its name', async () => {
    const sender = await roomSender();
    const other = alice.transceivers.add({ kind: 'audio', direction: 'sendonly', origin: 'room' });
    other.feed(sender, trackOf(sender.associatedRtpReceiver), label);

    transceiver.takeFeedOf(other);

    expect(transceiver.fedBy).to.equal(sender);
    expect([transceiver.direction, transceiver.sending.msids]).to.deep.equal(['sendrecv', [label]]);
    expect(transceiver.sending.described[0]!.ssrc).to.equal(sender.sources.ssrc);
    expect(other.sending.rtpSenders).to.deep.equal([]);
  });

  it('stays for the endpoint when the room feeds it no more', async () => {
    const sender = await roomSender();
    transceiver.feed(sender, trackOf(sender.associatedRtpReceiver), label);
    transceiver.wantSending(true);

    transceiver.starve();

    const { fedBy, origin, direction, sending } = transceiver;
    expect([fedBy, origin, direction, sending.track]).to.deep.equal([
      undefined,
      'slot',
      'recvonly',
      null,
    ]);
  });

  it('describes itself by the same object until something changes', () => {
    const given = {
      capabilities: alice.connection.capabilities,
      numbers: new RtpNumbers(),
      hasRids: true,
    };
    const { media } = transceiver.facts(given);

    expect(transceiver.facts(given).media).to.equal(media);
    transceiver.wantSending(true);
    expect(transceiver.facts(given).media).to.not.equal(media);
  });
});
