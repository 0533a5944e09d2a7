import { expect } from 'chai';

import { isBundle, parseAttributes, writeAttributes } from '../../../sdp/attributes.js';
import { readLines } from '../../../sdp/lines.js';

const attributesOf = (text: string) => parseAttributes(readLines(text, 1));

describe('parseAttributes', () => {
  it('keeps what the model has no member for, in order', () => {
    expect(attributesOf('a=x\na=rtpmap:1 a/1\na=y: z\na=mid:0\na=x:2')).to.deep.equal([
      { name: 'x' },
      { name: 'y', value: 'z' },
      { name: 'x', value: '2' },
    ]);
  });

  it('keeps groups that are no bundles', () => {
    expect(attributesOf('a=group:BUNDLE 0\na=group:LS 0 1')).to.deep.equal([
      { name: 'group', value: 'LS 0 1' },
    ]);
  });
});

describe('writeAttributes', () => {
  it('writes name and value', () => {
    expect(writeAttributes([{ name: 'x' }, { name: 'y', value: 'z' }])).to.deep.equal([
      { value: 'x' },
      { value: 'y:z' },
    ]);
  });
});

describe('isBundle', () => {
  const cases: [name: string, value: string, isOne: boolean][] = [
    ['group', 'BUNDLE', true],
    ['group', 'BUNDLE 0 1', true],
    ['group', 'BUNDLED 0', false],
    ['group', 'LS 0', false],
    ['x', 'BUNDLE 0', false],
  ];
  for (const [name, value, isOne] of cases) {
    it(`is ${isOne} of ${name}:${value}`, () => {
      expect(isBundle(name, value)).to.equal(isOne);
    });
  }
});
