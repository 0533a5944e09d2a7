import { expect } from 'chai';

import { DescriptionReader, SdpError, parse, type Session } from '../../../sdp/index.js';
import { someVectorNames, vector } from './vectors.js';

const lines = (text: string): string[] => text.split('\r\n');

/** Where the sections of `after` are the very objects of `before`. */
const reused = (before: Session, after: Session): boolean[] =>
  after.media.map((section, at) => section === before.media[at]);

const outcome = (read: () => Session): unknown => {
  try {
    return read();
  } catch (error) {
    if (error instanceof SdpError) return [error.message, error.line];
    throw error;
  }
};

describe('sdp DescriptionReader', () => {
  const text = vector('chromium-156-answer');
  let reader: DescriptionReader;
  let first: Session;

  beforeEach(() => {
    reader = new DescriptionReader();
    first = reader.parse(text);
  });

  it('reads what parse() reads', () => {
    expect(first).to.deep.equal(parse(text));
  });

  it('gives the same sections again when the same is said again', () => {
    expect(reused(first, reader.parse(text))).to.deep.equal([true, true, true, true]);
  });

  it('does so when only the origin and the groups have changed', () => {
    const next = text
      .replace(/^o=(\S+) (\S+) \d+/m, 'o=$1 $2 77')
      .replace('BUNDLE 0 1 2 3', 'BUNDLE 0 1 2');

    const session = reader.parse(next);

    expect(reused(first, session)).to.deep.equal([true, true, true, true]);
    expect(session.origin.sessionVersion).to.equal(77);
    expect(session.bundles).to.deep.equal([['0', '1', '2']]);
  });

  it('reads one changed section anew and no other', () => {
    const next = text.replace('a=mid:2\r\n', 'a=mid:2\r\na=ptime:20\r\n');

    expect(reused(first, reader.parse(next))).to.deep.equal([true, true, false, true]);
  });

  it('reads all sections anew when the session says something else for all', () => {
    const next = text.replace('t=0 0\r\n', 't=0 0\r\na=setup:passive\r\n');

    const session = reader.parse(next);

    expect(reused(first, session)).to.deep.equal([false, false, false, false]);
    expect(session).to.deep.equal(parse(next));
  });

  it('looks for a section in its place only', () => {
    const at = text.indexOf('m=');
    const next = `${text.slice(0, at)}m=audio 0 RTP/AVP 0\r\n${text.slice(at)}`;

    expect(reader.parse(next)).to.deep.equal(parse(next));
  });

  it('keeps the description before one that it could not read', () => {
    expect(() => reader.parse(text.replace('a=mid:3', 'a=setup:maybe'))).to.throw(SdpError);

    expect(reused(first, reader.parse(text))).to.deep.equal([true, true, true, true]);
  });

  it('counts lines across the sections that it does not read', () => {
    const next = `${text}m=audio\r\n`;

    expect(() => reader.parse(next)).to.throw(SdpError, `line ${lines(next).length - 1}: `);
  });

  for (const name of someVectorNames) {
    it(`reads ${name} as parse() does, with any one line broken`, () => {
      for (const at of lines(vector(name)).keys()) {
        const broken = lines(vector(name))
          .map((line, other) => (other === at ? line.replace(/[:=]/, '') : line))
          .join('\r\n');
        const warm = new DescriptionReader();
        warm.parse(vector(name));

        const here = outcome(() => warm.parse(broken));

        expect(here).to.deep.equal(outcome(() => parse(broken)));
      }
    });
  }
});
