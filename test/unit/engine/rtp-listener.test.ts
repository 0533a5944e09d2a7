import { expect } from 'chai';

import { rtpListenerTables, type RtpListenerTables } from '../../../src/engine/rtp-listener.js';
import type { RtpEncodingParameters, RtpParameters } from '../../../src/parameters/rtp.js';

const codec = (payloadType: number, name = 'video/VP8') => ({
  name,
  payloadType,
  clockRate: 90000,
});

const parameters = (
  encodings: RtpEncodingParameters[],
  more: Partial<RtpParameters> = {}
): RtpParameters => ({ codecs: [codec(110), codec(112, 'video/H264')], encodings, ...more });

describe('rtpListenerTables', () => {
  const table: [what: string, given: RtpParameters, expected: RtpListenerTables][] = [
    [
      'routes by payload type where no SSRC is given',
      parameters([{}], { codecs: [codec(110)] }),
      { ssrcTable: {}, muxIdTable: {}, ptTable: { 110: 'r' } },
    ],
    [
      'routes by MID too',
      parameters([{}], { muxId: '1111' }),
      { ssrcTable: {}, muxIdTable: { 1111: 'r' }, ptTable: { 110: 'r', 112: 'r' } },
    ],
    [
      'routes by payload type while one encoding lacks an SSRC',
      parameters([{ ssrc: 1 }, {}]),
      { ssrcTable: { 1: 'r' }, muxIdTable: {}, ptTable: { 110: 'r', 112: 'r' } },
    ],
    [
      'routes by SSRC alone where all are given',
      parameters([{ ssrc: 1 }, { ssrc: 2, rtx: { ssrc: 3 } }]),
      { ssrcTable: { 1: 'r', 2: 'r', 3: 'r' }, muxIdTable: {}, ptTable: {} },
    ],
    [
      'routes by payload type where RTX lacks an SSRC',
      parameters([
        { ssrc: 1, rtx: {} },
        { ssrc: 2, fec: { ssrc: 4 } },
      ]),
      {
        ssrcTable: { 1: 'r', 2: 'r', 4: 'r' },
        muxIdTable: {},
        ptTable: { 110: 'r', 112: 'r' },
      },
    ],
  ];
  for (const [what, rtpParameters, expected] of table) {
    it(what, () => {
      expect(rtpListenerTables([{ id: 'r', rtpParameters }])).to.deep.equal(expected);
    });
  }

  it('leaves a payload type to the first of two receivers', () => {
    const rtpParameters = parameters([{}]);
    const { ptTable } = rtpListenerTables([
      { id: 'a', rtpParameters },
      { id: 'b', rtpParameters },
    ]);
    expect(ptTable).to.deep.equal({ 110: 'a', 112: 'a' });
  });

  it('passes over receivers without parameters', () => {
    expect(rtpListenerTables([{ id: 'a', rtpParameters: undefined }])).to.deep.equal({
      ssrcTable: {},
      muxIdTable: {},
      ptTable: {},
    });
  });
});
