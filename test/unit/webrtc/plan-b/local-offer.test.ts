import { expect } from 'chai';

import { describeFormats, type SectionKind } from '../../../../src/webrtc/jsep/codec-words.js';
import type { SectionState, TransceiverFacts } from '../../../../src/webrtc/jsep/section-state.js';
import {
  isSharedOfferNeeded,
  planSharedLocalOffer,
  sendersAmong,
  sharedStreams,
  type KindMedia,
} from '../../../../src/webrtc/plan-b/local-offer.js';
import { accepted, formatsOf, sending, slot, summary, wanting } from '../kit/plans.js';

const mediaOf = (kind: SectionKind): KindMedia => {
  const { codecs, headerExtensions } = formatsOf(kind);
  return describeFormats(codecs, headerExtensions);
};
const plan = (
  transceivers: readonly TransceiverFacts[],
  sections: readonly SectionState[] = [],
  hasDataChannels = false
): SectionState[] =>
  planSharedLocalOffer(sections, wanting(transceivers, { hasDataChannels }), 0, mediaOf).sections;

describe('planSharedLocalOffer', () => {
  it('has one section of each kind, however many tracks there are', () => {
    const sections = plan([slot(1, 'video'), sending(2, 'video'), sending(3, 'video')]);

    expect(summary(sections)).to.deep.equal(['audio audio inactive', 'video video sendrecv']);
    expect(sections[1]!.tracks!.map(({ transceiver }) => transceiver)).to.deep.equal([1, 2, 3]);
  });

  it('puts data channels behind them', () => {
    expect(summary(plan([], [], true)).at(-1)).to.equal('data application sendrecv');
  });

  it('keeps sections in their places', () => {
    const before = accepted(plan([slot(1, 'video')])).reverse();

    expect(plan([slot(1, 'video')], before).map(({ mid }) => mid)).to.deep.equal([
      'video',
      'audio',
    ]);
  });

  it('has no extensions that name MIDs or RIDs', () => {
    const uris = plan([])[1]!.media.headerExtensions.map(({ uri }) => uri);

    expect(uris.filter(uri => uri.includes('sdes'))).to.deep.equal([]);
    expect(uris).not.to.deep.equal([]);
  });
});

describe('isSharedOfferNeeded', () => {
  const needs = (
    transceivers: readonly TransceiverFacts[],
    sections: readonly SectionState[]
  ): boolean => isSharedOfferNeeded(sections, wanting(transceivers), mediaOf);

  it('says no where all is said', () => {
    const transceivers = [slot(1, 'video'), sending(2, 'audio')];

    expect(needs(transceivers, accepted(plan(transceivers)))).to.equal(false);
  });

  it('says yes to one track more', () => {
    const before = accepted(plan([sending(1, 'video')]));

    expect(needs([sending(1, 'video'), sending(2, 'video')], before)).to.equal(true);
  });

  it('says no to nothing', () => {
    expect(needs([], [])).to.equal(false);
  });
});

describe('sharedStreams', () => {
  it('names stream and track in both spellings', () => {
    const { sources } = sharedStreams([sending(1, 'audio')]);

    expect(sources).to.deep.equal([
      {
        ssrc: 1001,
        cname: 'publisher',
        msid: { stream: 'stream', track: 'track1' },
        mslabel: 'stream',
        label: 'track1',
      },
    ]);
  });

  it('gives no id twice', () => {
    const one = sending(1, 'audio');
    const { sources } = sharedStreams([one, { ...one, id: 2 }]);

    expect(sources.map(({ label }) => label)).to.deep.equal(['track1', 'track1-2']);
  });
});

describe('sendersAmong', () => {
  it('leaves out who is stopped, does not send, or has nothing to send', () => {
    const all = [
      sending(1, 'audio'),
      { ...sending(2, 'audio'), isStopped: true },
      { ...sending(3, 'audio'), direction: 'recvonly' as const },
      slot(4, 'audio'),
    ];

    expect(sendersAmong(all).map(({ id }) => id)).to.deep.equal([1]);
  });
});
