import { expect } from 'chai';

import { effectiveCapabilities, roomCodecs } from '../../../src/parameters/capabilities.js';
import { extensionUris } from '../../../src/parameters/header-extensions.js';
import { normalizeReceiverParameters } from '../../../src/parameters/receiver-parameters.js';
import type { MediaKind, RtpParameters } from '../../../src/parameters/rtp.js';
import { roomOptions } from '../../kit/fake-channel.js';

const room = roomCodecs(roomOptions.mediaCodecs);
const capabilities = effectiveCapabilities(room, room.capabilities);

const normalize = (given: unknown, kind: MediaKind = 'video'): RtpParameters =>
  normalizeReceiverParameters(given as RtpParameters, kind, capabilities);

const opus = { name: 'audio/opus', payloadType: 100, clockRate: 48000, numChannels: 2 };
const vp8 = { name: 'video/VP8', payloadType: 110, clockRate: 90000 };
const h264 = {
  name: 'video/H264',
  payloadType: 112,
  clockRate: 90000,
  parameters: { packetizationMode: 1 },
};
const rtx = { name: 'video/rtx', payloadType: 97, clockRate: 90000, parameters: { apt: 110 } };

describe('normalizeReceiverParameters', () => {
  it('gives complete parameters back as they are', () => {
    const complete: RtpParameters = {
      muxId: 'abcd',
      codecs: [
        {
          name: 'video/H264',
          payloadType: 112,
          clockRate: 90000,
          maxptime: 60,
          ptime: 20,
          rtcpFeedback: [
            { type: 'nack', parameter: '' },
            { type: 'nack', parameter: 'pli' },
            { type: 'ccm', parameter: 'fir' },
            { type: 'goog-remb', parameter: null },
            { type: 'transport-cc' },
          ],
          parameters: {
            packetizationMode: 1,
            profileLevelId: '42e01f',
            aDouble: 12.34,
            aBoolean: true,
            aNegative: -7,
            text: 'œæ€ñ',
            list: [1, 2, 3],
          },
        },
      ],
      encodings: [
        {
          ssrc: 100000,
          codecPayloadType: 112,
          fec: { mechanism: 'foo', ssrc: 100002 },
          rtx: { ssrc: 100001 },
          resolutionScale: 2.2,
          framerateScale: 1.5,
          maxFramerate: 30,
          active: false,
          encodingId: 'enc1',
          dependencyEncodingIds: ['enc0'],
        },
      ],
      headerExtensions: [
        { uri: extensionUris.toffset, id: 2, encrypt: false, parameters: { foo: 1 } },
      ],
      rtcp: { cname: 'cname', ssrc: 7, reducedSize: false },
      userParameters: { msid: 'a b', nested: { list: [1, { x: null }] } },
    };

    expect(normalize(complete)).to.deep.equal(complete);
  });

  it('makes one encoding where none is given', () => {
    const { encodings } = normalize({ codecs: [opus] }, 'audio');
    expect(encodings).to.deep.equal([{ codecPayloadType: 100 }]);
  });

  it('gives encodings without a payload type that of the first media codec', () => {
    const { encodings } = normalize({
      codecs: [vp8, h264],
      encodings: [{ ssrc: 1 }, { ssrc: 2, codecPayloadType: 112 }, {}],
    });
    expect(encodings!.map(({ codecPayloadType }) => codecPayloadType)).to.deep.equal([
      110, 112, 110,
    ]);
  });

  it('leaves payload types as the peer uses them', () => {
    const { codecs } = normalize({ codecs: [{ ...vp8, payloadType: 35 }] });
    expect(codecs[0]!.payloadType).to.equal(35);
  });

  it('keeps RTX of an allowed codec', () => {
    expect(normalize({ codecs: [vp8, rtx] }).codecs.map(({ name }) => name)).to.deep.equal([
      'video/VP8',
      'video/rtx',
    ]);
  });

  it('removes codecs that the capabilities lack, with their RTX and encodings', () => {
    const { codecs, encodings } = normalize({
      codecs: [
        { name: 'video/VP9', payloadType: 98, clockRate: 90000 },
        { ...rtx, payloadType: 99, parameters: { apt: 98 } },
        vp8,
        { name: 'video/ulpfec', payloadType: 116, clockRate: 90000 },
      ],
      encodings: [{ ssrc: 1, codecPayloadType: 98 }, { ssrc: 2 }],
    });
    expect(codecs.map(({ payloadType }) => payloadType)).to.deep.equal([110]);
    expect(encodings).to.deep.equal([{ ssrc: 2, codecPayloadType: 110 }]);
  });

  it('makes a new encoding where all went with their codecs', () => {
    const { encodings } = normalize({
      codecs: [{ name: 'video/VP9', payloadType: 98, clockRate: 90000 }, vp8],
      encodings: [{ ssrc: 1, codecPayloadType: 98 }],
    });
    expect(encodings).to.deep.equal([{ codecPayloadType: 110 }]);
  });

  it('takes only codecs of its kind', () => {
    expect(() => normalize({ codecs: [vp8] }, 'audio')).to.throw('no media codecs found');
    expect(normalize({ codecs: [{ ...vp8, payloadType: 120 }] }, 'depth').codecs).to.have.length(1);
  });

  it('removes feedback that the capabilities lack', () => {
    const rtcpFeedback = [{ type: 'nack' }, { type: 'ack', parameter: 'rpsi' }];
    const { codecs } = normalize({ codecs: [{ ...vp8, rtcpFeedback }] });
    expect(codecs[0]!.rtcpFeedback).to.deep.equal([{ type: 'nack' }]);
  });

  it('gives header extensions the ids of the capabilities, drops unknown ones', () => {
    const { headerExtensions } = normalize({
      codecs: [vp8],
      headerExtensions: [
        { uri: extensionUris.absSendTime, id: 13 },
        { uri: 'urn:x', id: 5 },
        { uri: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level', id: 1 },
      ],
    });
    expect(headerExtensions).to.deep.equal([{ uri: extensionUris.absSendTime, id: 3 }]);
  });

  it('takes codec parameters under the names of SDP', () => {
    const parameters = { 'packetization-mode': 1, 'profile-level-id': '42e01f' };
    const { codecs } = normalize({ codecs: [{ ...h264, parameters }] });
    expect(codecs[0]!.parameters).to.deep.equal({ packetizationMode: 1, profileLevelId: '42e01f' });
  });

  it('drops codec parameters that fmtp cannot say', () => {
    const parameters = { a: { b: 1 }, c: null, d: [1.5], e: 1 };
    const { codecs } = normalize({ codecs: [{ ...vp8, parameters }] });
    expect(codecs[0]!.parameters).to.deep.equal({ e: 1 });
  });

  it('leaves rtcp out where none is given', () => {
    expect(normalize({ codecs: [vp8] })).not.to.have.property('rtcp');
  });

  it('fills in reducedSize', () => {
    expect(normalize({ codecs: [vp8], rtcp: { cname: 'x' } }).rtcp).to.deep.equal({
      cname: 'x',
      reducedSize: true,
    });
  });

  for (const userParameters of [undefined, null, 'text']) {
    it(`takes userParameters ${String(userParameters)} for none`, () => {
      expect(normalize({ codecs: [vp8], userParameters }).userParameters).to.deep.equal({});
    });
  }

  it('shares nothing with what it was given', () => {
    const given = { codecs: [vp8], userParameters: { a: { b: 1 } } };
    const normalized = normalize(given);
    given.userParameters.a.b = 2;
    expect(normalized.userParameters).to.deep.equal({ a: { b: 1 } });
  });

  const wrong: [what: string, given: unknown, message: string][] = [
    [
      'userParameters that are no plain data',
      { codecs: [vp8], userParameters: { toString: () => 'x' } },
      'plain data',
    ],
    ['no argument', undefined, 'rtpParameters must be an object'],
    ['no codecs', {}, 'empty RtpParameters.codecs'],
    ['empty codecs', { codecs: [] }, 'empty RtpParameters.codecs'],
    ['an empty muxId', { muxId: '', codecs: [vp8] }, 'muxId'],
    ['a muxId that is no string', { muxId: 1, codecs: [vp8] }, 'muxId'],
    ['a name without a slash', { codecs: [{ ...vp8, name: 'VP8' }] }, 'media type'],
    ['a name without a type', { codecs: [{ ...vp8, name: '/VP8' }] }, 'media type'],
    ['a name without a subtype', { codecs: [{ ...vp8, name: 'video/' }] }, 'media type'],
    ['a name of an unknown type', { codecs: [{ ...vp8, name: 'chicken/VP8' }] }, 'media type'],
    ['no name', { codecs: [{ ...vp8, name: undefined }] }, 'media type'],
    ['no payload type', { codecs: [{ ...vp8, payloadType: undefined }] }, 'payloadType'],
    ['no clock rate', { codecs: [{ ...vp8, clockRate: undefined }] }, 'clockRate'],
    ['a payload type twice', { codecs: [vp8, { ...h264, payloadType: 110 }] }, 'twice'],
    ['RTX without apt', { codecs: [vp8, { ...rtx, parameters: {} }] }, 'apt'],
    ['RTX with an apt in text', { codecs: [vp8, { ...rtx, parameters: { apt: '110' } }] }, 'apt'],
    [
      'RTX of RTX',
      { codecs: [vp8, rtx, { ...rtx, payloadType: 98, parameters: { apt: 97 } }] },
      'apt',
    ],
    ['RTX of nothing', { codecs: [vp8, { ...rtx, parameters: { apt: 55 } }] }, 'apt'],
    [
      'feature codecs only',
      { codecs: [{ ...vp8, name: 'video/ulpfec' }] },
      'no media codecs found',
    ],
    [
      'an encoding of an unknown codec',
      { codecs: [vp8], encodings: [{ codecPayloadType: 9 }] },
      'codecPayloadType',
    ],
    [
      'an encoding of RTX',
      { codecs: [vp8, rtx], encodings: [{ codecPayloadType: 97 }] },
      'codecPayloadType',
    ],
    ['an SSRC that is no integer', { codecs: [vp8], encodings: [{ ssrc: 'x' }] }, 'ssrc'],
    [
      'an extension id twice',
      {
        codecs: [vp8],
        headerExtensions: [
          { uri: 'a', id: 1 },
          { uri: 'b', id: 1 },
        ],
      },
      'twice',
    ],
    ['an extension without id', { codecs: [vp8], headerExtensions: [{ uri: 'a' }] }, 'id'],
    [
      'codecs that no capability knows',
      { codecs: [{ ...vp8, name: 'video/VP9' }] },
      'no media codecs found',
    ],
  ];
  for (const [what, given, message] of wrong) {
    it(`refuses ${what}`, () => {
      expect(() => normalize(given)).to.throw(TypeError, message);
    });
  }
});
