import { expect } from 'chai';

import { effectiveCapabilities, roomCodecs } from '../../../src/parameters/capabilities.js';
import { extensionUris } from '../../../src/parameters/header-extensions.js';
import { normalizeReceiverParameters } from '../../../src/parameters/receiver-parameters.js';
import type { MediaKind, RtpCapabilities, RtpParameters } from '../../../src/parameters/rtp.js';
import { senderParameters } from '../../../src/parameters/sender-parameters.js';
import { roomOptions } from '../../kit/fake-channel.js';

const room = roomCodecs(roomOptions.mediaCodecs);
const everything = effectiveCapabilities(room, room.capabilities);
const only = (name: string): RtpCapabilities =>
  effectiveCapabilities(room, {
    ...room.capabilities,
    codecs: room.capabilities.codecs.filter(codec => codec.name === name),
  });

const audioLevel = 'urn:ietf:params:rtp-hdrext:ssrc-audio-level';
const published: RtpParameters = {
  muxId: '0',
  codecs: [
    { name: 'video/VP8', payloadType: 96, clockRate: 90000, parameters: { foo: 1 } },
    { name: 'video/rtx', payloadType: 97, clockRate: 90000, parameters: { apt: 96 } },
    { name: 'video/H264', payloadType: 98, clockRate: 90000, parameters: { packetizationMode: 1 } },
  ],
  encodings: [{ ssrc: 1111, rtx: { ssrc: 2222 } }, { ssrc: 3333 }],
  headerExtensions: [
    { uri: extensionUris.rid, id: 4 },
    { uri: extensionUris.toffset, id: 6 },
    { uri: extensionUris.layersAllocation, id: 13 },
    { uri: 'urn:3gpp:video-orientation', id: 9 },
  ],
  rtcp: { cname: 'alice' },
  userParameters: { msid: 'stream track' },
};

const derive = (
  viewer: RtpCapabilities,
  source: RtpParameters = published,
  kind: MediaKind = 'video'
): RtpParameters =>
  senderParameters({
    source: normalizeReceiverParameters(source, kind, everything),
    kind,
    capabilities: viewer,
    muxId: 'abcdefgh',
    cname: 'of-the-peer',
    ssrc: 7,
    rtxSsrc: 8,
  });

describe('senderParameters', () => {
  it('gives one encoding with SSRCs of its own', () => {
    expect(derive(everything).encodings).to.deep.equal([
      { ssrc: 7, codecPayloadType: 110, rtx: { ssrc: 8 } },
    ]);
  });

  it('uses the payload types of the room, with RTX last', () => {
    expect(
      derive(everything).codecs.map(({ name, payloadType, parameters }) => [
        name,
        payloadType,
        parameters,
      ])
    ).to.deep.equal([
      ['video/VP8', 110, { foo: 1 }],
      ['video/H264', 112, { packetizationMode: 1 }],
      ['video/rtx', 101, { apt: 110 }],
      ['video/rtx', 102, { apt: 112 }],
    ]);
  });

  it('leaves out codecs that the viewer cannot take', () => {
    expect(derive(only('video/VP8')).codecs.map(({ payloadType }) => payloadType)).to.deep.equal([
      110, 101,
    ]);
  });

  it('has no encoding where the viewer cannot take what the source sends first', () => {
    const { encodings, codecs } = derive(only('video/H264'));
    expect(encodings).to.deep.equal([]);
    expect(codecs.map(({ payloadType }) => payloadType)).to.deep.equal([112, 102]);
  });

  it('has neither codec nor encoding where nothing is common', () => {
    const { encodings, codecs } = derive(only('audio/opus'));
    expect(encodings).to.deep.equal([]);
    expect(codecs).to.deep.equal([]);
  });

  it('has no RTX for audio', () => {
    const opus = { name: 'audio/opus', payloadType: 111, clockRate: 48000, numChannels: 2 };
    const { encodings, codecs } = derive(everything, { codecs: [opus] }, 'audio');
    expect(encodings).to.deep.equal([{ ssrc: 7, codecPayloadType: 100 }]);
    expect(codecs.map(({ name }) => name)).to.deep.equal(['audio/opus']);
  });

  it('lists a codec once that the source sends under two payload types', () => {
    const source = {
      codecs: [42, 43].map(payloadType => ({ name: 'video/VP8', payloadType, clockRate: 90000 })),
    };
    expect(derive(everything, source).codecs.map(({ payloadType }) => payloadType)).to.deep.equal([
      110, 101,
    ]);
  });

  it('writes MID, send time and transport-wide numbers, and passes on what the source sends', () => {
    expect(derive(everything).headerExtensions).to.deep.equal([
      { uri: extensionUris.absSendTime, id: 3 },
      { uri: 'urn:3gpp:video-orientation', id: 4 },
      { uri: extensionUris.mid, id: 5 },
      { uri: extensionUris.transportCc, id: 8 },
    ]);
  });

  it('does not announce an audio level that the source does not send', () => {
    const opus = { name: 'audio/opus', payloadType: 111, clockRate: 48000 };
    const uris = (headerExtensions: RtpParameters['headerExtensions']): string[] =>
      derive(
        everything,
        { codecs: [opus], headerExtensions: headerExtensions! },
        'audio'
      ).headerExtensions!.map(({ uri }) => uri);
    expect(uris([])).not.to.include(audioLevel);
    expect(uris([{ uri: audioLevel, id: 14 }])).to.include(audioLevel);
  });

  it('has the CNAME of the peer, whatever the source is called', () => {
    expect(derive(everything).rtcp!.cname).to.equal('of-the-peer');
  });

  it('passes userParameters on', () => {
    expect(derive(everything).userParameters).to.deep.equal({ msid: 'stream track' });
  });
});
