import { expect } from 'chai';

import {
  checkChangedEncodings,
  checkReceiveEncodings,
  checkSendEncodings,
  layersOf,
  type RTCRtpEncodingParameters,
} from '../../../../src/webrtc/rtp/send-encodings.js';

const names = (error: unknown): string => (error as Error).name;
const failure = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return names(error);
  }
  return 'nothing';
};
const rids = (...given: string[]): RTCRtpEncodingParameters[] => given.map(rid => ({ rid }));

describe('checkSendEncodings', () => {
  describe('completes', () => {
    const cases: [
      what: string,
      kind: 'audio' | 'video',
      given: unknown,
      encodings: RTCRtpEncodingParameters[],
    ][] = [
      ['nothing', 'audio', undefined, [{ active: true }]],
      ['nothing', 'video', undefined, [{ active: true, scaleResolutionDownBy: 1 }]],
      ['an empty list', 'video', [], [{ active: true, scaleResolutionDownBy: 1 }]],
      ['an empty encoding', 'audio', [null], [{ active: true }]],
      [
        'one with a RID that nobody needs',
        'video',
        rids('a'),
        [{ active: true, scaleResolutionDownBy: 1 }],
      ],
      [
        'layers, each half of the next',
        'video',
        rids('l', 'm', 'h'),
        [
          { rid: 'l', active: true, scaleResolutionDownBy: 4 },
          { rid: 'm', active: true, scaleResolutionDownBy: 2 },
          { rid: 'h', active: true, scaleResolutionDownBy: 1 },
        ],
      ],
      [
        'layers of which one says how far it is scaled',
        'video',
        [{ rid: 'l', scaleResolutionDownBy: 3 }, { rid: 'h' }],
        [
          { rid: 'l', active: true, scaleResolutionDownBy: 3 },
          { rid: 'h', active: true, scaleResolutionDownBy: 1 },
        ],
      ],
      ['several of audio to one', 'audio', rids('a', 'b'), [{ active: true }]],
      [
        'audio without what only video has',
        'audio',
        [{ scaleResolutionDownBy: 0.5, maxFramerate: -1, maxBitrate: 9 }],
        [{ active: true, maxBitrate: 9 }],
      ],
      [
        'any iterable',
        'video',
        new Set([
          {
            active: 0,
            maxBitrate: '5',
            priority: 'high',
            maxFramerate: 0,
            scalabilityMode: 'L1T2',
          },
        ]),
        [
          {
            active: false,
            maxBitrate: 5,
            priority: 'high',
            maxFramerate: 0,
            scalabilityMode: 'L1T2',
            scaleResolutionDownBy: 1,
          },
        ],
      ],
      [
        'bitrates that are no number',
        'audio',
        [{ maxBitrate: NaN }],
        [{ active: true, maxBitrate: 0 }],
      ],
    ];
    for (const [what, kind, given, encodings] of cases) {
      it(`${what}, for ${kind}`, () => {
        expect(checkSendEncodings(given, kind)).to.deep.equal(encodings);
      });
    }

    it('four layers of more', () => {
      const kept = checkSendEncodings(rids('a', 'b', 'c', 'd', 'e'), 'video');

      expect(kept.map(({ rid }) => rid)).to.deep.equal(['a', 'b', 'c', 'd']);
      expect(kept[0]?.scaleResolutionDownBy).to.equal(8);
    });
  });

  describe('throws', () => {
    const cases: [name: string, what: string, given: unknown][] = [
      ['TypeError', 'null', null],
      ['TypeError', 'no list', {}],
      ['TypeError', 'a text', 'ab'],
      ['TypeError', 'encodings that are no objects', [7]],
      ['TypeError', 'a RID with a space', rids('a b')],
      ['TypeError', 'an empty RID', rids('')],
      ['TypeError', 'a RID of 256 characters', rids('a'.repeat(256))],
      ['TypeError', 'a RID that is a symbol', [{ rid: Symbol('a') }]],
      ['TypeError', 'one RID for two', rids('a', 'a')],
      ['TypeError', 'two without RIDs', [{}, {}]],
      ['TypeError', 'two of which one has a RID', [{ rid: 'a' }, {}]],
      ['TypeError', 'an unknown priority', [{ priority: 'highest' }]],
      ['TypeError', 'an endless scale', [{ scaleResolutionDownBy: Infinity }]],
      ['TypeError', 'a frame rate that is none', [{ maxFramerate: 'many' }]],
      ['TypeError', 'a malformed RID before a range', [{ rid: '!', scaleResolutionDownBy: 0 }]],
      ['RangeError', 'a scale below 1', [{ scaleResolutionDownBy: 0.99 }]],
      ['RangeError', 'a negative frame rate', [{ maxFramerate: -0.1 }]],
      ['OperationError', 'an unknown mode', [{ scalabilityMode: 'L9T9' }]],
    ];
    for (const [name, what, given] of cases) {
      it(`a ${name} at ${what}`, () => {
        expect(failure(() => checkSendEncodings(given, 'video'))).to.equal(name);
      });
    }

    it('nothing at a RID of 255 characters', () => {
      expect(failure(() => checkSendEncodings(rids('a'.repeat(255)), 'video'))).to.equal('nothing');
    });
  });
});

describe('checkChangedEncodings', () => {
  const current = checkSendEncodings(rids('l', 'h'), 'video');

  it('takes what may change, and completes it', () => {
    expect(
      checkChangedEncodings(
        [
          { rid: 'l', active: false },
          { rid: 'h', maxBitrate: 7 },
        ],
        current,
        'video'
      )
    ).to.deep.equal([
      { rid: 'l', active: false, scaleResolutionDownBy: 1 },
      { rid: 'h', active: true, maxBitrate: 7, scaleResolutionDownBy: 1 },
    ]);
  });

  it('leaves out what audio does not have', () => {
    expect(
      checkChangedEncodings([{ scaleResolutionDownBy: 0 }], [{ active: true }], 'audio')
    ).to.deep.equal([{ active: true }]);
  });

  const cases: [name: string, what: string, given: unknown][] = [
    ['TypeError', 'no list', undefined],
    ['InvalidModificationError', 'one less', rids('l')],
    ['InvalidModificationError', 'one more', rids('l', 'h', 'x')],
    ['InvalidModificationError', 'another RID', rids('l', 'x')],
    ['InvalidModificationError', 'another order', rids('h', 'l')],
    ['InvalidModificationError', 'no RID', [{ rid: 'l' }, {}]],
    [
      'InvalidModificationError',
      'another order before a range',
      [{ rid: 'h', maxFramerate: -1 }, { rid: 'l' }],
    ],
    ['RangeError', 'a scale below 1', [{ rid: 'l', scaleResolutionDownBy: 0 }, { rid: 'h' }]],
    ['OperationError', 'an unknown mode', [{ rid: 'l', scalabilityMode: 'x' }, { rid: 'h' }]],
  ];
  for (const [name, what, given] of cases) {
    it(`throws a ${name} at ${what}`, () => {
      expect(failure(() => checkChangedEncodings(given, current, 'video'))).to.equal(name);
    });
  }
});

describe('checkReceiveEncodings', () => {
  it('gives the RIDs of several', () => {
    expect(checkReceiveEncodings(rids('l', 'h'))).to.deep.equal(['l', 'h']);
  });

  it('gives none for one or nothing', () => {
    expect(checkReceiveEncodings(undefined)).to.deep.equal([]);
    expect(checkReceiveEncodings(rids('h'))).to.deep.equal([]);
  });

  it('throws at what is no list, has no RIDs or too many', () => {
    expect(failure(() => checkReceiveEncodings(7))).to.equal('TypeError');
    expect(failure(() => checkReceiveEncodings([{}, {}]))).to.equal('TypeError');
    expect(failure(() => checkReceiveEncodings(rids('a', 'b', 'c', 'd', 'e')))).to.equal(
      'InvalidAccessError'
    );
  });
});

describe('layersOf', () => {
  const cases: [
    what: string,
    encoding: RTCRtpEncodingParameters,
    sourceLayers: number,
    layers: unknown,
  ][] = [
    ['no limits', { scaleResolutionDownBy: 1 }, 3, {}],
    ['the second layer at half the size', { scaleResolutionDownBy: 2 }, 3, { spatialLayer: 1 }],
    [
      'the second layer at a third of the size',
      { scaleResolutionDownBy: 3 },
      3,
      { spatialLayer: 1 },
    ],
    [
      'the lowest layer at a quarter of the size',
      { scaleResolutionDownBy: 4 },
      3,
      { spatialLayer: 0 },
    ],
    ['the lowest layer below that', { scaleResolutionDownBy: 64 }, 3, { spatialLayer: 0 }],
    ['all of one stream at any size', { scaleResolutionDownBy: 4 }, 1, {}],
    [
      'temporal layers of each simulcast layer',
      { scalabilityMode: 'L1T2' },
      3,
      { temporalLayer: 1 },
    ],
    [
      'spatial layers of one stream',
      { scalabilityMode: 'L2T3' },
      1,
      { spatialLayer: 1, temporalLayer: 2 },
    ],
    ['a bitrate', { maxBitrate: 5 }, 1, { maxBitrateBps: 5 }],
    ['the least bitrate for none', { maxBitrate: 0 }, 1, { maxBitrateBps: 1 }],
  ];
  for (const [what, encoding, sourceLayers, layers] of cases) {
    it(`makes of ${JSON.stringify(encoding)} of ${sourceLayers} ${what}`, () => {
      expect(layersOf(encoding, sourceLayers)).to.deep.equal(layers);
    });
  }
});
