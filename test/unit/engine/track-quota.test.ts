import { expect } from 'chai';

import { EngineError } from '../../../src/base/errors.js';
import type { RtpParameters } from '../../../src/parameters/rtp.js';
import { checkTrackLimits, trackLimits, TrackQuota } from '../../../src/engine/track-quota.js';
import { fakeServer, roomOptions } from '../../kit/fake-channel.js';
import { settled } from '../../kit/fake-clock.js';
import { join, opus } from './kit.js';

const isRefusal = (error: unknown): boolean => EngineError.is(error, 'LIMIT_REACHED');

function refusal(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('TrackQuota', () => {
  it('has as many places as its limit', () => {
    const quota = new TrackQuota('maxTracksPerPeer', 2);
    quota.take();
    quota.take();

    expect(isRefusal(refusal(() => quota.take()))).to.equal(true);
    expect(quota.counted).to.deep.equal({ count: 2, limit: 2, refused: 1 });
  });

  it('has a place again when one is given back', () => {
    const quota = new TrackQuota('maxTracksPerPeer', 1);
    quota.take();
    quota.release();
    quota.take();

    expect(quota.counted.count).to.equal(1);
  });

  it('takes its places from the whole', () => {
    const whole = new TrackQuota('maxTracks', 2);
    const alice = new TrackQuota('maxTracksPerPeer', 2, whole);
    const bob = new TrackQuota('maxTracksPerPeer', 2, whole);
    alice.take();
    bob.take();

    expect(isRefusal(refusal(() => bob.take()))).to.equal(true);
    expect([alice, bob, whole].map(({ counted }) => counted.count)).to.deep.equal([1, 1, 2]);
    alice.release();
    bob.take();
    expect(whole.counted.count).to.equal(2);
  });

  it('takes nothing when it is only asked', () => {
    const quota = new TrackQuota('maxTracks', 3);
    quota.assertFree(3);

    expect(isRefusal(refusal(() => quota.assertFree(4)))).to.equal(true);
    expect(quota.counted).to.deep.equal({ count: 0, limit: 3, refused: 1 });
  });

  it('shows no limit as null', () => {
    expect(new TrackQuota('maxTracks', Infinity).counted.limit).to.equal(null);
  });
});

describe('limits of tracks', () => {
  it('have defaults, and none in all where an application routes', () => {
    expect(trackLimits({}, false)).to.deep.equal({ maxTracksPerPeer: 64, maxTracks: 256 });
    expect(trackLimits({}, true)).to.deep.equal({ maxTracksPerPeer: 64, maxTracks: Infinity });
  });

  for (const wrong of [-1, 1.5, NaN, '16', true]) {
    it(`are not ${JSON.stringify(wrong)}`, () => {
      expect(() => checkTrackLimits({ maxTracks: wrong as number })).to.throw(
        TypeError,
        'maxTracks'
      );
    });
  }

  it('of a server are those of its rooms, unless a room says otherwise', async () => {
    const { server } = fakeServer({ numWorkers: 1, maxTracksPerPeer: 1, maxTracks: 5 });
    const usual = await server.createRoom(roomOptions);
    const other = await server.createRoom({ ...roomOptions, maxTracksPerPeer: 2 });

    for (const [room, limit] of [
      [usual, 1],
      [other, 2],
    ] as const) {
      const [peer, transport] = await join(room, 'alice');
      for (let n = 0; n < limit; n++) peer.RtpReceiver('audio', transport);
      expect(isRefusal(refusal(() => peer.RtpReceiver('audio', transport)))).to.equal(true);
      expect(await room.dump()).to.deep.include({ tracks: { count: limit, limit: 5, refused: 0 } });
      expect(await peer.dump()).to.deep.include({ tracks: { count: limit, limit, refused: 1 } });
    }
  });
});

describe('A track above the limit', () => {
  const numbered = (ssrc: number): RtpParameters => ({ ...opus, encodings: [{ ssrc }] });

  it('of a room is refused, and nobody hears of it', async () => {
    const { server } = fakeServer();
    const room = await server.createRoom({ ...roomOptions, maxTracks: 1 });
    const [alice, fromAlice] = await join(room, 'alice');
    const [bob, fromBob] = await join(room, 'bob');
    await alice.RtpReceiver('audio', fromAlice).receive(numbered(1));
    const told: unknown[] = [];
    bob.on('newrtpreceiver', receiver => told.push(receiver));

    expect(isRefusal(refusal(() => bob.RtpReceiver('audio', fromBob)))).to.equal(true);
    await settled();

    expect(told).to.deep.equal([]);
    expect(bob.rtpReceivers).to.deep.equal([]);
    expect(alice.rtpSenders).to.deep.equal([]);
  });

  it('has a place once another track has closed', async () => {
    const { server } = fakeServer();
    const room = await server.createRoom({ ...roomOptions, maxTracksPerPeer: 1 });
    const [alice, transport] = await join(room, 'alice');
    const first = alice.RtpReceiver('audio', transport);
    await first.receive(numbered(1));

    first.close();
    await alice.RtpReceiver('audio', transport).receive(numbered(2));

    expect(alice.rtpReceivers).to.have.length(1);
  });

  it('has a place once another peer has closed', async () => {
    const { server } = fakeServer();
    const room = await server.createRoom({ ...roomOptions, maxTracks: 1 });
    const [alice, fromAlice] = await join(room, 'alice');
    const [bob, fromBob] = await join(room, 'bob');
    alice.RtpReceiver('audio', fromAlice);

    alice.close();

    expect(bob.RtpReceiver('audio', fromBob).closed).to.equal(false);
  });
});
