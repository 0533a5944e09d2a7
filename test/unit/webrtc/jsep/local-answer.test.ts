import { expect } from 'chai';

import type { Codec, Direction, MediaSection } from '../../../../sdp/index.js';
import type { RtpCodecParameters } from '../../../../src/parameters/rtp.js';
import type {
  Formats,
  SectionState,
  TransceiverFacts,
} from '../../../../src/webrtc/jsep/section-state.js';
import { type SectionKind } from '../../../../src/webrtc/jsep/codec-words.js';
import { describeStreams } from '../../../../src/webrtc/jsep/section-media.js';
import { defaultCapabilities } from '../../../../src/webrtc/rtp/rtp-codec-parameters.js';
import { answerTo, codec, offered, offeredData, opus, rtx, simulcast, vp8 } from '../kit/offers.js';
import { formatsOf, streamLines, stopped, summary, transceiver } from '../kit/plans.js';

const answerLine = (section: MediaSection, facts: TransceiverFacts): SectionState =>
  answerTo([section], [facts]).sections[0]!;

const able = (kind: SectionKind, direction: Direction = 'sendrecv'): TransceiverFacts => {
  const facts = transceiver(1, kind, direction);
  return { ...facts, media: { ...facts.media, ...streamLines(1, kind) } };
};

/** Able to do these codecs. */
const ableOf = (kind: SectionKind, codecs: RtpCodecParameters[]): TransceiverFacts =>
  transceiver(1, kind, 'sendrecv', { formats: { ...formatsOf(kind), codecs } });

const h264 = (payloadType: number, profile: string | undefined, mode = 1): Codec =>
  codec(payloadType, 'H264', 90000, {
    parameters: {
      'packetization-mode': mode,
      ...(profile !== undefined && { 'profile-level-id': profile }),
    },
  });

const types = ({ codecs }: { codecs: readonly { payloadType: number }[] }): number[] =>
  codecs.map(({ payloadType }) => payloadType);

describe('planLocalAnswer', () => {
  describe('directions', () => {
    const table: [offered: Direction, wanted: Direction, answer: Direction][] = [
      ['sendrecv', 'sendrecv', 'sendrecv'],
      ['sendrecv', 'sendonly', 'sendonly'],
      ['sendrecv', 'recvonly', 'recvonly'],
      ['sendrecv', 'inactive', 'inactive'],
      ['sendonly', 'sendrecv', 'recvonly'],
      ['sendonly', 'sendonly', 'inactive'],
      ['sendonly', 'recvonly', 'recvonly'],
      ['recvonly', 'sendrecv', 'sendonly'],
      ['recvonly', 'recvonly', 'inactive'],
      ['recvonly', 'sendonly', 'sendonly'],
      ['inactive', 'sendrecv', 'inactive'],
    ];
    for (const [direction, wanted, answer] of table) {
      it(`answers ${direction} with ${answer} where ${wanted} is wanted`, () => {
        const plan = answerTo([offered('a', 'audio', { direction })], [able('audio', wanted)]);

        expect(plan.sections[0]).to.include({ direction: answer, offeredBy: 'remote' });
        expect(plan.transceivers[0]!.direction).to.equal(answer);
        expect(plan.transceivers[0]!.receive !== undefined).to.equal(
          answer === 'sendrecv' || answer === 'recvonly'
        );
      });
    }
  });

  describe('numbers', () => {
    it('are those of the offerer', () => {
      const { sections, transceivers } = answerTo([offered('v', 'video')], [able('video')]);

      expect(types(sections[0]!.media)).to.deep.equal([96, 97]);
      expect(types(transceivers[0]!.send)).to.deep.equal([96, 97]);
      expect(transceivers[0]!.receive?.codecs.map(({ name }) => name)).to.deep.equal([
        'video/VP8',
        'video/rtx',
      ]);
      expect(transceivers[0]!.send.headerExtensions).to.deep.equal([
        { uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', id: 4 },
      ]);
    });

    it('of extensions that we do not have are left out', () => {
      const headerExtensions = [{ id: 9, uri: 'urn:unknown' }];

      expect(
        answerLine(offered('a', 'audio', { headerExtensions }), able('audio')).media
          .headerExtensions
      ).to.deep.equal([]);
    });

    it('of encrypted extensions are left out', () => {
      const [extension] = offered('a', 'audio').headerExtensions;
      const section = offered('a', 'audio', {
        headerExtensions: [{ ...extension!, encrypt: true }],
      });

      expect(answerLine(section, able('audio')).media.headerExtensions).to.deep.equal([]);
    });

    const ways: [offered: Direction, answer: Direction | undefined, isSent: boolean][] = [
      ['sendrecv', undefined, true],
      ['sendonly', 'recvonly', false],
      ['recvonly', 'sendonly', true],
      ['inactive', 'inactive', false],
    ];
    for (const [direction, answer, isSent] of ways) {
      it(`of an extension that is ${direction} are ${isSent ? '' : 'not '}sent`, () => {
        const [extension] = offered('a', 'audio').headerExtensions;
        const section = offered('a', 'audio', { headerExtensions: [{ ...extension!, direction }] });

        const { sections, transceivers } = answerTo([section], [able('audio')]);

        expect(sections[0]!.media.headerExtensions[0]?.direction).to.equal(answer);
        expect(transceivers[0]!.send.headerExtensions).to.have.length(isSent ? 1 : 0);
      });
    }
  });

  describe('codecs', () => {
    it('have the parameters of both, the offered before ours', () => {
      const [ours] = formatsOf('audio').codecs;
      const parameters = { minptime: 10, useInbandFec: 1 };

      const state = answerLine(offered('a', 'audio'), ableOf('audio', [{ ...ours!, parameters }]));

      expect(state.media.codecs[0]?.parameters).to.deep.equal({
        minptime: 20,
        stereo: 1,
        useinbandfec: 1,
      });
    });

    it('have the feedback that both know', () => {
      const { sections, transceivers } = answerTo([offered('v', 'video')], [able('video')]);
      const feedback = [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }];

      expect(sections[0]!.media.codecs[0]?.feedback).to.deep.equal(feedback);
      expect(transceivers[0]!.receive?.codecs[0]?.rtcpFeedback).to.deep.equal(feedback);
    });

    const profiles = defaultCapabilities().codecs.filter(({ name }) => name === 'video/H264');
    const cases: [what: string, codecs: Codec[], accepted: number[]][] = [
      [
        'of a profile that we have, at any level',
        [h264(100, '42e034'), h264(101, '42001f')],
        [100, 101],
      ],
      ['not of another profile', [h264(100, '58001e'), h264(101, '640c1f')], [101]],
      ['of another packetization mode apart', [h264(100, '4d001f', 0), h264(101, '4d001f')], [101]],
    ];
    for (const [what, codecs, expected] of cases) {
      it(`of H264 are accepted ${what}`, () => {
        const state = answerLine(offered('v', 'video', { codecs }), ableOf('video', profiles));

        expect(types(state.media)).to.deep.equal(expected);
        for (const { payloadType, parameters } of state.media.codecs) {
          const theirs = codecs.find(other => other.payloadType === payloadType)!;
          expect(parameters['profile-level-id']).to.equal(theirs.parameters['profile-level-id']);
        }
      });
    }

    it('of RTX come with their codec only', () => {
      const codecs = [vp8, rtx(97, 96), codec(98, 'VP9', 90000), rtx(99, 98), rtx(90, 91)];

      expect(
        types(answerLine(offered('v', 'video', { codecs }), able('video')).media)
      ).to.deep.equal([96, 97]);
    });

    it('of RTX are left out where we have none', () => {
      const codecs = formatsOf('video').codecs.filter(({ name }) => name !== 'video/rtx');

      expect(types(answerLine(offered('v', 'video'), ableOf('video', codecs)).media)).to.deep.equal(
        [96]
      );
    });

    it('of FEC and RED are left out', () => {
      const codecs = [codec(63, 'red', 48000, { channels: 2 }), opus, codec(108, 'ulpfec', 90000)];

      expect(
        types(answerLine(offered('a', 'audio', { codecs }), able('audio')).media)
      ).to.deep.equal([111]);
    });

    const pcmu = codec(0, 'PCMU', 8000);
    it('are in the order of the offer', () => {
      const section = offered('a', 'audio', { codecs: [pcmu, opus] });

      expect(types(answerLine(section, able('audio')).media)).to.deep.equal([0, 111]);
    });

    it('are in the order of the application, if it has one', () => {
      const section = offered('a', 'audio', { codecs: [pcmu, opus] });
      const formats: Formats = { ...formatsOf('audio'), isOrdered: true };

      expect(
        types(answerLine(section, transceiver(1, 'audio', 'sendrecv', { formats })).media)
      ).to.deep.equal([111, 0]);
    });
  });

  describe('rejects', () => {
    const cases: [what: string, section: MediaSection, facts: TransceiverFacts][] = [
      ['what is offered with port 0', offered('a', 'audio', { port: 0 }), able('audio')],
      ['what is stopped', offered('a', 'audio'), stopped(able('audio'))],
      [
        'what we have no codec for',
        offered('a', 'audio', { codecs: [codec(3, 'GSM', 8000)] }),
        able('audio'),
      ],
      ['RTX alone', offered('v', 'video', { codecs: [rtx(97, 96)] }), able('video')],
      ['other kinds', offered('t', 'text', { codecs: [codec(98, 't140', 1000)] }), able('audio')],
      [
        'other applications',
        offered('c', 'application', { protocol: 'TCP/DTLS/BFCP', codecs: [] }),
        able('audio'),
      ],
    ];
    for (const [what, section, facts] of cases) {
      it(what, () => {
        const { sections, transceivers } = answerTo([section], [facts]);

        expect(sections[0]).to.include({
          isRejected: true,
          isEstablished: false,
          transceiver: undefined,
          direction: 'inactive',
        });
        expect(sections[0]!.media.codecs).to.deep.equal(section.codecs.slice(0, 1));
        for (const agreement of transceivers) {
          expect(agreement).to.deep.include({ isRejected: true, receive: undefined });
          expect(agreement.send.codecs).to.deep.equal([]);
        }
      });
    }

    it('what is outside of the bundle', () => {
      const media = [offered('a', 'audio'), offered('v', 'video')];
      const facts = [able('audio'), { ...able('video'), id: 2 }];

      expect(summary(answerTo(media, facts, { bundles: [['a']] }).sections)).to.deep.equal([
        'a audio sendrecv',
        'v video 0',
      ]);
      expect(summary(answerTo(media, facts, { bundles: [] }).sections)).to.deep.equal([
        'a audio sendrecv',
        'v video 0',
      ]);
    });
  });

  describe('data channels', () => {
    it('are accepted in the protocol of the offer', () => {
      for (const protocol of ['UDP/DTLS/SCTP', 'TCP/DTLS/SCTP', 'DTLS/SCTP']) {
        expect(answerTo([offeredData('d', { protocol })], []).sections[0]).to.include({
          kind: 'application',
          protocol,
          isRejected: false,
          isEstablished: true,
          direction: 'sendrecv',
          transceiver: undefined,
        });
      }
    });

    it('are rejected with port 0', () => {
      expect(answerTo([offeredData('d', { port: 0 })], []).sections[0]?.isRejected).to.equal(true);
    });
  });

  describe('layers', () => {
    const layered = (...rids: string[]): TransceiverFacts => {
      const facts = transceiver(1, 'video', 'sendrecv');
      const streams = rids.map((rid, at) => ({
        ssrc: at + 1,
        rtxSsrc: undefined,
        rid,
        active: true,
      }));
      return { ...facts, media: { ...facts.media, ...describeStreams(streams, [], 'us', true) } };
    };

    it('that are offered are asked for', () => {
      const section = offered('v', 'video', simulcast('send', 'h', 'l'));
      const { sections, transceivers } = answerTo([section], [able('video', 'recvonly')]);

      expect(sections[0]!.media).to.deep.include(simulcast('recv', 'h', 'l'));
      expect(transceivers[0]!.receive?.encodings).to.deep.equal([
        { encodingId: 'h' },
        { encodingId: 'l' },
      ]);
      expect(transceivers[0]!.send.rids).to.deep.equal([]);
    });

    it('that are offered are not asked for where nothing is received', () => {
      const section = offered('v', 'video', simulcast('send', 'h', 'l'));

      expect(answerLine(section, able('video', 'sendonly')).media.rids).to.deep.equal([]);
    });

    it('that are asked for are sent', () => {
      const section = offered('v', 'video', simulcast('recv', 'h', 'l', 'other'));
      const { sections, transceivers } = answerTo([section], [layered('h', 'm', 'l')]);

      expect(sections[0]!.media).to.deep.include(simulcast('send', 'h', 'l'));
      expect(transceivers[0]!.send.rids).to.deep.equal(['h', 'l']);
    });

    it('of which one is asked for are none', () => {
      const section = offered('v', 'video', simulcast('recv', 'h'));
      const { sections, transceivers } = answerTo([section], [layered('h', 'l')]);

      expect(sections[0]!.media.rids).to.deep.equal([]);
      expect(sections[0]!.media.simulcast).to.equal(undefined);
      expect(transceivers[0]!.send.rids).to.deep.equal([]);
    });

    it('go both ways in one section', () => {
      const sent = simulcast('send', 'x', 'y');
      const asked = simulcast('recv', 'h', 'l');
      const section = offered('v', 'video', {
        rids: [...sent.rids, ...asked.rids],
        simulcast: { send: sent.simulcast!.send, recv: asked.simulcast!.recv },
      });

      expect(answerLine(section, layered('h', 'l')).media).to.deep.include({
        rids: [...simulcast('send', 'h', 'l').rids, ...simulcast('recv', 'x', 'y').rids],
        simulcast: { send: asked.simulcast!.recv, recv: sent.simulcast!.send },
      });
    });

    it('of SIM groups are taken with their repairs', () => {
      const section = offered('v', 'video', {
        sources: [1, 2, 11, 12].map(ssrc => ({ ssrc, cname: 'them' })),
        sourceGroups: [
          { semantics: 'SIM', ssrcs: [1, 2] },
          { semantics: 'FID', ssrcs: [1, 11] },
          { semantics: 'FID', ssrcs: [2, 12] },
        ],
      });

      expect(
        answerTo([section], [able('video')]).transceivers[0]?.receive?.encodings
      ).to.deep.equal([
        { ssrc: 1, rtx: { ssrc: 11 } },
        { ssrc: 2, rtx: { ssrc: 12 } },
      ]);
    });
  });

  describe('streams', () => {
    it('of the endpoint are told once each, those without a name not at all', () => {
      const msids = ['s', 's', '-', 't'].map(stream => ({ stream, track: 'x' }));

      expect(
        answerTo([offered('a', 'audio', { msids })], [able('audio')]).transceivers[0]?.streamIds
      ).to.deep.equal(['s', 't']);
    });

    it('of ours are named while the track cannot flow', () => {
      const section = offered('a', 'audio', { direction: 'sendonly' });
      const { media } = answerLine(section, able('audio', 'sendonly'));

      expect(media.msids).to.deep.equal([{ stream: 'stream', track: 'track1' }]);
      expect(media.sources).to.deep.equal([]);
    });

    it('of ours are not named where nothing is to be sent', () => {
      expect(
        answerLine(offered('a', 'audio'), able('audio', 'recvonly')).media.msids
      ).to.deep.equal([]);
    });

    it('have no repair source without RTX', () => {
      const section = offered('v', 'video', { codecs: [vp8] });
      const { sources, sourceGroups } = answerLine(section, able('video')).media;

      expect(sources.map(({ ssrc }) => ssrc)).to.deep.equal([1001]);
      expect(sourceGroups).to.deep.equal([]);
    });
  });

  it('says rtcp-rsize only where the offer does', () => {
    const section = offered('a', 'audio', { rtcpReducedSize: false });

    expect(answerLine(section, able('audio')).media.rtcpReducedSize).to.equal(false);
    expect(answerLine(offered('a', 'audio'), able('audio')).media).to.not.have.property(
      'rtcpReducedSize'
    );
  });
});
