import { expect } from 'chai';

import type { MediaSection, Session } from '../../../../sdp/index.js';
import type { SectionState, TransceiverFacts } from '../../../../src/webrtc/jsep/section-state.js';
import { planRemoteOffer, type RemoteOffer } from '../../../../src/webrtc/jsep/remote-offer.js';
import { offered, offeredData, session } from '../kit/offers.js';
import {
  accepted,
  sending,
  slot,
  transceiver,
  usualOffer,
  usualTransceivers,
} from '../kit/plans.js';

const plan = (
  offer: Session,
  transceivers: readonly TransceiverFacts[] = [],
  sections: readonly SectionState[] = []
): RemoteOffer => planRemoteOffer(sections, transceivers, offer, undefined);

const taken = (offer: RemoteOffer): unknown[] => offer.sections.map(({ transceiver: id }) => id);

function without(section: MediaSection, ...names: ('mid' | 'iceUfrag' | 'icePwd')[]): MediaSection {
  const copy = { ...section };
  for (const name of names) delete copy[name];
  return copy;
}

describe('planRemoteOffer', () => {
  describe('gives a section', () => {
    const added = transceiver(1, 'audio', 'sendrecv', { isAddedTrack: true });
    const asked = transceiver(1, 'audio', 'sendrecv');
    const fed = sending(1, 'audio');
    const cases: [
      what: string,
      direction: 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive',
      facts: TransceiverFacts,
      id: number | 'new',
    ][] = [
      ['that sends and receives a track of addTrack()', 'sendrecv', added, 1],
      ['that receives a track of addTrack()', 'recvonly', added, 1],
      ['that only sends a new transceiver', 'sendonly', added, 'new'],
      ['that is inactive a new transceiver', 'inactive', added, 'new'],
      ['no transceiver of addTransceiver()', 'sendrecv', asked, 'new'],
      ['that receives a track of the room', 'recvonly', fed, 1],
      ['that sends and receives a track of the room', 'sendrecv', fed, 1],
      ['nothing of another kind', 'sendrecv', { ...added, kind: 'video' }, 'new'],
      ['nothing that is stopped', 'sendrecv', { ...added, isStopped: true }, 'new'],
      ['nothing that has a mid of its own', 'sendrecv', { ...added, mid: '7' }, 'new'],
      ['what has its mid, whatever it is', 'inactive', { ...asked, mid: 'a' }, 1],
    ];
    for (const [what, direction, facts, id] of cases) {
      it(what, () => {
        const offer = session([offered('a', 'audio', { direction })]);

        expect(taken(plan(offer, [facts]))).to.deep.equal([id]);
      });
    }

    it('the first that fits, and each to one section only', () => {
      const tracks = [1, 2].map(id => transceiver(id, 'audio', 'sendrecv', { isAddedTrack: true }));
      const offer = session(['a', 'b', 'c'].map(mid => offered(mid, 'audio')));

      expect(taken(plan(offer, tracks))).to.deep.equal([1, 2, 'new']);
    });

    it('what the line in its place is for', () => {
      const offer = session([
        offered('0', 'audio'),
        offered('1', 'video'),
        offered('2', 'audio'),
        offered('3', 'video'),
      ]);
      const facts = usualTransceivers.map(one => ({ ...one, mid: String(one.id - 1) }));

      expect(taken(plan(offer, facts, accepted(usualOffer())))).to.deep.equal([1, 2, 3, 4]);
    });

    it('nothing if it is rejected and new', () => {
      const offer = session([offered('a', 'audio', { port: 0 }), offered('b', 'audio')]);

      expect(taken(plan(offer))).to.deep.equal([undefined, 'new']);
    });

    it('its own transceiver if it is rejected now', () => {
      const offer = session([offered('a', 'audio', { port: 0 })], { bundles: [] });
      const facts = { ...slot(1, 'audio'), mid: 'a' };

      expect(plan(offer, [facts]).sections[0]).to.include({ transceiver: 1, isRejected: true });
    });

    it('nothing if it is neither audio nor video', () => {
      const offer = session([offeredData('d'), offered('t', 'text', { codecs: [] })]);

      expect(taken(plan(offer))).to.deep.equal([undefined, undefined]);
    });
  });

  describe('takes', () => {
    it('port 0 beside bundle-only for no rejection', () => {
      const offer = session([
        offered('a', 'audio'),
        offered('b', 'video', { port: 0, bundleOnly: true }),
      ]);

      expect(plan(offer).sections[1]?.isRejected).to.equal(false);
    });

    it('sections without mid by numbers that are free', () => {
      const nameless = without(offered('', 'audio'), 'mid');
      const offer = session([nameless, offered('0', 'audio'), nameless], { bundles: [] });

      expect(plan(offer).sections.map(({ mid }) => mid)).to.deep.equal(['1', '0', '2']);
    });

    it('a section without mid for the line in its place', () => {
      const nameless = without(offered('', 'audio'), 'mid');
      const sections = accepted(usualOffer()).slice(0, 1);

      expect(plan(session([nameless], { bundles: [] }), [], sections).sections[0]?.mid).to.equal(
        '0'
      );
    });

    it('another kind in a free place', () => {
      const sections = accepted(
        usualOffer()
          .slice(0, 1)
          .map(state => ({ ...state, isRejected: true }))
      );

      expect(taken(plan(session([offered('9', 'video')]), [], sections))).to.deep.equal(['new']);
    });

    it('the group that is established, of several', () => {
      const states = accepted(usualOffer().slice(0, 2));
      const sections = [offered('0', 'audio'), offered('1', 'video'), offered('x', 'video')];
      const offer = session(sections, { bundles: [['x'], ['0', '1']] });

      const { bundle, sections: planned } = plan(offer, [], states);

      expect(bundle).to.deep.equal(['0', '1']);
      expect(planned.map(({ isBundled }) => isBundled)).to.deep.equal([true, true, false]);
    });

    it('the first live section alone if nothing is bundled', () => {
      const sections = [
        offered('a', 'audio', { port: 0 }),
        offered('b', 'video'),
        offered('c', 'video'),
      ];
      for (const bundles of [[], [[]]]) {
        const offer = plan(session(sections, { bundles }));

        expect(offer.bundle).to.deep.equal(['b']);
        expect(offer.isGrouped).to.equal(false);
      }
    });

    it('the transport from the first bundled section that tells it', () => {
      const silent = without(offered('a', 'audio'), 'iceUfrag', 'icePwd');
      const offer = session([silent, offered('b', 'video', { setup: 'passive' })]);

      expect(plan(offer)).to.deep.include({ ice: { ufrag: 'their-ufrag', pwd: 'their-password' } });
      expect(plan(offer).dtls?.role).to.equal('server');
    });

    it('no transport from an offer that rejects everything', () => {
      const offer = plan(session([offered('a', 'audio', { port: 0 })]));

      expect(offer.ice).to.equal(undefined);
      expect(offer.dtls).to.equal(undefined);
    });

    it('a word of trickle in any section', () => {
      const never = offered('a', 'audio', { iceOptions: [] });

      expect(plan(session([never])).canTrickle).to.equal(false);
      expect(plan(session([never, offered('b', 'video')])).canTrickle).to.equal(true);
    });
  });

  describe('refuses', () => {
    const sections = accepted(usualOffer()).slice(0, 2);
    const good = [offered('0', 'audio'), offered('1', 'video')];
    const cases: [what: string, offer: Session, message: RegExp, lines?: SectionState[]][] = [
      ['fewer sections than were negotiated', session(good.slice(0, 1)), /1 m-sections, and 2/],
      ['another mid', session([good[0]!, offered('x', 'video')]), /"1": the offer calls it "x"/],
      ['another kind', session([good[0]!, offered('1', 'audio')]), /it was video/],
      ['one mid for two', session([good[0]!, offered('0', 'video')]), /"0" is there twice/, []],
      ['a group of nobody', session(good, { bundles: [['0', 'z']] }), /unknown mid "z"/],
      ['a lite endpoint', session(good, { iceLite: true }), /ice-lite, and so do we/],
      [
        'a section without rtcp-mux',
        session([offered('0', 'audio', { rtcpMux: false }), good[1]!]),
        /no rtcp-mux/,
      ],
      [
        'an offer without fingerprint',
        session(good.map(section => ({ ...section, fingerprints: [] }))),
        /no DTLS fingerprint/,
      ],
      [
        'setup:holdconn',
        session(good.map(section => ({ ...section, setup: 'holdconn' as const }))),
        /a=setup:holdconn/,
      ],
    ];
    for (const [what, offer, message, given = sections] of cases) {
      it(what, () => {
        expect(() => plan(offer, [], given))
          .to.throw(DOMException, message)
          .with.property('name', 'InvalidAccessError');
      });
    }
  });
});
