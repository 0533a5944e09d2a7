import { expect } from 'chai';

import { checkSelector } from '../../../../src/webrtc/connection/stats-of.js';
import { MediaStreamTrack } from '../../../../src/webrtc/media/media-stream-track.js';
import { TrackFeed } from '../../../../src/webrtc/media/track-feed.js';
import { closeAll, pair, rejectionName, thrownName } from '../kit/connection-pair.js';

describe('statsOf', () => {
  afterEach(closeAll);

  it('may be asked of a track, or of all', () => {
    const track = new MediaStreamTrack(new TrackFeed('audio'));

    expect(checkSelector(track)).to.equal(track);
    expect([checkSelector(null), checkSelector(undefined)]).to.deep.equal([null, null]);
    expect(thrownName(() => checkSelector('audio'))).to.equal('TypeError');
  });

  it('refuses a track that two senders have, and one that nobody has', async () => {
    const { a, track } = await pair();
    const twice = track('audio');
    a.addTrack(twice);
    a.addTransceiver(twice);

    expect(await rejectionName(a.getStats(twice))).to.equal('InvalidAccessError');
    expect(await rejectionName(a.getStats(track('audio')))).to.equal('InvalidAccessError');
  });
});
