import { expect } from 'chai';

import { write, type Session } from '../../../../sdp/index.js';
import { Describer } from '../../../../src/webrtc/jsep/describe.js';
import type { SectionState } from '../../../../src/webrtc/jsep/section-state.js';
import { beginData, planLocalOffer } from '../../../../src/webrtc/jsep/local-offer.js';
import {
  accepted,
  stopped,
  transportFacts,
  usualOffer,
  usualTransceivers,
  wanting,
} from '../kit/plans.js';

/** As an offer, with all that is not rejected in the group. */
function describing(describer: Describer, sections: readonly SectionState[], version = 3): Session {
  const bundle = sections.filter(({ isRejected }) => !isRejected).map(({ mid }) => mid);
  const identity = { sessionId: '77', version };
  return describer.describe(sections, transportFacts, 'actpass', bundle, identity);
}

describe('Describer', () => {
  const offer = (sections: SectionState[]): string => write(describing(new Describer(), sections));

  it('begins as RFC 9429 wants it', () => {
    expect(offer(usualOffer()).split('\r\nm=')[0]!.split('\r\n')).to.deep.equal([
      'v=0',
      'o=crosspoint 77 3 IN IP4 0.0.0.0',
      's=-',
      't=0 0',
      'a=extmap-allow-mixed',
      'a=ice-lite',
      'a=group:BUNDLE 0 1 2 3',
      'a=msid-semantic: WMS *',
    ]);
  });

  it('writes a sending section in full', () => {
    expect(offer([usualOffer()[3]!]).split('\r\n').slice(8, -1)).to.deep.equal([
      'm=video 9 UDP/TLS/RTP/SAVPF 110 101',
      'c=IN IP4 0.0.0.0',
      'a=rtpmap:110 VP8/90000',
      'a=rtpmap:101 rtx/90000',
      'a=fmtp:101 apt=110',
      'a=rtcp-fb:110 nack',
      'a=rtcp-fb:110 nack pli',
      'a=rtcp-fb:110 ccm fir',
      'a=rtcp-fb:110 goog-remb',
      'a=rtcp-fb:110 transport-cc',
      'a=extmap:5 urn:ietf:params:rtp-hdrext:sdes:mid',
      'a=setup:actpass',
      'a=mid:3',
      'a=sendonly',
      'a=ice-ufrag:our-ufrag',
      'a=ice-pwd:our-password',
      'a=candidate:udpcandidate 1 udp 1078862079 192.0.2.1 40000 typ host',
      'a=candidate:tcpcandidate 1 tcp 1078862078 2001:db8::1 40000 typ host tcptype passive',
      'a=end-of-candidates',
      'a=ice-options:ice2 trickle',
      'a=ssrc:1004 cname:publisher',
      'a=ssrc:1004 msid:stream track4',
      'a=ssrc:2004 cname:publisher',
      'a=ssrc:2004 msid:stream track4',
      'a=ssrc-group:FID 1004 2004',
      'a=rtcp-mux',
      'a=rtcp-rsize',
      `a=fingerprint:sha-256 ${Array(32).fill('AB').join(':')}`,
      'a=msid:stream track4',
    ]);
  });

  it('writes a rejected section with its mid and one format', () => {
    const facts = usualTransceivers.map(t => (t.id === 4 ? stopped(t) : t));
    const { sections } = planLocalOffer(accepted(usualOffer()), wanting(facts), 4);

    expect(
      offer(sections)
        .split(/^(?=m=)/m)
        .at(-1)!
        .split('\r\n')
        .slice(0, -1)
    ).to.deep.equal([
      'm=video 0 UDP/TLS/RTP/SAVPF 110',
      'c=IN IP4 0.0.0.0',
      'a=rtpmap:110 VP8/90000',
      'a=mid:3',
      'a=inactive',
    ]);
    expect(offer(sections)).to.contain('a=group:BUNDLE 0 1 2\r\n');
  });

  it('writes data channels in the words of their protocol', () => {
    const data = (protocol: string): string => {
      const line = { ...beginData('d'), protocol };
      return offer([line]).split(/^(?=m=)/m)[1]!;
    };

    expect(data('UDP/DTLS/SCTP')).to.match(
      /^m=application 9 UDP\/DTLS\/SCTP webrtc-datachannel\r\n/
    );
    expect(data('UDP/DTLS/SCTP')).to.contain('a=sctp-port:5000\r\n');
    expect(data('DTLS/SCTP')).to.match(/^m=application 9 DTLS\/SCTP 5000\r\n/);
    expect(data('DTLS/SCTP')).to.contain('a=sctpmap:5000 webrtc-datachannel 1024\r\n');
    expect(data('DTLS/SCTP')).to.not.contain('sctp-port');
  });

  it('says rtcp-rsize unless the media does not have it', () => {
    const [state] = usualOffer();
    const without = { ...state!, media: { ...state!.media, rtcpReducedSize: false as const } };

    expect(offer([state!])).to.contain('a=rtcp-rsize');
    expect(offer([without])).to.not.contain('a=rtcp-rsize');
  });

  describe('after another description', () => {
    const describer = new Describer();
    const before = usualOffer();
    const first = describing(describer, before);
    const after = (sections: readonly SectionState[]): boolean[] =>
      describing(describer, sections).media.map((section, at) => section === first.media[at]);

    const cases: [what: string, change: (state: SectionState) => SectionState, isKept: boolean][] =
      [
        ['keeps a section that says the same', state => ({ ...state }), true],
        ['keeps one that was accepted', state => ({ ...state, isEstablished: true }), true],
        [
          'writes one anew that has another direction',
          state => ({ ...state, direction: 'inactive' }),
          false,
        ],
        ['writes one anew that is rejected', state => ({ ...state, isRejected: true }), false],
        [
          'writes one anew that has other media',
          state => ({ ...state, media: { ...state.media } }),
          false,
        ],
      ];
    for (const [what, change, isKept] of cases) {
      it(what, () => {
        const again = new Describer();
        const said = describing(again, before).media;
        const changed = before.map((state, at) => (at === 1 ? change(state) : state));

        const isSame = describing(again, changed).media.map((section, at) => section === said[at]);

        expect(isSame).to.deep.equal([true, isKept, true, true]);
      });
    }

    it('knows sections by their mids, whatever their places', () => {
      expect(describing(describer, [before[1]!]).media[0]).to.equal(first.media[1]);
      expect(after(before)[0]).to.equal(false);
    });

    it('writes all anew with other ICE credentials, or in another role', () => {
      const identity = { sessionId: '1', version: 1 };
      const restarted = { ...transportFacts, iceParameters: { ...transportFacts.iceParameters } };
      const said = describer.describe(before, transportFacts, 'active', [], identity).media;
      const others = [
        describer.describe(before, transportFacts, 'passive', [], identity).media,
        describer.describe(before, restarted, 'passive', [], identity).media,
      ];

      expect(others[0]![0]).to.not.equal(said[0]);
      expect(others[1]![0]).to.not.equal(others[0]![0]);
    });
  });
});
