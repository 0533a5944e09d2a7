import { expect } from 'chai';

import {
  SdpError,
  isRejected,
  maxLength,
  parse,
  type MediaSection,
  type Session,
} from '../../../sdp/index.js';
import { someVectorNames, vector } from './vectors.js';

const head = 'v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n';
const rtp = 'm=audio 9 UDP/TLS/RTP/SAVPF 100\r\n';

/** The first section of a description that says no more than these lines. */
const sectionOf = (...lines: string[]): MediaSection =>
  parse(head + rtp + lines.map(line => `${line}\r\n`).join('')).media[0]!;

const parsed = (text: string): Session | SdpError => {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof SdpError) return error;
    throw error;
  }
};

describe('sdp parse', () => {
  describe('of one section', () => {
    it('joins rtpmap, fmtp and rtcp-fb to codecs', () => {
      const { codecs } = sectionOf(
        'a=rtpmap:100 opus/48000/2',
        'a=fmtp:100 minptime=10;useinbandfec=1;stereo',
        'a=rtcp-fb:100 transport-cc',
        'a=rtcp-fb:100 nack pli'
      );

      expect(codecs).to.deep.equal([
        {
          payloadType: 100,
          name: 'opus',
          clockRate: 48000,
          channels: 2,
          parameters: { minptime: 10, useinbandfec: 1, stereo: true },
          feedback: [{ type: 'transport-cc' }, { type: 'nack', parameter: 'pli' }],
        },
      ]);
    });

    it('gives wildcard feedback to each codec once', () => {
      const { codecs } = sectionOf(
        'a=rtpmap:100 opus/48000/2',
        'a=rtcp-fb:* nack',
        'a=rtcp-fb:100 nack'
      );

      expect(codecs[0]?.feedback).to.deep.equal([{ type: 'nack' }]);
    });

    it('keeps the order of the m-line', () => {
      const { media } = parse(
        `${head}m=video 9 UDP/TLS/RTP/SAVPF 98 96\r\na=rtpmap:96 VP8/90000\r\na=rtpmap:98 VP9/90000\r\n`
      );

      expect(media[0]?.codecs.map(codec => codec.name)).to.deep.equal(['VP9', 'VP8']);
    });

    it('knows static payload types', () => {
      const { media } = parse(`${head}m=audio 9 RTP/AVP 0 8\r\n`);

      expect(media[0]?.codecs.map(codec => codec.name)).to.deep.equal(['PCMU', 'PCMA']);
    });

    it('leaves out payload types of which nothing is known', () => {
      expect(sectionOf().codecs).to.deep.equal([]);
    });

    it('reads a value of digits as a number', () => {
      const { codecs } = sectionOf('a=rtpmap:100 H264/90000', 'a=fmtp:100 profile-level-id=420010');

      expect(codecs[0]?.parameters).to.deep.equal({ 'profile-level-id': 420010 });
    });

    it('keeps leading zeros', () => {
      const { codecs } = sectionOf('a=rtpmap:100 x/90000', 'a=fmtp:100 config=007;rate=1e3');

      expect(codecs[0]?.parameters).to.deep.equal({ config: '007', rate: '1e3' });
    });

    it('reads mids and ICE credentials of digits as text', () => {
      const section = sectionOf('a=mid:0', 'a=ice-ufrag:1234', 'a=ice-pwd:0123456789012345678901');

      expect(section.mid).to.equal('0');
      expect(section.iceUfrag).to.equal('1234');
      expect(section.icePwd).to.equal('0123456789012345678901');
    });

    it('takes sendrecv for a section without direction', () => {
      expect(sectionOf().direction).to.equal('sendrecv');
    });

    it('keeps all fingerprints', () => {
      const { fingerprints } = sectionOf(
        'a=fingerprint:sha-1 aa:bb',
        'a=fingerprint:SHA-256 CC:DD'
      );

      expect(fingerprints).to.deep.equal([
        { algorithm: 'sha-1', value: 'AA:BB' },
        { algorithm: 'sha-256', value: 'CC:DD' },
      ]);
    });

    it('takes from the session what the section does not say', () => {
      const [section] = parse(
        `${head}a=fingerprint:sha-1 AA:BB\r\na=setup:passive\r\na=ice-ufrag:u\r\na=ice-pwd:p\r\na=recvonly\r\n${rtp}`
      ).media;

      expect(section).to.deep.include({
        fingerprints: [{ algorithm: 'sha-1', value: 'AA:BB' }],
        setup: 'passive',
        iceUfrag: 'u',
        icePwd: 'p',
        direction: 'recvonly',
      });
    });

    it('prefers what the section says', () => {
      const [section] = parse(
        `${head}a=fingerprint:sha-1 AA:BB\r\na=setup:passive\r\n${rtp}a=fingerprint:sha-1 CC:DD\r\na=setup:active\r\n`
      ).media;

      expect(section?.fingerprints).to.deep.equal([{ algorithm: 'sha-1', value: 'CC:DD' }]);
      expect(section?.setup).to.equal('active');
    });

    it('reads stream and track ids with braces and dots', () => {
      expect(sectionOf('a=msid:{a.b} {c}').msids).to.deep.equal([
        { stream: '{a.b}', track: '{c}' },
      ]);
      expect(sectionOf('a=msid:-').msids).to.deep.equal([{ stream: '-' }]);
    });

    it('joins the lines of a source', () => {
      const { sources, sourceGroups } = sectionOf(
        'a=ssrc:1 cname:me',
        'a=ssrc:1 msid:s t',
        'a=ssrc:2 cname:me',
        'a=ssrc-group:FID 1 2'
      );

      expect(sources).to.deep.equal([
        { ssrc: 1, cname: 'me', msid: { stream: 's', track: 't' } },
        { ssrc: 2, cname: 'me' },
      ]);
      expect(sourceGroups).to.deep.equal([{ semantics: 'FID', ssrcs: [1, 2] }]);
    });

    it('reads rids and simulcast', () => {
      const section = sectionOf(
        'a=rid:hi-1 send pt=100',
        'a=rid:lo send',
        'a=simulcast:send hi-1;~lo'
      );

      expect(section.rids).to.deep.equal([
        { id: 'hi-1', direction: 'send', restrictions: 'pt=100' },
        { id: 'lo', direction: 'send' },
      ]);
      expect(section.simulcast).to.deep.equal({
        send: [[{ rid: 'hi-1', paused: false }], [{ rid: 'lo', paused: true }]],
        recv: [],
      });
    });

    it('reads candidates of both protocols', () => {
      const { candidates, endOfCandidates } = sectionOf(
        'a=candidate:1 1 UDP 2113667327 192.0.2.1 54400 typ host generation 0',
        'a=candidate:2 1 tcp 1518280447 2001:db8::1 9 typ srflx raddr 192.0.2.1 rport 9 tcptype active',
        'a=end-of-candidates'
      );

      expect(candidates[0]).to.deep.include({
        protocol: 'udp',
        address: '192.0.2.1',
        type: 'host',
      });
      expect(candidates[1]).to.deep.include({ protocol: 'tcp', tcpType: 'active', relatedPort: 9 });
      expect(endOfCandidates).to.equal(true);
    });

    it('reads header extensions with direction and encryption', () => {
      const { headerExtensions } = sectionOf(
        'a=extmap:1 urn:a',
        'a=extmap:2/recvonly urn:b',
        'a=extmap:3 urn:ietf:params:rtp-hdrext:encrypt urn:c'
      );

      expect(headerExtensions).to.deep.equal([
        { id: 1, uri: 'urn:a' },
        { id: 2, uri: 'urn:b', direction: 'recvonly' },
        { id: 3, uri: 'urn:c', encrypt: true },
      ]);
    });

    it('tells port 0 with bundle-only from a rejection', () => {
      const [rejected, bundled] = parse(
        `${head}m=audio 0 UDP/TLS/RTP/SAVPF 0\r\nm=audio 0 UDP/TLS/RTP/SAVPF 0\r\na=bundle-only\r\n`
      ).media;

      expect(isRejected(rejected!)).to.equal(true);
      expect(isRejected(bundled!)).to.equal(false);
    });

    it('reads data channel sections', () => {
      const [section] = parse(
        `${head}m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=sctp-port:5000\r\na=max-message-size:262144\r\n`
      ).media;

      expect(section).to.deep.include({
        kind: 'application',
        formats: ['webrtc-datachannel'],
        sctpPort: 5000,
        maxMessageSize: 262144,
      });
    });
  });

  it('reads lines that end with LF alone', () => {
    expect(parse(vector('chromium-156-answer').replaceAll('\r\n', '\n'))).to.deep.equal(
      parse(vector('chromium-156-answer'))
    );
  });

  it('reads the BUNDLE groups', () => {
    expect(parse(vector('chromium-156-answer')).bundles).to.deep.equal([['0', '1', '2', '3']]);
  });

  it('reads both origins', () => {
    expect(parse(vector('firefox-153-answer')).origin).to.deep.equal({
      username: 'mozilla...THIS_IS_SDPARTA-99.0',
      sessionId: '8421765430918364551',
      sessionVersion: 0,
    });
  });

  describe('refuses', () => {
    const cases: [what: string, text: unknown, message: RegExp][] = [
      ['what is no string', undefined, /is a string/],
      ['nothing', '', /empty/],
      ['empty lines', '\r\n\r\n', /empty/],
      ['other text', 'hello', /^line 1: not of the form/],
      ['a description without version', `o=- 1 1 IN IP4 0.0.0.0\r\n`, /^line 1: .*v=0/],
      ['a line without type', `${head}fingerprint`, /^line 5: not of the form/],
      ['a malformed m-line', `${head}m=audio\r\n`, /^line 5: malformed m-line/],
      ['a port out of range', `${head}m=audio 65536 RTP/AVP 0\r\n`, /^line 5: malformed m-line/],
      ['a payload type out of range', `${head}m=audio 9 RTP/AVP 128\r\n`, /^line 5: .*0 to 127/],
      ['a payload type of letters', `${head}m=audio 9 RTP/AVP opus\r\n`, /^line 5: .*0 to 127/],
      [
        'an rtpmap without clock rate',
        `${head}${rtp}a=rtpmap:100 opus\r\n`,
        /line 5: malformed rtpmap/,
      ],
      [
        'a malformed fingerprint',
        `${head}${rtp}a=fingerprint:sha-256 XY\r\n`,
        /^line 6: .*fingerprint/,
      ],
      ['an empty fingerprint', `${head}a=fingerprint:\r\n${rtp}`, /^line 5: .*fingerprint/],
      ['an unknown setup', `${head}${rtp}a=setup:maybe\r\n`, /line 5: unknown setup "maybe"/],
      [
        'an SSRC of 33 bits',
        `${head}${rtp}a=ssrc:4294967296 cname:x\r\n`,
        /line 5: malformed SSRC/,
      ],
      ['a group of words', `${head}${rtp}a=ssrc-group:FID a b\r\n`, /line 5: malformed ssrc-group/],
      ['an empty msid', `${head}${rtp}a=msid:\r\n`, /^line 6: malformed msid/],
      [
        'an msid of 256 characters',
        `${head}${rtp}a=msid:${'x'.repeat(256)}\r\n`,
        /^line 6: malformed msid/,
      ],
      [
        'an fmtp of more than a kilobyte',
        `${head}${rtp}a=rtpmap:100 x/8000\r\na=fmtp:100 a=${'x'.repeat(1024)}\r\n`,
        /line 5: fmtp of format 100 is too long/,
      ],
      ['an extension with id 0', `${head}${rtp}a=extmap:0 urn:a\r\n`, /line 5: extmap id 0/],
      ['more than a thousand sections', head + rtp.repeat(1001), /more than 1000 m-sections/],
      ['more than a megabyte', head + 'a=x\r\n'.repeat(maxLength / 5 + 1), /longer than/],
    ];

    for (const [what, text, message] of cases) {
      it(what, () => {
        expect(() => parse(text as string)).to.throw(SdpError, message);
      });
    }

    it('long lines without taking long', () => {
      const lines = [
        'imageattr:1 send [',
        'simulcast:send ',
        'candidate:',
        'rtpmap:1 ',
        'ssrc-group:x ',
      ];
      for (const line of lines) parsed(`${head}${rtp}a=${line}${'[a] '.repeat(20_000)}\r\n`);
    }).timeout(2000);
  });

  for (const name of someVectorNames) {
    it(`throws nothing but SdpError at any end of ${name}`, () => {
      const text = vector(name);
      for (let end = 0; end < text.length; end += 11) parsed(text.slice(0, end));
    });

    it(`throws nothing but SdpError without any line of ${name}`, () => {
      const lines = vector(name).split('\r\n');
      for (const at of lines.keys()) parsed(lines.toSpliced(at, 1).join('\r\n'));
    });
  }

  it('throws nothing but SdpError at broken bytes', () => {
    const text = vector('chromium-156-answer');
    // Not random, but spread over text and characters.
    for (let round = 0; round < 500; round++) {
      const at = (round * 7919) % text.length;
      const broken = String.fromCharCode((round * 31) % 256);
      parsed(text.slice(0, at) + broken + text.slice(at + 1 + (round % 3)));
    }
  });
});
