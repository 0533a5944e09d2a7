import { expect } from 'chai';

import { parse, type MediaSection } from '../../../../sdp/index.js';
import type { SharedTrack } from '../../../../src/webrtc/jsep/section-state.js';
import { receivedParameters } from '../../../../src/webrtc/jsep/section-media.js';
import {
  checkPlanB,
  placeTracks,
  tracksOf,
  type RemoteTrack,
} from '../../../../src/webrtc/plan-b/tracks.js';
import { vector } from '../../sdp/vectors.js';
import { offer, track, type Says } from '../kit/plan-b-endpoint.js';

const video = (says: Says): MediaSection => parse(offer(says)).media[1]!;
const ofVector = (name: string, at = 1): RemoteTrack[] => tracksOf(parse(vector(name)).media[at]!);

describe('tracks in a section of Plan B', () => {
  const idsAndSources = (tracks: RemoteTrack[]): unknown[] =>
    tracks.map(({ id, ssrcs }) => [id, ...ssrcs]);

  it('are told apart by their ids', () => {
    const section = video({ video: [track(1, 'one', 2), track(3, 'two')] });

    expect(idsAndSources(tracksOf(section))).to.deep.equal([
      ['one', 1, 2],
      ['two', 3],
    ]);
  });

  for (const direction of ['recvonly', 'inactive'] as const) {
    it(`are none where it is ${direction}, whatever sources it names`, () => {
      const section = video({ video: [track(1, 'one')] });

      expect(tracksOf({ ...section, direction })).to.deep.equal([]);
    });
  }

  it('are none where it names no source', () => {
    expect(tracksOf({ ...video({}), direction: 'sendrecv' })).to.deep.equal([]);
  });

  const names: [what: string, lines: string[], id: string][] = [
    ['msid', ['ssrc:1 cname:c', 'ssrc:1 msid:stream id', 'ssrc:1 label:other'], 'id'],
    ['label, where there is no msid', ['ssrc:1 mslabel:stream', 'ssrc:1 label:id'], 'id'],
    ['the msid of the section', ['msid:stream id', 'ssrc:1 cname:c'], 'id'],
    ['its SSRC, where there is nothing else', ['ssrc:1 cname:c'], 'ssrc 1'],
  ];
  for (const [what, lines, id] of names) {
    it(`take their ids from ${what}`, () => {
      expect(tracksOf(video({ video: [lines] })).map(found => found.id)).to.deep.equal([id]);
    });
  }

  it('keep the stream of mslabel', () => {
    const [found] = tracksOf(video({ video: [['ssrc:1 mslabel:s', 'ssrc:1 label:t']] }));

    expect(found?.section.msids).to.deep.equal([{ stream: 's', track: 't' }]);
  });

  it('hold sources without a name that are in their groups', () => {
    const lines = ['ssrc-group:FID 1 2', 'ssrc:1 msid:s t', 'ssrc:2 cname:c'];

    expect(idsAndSources(tracksOf(video({ video: [lines] })))).to.deep.equal([['t', 1, 2]]);
  });

  it('hold sources that only a group relates', () => {
    const lines = ['ssrc-group:FID 1 2', 'ssrc:1 cname:c', 'ssrc:2 cname:c'];

    expect(idsAndSources(tracksOf(video({ video: [lines] })))).to.deep.equal([['ssrc 1', 1, 2]]);
  });

  it('are as many as a real endpoint sends', () => {
    expect(ofVector('wrtc-0.10-plan-b-offer')).to.have.lengthOf(2);
    expect(ofVector('wrtc-0.10-plan-b-offer', 0)).to.have.lengthOf(1);
    expect(ofVector('safari-12-plan-b-offer')).to.have.lengthOf(1);
  });

  describe('with simulcast', () => {
    const encodings = (found: RemoteTrack | undefined): unknown =>
      receivedParameters(found!.section, undefined, found!.section).encodings;

    it('are one track with an encoding for each layer, repaired by its own source', () => {
      const tracks = ofVector('chromium-60-plan-b-offer-sim');

      expect(tracks).to.have.lengthOf(1);
      expect(encodings(tracks[0])).to.deep.equal([
        { ssrc: 3000000011, rtx: { ssrc: 3000000111 } },
        { ssrc: 3000000022, rtx: { ssrc: 3000000122 } },
        { ssrc: 3000000033, rtx: { ssrc: 3000000133 } },
      ]);
    });

    it('never repair a layer by another one', () => {
      const lines = ['ssrc-group:SIM 1 2', 'ssrc:1 msid:s t', 'ssrc:2 msid:s t'];
      const [found] = tracksOf(video({ video: [lines] }));

      expect(encodings(found)).to.deep.equal([{ ssrc: 1 }, { ssrc: 2 }]);
    });

    it('leave the groups of other tracks alone', () => {
      const sim = ['ssrc-group:SIM 1 2', 'ssrc:1 msid:s t', 'ssrc:2 msid:s t'];
      const tracks = tracksOf(video({ video: [sim, track(3, 'other', 4)] }));

      expect(encodings(tracks[0])).to.deep.equal([{ ssrc: 1 }, { ssrc: 2 }]);
      expect(encodings(tracks[1])).to.deep.equal([{ ssrc: 3, rtx: { ssrc: 4 } }]);
    });
  });

  it('have no MID', () => {
    const [found] = tracksOf(video({ video: [track(1, 'one')] }));

    expect(receivedParameters(found!.section, undefined, found!.section)).to.not.have.property(
      'muxId'
    );
  });
});

describe('placeTracks', () => {
  const owner = (transceiver: number | undefined, given: Partial<SharedTrack>): SharedTrack => ({
    transceiver,
    direction: 'recvonly',
    isStopped: false,
    codecs: [],
    remote: undefined,
    ...given,
  });
  const named = (id: string, ...ssrcs: number[]): RemoteTrack => ({
    id,
    ssrcs,
    section: video({}),
  });
  const place = (tracks: RemoteTrack[], owners: SharedTrack[]): unknown[] =>
    placeTracks(tracks, owners).map(placed => [placed.track.id, placed.owner?.transceiver]);

  it('gives a track to whom it had before', () => {
    const owners = [owner(1, {}), owner(2, { remote: { id: 'a', ssrcs: [7] } })];

    expect(place([named('a', 8)], owners)).to.deep.equal([['a', 2]]);
  });

  it('knows a track under a new name by its source', () => {
    const owners = [owner(1, {}), owner(2, { remote: { id: 'a', ssrcs: [7] } })];

    expect(place([named('b', 7)], owners)).to.deep.equal([['b', 2]]);
  });

  it('gives a new track to the first that waits, and the next one to nobody', () => {
    const owners = [owner(1, { direction: 'sendonly' }), owner(2, {})];

    expect(place([named('a', 7), named('b', 8)], owners)).to.deep.equal([
      ['a', 2],
      ['b', undefined],
    ]);
  });

  it('gives nothing to whom has just lost a track', () => {
    const owners = [owner(1, { remote: { id: 'a', ssrcs: [7] } })];

    expect(place([named('b', 8)], owners)).to.deep.equal([['b', undefined]]);
  });

  it('gives nothing to whom is stopped', () => {
    expect(place([named('a', 7)], [owner(1, { isStopped: true })])).to.deep.equal([
      ['a', undefined],
    ]);
  });
});

describe('checkPlanB', () => {
  it('throws at several sections of a kind', () => {
    expect(() => checkPlanB(parse(vector('chromium-156-offer-simulcast')), 'offer')).to.not.throw();
    const twice = `${offer()}${offer().slice(offer().indexOf('m=audio'))}`;

    expect(() => checkPlanB(parse(twice), 'offer'))
      .to.throw(DOMException, 'Unified Plan')
      .with.property('name', 'InvalidAccessError');
  });
});
