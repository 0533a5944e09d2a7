// MediaStream, and the tracks of engine receivers.
import { expect } from 'chai';

import type { RtpReceiver } from '../../../../src/engine/rtp-receiver.js';
import { rememberTrack, trackOf } from '../../../../src/webrtc/media/engine-tracks.js';
import { MediaStreamTrack, TrackFeed } from '../../../../src/webrtc/media/media-stream-track.js';
import { MediaStream } from '../../../../src/webrtc/media/media-stream.js';
import { publisher, record, task } from '../kit/publisher.js';

const makeTrack = (kind: 'audio' | 'video', id?: string): MediaStreamTrack =>
  new MediaStreamTrack(new TrackFeed(kind), id);

describe('W3C Media Capture 4.2, MediaStream', () => {
  const audio = makeTrack('audio');
  const video = makeTrack('video');

  it('is empty when it is made of nothing', () => {
    const stream = new MediaStream();
    expect(stream.getTracks()).to.deep.equal([]);
    expect(stream.id).to.have.length(36);
  });

  it('has the tracks of the stream that it is made of, and an id of its own', () => {
    const original = new MediaStream([audio, video]);
    const stream = new MediaStream(original);
    expect(stream.getTracks()).to.deep.equal([audio, video]);
    expect(stream.id).not.to.equal(original.id);
  });

  it('has the tracks that it is made of, each once', () => {
    expect(new MediaStream([audio, video, audio]).getTracks()).to.deep.equal([audio, video]);
  });

  for (const given of [undefined, null, 5, [{}], [null]]) {
    it(`throws a TypeError when it is made of ${JSON.stringify(given) ?? 'undefined'}`, () => {
      expect(() => new MediaStream(given as never)).to.throw(TypeError);
    });
  }

  it('has the id that the peer gave it', () => {
    expect(MediaStream.withId('camera').id).to.equal('camera');
  });

  it('tells tracks apart by kind', () => {
    const stream = new MediaStream([audio, video]);
    expect(stream.getAudioTracks()).to.deep.equal([audio]);
    expect(stream.getVideoTracks()).to.deep.equal([video]);
  });

  it('finds a track by its id', () => {
    const stream = new MediaStream([audio, video]);
    expect(stream.getTrackById(video.id)).to.equal(video);
    expect(stream.getTrackById('nobody')).to.equal(null);
  });

  it('holds tracks of different connections that have the same id', () => {
    const twins = [makeTrack('audio', 'twin'), makeTrack('audio', 'twin')];
    expect(new MediaStream(twins).getTracks()).to.deep.equal(twins);
  });

  it('is active while a track of it is live', () => {
    const track = makeTrack('audio');
    const stream = new MediaStream([track]);
    expect(stream.active).to.equal(true);
    track.stop();
    expect(stream.active).to.equal(false);
  });

  it('fires nothing where the application adds and removes', () => {
    const stream = new MediaStream();
    const events = record(stream, 'addtrack', 'removetrack');
    stream.addTrack(audio);
    stream.removeTrack(audio);
    expect(stream.getTracks()).to.deep.equal([]);
    expect(events).to.deep.equal([]);
  });

  for (const method of ['addTrack', 'removeTrack'] as const) {
    it(`throws a TypeError when ${method}() is given no track`, () => {
      expect(() => new MediaStream()[method]({} as never)).to.throw(TypeError);
    });
  }

  it('is cloned with clones of its tracks', () => {
    const stream = new MediaStream([audio]);
    const clone = stream.clone();
    expect(clone.id).not.to.equal(stream.id);
    expect(clone.getTracks()).to.have.length(1);
    expect(clone.getTracks()[0]).not.to.equal(audio);
  });
});

describe('W3C WebRTC 9.1, MediaStream: tracks that the peer adds and removes', () => {
  it('fire addtrack with the track, once', () => {
    const track = makeTrack('audio');
    const stream = new MediaStream();
    const heard: unknown[] = [];
    stream.onaddtrack = event => heard.push(event.track);
    stream.insert(track);
    stream.insert(track);
    expect(heard).to.deep.equal([track]);
  });

  it('fire removetrack with the track, once', () => {
    const track = makeTrack('audio');
    const stream = new MediaStream([track]);
    const heard: unknown[] = [];
    stream.onremovetrack = event => heard.push(event.track);
    stream.drop(track);
    stream.drop(track);
    expect(heard).to.deep.equal([track]);
  });
});

describe('The track of an engine receiver', () => {
  it('is always the same', async () => {
    const { receiver } = await publisher();
    expect(trackOf(receiver)).to.equal(trackOf(receiver));
  });

  it('is the one that a connection made, if one did', async () => {
    const { receiver } = await publisher();
    const track = makeTrack('audio');
    rememberTrack(receiver, track);
    expect(trackOf(receiver)).to.equal(track);
  });

  it('is of the kind of the receiver', async () => {
    const { peer, transport } = await publisher();
    expect(trackOf(peer.RtpReceiver('video', transport)).kind).to.equal('video');
  });

  it('is fed by the receiver', async () => {
    const { receiver, setActive } = await publisher();
    const track = trackOf(receiver);
    setActive(true);
    await task();
    expect(track.feed.rtpReceiver).to.equal(receiver);
    expect(track.muted).to.equal(false);
  });

  it('ends with it', async () => {
    const { receiver } = await publisher();
    const track = trackOf(receiver);
    const events = record(track, 'ended');
    receiver.close();
    await task();
    expect(events).to.deep.equal(['ended']);
  });

  it('is ended if the receiver is closed already', async () => {
    const { receiver } = await publisher();
    receiver.close();
    expect(trackOf(receiver).readyState).to.equal('ended');
  });

  it('is an InvalidStateError while nobody has said the kind', () => {
    const receiver = { kind: undefined } as RtpReceiver;
    expect(() => trackOf(receiver))
      .to.throw(DOMException)
      .with.property('name', 'InvalidStateError');
  });
});
