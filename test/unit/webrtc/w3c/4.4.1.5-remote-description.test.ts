import { expect } from 'chai';

import { RTCError } from '../../../../src/webrtc/errors.js';
import { MediaStream } from '../../../../src/webrtc/media/media-stream.js';
import type { RTCTrackEvent } from '../../../../src/webrtc/event-classes.js';
import type { RTCPeerConnection } from '../../../../src/webrtc/peer-connection.js';
import {
  answer,
  closeAll,
  exchange,
  heard,
  offer,
  pair,
  record,
  rejection,
  rejectionName,
  tasks,
} from './kit.js';

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
    b.addEventListener('track', event => events.push(event as RTCTrackEvent));

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
      const { streams, track: added } = event as RTCTrackEvent;
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
    b.addEventListener('track', event => counts.push((event as RTCTrackEvent).streams.length));

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

describe('W3C WebRTC 1.0, 4.4.1.5 set a description, remote answer', () => {
  afterEach(closeAll);

  it('makes both descriptions current', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');

    await exchange(a, b);

    expect(a.currentLocalDescription!.type).to.equal('offer');
    expect(a.currentRemoteDescription!.type).to.equal('answer');
    expect([a.pendingLocalDescription, a.pendingRemoteDescription]).to.deep.equal([null, null]);
  });

  it('sets the current direction, seen from here', async () => {
    const { a, b } = await pair();
    const transceiver = a.addTransceiver('audio');

    await exchange(a, b);

    expect(transceiver.direction).to.equal('sendrecv');
    expect(transceiver.currentDirection).to.equal('sendonly');
  });

  it('fires signalingstatechange, then track, and fulfils then', async () => {
    const { a, b, track } = await pair();
    a.addTransceiver('audio');
    await offer(a, b);
    b.addTrack(track('audio'));
    await b.setLocalDescription();
    const log = record(a, ['signalingstatechange', 'track']);

    await a.setRemoteDescription(heard(b.localDescription));
    log.push('fulfilled');

    expect(log).to.deep.equal(['signalingstatechange', 'track', 'fulfilled']);
  });

  it('stops what it rejects, with ended', async () => {
    const { a, b } = await pair();
    const transceiver = a.addTransceiver('audio');
    a.addTransceiver('video');
    await offer(a, b);
    b.getTransceivers()[0]!.stop();
    const log = record(transceiver.receiver.track, ['ended']);

    await answer(b, a);
    await tasks();

    expect(log).to.deep.equal(['ended']);
    expect(transceiver.currentDirection).to.equal('stopped');
    expect(a.getTransceivers()).to.have.length(1);
  });

  it('is an InvalidStateError where nothing was offered', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await exchange(a, b);

    const setting = a.setRemoteDescription(heard(b.localDescription));

    expect(await rejectionName(setting)).to.equal('InvalidStateError');
  });

  it('is an InvalidStateError in have-remote-offer', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await offer(a, b);
    const { sdp } = await b.createAnswer();

    const setting = b.setRemoteDescription({ type: 'answer', sdp });

    expect(await rejectionName(setting)).to.equal('InvalidStateError');
  });

  it('is an InvalidAccessError with another number of sections', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await offer(a, b);
    await b.setLocalDescription();
    const { sdp } = heard(b.localDescription);

    const setting = a.setRemoteDescription({
      type: 'answer',
      sdp: sdp.slice(0, sdp.indexOf('m=')),
    });

    expect(await rejectionName(setting)).to.equal('InvalidAccessError');
    expect(a.signalingState).to.equal('have-local-offer');
  });

  it('is an OperationError where the engine refuses, and changes nothing', async () => {
    const { a, b, worker, track } = await pair();
    const transceiver = a.addTransceiver('audio');
    await offer(a, b);
    b.addTrack(track('audio'));
    await b.setLocalDescription();
    const log = record(a, ['signalingstatechange', 'track']);
    worker.refuse('receiver.create');

    const setting = a.setRemoteDescription(heard(b.localDescription));

    expect(await rejectionName(setting)).to.equal('OperationError');
    expect(a.signalingState).to.equal('have-local-offer');
    expect(a.remoteDescription).to.equal(null);
    expect(transceiver.currentDirection).to.equal(null);
    expect(log).to.deep.equal([]);
  });
});

describe('W3C WebRTC 1.0, 4.4.1.5 set a description, remote provisional answer', () => {
  afterEach(closeAll);

  it('is pending beside the offer', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await offer(a, b);
    await b.setLocalDescription({ type: 'pranswer' });

    await a.setRemoteDescription(heard(b.localDescription));

    expect(a.signalingState).to.equal('have-remote-pranswer');
    expect(a.pendingLocalDescription!.type).to.equal('offer');
    expect(a.pendingRemoteDescription!.type).to.equal('pranswer');
    expect(a.currentLocalDescription).to.equal(null);
    expect(a.getTransceivers()[0]!.currentDirection).to.equal('sendonly');
  });

  it('can be set again', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await offer(a, b);
    await b.setLocalDescription({ type: 'pranswer' });
    await a.setRemoteDescription(heard(b.localDescription));

    await a.setRemoteDescription(heard(b.localDescription));

    expect(a.signalingState).to.equal('have-remote-pranswer');
  });

  it('is an InvalidStateError where nothing was offered', async () => {
    const { a } = await pair();

    const setting = a.setRemoteDescription({ type: 'pranswer', sdp: 'v=0\r\n' });

    expect(await rejectionName(setting)).to.equal('InvalidStateError');
  });

  it('leaves no way back', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await offer(a, b);
    await b.setLocalDescription({ type: 'pranswer' });
    await a.setRemoteDescription(heard(b.localDescription));

    expect(await rejectionName(a.setRemoteDescription({ type: 'rollback' }))).to.equal(
      'InvalidStateError'
    );
    expect(await rejectionName(a.setRemoteDescription({ type: 'offer', sdp: 'v=0\r\n' }))).to.equal(
      'InvalidStateError'
    );
  });
});

describe('W3C WebRTC 1.0, 4.4.1.5 set a description, which error of a remote description comes first', () => {
  afterEach(closeAll);

  it('is a TypeError for a type that there is not, and for none', async () => {
    const { a } = await pair();

    for (const given of [undefined, {}, { type: 'x', sdp: 'x' }, { sdp: 'v=0\r\n' }]) {
      expect(await rejection(a.setRemoteDescription(given as never))).to.be.instanceOf(TypeError);
    }
  });

  it('is an InvalidStateError before syntax is looked at', async () => {
    const { a } = await pair();

    const setting = a.setRemoteDescription({ type: 'answer', sdp: 'nonsense' });

    expect(await rejectionName(setting)).to.equal('InvalidStateError');
  });

  it('is an RTCError with the line for wrong syntax', async () => {
    const { a } = await pair();

    const error = await rejection(a.setRemoteDescription({ type: 'offer', sdp: 'nonsense' }));

    expect(error).to.be.instanceOf(RTCError);
    expect(error.name).to.equal('OperationError');
    expect(error).to.include({ errorDetail: 'sdp-syntax-error', sdpLineNumber: 1 });
  });

  it('is an RTCError for no text', async () => {
    const { a } = await pair();

    const error = await rejection(a.setRemoteDescription({ type: 'offer' }));

    expect(error).to.include({ errorDetail: 'sdp-syntax-error' });
  });

  const wrong: [what: string, change: (sdp: string) => string][] = [
    ['RTCP of its own', sdp => sdp.replaceAll('a=rtcp-mux\r\n', '')],
    ['no ICE credentials', sdp => sdp.replaceAll(/a=ice-(ufrag|pwd).*\r\n/g, '')],
    ['no fingerprint', sdp => sdp.replaceAll(/a=fingerprint.*\r\n/g, '')],
    ['an unknown mid in the group', sdp => sdp.replace('BUNDLE 0', 'BUNDLE 0 x')],
  ];
  for (const [what, change] of wrong) {
    it(`is an InvalidAccessError with ${what}`, async () => {
      const { a, b } = await pair();
      a.addTransceiver('audio');
      await a.setLocalDescription();

      const setting = b.setRemoteDescription({
        type: 'offer',
        sdp: change(heard(a.localDescription).sdp),
      });

      expect(await rejectionName(setting)).to.equal('InvalidAccessError');
      expect(b.signalingState).to.equal('stable');
      expect(b.getTransceivers()).to.deep.equal([]);
    });
  }
});

/** The streams that the tracks of a connection are in. */
const streamsOf = (connection: RTCPeerConnection): MediaStream[] => [
  ...new Set(connection.getReceivers().flatMap(({ streams }) => streams)),
];
