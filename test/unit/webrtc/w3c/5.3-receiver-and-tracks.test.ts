import { expect } from 'chai';

import type { RTCPeerConnection } from '../../../../src/webrtc/rtc-peer-connection.js';
import { MediaStream } from '../../../../src/webrtc/media/media-stream.js';
import { RTCRtpReceiver } from '../../../../src/webrtc/rtp/rtc-rtp-receiver.js';
import type { FakeWorker } from '../../../kit/fake-channel.js';
import {
  closeAll,
  exchange,
  offer,
  pair,
  record,
  streamsOf,
  tasks,
} from '../kit/connection-pair.js';

/** Packets begin or cease to come from who sends to a connection. */
const setActive = (worker: FakeWorker, connection: RTCPeerConnection, active: boolean): void => {
  for (const { id } of connection.peer.rtpReceivers) {
    worker.notify({ event: 'receiver.activity', data: { id, active } });
  }
};

/** `b` receives what `a` sends. */
const receiving = async (kind: 'audio' | 'video' = 'audio') => {
  const { a, b, track, worker } = await pair();
  const transceiver = a.addTransceiver(track(kind), { streams: [new MediaStream()] });
  await exchange(a, b);
  await tasks();
  const [receiver] = b.getReceivers();
  return { a, b, worker, transceiver, receiver: receiver!, track: receiver!.track };
};

describe('W3C WebRTC 1.0, 5.3 RTCRtpReceiver', () => {
  afterEach(closeAll);

  it('has its track from the beginning', async () => {
    const { a, b } = await pair();
    const { receiver } = a.addTransceiver('audio');
    const { track } = receiver;

    await exchange(a, b);

    expect(receiver.track).to.equal(track);
  });

  it('has the transport of its section after a description', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');

    await offer(a, b);

    const [transceiver] = b.getTransceivers();
    expect(transceiver!.receiver.transport).to.equal(transceiver!.sender.transport);
    expect(transceiver!.receiver.transport).not.to.equal(null);
  });

  it('has parameters without anything before it receives', async () => {
    const { a } = await pair();

    const parameters = a.addTransceiver('audio').receiver.getParameters();

    expect(parameters).to.deep.include({ codecs: [], headerExtensions: [] });
    expect(parameters).not.to.have.any.keys('encodings', 'transactionId');
  });

  it('has what was negotiated in its parameters', async () => {
    const { receiver } = await receiving('video');

    const { codecs, headerExtensions } = receiver.getParameters();

    expect(codecs[0]).to.include.keys('mimeType', 'payloadType', 'clockRate');
    expect(headerExtensions[0]).to.include.keys('uri', 'id', 'encrypted');
  });

  it('has nothing in them once nothing is to come', async () => {
    const { a, b, transceiver, receiver } = await receiving();
    transceiver.direction = 'inactive';

    await exchange(a, b);

    expect(receiver.getParameters().codecs).to.deep.equal([]);
  });

  it('has lists of sources', async () => {
    const { receiver } = await receiving();

    expect(receiver.getContributingSources()).to.deep.equal([]);
    expect(receiver.getSynchronizationSources()).to.deep.equal([]);
  });

  for (const kind of ['audio', 'video']) {
    it(`knows what it is able to receive of ${kind}`, () => {
      expect(RTCRtpReceiver.getCapabilities(kind)!.codecs[0]!.mimeType).to.contain(`${kind}/`);
    });
  }

  it('knows nothing of another kind', () => {
    expect(RTCRtpReceiver.getCapabilities('x')).to.equal(null);
  });
});

describe('W3C WebRTC 1.0, 9.3 tracks of receivers', () => {
  afterEach(closeAll);

  it('are called by what the endpoint calls them', async () => {
    const { a, b } = await receiving();

    const name = /a=msid:\S+ (\S+)/.exec(a.localDescription!.sdp)![1];

    expect(b.getReceivers()[0]!.track.id).to.equal(name);
  });

  it('are muted until packets come', async () => {
    const { b, worker, track } = await receiving();
    const log = record(track, ['mute', 'unmute']);
    expect(track.muted).to.equal(true);

    setActive(worker, b, true);
    await tasks();

    expect(track.muted).to.equal(false);
    expect(log).to.deep.equal(['unmute']);
  });

  it('are muted when packets cease', async () => {
    const { b, worker, track } = await receiving();
    setActive(worker, b, true);
    await tasks();
    const log = record(track, ['mute', 'unmute']);

    setActive(worker, b, false);
    await tasks();

    expect(log).to.deep.equal(['mute']);
  });

  it('are muted and live when nothing is to come', async () => {
    const { a, b, worker, transceiver, track } = await receiving();
    setActive(worker, b, true);
    await tasks();
    const log = record(track, ['mute', 'unmute', 'ended']);

    transceiver.direction = 'inactive';
    await exchange(a, b);
    await tasks();

    expect(log).to.deep.equal(['mute']);
    expect(track.readyState).to.equal('live');
  });

  it('come back when they are to come again', async () => {
    const { a, b, worker, transceiver, track } = await receiving();
    transceiver.direction = 'inactive';
    await exchange(a, b);
    transceiver.direction = 'sendrecv';
    await exchange(a, b);

    setActive(worker, b, true);
    await tasks();

    expect(track.muted).to.equal(false);
  });

  it('end with their transceiver', async () => {
    const { b, track } = await receiving();
    const log = record(track, ['ended', 'mute']);

    b.getTransceivers()[0]!.stop();
    await tasks();

    expect(log).to.deep.equal(['ended']);
  });

  it('stay in their streams when they end by stop()', async () => {
    const { b, track } = await receiving();

    b.getTransceivers()[0]!.stop();

    expect(streamsOf(b)[0]!.getTracks()).to.deep.equal([track]);
    expect(streamsOf(b)[0]!.active).to.equal(false);
  });

  it('may be stopped without an event, and without the other side’s knowledge', async () => {
    const { b, track } = await receiving();
    const log = record(track, ['ended']);
    record(b, ['negotiationneeded'], log);

    track.stop();
    await tasks();

    expect(track.readyState).to.equal('ended');
    expect(log).to.deep.equal([]);
  });
});

describe('W3C WebRTC 1.0, 9.2 streams of the other side', () => {
  afterEach(closeAll);

  it('have the ids that it gave', async () => {
    const { a, b, track } = await pair();
    const streams = [new MediaStream(), new MediaStream()];
    a.addTrack(track('audio'), ...streams);

    await exchange(a, b);

    expect(streamsOf(b).map(({ id }) => id)).to.deep.equal(streams.map(({ id }) => id));
  });

  it('lose a track whose section is rejected', async () => {
    const { a, b, track } = await pair();
    const transceiver = a.addTransceiver(track('audio'), { streams: [new MediaStream()] });
    await exchange(a, b);
    const [stream] = streamsOf(b);
    const log = record(stream, ['addtrack', 'removetrack']);

    transceiver.stop();
    await exchange(a, b);

    expect(log).to.deep.equal(['removetrack']);
    expect(stream!.getTracks()).to.deep.equal([]);
  });

  it('keep what the application puts into them', async () => {
    const { a, b, track } = await pair();
    const transceiver = a.addTransceiver(track('audio'), { streams: [new MediaStream()] });
    await exchange(a, b);
    const [stream] = streamsOf(b);
    const own = track('video');
    stream!.addTrack(own);

    transceiver.direction = 'inactive';
    await exchange(a, b);

    expect(stream!.getTracks()).to.deep.equal([own]);
  });

  it('fire nothing for a track that the application has taken out before', async () => {
    const { a, b, track } = await pair();
    const transceiver = a.addTransceiver(track('audio'), { streams: [new MediaStream()] });
    await exchange(a, b);
    const [stream] = streamsOf(b);
    stream!.removeTrack(b.getReceivers()[0]!.track);
    const log = record(stream, ['removetrack']);

    transceiver.direction = 'inactive';
    await exchange(a, b);

    expect(log).to.deep.equal([]);
  });
});

describe('W3C WebRTC 1.0, forwarding of a received track to another connection', () => {
  afterEach(closeAll);

  it('begins in the worker once both sides are negotiated', async () => {
    const { a, b, track, worker, connect } = await pair();
    a.addTrack(track('video'));
    await exchange(a, b);
    const [c, d] = [connect(), connect()];

    c.addTrack(b.getReceivers()[0]!.track);
    await exchange(c, d);
    await tasks();

    const [created] = worker.paramsOf('sender.create');
    expect(created!.receiverId).to.equal(b.peer.rtpReceivers[0]!.id);
  });

  it('goes on with another source after replaceTrack(), without another exchange', async () => {
    const { a, b, track, worker, connect } = await pair();
    a.addTrack(track('video'));
    a.addTrack(track('video'));
    await exchange(a, b);
    const [c, d] = [connect(), connect()];
    const [one, other] = b.getReceivers();
    const sender = c.addTrack(one!.track);
    await exchange(c, d);

    await sender.replaceTrack(other!.track);
    await tasks();

    const sources = worker.paramsOf('sender.create').map(({ receiverId }) => receiverId);
    expect(sources).to.deep.equal(b.peer.rtpReceivers.map(({ id }) => id));
    expect(c.signalingState).to.equal('stable');
  });

  it('ends with replaceTrack(null)', async () => {
    const { a, b, track, worker, connect } = await pair();
    a.addTrack(track('video'));
    await exchange(a, b);
    const [c, d] = [connect(), connect()];
    const sender = c.addTrack(b.getReceivers()[0]!.track);
    await exchange(c, d);

    await sender.replaceTrack(null);
    await tasks();

    expect(worker.methods).to.include('sender.close');
  });

  it('pauses while the track is disabled', async () => {
    const { a, b, track, worker, connect } = await pair();
    a.addTrack(track('video'));
    await exchange(a, b);
    const [c, d] = [connect(), connect()];
    const { track: received } = b.getReceivers()[0]!;
    c.addTrack(received);
    await exchange(c, d);

    received.enabled = false;
    await tasks();
    expect(worker.methods).to.include('sender.pause');
    received.enabled = true;
    await tasks();

    expect(worker.methods).to.include('sender.resume');
  });
});
