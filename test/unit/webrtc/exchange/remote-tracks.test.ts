import { expect } from 'chai';

import {
  RemoteStreams,
  RemoteTrackChanges,
} from '../../../../src/webrtc/exchange/remote-tracks.js';
import type { Transceiver } from '../../../../src/webrtc/rtp/transceiver.js';
import { record } from '../kit/observing.js';
import { owner, type Owner } from '../kit/owner.js';

describe('RemoteStreams', () => {
  it('has one object for an id', () => {
    const streams = new RemoteStreams();
    const stream = streams.get('s');

    expect(stream.id).to.equal('s');
    expect(streams.get('s')).to.equal(stream);
    expect(streams.get('t')).to.not.equal(stream);
  });
});

describe('RemoteTrackChanges', () => {
  let alice: Owner;
  let streams: RemoteStreams;
  let transceiver: Transceiver;

  beforeEach(async () => {
    alice = await owner();
    streams = new RemoteStreams();
    transceiver = alice.transceivers.add({
      kind: 'audio',
      direction: 'recvonly',
      origin: 'remote offer',
    });
  });

  /** What a description says of the track. Returns the streams of each event. */
  function describeTrack(direction: 'recvonly' | 'inactive', ...ids: string[]): string[][] {
    const changes = new RemoteTrackChanges(streams);
    changes.describe(transceiver, direction, ids);
    return changes.tell(alice.transceivers).map(event => event.streams.map(({ id }) => id));
  }

  it('has an event for a track that appears, and none the second time', () => {
    expect(describeTrack('recvonly', 's')).to.deep.equal([['s']]);
    expect(describeTrack('recvonly', 's')).to.deep.equal([]);
  });

  it('has an event for a track that comes into another stream', () => {
    describeTrack('recvonly', 's');

    expect(describeTrack('recvonly', 's', 't')).to.deep.equal([['s', 't']]);
    expect(describeTrack('recvonly', 't')).to.deep.equal([]);
    expect(streams.get('s').getTracks()).to.deep.equal([]);
  });

  it('takes a track that is not sent any more out of its streams, and mutes it', () => {
    describeTrack('recvonly', 's');
    const { track } = transceiver.receiving;
    track.setMuted(false);
    const log = record(streams.get('s'), ['removetrack'], record(track, ['mute']));

    expect(describeTrack('inactive', 's')).to.deep.equal([]);

    expect(log).to.deep.equal(['mute', 'removetrack']);
    expect(transceiver.receiving.streams).to.deep.equal([]);
  });

  it('tells nothing before it is told to', () => {
    const log = record(streams.get('s'), ['addtrack']);
    const changes = new RemoteTrackChanges(streams);

    changes.describe(transceiver, 'recvonly', ['s']);
    expect(log).to.deep.equal([]);
    changes.tell(alice.transceivers);

    expect(log).to.deep.equal(['addtrack']);
  });
});
