import { expect } from 'chai';

import { cut, hasFlag, readLines, readSessionLines, valuesOf } from '../../../sdp/lines.js';
import { SdpError } from '../../../sdp/index.js';

describe('cut', () => {
  it('cuts before each m-line', () => {
    expect(cut('v=0\r\nm=a\r\na=x\r\nm=b')).to.deep.equal({
      session: 'v=0\r\n',
      media: ['m=a\r\na=x\r\n', 'm=b'],
    });
  });

  it('cuts nowhere else', () => {
    expect(cut('v=0\na=fmtp:1 m=1\n').media).to.deep.equal([]);
  });

  for (const text of ['', ' \r\n', undefined as never]) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      expect(() => cut(text)).to.throw(SdpError);
    });
  }
});

describe('readLines', () => {
  it('numbers attributes, and leaves out empty lines and the blanks at the ends', () => {
    const { attributes, lines } = readLines('m=a \r\n\r\na=x: y \t\r\na=z', 7);
    expect(attributes).to.deep.equal([
      { line: 9, name: 'x', value: 'y' },
      { line: 10, name: 'z', value: '' },
    ]);
    expect(lines).to.deep.equal(['m=a', 'a=x: y', 'a=z']);
  });

  for (const end of ['\r\n', '\n', '\r']) {
    it(`takes ${JSON.stringify(end)} for the end of a line`, () => {
      expect(readLines(['m=a', 'a=x', 'a=y'].join(end), 1).attributes).to.have.lengthOf(2);
    });
  }

  it('finds attributes by name', () => {
    const section = readLines('a=x:1\na=y\na=x:2', 1);
    expect(valuesOf(section, 'x').map(({ value }) => value)).to.deep.equal(['1', '2']);
    expect([hasFlag(section, 'y'), hasFlag(section, 'z')]).to.deep.equal([true, false]);
  });

  it('names the line that is none', () => {
    expect(() => readLines('m=a\r\nwhat\r\n', 5)).to.throw(SdpError, 'line 6: not of the form');
  });
});

describe('readSessionLines', () => {
  for (const text of ['v=0', 'v=0 ', 'v=0\t\r\n', '\r\nv=0\r\ns=-']) {
    it(`begins with ${JSON.stringify(text)}`, () => {
      expect(readSessionLines(text).attributes).to.deep.equal([]);
    });
  }

  for (const text of ['v=1', 'o=- 1 1', 'v=00']) {
    it(`does not begin with ${text}`, () => {
      expect(() => readSessionLines(text)).to.throw(SdpError, 'begins with v=0');
    });
  }
});
