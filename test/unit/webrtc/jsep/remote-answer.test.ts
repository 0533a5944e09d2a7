import { expect } from 'chai';

import { parse } from '../../../../sdp/index.js';
import type { Agreement, TransceiverAgreement } from '../../../../src/webrtc/jsep/agreement.js';
import { planRemoteAnswer } from '../../../../src/webrtc/jsep/remote-answer.js';
import type { SettledDtls } from '../../../../src/webrtc/jsep/remote-dtls.js';
import { planLocalOffer } from '../../../../src/webrtc/jsep/local-offer.js';
import { vector, vectorNames, type VectorName } from '../../sdp/vectors.js';
import { accepted, usualOffer, usualTransceivers, wanting } from '../kit/plans.js';

const plan = (text: string, settled?: SettledDtls): Agreement =>
  planRemoteAnswer(usualOffer(), parse(text), settled);

const sendingTypes = (section: TransceiverAgreement | undefined): number[] | undefined =>
  section?.send.codecs.map(({ payloadType }) => payloadType);

const chromium = vector('chromium-156-answer');
const settledByChromium = plan(chromium).dtls!;

// Those to the usual offer.
const answers = vectorNames.filter(name => name.endsWith('-answer') && !name.includes('plan-b'));

describe('planRemoteAnswer', () => {
  describe('of real answers', () => {
    for (const name of answers) {
      it(`takes what ${name} sends and receives`, () => {
        const { transceivers } = plan(vector(name));

        expect(transceivers.slice(0, 2).map(({ direction }) => direction)).to.deep.equal([
          'recvonly',
          'recvonly',
        ]);
        expect(transceivers[2]?.direction).to.equal('sendonly');
        expect(transceivers[3]?.isRejected).to.equal(name.startsWith('gstreamer'));
      });

      it(`finds DTLS in ${name}`, () => {
        const { dtls } = plan(vector(name));
        expect(dtls?.role).to.equal(settledByChromium?.role);
        expect(dtls?.fingerprint).to.deep.include(settledByChromium?.fingerprint[0]);
      });

      it(`takes ${name} again as the answer to the same offer`, () => {
        expect(plan(vector(name), settledByChromium).dtls).to.equal(settledByChromium);
      });
    }

    const encodings: [VectorName, audio: unknown, video: unknown][] = [
      [
        'chromium-156-answer',
        [{ ssrc: 3735928559 }],
        [{ ssrc: 1122334455, rtx: { ssrc: 2233445566 } }],
      ],
      [
        'firefox-153-answer',
        [{ ssrc: 2890138471 }],
        [{ ssrc: 1764382910, rtx: { ssrc: 904817263 } }],
      ],
      ['gstreamer-1.22-answer', undefined, undefined],
      [
        'aiortc-1.4-answer',
        [{ ssrc: 1842730195 }],
        [{ ssrc: 2710394857, rtx: { ssrc: 3918273645 } }],
      ],
    ];
    for (const [name, audio, video] of encodings) {
      it(`reads the sources of ${name}`, () => {
        const { transceivers } = plan(vector(name));

        expect(transceivers[0]?.receive?.encodings).to.deep.equal(audio);
        expect(transceivers[1]?.receive?.encodings).to.deep.equal(video);
      });
    }

    it('gives wildcard feedback to the received codec', () => {
      const { transceivers } = plan(vector('gstreamer-1.22-answer'));

      expect(transceivers[1]?.receive?.codecs[0]?.rtcpFeedback).to.deep.equal([
        { type: 'ccm', parameter: 'fir' },
        { type: 'nack' },
        { type: 'nack', parameter: 'pli' },
      ]);
    });

    it('says everything about a received track', () => {
      const { receive } = plan(chromium).transceivers[0]!;

      expect(receive).to.deep.equal({
        muxId: '0',
        codecs: [
          {
            name: 'audio/opus',
            payloadType: 100,
            clockRate: 48000,
            numChannels: 2,
            rtcpFeedback: [{ type: 'transport-cc' }],
            parameters: { minptime: 10, useInbandFec: 1 },
          },
          {
            name: 'audio/PCMU',
            payloadType: 0,
            clockRate: 8000,
            rtcpFeedback: [],
            parameters: {},
          },
        ],
        encodings: [{ ssrc: 3735928559 }],
        headerExtensions: [
          { uri: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level', id: 1 },
          { uri: 'http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time', id: 3 },
          { uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', id: 5 },
          {
            uri: 'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01',
            id: 8,
          },
        ],
        rtcp: { cname: 'kJ3mWq8sVbNx2c1P', reducedSize: true },
        userParameters: {
          msid: '7b1f7c5e-3a0b-4d53-9d2a-5f3a7c1f0e11 0b9cbb3a-51c2-4f43-8c5e-9f6f3d1f2c01',
        },
      });
    });

    it('keeps an msid in braces', () => {
      const { receive } = plan(vector('firefox-153-answer')).transceivers[0]!;

      expect(receive?.userParameters?.['msid']).to.match(/^\{5c9f.*\} \{e0a9.*\}$/);
    });

    it('names what was accepted of a track that we send', () => {
      const section = plan(chromium).transceivers[3]!;

      expect(section.mid).to.equal('3');
      expect(sendingTypes(section)).to.deep.equal([110, 101]);
      expect(section.send.headerExtensions).to.deep.equal([
        { uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', id: 5 },
      ]);
    });
  });

  describe('takes', () => {
    const replaced = (what: string | RegExp, by: string): string => chromium.replace(what, by);
    const variants: [what: string, text: string, check: (plan: Agreement) => void][] = [
      [
        'sendrecv for all that was offered',
        chromium.replaceAll(/a=(sendonly|recvonly)/g, 'a=sendrecv'),
        ({ transceivers }) =>
          expect(transceivers.map(({ direction }) => direction)).to.deep.equal([
            'recvonly',
            'recvonly',
            'sendonly',
            'sendonly',
          ]),
      ],
      [
        'sections without mid by their place',
        chromium.replaceAll(/a=mid:.*\r\n/g, ''),
        ({ transceivers }) => expect(transceivers[3]?.mid).to.equal('3'),
      ],
      [
        'an answer without rtpmap lines',
        chromium.replaceAll(/a=(rtpmap|fmtp):.*\r\n/g, ''),
        ({ transceivers }) =>
          expect(sendingTypes(transceivers[1])).to.deep.equal([110, 101, 112, 102]),
      ],
      [
        'inactive sections without forwarding',
        chromium.replaceAll('a=recvonly', 'a=inactive'),
        ({ transceivers }) =>
          expect(transceivers.map(({ direction }) => direction)).to.deep.equal([
            'recvonly',
            'recvonly',
            'inactive',
            'inactive',
          ]),
      ],
      [
        'an answer without RTX',
        replaced('SAVPF 110 101 112 102', 'SAVPF 110 112'),
        ({ transceivers }) => expect(sendingTypes(transceivers[1])).to.deep.equal([110, 112]),
      ],
      [
        'RTX only beside its codec',
        replaced('SAVPF 110 101 112 102', 'SAVPF 112 101 102'),
        ({ transceivers }) => expect(sendingTypes(transceivers[1])).to.deep.equal([112, 102]),
      ],
      [
        'simulcast in the customs of Plan B',
        replaced('a=ssrc-group:FID', 'a=ssrc-group:SIM 1122334455 5\r\na=ssrc-group:FID'),
        ({ transceivers }) =>
          expect(transceivers[1]?.receive?.encodings).to.deep.equal([
            { ssrc: 1122334455, rtx: { ssrc: 2233445566 } },
            { ssrc: 5 },
          ]),
      ],
      [
        'the server role of the endpoint',
        chromium.replaceAll('a=setup:active', 'a=setup:passive'),
        ({ dtls }) => expect(dtls?.role).to.equal('server'),
      ],
      [
        'silence about roles for passive',
        chromium.replaceAll('a=setup:active\r\n', ''),
        ({ dtls }) => expect(dtls?.role).to.equal('server'),
      ],
      [
        'another hash when sha-256 is missing',
        chromium.replaceAll(
          /a=fingerprint:.*/g,
          `a=fingerprint:sha-1 ${Array(20).fill('0A').join(':')}`
        ),
        ({ dtls }) =>
          expect(dtls?.fingerprint).to.deep.equal([{ algorithm: 'sha-1', value: '0a'.repeat(20) }]),
      ],
      [
        'every fingerprint of an endpoint with two certificates',
        chromium.replaceAll(
          /a=fingerprint:.*/g,
          ['01', '02']
            .map(byte => `a=fingerprint:sha-256 ${Array(32).fill(byte).join(':')}`)
            .join('\r\n')
        ),
        ({ dtls }) =>
          expect(dtls?.fingerprint.map(({ value }) => value)).to.deep.equal([
            '01'.repeat(32),
            '02'.repeat(32),
          ]),
      ],
      [
        'bundled sections that leave the transport to the tagged one',
        stripTransport(chromium, 1),
        ({ dtls }) => expect(dtls).to.deep.equal(settledByChromium),
      ],
      [
        'a rejected section that is still in the BUNDLE group',
        replaced('m=audio 9', 'm=audio 0'),
        ({ transceivers }) => expect(transceivers[0]?.isRejected).to.equal(true),
      ],
    ];
    for (const [what, text, check] of variants) it(what, () => check(plan(text)));

    it('an answer that rejects everything, without DTLS', () => {
      const text = stripTransport(chromium.replaceAll(/ 9 UDP/g, ' 0 UDP'), 0);

      const { sections, dtls } = plan(text);

      expect(sections.every(({ transceiver }) => transceiver === undefined)).to.equal(true);
      expect(dtls).to.equal(undefined);
    });

    it('a single section that is in no group', () => {
      const { sections } = planLocalOffer([], wanting(usualTransceivers.slice(0, 1)), 0);
      const text = chromium
        .split(/^(?=m=)/m)
        .slice(0, 2)
        .join('')
        .replace(/a=group.*\r\n/, '');

      expect(
        planRemoteAnswer(sections, parse(text), undefined).transceivers[0]?.direction
      ).to.equal('recvonly');
    });
  });

  it('frees the places that the endpoint rejects', () => {
    const { sections } = plan(vector('gstreamer-1.22-answer'));

    expect(sections.map(({ transceiver }) => transceiver)).to.deep.equal([1, 2, 3, undefined]);
    expect(sections.map(({ isEstablished }) => isEstablished)).to.deep.equal([
      true,
      true,
      true,
      false,
    ]);
  });

  it('frees the places that we rejected', () => {
    const facts = usualTransceivers.filter(({ id }) => id !== 1);
    const { sections } = planLocalOffer(accepted(usualOffer()), wanting(facts), 4);
    const answer = parse(
      chromium.replace('m=audio 9', 'm=audio 0').replace('BUNDLE 0 1', 'BUNDLE 1')
    );

    expect(planRemoteAnswer(sections, answer, undefined).sections[0]?.transceiver).to.equal(
      undefined
    );
  });

  describe('refuses', () => {
    const all = (what: string | RegExp, by: string): string =>
      chromium.replaceAll(typeof what === 'string' ? what : new RegExp(what, 'g'), by);
    const once = (what: string | RegExp, by: string): string => chromium.replace(what, by);
    const cases: [what: string, text: string, message: RegExp, settled?: SettledDtls][] = [
      [
        'fewer sections than offered',
        chromium.slice(0, chromium.lastIndexOf('m=')),
        /has 3 m-sections/,
      ],
      ['more sections than offered', `${chromium}m=audio 0 RTP/AVP 0\r\n`, /has 5 m-sections/],
      ['an unknown mid', once('a=mid:1', 'a=mid:nine'), /"1": the answer calls it "nine"/],
      ['sections in another order', once('a=mid:0', 'a=mid:1'), /"0": the answer calls it "1"/],
      ['another kind', once('m=audio', 'm=video'), /"0": audio was answered with video/],
      ['an answer without fingerprint', all(/a=fingerprint.*\r\n/, ''), /no DTLS fingerprint/],
      ['an unknown hash', all('sha-256', 'sha-3'), /unsupported .* sha-3/],
      ['a fingerprint of another length', all('sha-256', 'sha-512'), /not 64 bytes long/],
      ['setup:actpass', all('setup:active', 'setup:actpass'), /cannot say a=setup:actpass/],
      ['setup:holdconn', all('setup:active', 'setup:holdconn'), /cannot say a=setup:holdconn/],
      [
        'a change of the DTLS roles',
        all('setup:active', 'setup:passive'),
        /changes the DTLS roles/,
        settledByChromium,
      ],
      [
        'a change of the fingerprint',
        all('F0:1C', 'F0:1D'),
        /changes the DTLS fingerprint/,
        settledByChromium,
      ],
      ['sendonly for what we send', once('a=recvonly', 'a=sendonly'), /"2": sendonly was answered/],
      [
        'recvonly for what we receive',
        once('a=sendonly', 'a=recvonly'),
        /"0": recvonly was answered/,
      ],
      [
        'another codec under our payload type',
        once('opus/48000', 'G722/8000'),
        /100 is opus, not G722/,
      ],
      ['RTX alone', once('SAVPF 110 101 112 102', 'SAVPF 101'), /"1": the answer accepts no codec/],
      [
        'an m-line without formats',
        once('SAVPF 100 0', 'SAVPF'),
        /"0": the answer accepts no codec/,
      ],
      ['an answer without rtcp-mux', all('a=rtcp-mux\r\n', ''), /no rtcp-mux/],
      ['an answer without ufrag', all(/a=ice-ufrag.*\r\n/, ''), /no ICE credentials/],
      ['an answer without password', all(/a=ice-pwd.*\r\n/, ''), /no ICE credentials/],
      ['a lite endpoint', once('a=group', 'a=ice-lite\r\na=group'), /ice-lite, and so do we/],
      ['an answer that does not bundle', once(/a=group.*\r\n/, ''), /"0" is not in .* BUNDLE/],
      ['a section outside of the bundle', once('BUNDLE 0 1 2 3', 'BUNDLE 0 1 2'), /"3" is not in/],
    ];
    for (const [what, text, message, settled] of cases) {
      it(what, () => {
        expect(() => plan(text, settled))
          .to.throw(DOMException, message)
          .with.property('name', 'InvalidAccessError');
      });
    }

    it('what was offered with port 0', () => {
      const { sections } = planLocalOffer(
        accepted(usualOffer()),
        wanting(usualTransceivers.filter(({ id }) => id !== 2)),
        4
      );

      expect(() => planRemoteAnswer(sections, parse(chromium), undefined)).to.throw(
        /offered with port 0/
      );
    });
  });
});

/** Takes ICE and DTLS lines away from section `from` on. */
function stripTransport(sdp: string, from: number): string {
  return sdp
    .split(/^(?=m=)/m)
    .map((part, at) =>
      at <= from ? part : part.replaceAll(/a=(ice-|fingerprint|setup|rtcp-mux).*\r\n/g, '')
    )
    .join('');
}
