import { expect } from 'chai';

import { MediaStream } from '../../../../src/webrtc/media/media-stream.js';
import { closeAll, exchange, offer, pair, sectionsOf, thrownName } from '../kit/connection-pair.js';

describe('W3C WebRTC 1.0, 5.1 addTrack()', () => {
  afterEach(closeAll);

  it('makes a transceiver that sends and receives', async () => {
    const { a, track } = await pair();
    const sent = track('audio');

    const sender = a.addTrack(sent);

    expect(sender.track).to.equal(sent);
    expect(a.getTransceivers()[0]!.sender).to.equal(sender);
    expect(a.getTransceivers()[0]!.direction).to.equal('sendrecv');
  });

  for (const given of [undefined, null, 'audio', {}]) {
    it(`throws a TypeError for ${JSON.stringify(given)}`, async () => {
      const { a } = await pair();

      expect(thrownName(() => a.addTrack(given as never))).to.equal('TypeError');
    });
  }

  it('throws a TypeError for streams that are none', async () => {
    const { a, track } = await pair();

    expect(thrownName(() => a.addTrack(track('audio'), {} as never))).to.equal('TypeError');
  });

  it('throws an InvalidAccessError for a track that is sent already', async () => {
    const { a, track } = await pair();
    const sent = track('audio');
    a.addTrack(sent);

    expect(thrownName(() => a.addTrack(sent, new MediaStream()))).to.equal('InvalidAccessError');
  });

  it('throws the InvalidStateError of close() first', async () => {
    const { a, track } = await pair();
    const sent = track('audio');
    a.addTrack(sent);
    a.close();

    expect(thrownName(() => a.addTrack(sent))).to.equal('InvalidStateError');
  });

  const uses: [direction: 'recvonly' | 'inactive', becomes: string][] = [
    ['recvonly', 'sendrecv'],
    ['inactive', 'sendonly'],
  ];
  for (const [direction, becomes] of uses) {
    it(`uses a transceiver that is ${direction} and never sent: it becomes ${becomes}`, async () => {
      const { a, track } = await pair();
      const transceiver = a.addTransceiver('audio', { direction });

      const sender = a.addTrack(track('audio'));

      expect(sender).to.equal(transceiver.sender);
      expect(transceiver.direction).to.equal(becomes);
    });
  }

  it('uses one that an offer has made', async () => {
    const { a, b, track } = await pair();
    a.addTransceiver('audio');
    await offer(a, b);

    const sender = b.addTrack(track('audio'));

    expect(b.getSenders()).to.deep.equal([sender]);
    expect(b.getTransceivers()[0]!.direction).to.equal('sendrecv');
  });

  it('uses one that was to send, but never did', async () => {
    const { a, track } = await pair();
    const sender = a.addTrack(track('audio'));
    a.removeTrack(sender);

    expect(a.addTrack(track('audio'))).to.equal(sender);
  });

  it('uses none that has sent', async () => {
    const { a, b, track } = await pair();
    const sender = a.addTrack(track('audio'));
    await exchange(a, b);
    a.removeTrack(sender);

    expect(a.addTrack(track('audio'))).not.to.equal(sender);
  });

  it('uses none that has a track', async () => {
    const { a, track } = await pair();
    const sender = a.addTrack(track('audio'));

    expect(a.addTrack(track('audio'))).not.to.equal(sender);
  });

  it('uses none of another kind', async () => {
    const { a, track } = await pair();
    const { sender } = a.addTransceiver('video', { direction: 'recvonly' });

    expect(a.addTrack(track('audio'))).not.to.equal(sender);
  });

  it('uses none that is stopped', async () => {
    const { a, track } = await pair();
    const transceiver = a.addTransceiver('audio', { direction: 'recvonly' });
    transceiver.stop();

    expect(a.addTrack(track('audio'))).not.to.equal(transceiver.sender);
  });

  it('gives the sender it uses its streams', async () => {
    const { a, track } = await pair();
    const [one, other] = [new MediaStream(), new MediaStream()];
    a.removeTrack(a.addTrack(track('audio'), one));

    a.addTrack(track('audio'), other);

    expect((await a.createOffer()).sdp)
      .to.contain(other.id)
      .and.not.contain(one.id);
  });

  it('has one section for each track', async () => {
    const { a, track } = await pair();
    a.addTrack(track('audio'));
    a.addTrack(track('audio'));

    expect(sectionsOf((await a.createOffer()).sdp)).to.have.length(2);
  });
});

describe('W3C WebRTC 1.0, 5.1 removeTrack()', () => {
  afterEach(closeAll);

  it('empties the sender and sends no more', async () => {
    const { a, track } = await pair();
    const sender = a.addTrack(track('audio'));

    a.removeTrack(sender);

    expect(sender.track).to.equal(null);
    expect(a.getTransceivers()[0]!.direction).to.equal('recvonly');
    expect(a.getSenders()).to.deep.equal([sender]);
  });

  it('makes sendonly inactive', async () => {
    const { a, track } = await pair();
    const transceiver = a.addTransceiver(track('audio'), { direction: 'sendonly' });

    a.removeTrack(transceiver.sender);

    expect(transceiver.direction).to.equal('inactive');
  });

  it('leaves the current direction until the next exchange', async () => {
    const { a, b, track } = await pair();
    const transceiver = a.addTransceiver(track('audio'));
    await exchange(a, b);

    a.removeTrack(transceiver.sender);
    expect(transceiver.currentDirection).to.equal('sendonly');
    await exchange(a, b);

    expect(transceiver.currentDirection).to.equal('inactive');
  });

  it('does nothing to a sender without a track', async () => {
    const { a } = await pair();
    const transceiver = a.addTransceiver('audio');

    a.removeTrack(transceiver.sender);

    expect(transceiver.direction).to.equal('sendrecv');
  });

  it('does nothing to a sender that a rollback has removed', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await offer(a, b);
    const [sender] = b.getSenders();
    await b.setRemoteDescription({ type: 'rollback' });

    b.removeTrack(sender!);
  });

  it('throws an InvalidAccessError for a sender of another connection', async () => {
    const { a, b, track } = await pair();
    const sender = a.addTrack(track('audio'));

    expect(thrownName(() => b.removeTrack(sender))).to.equal('InvalidAccessError');
    expect(sender.track).not.to.equal(null);
  });

  it('throws the InvalidStateError of close() first', async () => {
    const { a, b, track } = await pair();
    const sender = a.addTrack(track('audio'));
    b.close();

    expect(thrownName(() => b.removeTrack(sender))).to.equal('InvalidStateError');
  });

  it('throws a TypeError for what is no sender', async () => {
    const { a } = await pair();

    expect(thrownName(() => a.removeTrack(null as never))).to.equal('TypeError');
  });
});
