import { expect } from 'chai';

import { parse } from '../../../../sdp/index.js';
import type { SectionState, TransceiverFacts } from '../../../../src/webrtc/jsep/section-state.js';
import { planSharedRemoteOffer } from '../../../../src/webrtc/plan-b/remote-offer.js';
import { offer, track, type Says } from '../kit/plan-b-endpoint.js';
import { slot, usualOffer } from '../kit/plans.js';

const plan = (
  says: Says,
  transceivers: readonly TransceiverFacts[] = [],
  sections: readonly SectionState[] = []
) => planSharedRemoteOffer(sections, transceivers, parse(offer(says)), undefined);

const tracksIn = (planned: ReturnType<typeof plan>): unknown[] =>
  planned.sections.flatMap(({ track: remote, transceiver }) =>
    remote ? [[remote.id, transceiver]] : []
  );

/** The video section in which transceiver 1 receives the track `one`. */
const receiving = (): SectionState[] => {
  const { media } = parse(offer({ video: [track(1, 'one')] }));
  return media.map((section, at): SectionState => ({
    ...usualOffer()[at]!,
    mid: section.mid!,
    kind: section.kind,
    transceiver: undefined,
    isEstablished: true,
    tracks:
      section.kind === 'video'
        ? [
            {
              transceiver: 1,
              direction: 'recvonly',
              isStopped: false,
              codecs: [],
              remote: { id: 'one', ssrcs: [1] },
            },
          ]
        : [],
  }));
};

describe('planSharedRemoteOffer', () => {
  it('has an entry for each section, then one for each track', () => {
    const planned = plan({ video: [track(1, 'one'), track(2, 'two')] });

    expect(planned.sections.slice(0, 2).map(({ transceiver }) => transceiver)).to.deep.equal([
      undefined,
      undefined,
    ]);
    expect(tracksIn(planned)).to.deep.equal([
      ['one', 'new'],
      ['two', 'new'],
    ]);
  });

  it('knows a track again by its id', () => {
    const known = { ...slot(1, 'video'), mid: 'video' };

    const planned = plan({ video: [track(9, 'one'), track(2, 'two')] }, [known], receiving());

    expect(tracksIn(planned)).to.deep.equal([
      ['one', 1],
      ['two', 'new'],
    ]);
  });

  it('tells of a track that is gone, by a section in which nothing flows', () => {
    const known = { ...slot(1, 'video'), mid: 'video' };

    const gone = plan({ video: [] }, [known], receiving()).sections.at(-1);

    expect(gone).to.deep.include({ transceiver: 1, track: { id: 'one', ssrcs: [1] } });
    expect(gone!.section).to.deep.include({ direction: 'inactive', sources: [] });
  });

  it('sees no track in SSRC 0', () => {
    expect(tracksIn(plan({ video: [['ssrc:0 cname:c']] }))).to.deep.equal([]);
  });

  it('refuses two sections of a kind', () => {
    const twice = parse(offer({ video: [] }));
    const { media } = twice;

    expect(() =>
      planSharedRemoteOffer([], [], { ...twice, media: [...media, media[1]!] }, undefined)
    ).to.throw(DOMException, 'usePlanB is set');
  });
});
