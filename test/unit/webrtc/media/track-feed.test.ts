import { expect } from 'chai';

import { TrackFeed } from '../../../../src/webrtc/media/track-feed.js';
import { tasks } from '../kit/observing.js';
import { opus, publisher } from '../kit/publisher.js';

describe('TrackFeed', () => {
  it('tells when a receiver comes, is known and goes', async () => {
    const { receiver } = await publisher();
    const feed = new TrackFeed('audio');
    let news = 0;
    feed.watch(() => news++);

    feed.connect(receiver);
    expect([news, feed.rtpReceiver]).to.deep.equal([1, receiver]);
    await receiver.receive(opus);
    expect(news).to.equal(2);
    receiver.close();

    expect([news, feed.rtpReceiver]).to.deep.equal([3, undefined]);
  });

  it('tells nothing to a listener that has ended', async () => {
    const { receiver } = await publisher();
    const feed = new TrackFeed('audio');
    let news = 0;
    feed.watch(() => news++)();

    feed.connect(receiver);

    expect(news).to.equal(0);
  });

  it('unmutes and mutes in a task of its own', async () => {
    const { receiver, setActive } = await publisher();
    await receiver.receive(opus);
    const feed = new TrackFeed('audio');
    const log: boolean[] = [];
    feed.connect(receiver);
    await tasks();
    feed.watchMuting(muted => log.push(muted));

    setActive(true);
    expect(log).to.deep.equal([]);
    await tasks();
    setActive(false);
    await tasks();

    expect(log).to.deep.equal([false, true]);
  });

  it('does not tell of a receiver that it has left', async () => {
    const { receiver, setActive } = await publisher();
    await receiver.receive(opus);
    const feed = new TrackFeed('audio');
    const log: boolean[] = [];
    feed.watchMuting(muted => log.push(muted));
    feed.connect(receiver);
    setActive(true);

    feed.connect(undefined);
    await tasks();

    expect(log).to.deep.equal([true]);
  });
});
