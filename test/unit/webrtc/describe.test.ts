import { expect } from 'chai';

import { write, type Session } from '../../../sdp/index.js';
import { Describer } from '../../../src/webrtc/describe.js';
import type { Line } from '../../../src/webrtc/lines.js';
import { planOffer } from '../../../src/webrtc/offer-plan.js';
import {
  accepted,
  stopped,
  transportFacts,
  usualOffer,
  usualTransceivers,
  wanting,
} from './plans.js';

/** As an offer, with all that is not rejected in the group. */
function describing(describer: Describer, lines: readonly Line[], version = 3): Session {
  const bundle = lines.filter(({ isRejected }) => !isRejected).map(({ mid }) => mid);
  const identity = { sessionId: '77', version };
  return describer.describe(lines, transportFacts, 'actpass', bundle, identity);
}

describe('Describer', () => {
  const offer = (lines: Line[]): string => write(describing(new Describer(), lines));

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
    const { lines } = planOffer(accepted(usualOffer()), wanting(facts), 4);

    expect(
      offer(lines)
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
    expect(offer(lines)).to.contain('a=group:BUNDLE 0 1 2\r\n');
  });
});
