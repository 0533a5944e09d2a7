import { expect } from 'chai';

import { MediaStream } from '../../../../src/webrtc/media/media-stream.js';
import type { RTCTrackEvent } from '../../../../src/webrtc/rtp/rtc-track-event.js';
import {
  closeAll,
  exchange,
  heard,
  offer,
  pair,
  record,
  streamsOf,
  tasks,
} from '../kit/connection-pair.js';

describe('W3C WebRTC 1.0, 4.4.1.5 set a description, remote offer', () => {
  afterEach(closeAll);

  it('becomes the pending remote description', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');

    await offer(a, b);

    expect(b.pendingRemoteDescription!.sdp).to.equal(heard(a.localDescription).sdp);
    expect(b.remoteDescription).to.equal(b.pendingRemoteDescription);
    expect(b.currentRemoteDescription).to.equal(null);
  });

  it('makes a transceiver that receives for each section', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    a.addTransceiver('video');

    await offer(a, b);

    expect(
      b
        .getTransceivers()
        .map(({ mid, direction, currentDirection, receiver }) => [
          mid,
          direction,
          currentDirection,
          receiver.track.kind,
        ])
    ).to.deep.equal([
      ['0', 'recvonly', null, 'audio'],
      ['1', 'recvonly', null, 'video'],
    ]);
  });

  it('uses transceivers of addTrack(), in their order', async () => {
    const { a, b, track } = await pair();
    a.addTransceiver('audio');
    a.addTransceiver('audio');
    b.addTrack(track('audio'));

    await offer(a, b);

    expect(b.getTransceivers().map(({ mid, direction }) => [mid, direction])).to.deep.equal([
      ['0', 'sendrecv'],
      ['1', 'recvonly'],
    ]);
  });

  it('uses no transceiver of addTransceiver()', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    b.addTransceiver('audio');

    await offer(a, b);

    expect(b.getTransceivers().map(({ mid }) => mid)).to.deep.equal([null, '0']);
  });

  it('uses no transceiver of addTrack() where nothing is to be received', async () => {
    const { a, b, track } = await pair();
    a.addTransceiver('audio', { direction: 'sendonly' });
    b.addTrack(track('audio'));

    await offer(a, b);

    expect(b.getTransceivers().map(({ mid }) => mid)).to.deep.equal([null, '0']);
  });

  it('counts a track that is added while it is being applied', async () => {
    const { a, b, track } = await pair();
    a.addTransceiver('audio');
    await a.setLocalDescription();
    const added = track('audio');

    const setting = b.setRemoteDescription(heard(a.localDescription));
    b.addTrack(added);
    await setting;

    expect(b.getTransceivers().map(({ mid }) => mid)).to.deep.equal(['0']);
  });

  it('fires signalingstatechange, addtrack, track, and fulfils then', async () => {
    const { a, b, track } = await pair();
    const stream = new MediaStream();
    a.addTrack(track('audio'), stream);
    await exchange(a, b);
    const log: string[] = [];
    record(b, ['signalingstatechange', 'track'], log);
    const [theirs] = streamsOf(b);
    record(theirs, ['addtrack', 'removetrack'], log);

    a.addTrack(track('video'), stream);
    await offer(a, b);
    log.push('fulfilled');

    expect(log).to.deep.equal(['signalingstatechange', 'addtrack', 'track', 'fulfilled']);
  });

  it('fires track with transceiver, receiver, track and streams', async () => {
    const { a, b, track } = await pair();
    const streams = [new MediaStream(), new MediaStream()];
    a.addTrack(track('audio'), ...streams);
    const events: RTCTrackEvent[] = [];
    b.addEventListener('track', event => events.push(event));

    await offer(a, b);

    const [transceiver] = b.getTransceivers();
    expect(events).to.have.length(1);
    expect(events[0]!.transceiver).to.equal(transceiver);
    expect(events[0]!.receiver).to.equal(transceiver!.receiver);
    expect(events[0]!.track).to.equal(transceiver!.receiver.track);
    expect(events[0]!.streams.map(({ id }) => id)).to.deep.equal(streams.map(({ id }) => id));
  });

  it('has put the track into its streams when track fires', async () => {
    const { a, b, track } = await pair();
    a.addTrack(track('audio'), new MediaStream());
    const inside: boolean[] = [];
    b.addEventListener('track', event => {
      const { streams, track: added } = event;
      inside.push(streams[0]!.getTracks().includes(added));
    });

    await offer(a, b);

    expect(inside).to.deep.equal([true]);
  });

  it('puts tracks of one stream into one object', async () => {
    const { a, b, track } = await pair();
    const stream = new MediaStream();
    a.addTrack(track('audio'), stream);
    a.addTrack(track('video'), stream);

    await offer(a, b);

    const streams = streamsOf(b);
    expect(streams).to.have.length(1);
    expect(streams[0]!.getTracks()).to.have.length(2);
  });

  it('fires track without streams for a track that is in none', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    const counts: number[] = [];
    b.addEventListener('track', event => counts.push(event.streams.length));

    await offer(a, b);

    expect(counts).to.deep.equal([0]);
  });

  it('fires no track for a section in which nothing comes', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio', { direction: 'recvonly' });
    a.addTransceiver('video', { direction: 'inactive' });
    const log = record(b, ['track']);

    await exchange(a, b);

    expect(log).to.deep.equal([]);
  });

  it('fires track a second time where the track comes into another stream', async () => {
    const { a, b, track } = await pair();
    const sender = a.addTrack(track('audio'), new MediaStream());
    await exchange(a, b);
    const log = record(b, ['track']);

    sender.setStreams(new MediaStream());
    await exchange(a, b);

    expect(log).to.deep.equal(['track']);
  });

  it('fires removetrack before addtrack where the track changes streams', async () => {
    const { a, b, track } = await pair();
    const [one, other] = [new MediaStream(), new MediaStream()];
    const sender = a.addTrack(track('audio'), one);
    a.addTrack(track('video'), other);
    await exchange(a, b);
    const log: string[] = [];
    for (const [at, stream] of streamsOf(b).entries()) {
      record(stream, ['addtrack', 'removetrack'], log, ({ type }) => `${type} ${at}`);
    }

    sender.setStreams(other);
    await exchange(a, b);

    expect(log).to.deep.equal(['removetrack 0', 'addtrack 1']);
  });

  it('fires nothing for a track that stays as it is', async () => {
    const { a, b, track } = await pair();
    a.addTrack(track('audio'), new MediaStream());
    await exchange(a, b);
    const log = record(b, ['track']);

    await exchange(a, b);

    expect(log).to.deep.equal([]);
  });

  it('fires mute, then removetrack, where the track comes no more', async () => {
    const { a, b, track } = await pair();
    const sender = a.addTrack(track('audio'), new MediaStream());
    await exchange(a, b);
    await tasks();
    const { receiver } = b.getTransceivers()[0]!;
    receiver.track.setMuted(false);
    const log = record(b, ['signalingstatechange', 'track']);
    record(receiver.track, ['mute', 'ended'], log);
    record(streamsOf(b)[0], ['removetrack'], log);

    a.removeTrack(sender);
    await offer(a, b);
    log.push('fulfilled');

    expect(log).to.deep.equal(['signalingstatechange', 'mute', 'removetrack', 'fulfilled']);
    expect(receiver.track.readyState).to.equal('live');
  });

  it('fires track again for a track that comes back', async () => {
    const { a, b, track } = await pair();
    const transceiver = a.addTransceiver(track('audio'));
    await exchange(a, b);
    transceiver.direction = 'inactive';
    await exchange(a, b);
    const log = record(b, ['track']);

    transceiver.direction = 'sendrecv';
    await exchange(a, b);

    expect(log).to.deep.equal(['track']);
  });

  it('has the same stream for an id that comes back', async () => {
    const { a, b, track } = await pair();
    const transceiver = a.addTransceiver(track('audio'), { streams: [new MediaStream()] });
    await exchange(a, b);
    const before = streamsOf(b);
    transceiver.direction = 'inactive';
    await exchange(a, b);
    expect(streamsOf(b)).to.deep.equal([]);

    transceiver.direction = 'sendrecv';
    await exchange(a, b);

    expect(streamsOf(b)).to.deep.equal(before);
  });

  it('ends the track of a section that it rejects', async () => {
    const { a, b } = await pair();
    const transceiver = a.addTransceiver('audio');
    a.addTransceiver('video');
    await exchange(a, b);
    const [theirs] = b.getTransceivers();
    const log = record(theirs!.receiver.track, ['ended']);

    transceiver.stop();
    await offer(a, b);
    await tasks();

    expect(log).to.deep.equal(['ended']);
    expect([theirs!.direction, theirs!.currentDirection]).to.deep.equal(['stopped', 'stopped']);
  });

  it('can follow another one', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await offer(a, b);
    const log = record(b, ['signalingstatechange', 'track']);

    a.addTransceiver('video');
    await a.setLocalDescription(await a.createOffer());
    await b.setRemoteDescription(heard(a.localDescription));

    expect(b.getTransceivers().map(({ mid }) => mid)).to.deep.equal(['0', '1']);
    expect(log).to.deep.equal(['track']);
  });

  it('changes nothing the second time', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await offer(a, b);
    const log = record(b, ['signalingstatechange', 'track']);

    await b.setRemoteDescription(heard(a.localDescription));

    expect(b.getTransceivers()).to.have.length(1);
    expect(log).to.deep.equal([]);
  });
});
