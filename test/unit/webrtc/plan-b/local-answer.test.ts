import { expect } from 'chai';

import { parse } from '../../../../sdp/index.js';
import type { TransceiverFacts } from '../../../../src/webrtc/jsep/section-state.js';
import { planSharedLocalAnswer } from '../../../../src/webrtc/plan-b/local-answer.js';
import { planSharedRemoteOffer } from '../../../../src/webrtc/plan-b/remote-offer.js';
import { offer, track, type Says } from '../kit/plan-b-endpoint.js';
import { formatsOf, sending, slot, summary } from '../kit/plans.js';

/** Our answer; new tracks are for the transceivers that receive, in their order. */
function answer(says: Says, transceivers: readonly TransceiverFacts[]) {
  const planned = planSharedRemoteOffer([], [], parse(offer(says)), undefined);
  const free = transceivers.filter(({ direction }) => direction === 'recvonly').map(({ id }) => id);
  const sections = planned.sections.map(section =>
    section.transceiver === 'new' ? { ...section, transceiver: free.shift() } : section
  );
  return planSharedLocalAnswer({ ...planned, sections }, transceivers, formatsOf);
}

describe('planSharedLocalAnswer', () => {
  it('receives each track with a transceiver of its own', () => {
    const { sections, transceivers } = answer({ video: [track(1, 'one'), track(2, 'two')] }, [
      slot(1, 'video'),
      slot(2, 'video'),
    ]);

    expect(summary(sections)).to.include('video video recvonly');
    expect(
      transceivers.map(({ transceiver, receive }) => [transceiver, receive?.encodings?.[0]?.ssrc])
    ).to.deep.equal([
      [1, 1],
      [2, 2],
    ]);
  });

  it('sends what the room has in the same section', () => {
    const { sections, transceivers } = answer({ video: [track(1, 'one')] }, [
      slot(1, 'video'),
      sending(2, 'video'),
    ]);

    expect(summary(sections)).to.include('video video sendrecv');
    expect(transceivers.map(({ direction }) => direction)).to.deep.equal(['recvonly', 'sendonly']);
  });

  it('names no MID to packets', () => {
    const { transceivers } = answer({ video: [track(1, 'one')] }, [slot(1, 'video')]);

    expect(transceivers[0]).to.include({ isShared: true });
    expect(transceivers[0]!.receive).not.to.have.property('muxId');
  });

  it('keeps a track in mind that nobody wants', () => {
    const { sections } = answer({ video: [track(1, 'one')] }, []);

    const video = sections.find(({ kind }) => kind === 'video');
    expect(video!.tracks).to.deep.equal([
      {
        transceiver: undefined,
        direction: 'inactive',
        isStopped: true,
        codecs: [],
        remote: { id: 'one', ssrcs: [1] },
      },
    ]);
  });
});
