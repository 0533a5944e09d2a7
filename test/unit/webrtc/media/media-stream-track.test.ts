// MediaStreamTrack and what feeds it.
import { expect } from 'chai';

import { MediaStreamTrack, TrackFeed } from '../../../../src/webrtc/media/media-stream-track.js';
import { opus, publisher, record, task, type Publisher } from '../kit/publisher.js';

const makeTrack = (kind: 'audio' | 'video' = 'audio'): MediaStreamTrack =>
  new MediaStreamTrack(new TrackFeed(kind));

describe('W3C WebRTC 5.3, the track of a new receiver', () => {
  it('is not made by applications', () => {
    expect(() => new (MediaStreamTrack as never as new () => unknown)()).to.throw(TypeError);
  });

  it('has an id of 36 characters', () => {
    expect(makeTrack().id).to.match(/^[0-9a-f-]{36}$/);
  });

  it('has the id of the peer, if it said one', () => {
    expect(new MediaStreamTrack(new TrackFeed('audio'), 'camera').id).to.equal('camera');
  });

  for (const kind of ['audio', 'video'] as const) {
    it(`is called remote ${kind}`, () => {
      expect(makeTrack(kind)).to.include({ kind, label: `remote ${kind}` });
    });
  }

  it('is live, enabled and muted', () => {
    expect(makeTrack()).to.include({ readyState: 'live', enabled: true, muted: true });
  });
});

describe('W3C Media Capture 4.3.1, muting by packets', () => {
  let alice: Publisher;
  let feed: TrackFeed;
  let track: MediaStreamTrack;
  let events: string[];

  beforeEach(async () => {
    alice = await publisher();
    feed = new TrackFeed('audio');
    track = new MediaStreamTrack(feed);
    feed.connect(alice.receiver);
    events = record(track, 'mute', 'unmute', 'ended');
    await task();
  });

  it('keeps a track muted until packets come', () => {
    expect(track.muted).to.equal(true);
    expect(events).to.deep.equal([]);
  });

  it('unmutes in a task of its own', async () => {
    alice.setActive(true);
    expect(track.muted).to.equal(true);
    await task();
    expect(track.muted).to.equal(false);
    expect(events).to.deep.equal(['unmute']);
  });

  it('mutes when packets cease', async () => {
    alice.setActive(true);
    alice.setActive(false);
    await task();
    expect(events).to.deep.equal(['unmute', 'mute']);
  });

  it('unmutes a track whose packets came before it was connected', async () => {
    alice.setActive(true);
    const late = new TrackFeed('audio');
    const lateTrack = new MediaStreamTrack(late);

    late.connect(alice.receiver);

    await task();
    expect(lateTrack.muted).to.equal(false);
  });

  it('mutes when the source goes, without ending the track', async () => {
    alice.setActive(true);
    await task();

    alice.receiver.close();

    await task();
    expect(events).to.deep.equal(['unmute', 'mute']);
    expect(track.readyState).to.equal('live');
  });

  it('says nothing of a source that was replaced', async () => {
    alice.setActive(true);
    feed.connect(undefined);
    await task();
    expect(track.muted).to.equal(true);
    expect(events).to.deep.equal([]);
  });

  it('hears no more of a source that it is not connected to', async () => {
    feed.connect(undefined);
    alice.setActive(true);
    await task();
    expect(events).to.deep.equal([]);
  });

  it('unmutes clones too', async () => {
    const clone = track.clone();
    alice.setActive(true);
    await task();
    expect(clone.muted).to.equal(false);
  });

  it('leaves ended tracks alone', async () => {
    track.stop();
    alice.setActive(true);
    await task();
    expect(track.muted).to.equal(true);
    expect(events).to.deep.equal([]);
  });

  it('fires nothing where setMuted() changes nothing', () => {
    track.setMuted(true);
    expect(events).to.deep.equal([]);
  });

  it('calls onmute and onunmute', () => {
    const heard: string[] = [];
    track.onunmute = ({ type }) => heard.push(type);
    track.onmute = ({ type }) => heard.push(type);
    track.setMuted(false);
    track.setMuted(true);
    expect(heard).to.deep.equal(['unmute', 'mute']);
  });
});

describe('TrackFeed', () => {
  it('has a receiver only while that is open', async () => {
    const { receiver } = await publisher();
    const feed = new TrackFeed('audio');
    feed.connect(receiver);
    expect(feed.rtpReceiver).to.equal(receiver);
    receiver.close();
    expect(feed.rtpReceiver).to.equal(undefined);
  });

  it('takes a closed receiver for none', async () => {
    const { receiver } = await publisher();
    receiver.close();
    const feed = new TrackFeed('audio');
    feed.connect(receiver);
    expect(feed.rtpReceiver).to.equal(undefined);
  });

  it('tells of a source, of its parameters, of changes of these, and of its end', async () => {
    const { receiver } = await publisher();
    const feed = new TrackFeed('audio');
    const news: string[] = [];
    feed.watch(() => news.push(feed.rtpReceiver?.rtpParameters ? 'known' : 'unknown'));

    feed.connect(receiver);
    await receiver.receive(structuredClone(opus));
    await receiver.receive(structuredClone(opus));
    receiver.close();

    expect(news).to.deep.equal(['unknown', 'known', 'known', 'unknown']);
  });

  it('tells nothing when the same source is connected again', async () => {
    const { receiver } = await publisher();
    const feed = new TrackFeed('audio');
    feed.connect(receiver);
    let news = 0;
    feed.watch(() => news++);
    feed.connect(receiver);
    expect(news).to.equal(0);
  });

  it('tells nothing to who has ceased to watch', () => {
    const feed = new TrackFeed('audio');
    let news = 0;
    feed.watch(() => news++)();
    feed.connect(undefined);
    expect(news).to.equal(0);
  });
});

describe('W3C Media Capture 4.3.3, MediaStreamTrack: stop() and the end', () => {
  it('ends a track without an event', () => {
    const track = makeTrack();
    const events = record(track, 'ended');
    track.stop();
    expect(track.readyState).to.equal('ended');
    expect(events).to.deep.equal([]);
  });

  it('fires ended once when the source ends, in a task of its own', async () => {
    const track = makeTrack();
    const events = record(track, 'ended');
    track.end();
    track.end();
    expect(events).to.deep.equal([]);
    await task();
    expect(events).to.deep.equal(['ended']);
  });

  it('fires no ended after stop()', async () => {
    const track = makeTrack();
    const events = record(track, 'ended');
    track.stop();
    track.end();
    await task();
    expect(events).to.deep.equal([]);
  });

  it('is ended when onended is called', async () => {
    const track = makeTrack();
    let state: string | undefined;
    track.onended = () => (state = track.readyState);
    track.end();
    await task();
    expect(state).to.equal('ended');
  });
});

describe('W3C Media Capture 4.3.3, MediaStreamTrack: clone()', () => {
  it('has an id of its own', () => {
    const track = makeTrack();
    expect(track.clone().id).not.to.equal(track.id);
  });

  it('is as the original is', () => {
    const track = makeTrack('video');
    track.enabled = false;
    track.contentHint = 'detail';
    track.setMuted(false);
    const { kind, label } = track;
    const copied = { kind, label, enabled: false, contentHint: 'detail', muted: false };
    expect(track.clone()).to.include(copied);
  });

  it('is ended if the original is', () => {
    const track = makeTrack();
    track.stop();
    expect(track.clone().readyState).to.equal('ended');
  });

  it('lives on when the original is stopped', () => {
    const track = makeTrack();
    const clone = track.clone();
    track.stop();
    expect(clone.readyState).to.equal('live');
  });

  it('has the same source', () => {
    const track = makeTrack();
    expect(track.clone().feed).to.equal(track.feed);
  });
});

describe('MediaStreamTrack.watch()', () => {
  const changes: [what: string, change: (track: MediaStreamTrack) => void][] = [
    ['enabled', track => (track.enabled = false)],
    ['stop()', track => track.stop()],
    ['the end', track => track.end()],
  ];
  for (const [what, change] of changes) {
    it(`hears of ${what}`, () => {
      const track = makeTrack();
      let news = 0;
      track.watch(() => news++);
      change(track);
      expect(news).to.equal(1);
    });
  }

  it('hears the news of the feed', async () => {
    const { receiver } = await publisher();
    const track = makeTrack();
    let news = 0;
    track.watch(() => news++);
    track.feed.connect(receiver);
    expect(news).to.equal(1);
  });

  it('hears nothing where nothing changes', () => {
    const track = makeTrack();
    let news = 0;
    track.watch(() => news++);
    track.enabled = true;
    expect(news).to.equal(0);
  });

  it('can be ended', () => {
    const track = makeTrack();
    let news = 0;
    track.watch(() => news++)();
    track.enabled = false;
    track.feed.connect(undefined);
    expect(news).to.equal(0);
  });
});

describe('MediaStreamTrack content hints', () => {
  it('keep what is valid for the kind', () => {
    const track = makeTrack('audio');
    track.contentHint = 'speech';
    expect(track.contentHint).to.equal('speech');
  });

  it('ignore what is not', () => {
    const track = makeTrack('audio');
    track.contentHint = 'motion';
    expect(track.contentHint).to.equal('');
  });
});

describe('W3C Media Capture 4.3.3, MediaStreamTrack: constraints', () => {
  it('are remembered', async () => {
    const track = makeTrack('video');
    await track.applyConstraints({ width: 640 });
    expect(track.getConstraints()).to.deep.equal({ width: 640 });
  });

  it('are taken back by a call without them', async () => {
    const track = makeTrack('video');
    await track.applyConstraints({ width: 640 });
    await track.applyConstraints();
    expect(track.getConstraints()).to.deep.equal({});
  });

  it('have nothing to choose from', () => {
    const track = makeTrack('video');
    expect([track.getCapabilities(), track.getSettings()]).to.deep.equal([{}, {}]);
  });

  it('reject what is no object', async () => {
    const failure = await makeTrack()
      .applyConstraints('loud' as never)
      .catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(TypeError);
  });
});
