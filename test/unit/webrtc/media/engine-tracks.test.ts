import { expect } from 'chai';

import { rememberTrack, trackOf } from '../../../../src/webrtc/media/engine-tracks.js';
import { MediaStreamTrack } from '../../../../src/webrtc/media/media-stream-track.js';
import { TrackFeed } from '../../../../src/webrtc/media/track-feed.js';
import { tasks, thrownName } from '../kit/observing.js';
import { opus, publisher } from '../kit/publisher.js';

describe('trackOf', () => {
  it('is the same each time', async () => {
    const { receiver } = await publisher();
    await receiver.receive(opus);

    expect(trackOf(receiver)).to.equal(trackOf(receiver));
  });

  it('is the one that a connection made', async () => {
    const { receiver } = await publisher();
    const track = new MediaStreamTrack(new TrackFeed('audio'));

    rememberTrack(receiver, track);

    expect(trackOf(receiver)).to.equal(track);
  });

  it('ends with its receiver', async () => {
    const { receiver } = await publisher();
    const track = trackOf(receiver);

    receiver.close();
    await tasks();

    expect(track.readyState).to.equal('ended');
  });

  it('is none while nobody has said the kind', async () => {
    const { peer, transport } = await publisher();
    const receiver = peer.RtpReceiver(transport);

    expect(thrownName(() => trackOf(receiver))).to.equal('InvalidStateError');
  });
});
