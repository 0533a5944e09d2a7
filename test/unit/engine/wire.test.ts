import { expect } from 'chai';

import { receiverWire, senderWire } from '../../../src/engine/wire.js';
import { matchesCodec } from '../../../src/parameters/codecs.js';
import { extensionUris } from '../../../src/parameters/header-extensions.js';
import type { RtpParameters } from '../../../src/parameters/rtp.js';
import { opus, vp8 } from './kit.js';

describe('receiverWire', () => {
  it('is a codec with its RTX and its feedback, and the SSRCs', () => {
    expect(receiverWire('video', { ...vp8, muxId: 'm' })).to.deep.equal({
      kind: 'video',
      mid: 'm',
      codecs: [
        {
          payloadType: 96,
          name: 'video/VP8',
          clockRate: 90000,
          rtxPayloadType: 97,
          nack: true,
          pli: true,
          fir: false,
          transportCc: false,
          remb: false,
        },
      ],
      encodings: [{ ssrc: 1111, rtxSsrc: 2222 }],
      headerExtensions: [],
      cname: 'alice',
    });
  });

  it('has extensions under the ids that the endpoint writes', () => {
    const uri = 'urn:3gpp:video-orientation';
    const { headerExtensions } = receiverWire('video', vp8, [
      { uri: uri.toUpperCase(), id: 7 },
      { uri: 'urn:unknown', id: 8 },
    ]);
    expect(headerExtensions).to.deep.equal([{ uri: uri.toUpperCase(), id: 7 }]);
  });

  it('finds RTX where a codec itself names it', () => {
    const codec = { name: 'VP8', payloadType: 96, clockRate: 90000, rtx: { payloadType: 99 } };
    const [wire] = receiverWire('video', { codecs: [codec] }).codecs;
    expect(wire).to.include({ name: 'video/VP8', rtxPayloadType: 99 });
  });

  it('tells RIDs, and no SSRC that is 0', () => {
    const encodings = [{ encodingId: 'low', ssrc: 0 }, { encodingId: 'high' }];
    expect(receiverWire('video', { ...vp8, encodings }).encodings).to.deep.equal([
      { rid: 'low' },
      { rid: 'high' },
    ]);
  });
});

describe('senderWire', () => {
  const viewer: RtpParameters = {
    muxId: 'v',
    codecs: [
      { name: 'video/VP8', payloadType: 110, clockRate: 90000, rtcpFeedback: [{ type: 'nack' }] },
      { name: 'video/rtx', payloadType: 111, clockRate: 90000, parameters: { apt: 110 } },
    ],
    encodings: [{ ssrc: 5, rtx: { ssrc: 6 } }],
    headerExtensions: [{ uri: extensionUris.toffset, id: 2 }],
    rtcp: { cname: 'of-the-server' },
  };

  it('carries the payload types of the publisher in those of the viewer', () => {
    expect(senderWire('video', vp8, viewer, undefined, matchesCodec)).to.deep.equal({
      kind: 'video',
      mid: 'v',
      ssrc: 5,
      rtxSsrc: 6,
      cname: 'of-the-server',
      codecs: [{ receiverPayloadType: 96, payloadType: 110, rtxPayloadType: 111, nack: true }],
      headerExtensions: [{ uri: extensionUris.toffset, id: 2 }],
    });
  });

  it('takes what was negotiated for what the room would do, but for time offsets', () => {
    const negotiated = {
      muxId: 'n',
      rid: 'r',
      cname: 'named',
      codecs: [{ name: 'video/VP8', payloadType: 120, clockRate: 90000 }],
      headerExtensions: [
        { uri: extensionUris.toffset, id: 3 },
        { uri: extensionUris.mid, id: 4 },
      ],
    };
    expect(senderWire('video', vp8, viewer, negotiated, matchesCodec)).to.deep.include({
      rid: 'r',
      cname: 'named',
      codecs: [{ receiverPayloadType: 96, payloadType: 120, nack: false }],
      headerExtensions: [{ uri: extensionUris.mid, id: 4 }],
    });
  });

  it('is nothing where no codec of the publisher reaches the viewer', () => {
    expect(senderWire('audio', opus, viewer, undefined, matchesCodec)).to.equal(undefined);
  });

  it('is nothing without an SSRC', () => {
    const silent = { ...viewer, encodings: [] };
    expect(senderWire('video', vp8, silent, undefined, matchesCodec)).to.equal(undefined);
  });
});
