import { expect } from 'chai';

import { MediaStream } from '../../../../src/webrtc/media/media-stream.js';
import type { MediaStreamTrack } from '../../../../src/webrtc/media/media-stream-track.js';
import {
  answer,
  closeAll,
  exchange,
  heard,
  offer,
  pair,
  record,
  rejectionName,
  streamsOf,
  tasks,
} from '../kit/connection-pair.js';

const rollback = { type: 'rollback' } as const;

describe('W3C WebRTC 1.0, 4.4.1.5 set a description, rollback of a local offer', () => {
  afterEach(closeAll);

  it('leads back to stable', async () => {
    const { a } = await pair();
    a.addTransceiver('audio');
    await a.setLocalDescription();
    const states = record(a, ['signalingstatechange'], [], () => a.signalingState);

    await a.setLocalDescription(rollback);

    expect(states).to.deep.equal(['stable']);
    expect([a.localDescription, a.pendingLocalDescription]).to.deep.equal([null, null]);
  });

  it('does not look at its text', async () => {
    const { a } = await pair();
    a.addTransceiver('audio');
    await a.setLocalDescription();

    await a.setLocalDescription({ type: 'rollback', sdp: '!<nonsense>' });

    expect(a.signalingState).to.equal('stable');
  });

  it('keeps what is current', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await exchange(a, b);
    const { currentLocalDescription } = a;
    a.addTransceiver('video');
    await a.setLocalDescription();

    await a.setLocalDescription(rollback);

    expect(a.localDescription).to.equal(currentLocalDescription);
  });

  it('takes mids and transports away that the offer had given', async () => {
    const { a } = await pair();
    const { sender, receiver } = a.addTransceiver('audio');
    await a.setLocalDescription();

    await a.setLocalDescription(rollback);

    expect(a.getTransceivers()[0]!.mid).to.equal(null);
    expect([sender.transport, receiver.transport]).to.deep.equal([null, null]);
  });

  it('keeps mids and transports that were there before', async () => {
    const { a, b } = await pair();
    const { sender } = a.addTransceiver('audio');
    await exchange(a, b);
    const { transport } = sender;
    a.addTransceiver('video');
    await a.setLocalDescription();

    await a.setLocalDescription(rollback);

    expect(a.getTransceivers().map(({ mid }) => mid)).to.deep.equal(['0', null]);
    expect(sender.transport).to.equal(transport);
  });

  it('keeps transceivers and their directions', async () => {
    const { a } = await pair();
    const transceiver = a.addTransceiver('audio');
    await a.setLocalDescription();
    transceiver.direction = 'inactive';

    await a.setLocalDescription(rollback);

    expect(a.getTransceivers()).to.deep.equal([transceiver]);
    expect(transceiver.direction).to.equal('inactive');
  });

  it('does not bring back what was stopped', async () => {
    const { a, b } = await pair();
    const transceiver = a.addTransceiver('audio');
    await exchange(a, b);
    transceiver.stop();
    await a.setLocalDescription();

    await a.setLocalDescription(rollback);

    expect(transceiver.direction).to.equal('stopped');
  });

  it('is an InvalidStateError in stable', async () => {
    const { a, b } = await pair();

    expect(await rejectionName(a.setLocalDescription(rollback))).to.equal('InvalidStateError');
    expect(await rejectionName(a.setRemoteDescription(rollback))).to.equal('InvalidStateError');
    a.addTransceiver('audio');
    await exchange(a, b);
    expect(await rejectionName(a.setLocalDescription(rollback))).to.equal('InvalidStateError');
    expect(await rejectionName(b.setLocalDescription(rollback))).to.equal('InvalidStateError');
  });
});

describe('W3C WebRTC 1.0, 4.4.1.5 set a description, rollback of a remote offer', () => {
  afterEach(closeAll);

  it('leads back to stable', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await offer(a, b);

    await b.setRemoteDescription(rollback);

    expect(b.signalingState).to.equal('stable');
    expect(b.remoteDescription).to.equal(null);
  });

  it('removes the transceivers that it had made', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await offer(a, b);
    const [transceiver] = b.getTransceivers();

    await b.setRemoteDescription(rollback);

    expect(b.getTransceivers()).to.deep.equal([]);
    expect(transceiver!.mid).to.equal(null);
    expect([transceiver!.direction, transceiver!.currentDirection]).to.deep.equal([
      'stopped',
      'stopped',
    ]);
  });

  it('keeps those that addTrack() has claimed', async () => {
    const { a, b, track } = await pair();
    a.addTransceiver('audio');
    await offer(a, b);
    const sender = b.addTrack(track('audio'));

    await b.setRemoteDescription(rollback);

    expect(b.getSenders()).to.deep.equal([sender]);
    expect(b.getTransceivers()[0]!.mid).to.equal(null);
  });

  it('keeps those that addTrack() has claimed and removeTrack() has emptied', async () => {
    const { a, b, track } = await pair();
    a.addTransceiver('audio');
    await offer(a, b);
    b.removeTrack(b.addTrack(track('audio')));

    await b.setRemoteDescription(rollback);

    expect(b.getTransceivers()).to.have.length(1);
  });

  it('removes those that replaceTrack() alone has filled', async () => {
    const { a, b, track } = await pair();
    a.addTransceiver('audio');
    await offer(a, b);
    await b.getSenders()[0]!.replaceTrack(track('audio'));

    await b.setRemoteDescription(rollback);

    expect(b.getTransceivers()).to.deep.equal([]);
  });

  it('separates from the offer what was there before', async () => {
    const { a, b, track } = await pair();
    a.addTransceiver('audio');
    b.addTrack(track('audio'));
    await offer(a, b);

    await b.setRemoteDescription(rollback);

    const [transceiver] = b.getTransceivers();
    expect(transceiver!.mid).to.equal(null);
    expect(transceiver!.sender.transport).to.equal(null);
  });

  it('takes the tracks out of their streams, with removetrack after signalingstatechange', async () => {
    const { a, b, track } = await pair();
    a.addTrack(track('audio'), new MediaStream());
    const streams: MediaStream[] = [];
    b.addEventListener('track', event => {
      streams.push(...(event as unknown as { streams: MediaStream[] }).streams);
    });
    await offer(a, b);
    const log = record(b, ['signalingstatechange']);
    record(streams[0], ['removetrack'], log);

    await b.setRemoteDescription(rollback);
    log.push('fulfilled');

    expect(log).to.deep.equal(['signalingstatechange', 'removetrack', 'fulfilled']);
    expect(streams[0]!.getTracks()).to.deep.equal([]);
  });

  it('puts tracks back into the streams that they were in', async () => {
    const { a, b, track } = await pair();
    const [one, other] = [new MediaStream(), new MediaStream()];
    const sender = a.addTrack(track('audio'), one);
    await exchange(a, b);
    sender.setStreams(other);
    await offer(a, b);

    await b.setRemoteDescription(rollback);

    expect(streamsOf(b).map(({ id }) => id)).to.deep.equal([one.id]);
    expect(streamsOf(b)[0]!.getTracks()).to.have.length(1);
  });

  it('fires track for a track that the offer had ended', async () => {
    const { a, b, track } = await pair();
    const transceiver = a.addTransceiver(track('audio'), { streams: [new MediaStream()] });
    await exchange(a, b);
    const [stream] = streamsOf(b);
    transceiver.direction = 'inactive';
    await offer(a, b);
    const tracks: MediaStreamTrack[] = [];
    b.addEventListener('track', event => {
      tracks.push((event as unknown as { track: MediaStreamTrack }).track);
    });

    await b.setRemoteDescription(rollback);

    expect(tracks).to.deep.equal([b.getReceivers()[0]!.track]);
    expect(streamsOf(b)).to.deep.equal([stream]);
    expect(stream!.getTracks()).to.deep.equal(tracks);
  });

  it('mutes a track that only the offer had announced', async () => {
    const { a, b, track } = await pair();
    const transceiver = a.addTransceiver(track('audio'), { direction: 'inactive' });
    await exchange(a, b);
    transceiver.direction = 'sendonly';
    await offer(a, b);
    await tasks();
    const { track: theirs } = b.getReceivers()[0]!;
    theirs.setMuted(false);

    await b.setRemoteDescription(rollback);

    expect(theirs.muted).to.equal(true);
  });

  it('leaves everything as it was for another offer', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await offer(a, b);
    await b.setRemoteDescription(rollback);

    await b.setRemoteDescription(heard(a.localDescription));
    await answer(b, a);

    expect(b.getTransceivers().map(({ currentDirection }) => currentDirection)).to.deep.equal([
      'recvonly',
    ]);
    expect(a.signalingState).to.equal('stable');
  });
});
