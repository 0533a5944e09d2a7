import { expect } from 'chai';

import { parse, write, type MediaSection, type Session } from '../../../../sdp/index.js';
import type { Agreement } from '../../../../src/webrtc/jsep/agreement.js';
import type { TransceiverFacts } from '../../../../src/webrtc/jsep/section-state.js';
import { Negotiation } from '../../../../src/webrtc/exchange/negotiation.js';
import { RTCSessionDescription } from '../../../../src/webrtc/exchange/rtc-session-description.js';
import { offered, offeredData, session } from '../kit/offers.js';
import { slot, transceiver, transportFacts, wanting } from '../kit/plans.js';

/** The endpoint offers, and we answer. */
function exchange(
  negotiation: Negotiation,
  offer: Session,
  facts: readonly TransceiverFacts[]
): { answer: Session; agreement: Agreement } {
  const description = new RTCSessionDescription({ type: 'offer', sdp: write(offer) });
  const plan = negotiation.readOffer(description.sdp, facts);
  const sections = plan.sections.map((section, at) => ({
    ...section,
    transceiver: section.section.kind === 'application' ? undefined : facts[at]?.id,
  }));
  negotiation.setRemoteOffer(description, { ...plan, sections });
  const answer = negotiation.createAnswer(facts, transportFacts, false);
  const agreement = negotiation.readLocalAnswer(answer.sdp);
  negotiation.agree('local', answer, agreement);
  return { answer: parse(answer.sdp), agreement };
}

const candidate = {
  foundation: '1',
  component: 1,
  protocol: 'udp',
  priority: 1,
  address: '192.0.2.7',
  port: 5000,
  type: 'host',
};

describe('Negotiation', () => {
  it('reads from an answer whether the endpoint takes header extensions of both forms', () => {
    for (const line of ['', 'a=extmap-allow-mixed\r\n']) {
      const negotiation = new Negotiation();
      const wanted = wanting([slot(1, 'audio')]);
      negotiation.setLocalOffer(negotiation.createOffer(wanted, transportFacts).sdp);
      const answer = write(
        session([offered('0', 'audio', { direction: 'sendonly', setup: 'active' })], {
          extmapAllowMixed: false,
        })
      );

      const { transceivers } = negotiation.readRemoteAnswer(
        answer.replace('t=0 0\r\n', `t=0 0\r\n${line}`).replaceAll(/\b111\b/g, '100')
      );

      const [{ send }] = transceivers as [(typeof transceivers)[number]];
      expect(send.mixesExtensionForms).to.equal(line === '' ? false : undefined);
    }
  });

  const facts = [slot(1, 'audio'), slot(2, 'video')].map((one, at) => ({
    ...one,
    mid: 'av'[at],
  }));
  const media = (audio: Partial<MediaSection> = {}): MediaSection[] => [
    offered('a', 'audio', audio),
    offered('v', 'video'),
  ];

  describe('answers', () => {
    it('with the accepted part of the group, in its order', () => {
      const offer = session([...media(), offeredData('d')], { bundles: [['d', 'v', 'a']] });
      const stopping = facts.map(one => ({ ...one, isStopped: one.id === 2 }));

      expect(exchange(new Negotiation(), offer, stopping).answer.bundles).to.deep.equal([
        ['d', 'a'],
      ]);
    });

    it('without a group to an offer that has none', () => {
      const { answer } = exchange(new Negotiation(), session(media(), { bundles: [] }), facts);

      expect(answer.bundles).to.deep.equal([]);
      expect(answer.media.map(({ port }) => port)).to.deep.equal([9, 0]);
    });

    it('with extmap-allow-mixed where the offer says it', () => {
      for (const extmapAllowMixed of [true, false]) {
        const offer = session(media(), { extmapAllowMixed });

        expect(exchange(new Negotiation(), offer, facts).answer.extmapAllowMixed).to.equal(
          extmapAllowMixed
        );
      }
    });

    it('to an endpoint that takes header extensions of both forms only where it says so', () => {
      for (const extmapAllowMixed of [true, false]) {
        const offer = session(media(), { extmapAllowMixed });
        const { agreement } = exchange(new Negotiation(), offer, facts);

        const forms = agreement.transceivers.map(({ send }) => send.mixesExtensionForms);
        expect(new Set(forms)).to.deep.equal(new Set([extmapAllowMixed ? undefined : false]));
      }
    });

    it('in the role that the offer leaves', () => {
      const roles = [
        ['actpass', 'passive'],
        ['active', 'passive'],
        ['passive', 'active'],
      ] as const;
      for (const [setup, answered] of roles) {
        const offer = session(media().map(section => ({ ...section, setup })));

        expect(exchange(new Negotiation(), offer, facts).answer.media[0]?.setup).to.equal(answered);
      }
    });

    it('with the candidates of what is bundled', () => {
      const sections = media().map((section, at) => ({
        ...section,
        candidates: [{ ...candidate, port: 5000 + at }],
      }));
      const ports = (bundles: string[][]): number[] =>
        exchange(new Negotiation(), session(sections, { bundles }), facts).agreement.candidates.map(
          ({ port }) => port
        );

      expect(ports([['a', 'v']])).to.deep.equal([5000, 5001]);
      expect(ports([['v']])).to.deep.equal([5001]);
    });

    it('nothing about the transport where it rejects everything', () => {
      const stopping = facts.map(one => ({ ...one, isStopped: true }));
      const { agreement } = exchange(new Negotiation(), session(media()), stopping);

      expect(agreement).to.deep.include({
        ice: undefined,
        dtls: undefined,
        candidates: [],
        maxMessageSize: undefined,
      });
    });

    it('with the size of messages that the endpoint takes, or that it does not say', () => {
      const size = (others: Partial<MediaSection>): unknown => {
        const silent = offeredData('d');
        delete silent.maxMessageSize;
        const offer = session([{ ...silent, ...others }]);
        return exchange(new Negotiation(), offer, []).agreement.maxMessageSize;
      };

      expect(size({ maxMessageSize: 7 })).to.equal(7);
      expect(size({})).to.equal(null);
      expect(size({ port: 0 })).to.equal(undefined);
    });
  });

  it('answers again with the objects of what did not change', () => {
    const negotiation = new Negotiation();
    const many = Array.from({ length: 100 }, (_, at) => offered(`m${at}`, 'audio'));
    const all = many.map((_, at) => ({ ...slot(at + 1, 'audio'), mid: `m${at}` }));
    const first = exchange(negotiation, session(many), all).agreement;

    const changed = many.map((section, at) =>
      at === 50 ? { ...section, direction: 'recvonly' as const } : section
    );
    const second = exchange(negotiation, session(changed), all).agreement;

    const anew = second.sections.flatMap((state, at) => (state === first.sections[at] ? [] : [at]));
    expect(anew).to.deep.equal([50]);
    expect(
      second.transceivers.filter((section, at) => section !== first.transceivers[at])
    ).to.have.length(1);
  });

  describe('upToDateOffer', () => {
    const before = wanting([transceiver(1, 'audio', 'recvonly')]);
    const created = (): Negotiation => {
      const negotiation = new Negotiation();
      negotiation.createOffer(before, transportFacts);
      return negotiation;
    };

    it('is the offer while it would be made like that again', () => {
      const negotiation = new Negotiation();
      const { sdp } = negotiation.createOffer(before, transportFacts);

      expect(negotiation.upToDateOffer(before, transportFacts)).to.equal(sdp);
      negotiation.setLocalOffer(sdp);
      expect(negotiation.upToDateOffer(before, transportFacts)).to.equal(sdp);
    });

    it('is nothing before the first', () => {
      expect(new Negotiation().upToDateOffer(before, transportFacts)).to.equal(undefined);
    });

    const [facts1] = before.transceivers;
    const codecs = facts1!.media.codecs.slice(1);
    const changes: [what: string, wanted: TransceiverFacts[]][] = [
      ['another direction', [{ ...facts1!, direction: 'inactive' }]],
      ['other codecs', [{ ...facts1!, media: { ...facts1!.media, codecs } }]],
      ['one transceiver more', [facts1!, slot(2, 'video')]],
      ['none', []],
    ];
    for (const [what, wanted] of changes) {
      it(`is nothing once there is ${what}`, () => {
        expect(created().upToDateOffer(wanting(wanted), transportFacts)).to.equal(undefined);
      });
    }

    it('is nothing with other ICE credentials', () => {
      const iceParameters = { usernameFragment: 'other', password: 'other' };

      expect(created().upToDateOffer(before, { ...transportFacts, iceParameters })).to.equal(
        undefined
      );
    });
  });
});
