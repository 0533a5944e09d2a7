import { expect } from 'chai';

import { closeAll, exchange, heard, offer, pair, rejectionName } from '../kit/connection-pair.js';

/** The sender of a video track, and its connection. */
const sending = async () => {
  const { a, b, track, worker } = await pair();
  const { sender } = a.addTransceiver(track('video'));
  return { a, b, track, worker, sender, transceiver: a.getTransceivers()[0]! };
};

describe('W3C WebRTC 1.0, 5.2 RTCRtpSender.replaceTrack()', () => {
  afterEach(closeAll);

  it('changes the track before the first exchange', async () => {
    const { sender, track } = await sending();
    const next = track('video');

    await sender.replaceTrack(next);

    expect(sender.track).to.equal(next);
  });

  it('changes the track after it, without another one', async () => {
    const { a, b, sender, track } = await sending();
    await exchange(a, b);
    const next = track('video');

    await sender.replaceTrack(next);

    expect(sender.track).to.equal(next);
    expect(a.signalingState).to.equal('stable');
  });

  it('is not done before its call returns', async () => {
    const { sender, track } = await sending();
    const { track: before } = sender;

    const replacing = sender.replaceTrack(track('video'));

    expect(sender.track).to.equal(before);
    await replacing;
  });

  it('takes null, and leaves the direction', async () => {
    const { sender, transceiver } = await sending();

    await sender.replaceTrack(null);

    expect(sender.track).to.equal(null);
    expect(transceiver.direction).to.equal('sendrecv');
  });

  it('puts a track where there was none', async () => {
    const { a, track } = await pair();
    const { sender } = a.addTransceiver('audio');
    const next = track('audio');

    await sender.replaceTrack(next);

    expect(sender.track).to.equal(next);
  });

  it('takes the track that it has already', async () => {
    const { sender } = await sending();
    const { track } = sender;

    await sender.replaceTrack(track);

    expect(sender.track).to.equal(track);
  });

  it('takes a track that has ended', async () => {
    const { sender, track } = await sending();
    const next = track('video');
    next.stop();

    await sender.replaceTrack(next);

    expect(sender.track).to.equal(next);
  });

  it('keeps the name that descriptions give the track', async () => {
    const { a, b, sender, track } = await sending();
    await exchange(a, b);
    const msidOf = (sdp: string) => /a=msid:.*/.exec(sdp)![0];
    const before = msidOf(a.localDescription!.sdp);

    await sender.replaceTrack(track('video'));

    expect(msidOf((await a.createOffer()).sdp)).to.equal(before);
  });

  it('rejects with TypeError for another kind', async () => {
    const { sender, track } = await sending();
    const { track: before } = sender;

    expect(await rejectionName(sender.replaceTrack(track('audio')))).to.equal('TypeError');
    expect(sender.track).to.equal(before);
  });

  for (const given of [undefined, 1, {}]) {
    it(`rejects with TypeError for ${JSON.stringify(given)}`, async () => {
      const { sender } = await sending();

      expect(await rejectionName(sender.replaceTrack(given as never))).to.equal('TypeError');
    });
  }

  it('rejects with InvalidStateError once the transceiver is stopping', async () => {
    const { sender, transceiver, track } = await sending();
    transceiver.stop();

    expect(await rejectionName(sender.replaceTrack(track('video')))).to.equal('InvalidStateError');
  });

  it('rejects with the TypeError first', async () => {
    const { a, sender, track } = await sending();
    const other = track('audio');
    a.close();

    expect(await rejectionName(sender.replaceTrack(other))).to.equal('TypeError');
    expect(await rejectionName(sender.replaceTrack(null))).to.equal('InvalidStateError');
  });

  it('waits for operations that are under way', async () => {
    const { a, b, sender, track } = await sending();
    await offer(a, b);
    await b.setLocalDescription();
    const log: string[] = [];
    const next = track('video');

    await Promise.all([
      a.setRemoteDescription(heard(b.localDescription)).then(() => log.push('answer')),
      sender.replaceTrack(next).then(() => log.push('track')),
    ]);

    expect(log).to.deep.equal(['answer', 'track']);
  });

  it('takes the calls in their order', async () => {
    const { sender, track } = await sending();
    const [one, other] = [track('video'), track('video')];

    await Promise.all([sender.replaceTrack(one), sender.replaceTrack(other)]);

    expect(sender.track).to.equal(other);
  });
});
