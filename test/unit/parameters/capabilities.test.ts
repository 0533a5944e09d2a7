import { expect } from 'chai';

import {
  capabilitiesOfKind,
  effectiveCapabilities,
  roomCodecs,
  type RoomMediaCodec,
} from '../../../src/parameters/capabilities.js';
import { extensionUris, supportedExtensions } from '../../../src/parameters/header-extensions.js';
import type { RtpCapabilities, RtpCodecCapability } from '../../../src/parameters/rtp.js';
import { roomOptions } from '../../kit/fake-channel.js';

const opus: RoomMediaCodec = { kind: 'audio', name: 'audio/opus', clockRate: 48000 };
const vp8: RoomMediaCodec = { kind: 'video', name: 'video/VP8', clockRate: 90000 };
const h264: RoomMediaCodec = {
  kind: 'video',
  name: 'video/H264',
  clockRate: 90000,
  parameters: { packetizationMode: 1 },
};

const payloadTypes = (codecs: RoomMediaCodec[]): number[] =>
  roomCodecs(codecs).capabilities.codecs.map(codec => codec.payloadType);

describe('roomCodecs', () => {
  it('keeps the payload types that are asked for', () => {
    expect(payloadTypes(roomOptions.mediaCodecs!)).to.deep.equal([100, 0, 110, 112, 120]);
  });

  it('gives a video codec the next free payload type for RTX', () => {
    const { rtx } = roomCodecs(roomOptions.mediaCodecs);
    expect(
      [...rtx].map(([apt, codec]) => [apt, codec.payloadType, codec.parameters])
    ).to.deep.equal([
      [110, 101, { apt: 110 }],
      [112, 102, { apt: 112 }],
    ]);
  });

  it('does not list RTX among the codecs', () => {
    const { capabilities } = roomCodecs([vp8]);
    expect(capabilities.codecs.map(codec => codec.name)).to.deep.equal(['video/VP8']);
  });

  const numbering: [what: string, codecs: RoomMediaCodec[], expected: number[]][] = [
    ['chooses from 100 on', [opus, { ...opus, name: 'audio/PCMU', clockRate: 8000 }], [100, 101]],
    ['leaves room for RTX', [vp8, opus], [100, 102]],
    ['keeps an asked one that comes late', [vp8, { ...opus, payloadType: 101 }], [100, 101]],
    [
      'gives the second of two equals another',
      [
        { ...opus, payloadType: 0 },
        { ...vp8, payloadType: 0 },
      ],
      [0, 100],
    ],
    ['replaces one that looks like RTCP', [{ ...opus, payloadType: 72 }], [100]],
  ];
  for (const [what, codecs, expected] of numbering) {
    it(what, () => {
      expect(payloadTypes(codecs)).to.deep.equal(expected);
    });
  }

  it('uses no payload type from 64 to 95', () => {
    const many = Array.from({ length: 60 }, () => opus);
    expect(payloadTypes(many).filter(value => value >= 64 && value <= 95)).to.deep.equal([]);
  });

  it('refuses a room that needs more payload types than there are', () => {
    const many = Array.from({ length: 62 }, () => opus);
    expect(() => roomCodecs(many)).to.throw('no more available dynamic payload types');
  });

  it('leaves out RTX, which comes by itself', () => {
    const rtx = { ...vp8, name: 'video/rtx' as never, parameters: { apt: 100 } };
    expect(payloadTypes([vp8, rtx])).to.deep.equal([100]);
  });

  const unknown: [what: string, codec: object, message: string][] = [
    ['a codec that is none', { ...vp8, name: 'video/VP10' }, 'did you mean "video/VP8"?'],
    ['a typing error', { ...opus, name: 'audio/opsu' }, 'did you mean "audio/opus"?'],
    ['a codec of another kind', { ...opus, name: 'video/h246' }, 'did you mean "video/H264"?'],
    ['a codec that only repairs', { ...vp8, name: 'video/ulpfec' }, '"video/ulpfec" is not known'],
    ['a clock rate that a codec has not', { ...opus, clockRate: 44100 }, '"clockRate":48000'],
    [
      'a packetization mode that is none',
      { ...h264, parameters: { packetizationMode: 2 } },
      '"packetizationMode":1',
    ],
    [
      'channels that a codec has not',
      { ...opus, name: 'audio/PCMU', clockRate: 8000, numChannels: 2 },
      'mediaCodecs[1] is not supported',
    ],
    ['a name of another library', { ...opus, mimeType: 'audio/opus' }, 'did you mean "name"?'],
    ['an option with a typing error', { ...opus, clockrate: 48000 }, 'did you mean "clockRate"?'],
  ];
  for (const [what, codec, message] of unknown) {
    it(`refuses ${what}, and says what is near`, () => {
      expect(() => roomCodecs([vp8, codec as RoomMediaCodec])).to.throw(TypeError, message);
    });
  }

  it('writes names as the catalogue does', () => {
    const { capabilities } = roomCodecs([{ ...vp8, name: 'VIDEO/vp8' as never }]);
    expect(capabilities.codecs[0]!.name).to.equal('video/VP8');
  });

  it('gives opus two channels at least', () => {
    expect(roomCodecs([opus]).capabilities.codecs[0]!.numChannels).to.equal(2);
    expect(roomCodecs([{ ...opus, numChannels: 1 }]).capabilities.codecs[0]!.numChannels).to.equal(
      2
    );
  });

  it('replaces feedback by ours', () => {
    const asked = { ...vp8, rtcpFeedback: [{ type: 'ack' }] };
    expect(roomCodecs([asked]).capabilities.codecs[0]!.rtcpFeedback).to.deep.equal([
      { type: 'nack' },
      { type: 'nack', parameter: 'pli' },
      { type: 'ccm', parameter: 'fir' },
      { type: 'goog-remb' },
      { type: 'transport-cc' },
    ]);
  });

  it('keeps parameters, under our names', () => {
    const asked = {
      ...opus,
      ptime: 20,
      maxptime: 60,
      parameters: { useinbandfec: 1, 'sprop-stereo': 1 },
    };
    expect(roomCodecs([asked]).capabilities.codecs[0]).to.deep.include({
      ptime: 20,
      maxptime: 60,
      parameters: { useInbandFec: 1, spropStereo: 1 },
    });
  });

  it('takes VP8 of kind depth without RTX', () => {
    const { capabilities, rtx } = roomCodecs([{ ...vp8, kind: 'depth' }]);
    expect(capabilities.codecs[0]!.kind).to.equal('depth');
    expect(rtx.size).to.equal(0);
  });

  it('offers every header extension, with ids that fit one byte', () => {
    const { headerExtensions } = roomCodecs([]).capabilities;
    expect(headerExtensions).to.deep.equal(supportedExtensions);
    expect(new Set(headerExtensions.map(({ preferredId }) => preferredId)).size).to.equal(
      headerExtensions.length
    );
    expect(Math.max(...headerExtensions.map(({ preferredId }) => preferredId))).to.be.below(15);
  });

  const wrong: [what: string, codec: unknown][] = [
    ['no kind', { ...opus, kind: undefined }],
    ['an unknown kind', { ...opus, kind: 'chicken' }],
    ['no name', { ...opus, name: undefined }],
    ['a name without a slash', { ...opus, name: 'opus' }],
    ['a name of another type', { ...opus, name: 'text/opus' }],
    ['no clock rate', { ...opus, clockRate: undefined }],
    ['a payload type above 127', { ...opus, payloadType: 128 }],
    ['a payload type that is no integer', { ...opus, payloadType: '100' }],
    ['no object', 'audio/opus'],
  ];
  for (const [what, codec] of wrong) {
    it(`refuses a codec with ${what}`, () => {
      expect(() => roomCodecs([codec as RoomMediaCodec])).to.throw(TypeError);
    });
  }

  it('refuses mediaCodecs that are no array', () => {
    expect(() => roomCodecs({} as never)).to.throw(TypeError, 'mediaCodecs');
  });
});

describe('capabilitiesOfKind', () => {
  const all = roomCodecs(roomOptions.mediaCodecs).capabilities;

  it('filters codecs by kind', () => {
    const names = (kind: 'audio' | 'video' | 'depth'): number[] =>
      capabilitiesOfKind(all, kind).codecs.map(codec => codec.payloadType);
    expect(names('audio')).to.deep.equal([100, 0]);
    expect(names('video')).to.deep.equal([110, 112]);
    expect(names('depth')).to.deep.equal([120]);
  });

  it('gives what serves every kind the kind asked for', () => {
    const { headerExtensions } = capabilitiesOfKind(all, 'depth');
    expect(headerExtensions.map(({ uri }) => uri)).to.include(extensionUris.mid);
    expect(new Set(headerExtensions.map(({ kind }) => kind))).to.deep.equal(new Set(['depth']));
  });
});

describe('effectiveCapabilities', () => {
  const room = roomCodecs(roomOptions.mediaCodecs);
  const codec = (fields: Partial<RtpCodecCapability>): RtpCodecCapability => ({
    kind: 'video',
    name: 'video/VP8',
    payloadType: 96,
    clockRate: 90000,
    ...fields,
  });
  const of = (
    codecs: unknown[],
    headerExtensions: RtpCapabilities['headerExtensions'] = []
  ): RtpCapabilities =>
    effectiveCapabilities(room, { codecs, headerExtensions } as unknown as RtpCapabilities);

  it('takes the payload type of the room and the parameters of the peer', () => {
    const parameters = { 'x-google-start-bitrate': 300 };
    const [vp8] = of([codec({ parameters })]).codecs;
    expect(vp8).to.deep.include({ payloadType: 110, parameters: { xGoogleStartBitrate: 300 } });
  });

  it('adds the RTX codec of the room, listed by the peer or not', () => {
    const rtx = codec({ name: 'video/rtx', payloadType: 97, parameters: { apt: 96 } });
    const expected = [
      ['video/VP8', 110],
      ['video/rtx', 101],
    ];
    for (const codecs of [[codec({})], [codec({}), rtx]]) {
      expect(of(codecs).codecs.map(({ name, payloadType }) => [name, payloadType])).to.deep.equal(
        expected
      );
    }
  });

  it('leaves out what the room does not speak', () => {
    const codecs = [
      codec({ name: 'video/VP9' }),
      codec({ name: 'video/red', payloadType: 97 }),
      codec({ kind: 'audio', name: 'audio/opus', clockRate: 24000, payloadType: 98 }),
    ];
    expect(of(codecs).codecs).to.deep.equal([]);
  });

  it('keeps the feedback that both know', () => {
    const rtcpFeedback = [
      { type: 'nack', parameter: '' },
      { type: 'nack', parameter: 'pli' },
      { type: 'ack', parameter: 'rpsi' },
    ];
    expect(of([codec({ rtcpFeedback })]).codecs[0]!.rtcpFeedback).to.deep.equal(
      rtcpFeedback.slice(0, 2)
    );
  });

  it('matches codecs within a kind', () => {
    expect(of([codec({ kind: 'depth' })]).codecs.map(found => found.payloadType)).to.deep.equal([
      120,
    ]);
  });

  it('keeps the first of two codecs that are the same to the room', () => {
    const one = codec({
      name: 'video/H264',
      parameters: { packetizationMode: 1, profileLevelId: '42e01f' },
    });
    const two = {
      ...one,
      payloadType: 97,
      parameters: { packetizationMode: 1, profileLevelId: '4d001f' },
    };
    const media = of([one, two]).codecs.filter(({ name }) => name === 'video/H264');
    expect(media.map(({ parameters }) => parameters!['profileLevelId'])).to.deep.equal(['42e01f']);
  });

  it('takes a numChannels that opus leaves out as two', () => {
    const opus = codec({ kind: 'audio', name: 'audio/opus', clockRate: 48000 });
    expect(of([opus]).codecs[0]).to.include({ payloadType: 100, numChannels: 2 });
  });

  const uri = extensionUris.absSendTime;
  const extensions: [what: string, given: object, expected: object[]][] = [
    [
      'takes the id of the room',
      { kind: 'video', uri, preferredId: 12 },
      [{ kind: 'video', uri, preferredId: 3, preferredEncrypt: false }],
    ],
    ['drops an unknown one', { kind: 'video', uri: 'urn:x', preferredId: 2 }, []],
    [
      'drops one of another kind',
      { kind: 'audio', uri: extensionUris.toffset, preferredId: 2 },
      [],
    ],
    [
      'takes one without a kind as of the kind of the room',
      { uri: extensionUris.toffset, preferredId: 7 },
      [{ kind: 'video', uri: extensionUris.toffset, preferredId: 2, preferredEncrypt: false }],
    ],
  ];
  for (const [what, given, expected] of extensions) {
    it(`header extensions: ${what}`, () => {
      expect(of([], [given as never]).headerExtensions).to.deep.equal(expected);
    });
  }

  const wrong: [what: string, given: unknown][] = [
    ['no capabilities', undefined],
    ['no codecs', {}],
    ['codecs that are no list', { codecs: {} }],
    ['a codec without kind', { codecs: [codec({ kind: undefined as never })] }],
    ['a codec without name', { codecs: [codec({ name: undefined as never })] }],
    ['a codec without payload type', { codecs: [codec({ payloadType: undefined as never })] }],
    ['a codec without clock rate', { codecs: [codec({ clockRate: undefined as never })] }],
    ['a payload type twice', { codecs: [codec({}), codec({ name: 'video/VP9' })] }],
    ['an extension without uri', { codecs: [], headerExtensions: [{ preferredId: 1 }] }],
    ['an extension without id', { codecs: [], headerExtensions: [{ uri: 'urn:x' }] }],
  ];
  for (const [what, given] of wrong) {
    it(`refuses ${what}`, () => {
      expect(() => effectiveCapabilities(room, given as RtpCapabilities)).to.throw(TypeError);
    });
  }

  it('gives back the whole room for the capabilities of the room', () => {
    const effective = effectiveCapabilities(room, room.capabilities);
    expect(effective.codecs).to.deep.equal([...room.capabilities.codecs, ...room.rtx.values()]);
    expect(effective.headerExtensions).to.deep.equal(room.capabilities.headerExtensions);
  });
});
