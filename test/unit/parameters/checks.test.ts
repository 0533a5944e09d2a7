import { expect } from 'chai';

import {
  checkCodec,
  checkInteger,
  checkList,
  checkObject,
  codecParameters,
  copyOf,
  rtcpFeedback,
  sameFeedback,
} from '../../../src/parameters/checks.js';

describe('Checks of parameters', () => {
  for (const value of [undefined, null, 1, 'text']) {
    it(`find no object in ${JSON.stringify(value)}`, () => {
      expect(() => checkObject(value, 'it')).to.throw(TypeError, 'it must be an object');
    });
  }

  it('find an empty list where there is none', () => {
    expect([checkList(undefined, 'it'), checkList(null, 'it')]).to.deep.equal([[], []]);
  });

  it('find no list in an object', () => {
    expect(() => checkList({ length: 0 }, 'it')).to.throw(TypeError, 'it must be an array');
  });

  it('find a list of 256 entries, and none of one more', () => {
    const list = Array.from({ length: 256 }, () => 0);
    expect(checkList(list, 'it')).to.equal(list);
    expect(() => checkList([...list, 0], 'it')).to.throw(TypeError, 'more than 256 entries');
  });

  for (const value of [0, 4, 1.5, NaN, '2', null]) {
    it(`find no integer from 1 to 3 in ${JSON.stringify(value)}`, () => {
      expect(() => checkInteger(value, 'it', 1, 3)).to.throw(TypeError, 'an integer from 1 to 3');
    });
  }

  it('find integers at both ends', () => {
    expect([1, 3].map(value => checkInteger(value, 'it', 1, 3))).to.deep.equal([1, 3]);
  });

  it('copy what is plain, and share nothing with it', () => {
    const given = { list: [{ a: 1 }] };
    const copy = copyOf(given, 'it') as typeof given;
    given.list[0]!.a = 2;
    expect(copy).to.deep.equal({ list: [{ a: 1 }] });
  });

  it('refuse to copy what is not plain, and name the cause', () => {
    expect(() => copyOf({ call: () => {} }, 'it'))
      .to.throw(TypeError, 'it must be plain data')
      .with.property('cause');
  });

  const wrongCodecs: [what: string, codec: object][] = [
    ['a name without a type', { name: 'opus', clockRate: 48000 }],
    ['a name of another type', { name: 'text/opus', clockRate: 48000 }],
    ['no clock rate', { name: 'audio/opus' }],
    ['a packet time that is none', { name: 'audio/opus', clockRate: 48000, ptime: 0 }],
    ['channels that are none', { name: 'audio/opus', clockRate: 48000, numChannels: '2' }],
  ];
  for (const [what, codec] of wrongCodecs) {
    it(`refuse a codec with ${what}`, () => {
      expect(() => checkCodec(codec as Record<string, unknown>, 'codecs[0]')).to.throw(
        TypeError,
        'codecs[0].'
      );
    });
  }

  it('keep codec parameters that fmtp can say, under our names', () => {
    const given = {
      'packetization-mode': 1,
      useinbandfec: true,
      list: [1],
      no: {},
      call: () => {},
    };
    expect(codecParameters(given)).to.deep.equal({
      packetizationMode: 1,
      useInbandFec: true,
      list: [1],
    });
  });

  it('find the same feedback whether a parameter is absent, empty or null', () => {
    expect(sameFeedback({ type: 'nack' }, { type: 'nack', parameter: null })).to.equal(true);
    expect(sameFeedback({ type: 'nack' }, { type: 'nack', parameter: 'pli' })).to.equal(false);
  });

  it('refuse feedback without a type', () => {
    expect(() => rtcpFeedback([{ parameter: 'pli' }], 'codecs[0]')).to.throw(TypeError, 'type');
  });
});
