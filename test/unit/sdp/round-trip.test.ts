import { expect } from 'chai';
import { readFileSync } from 'node:fs';

import { parse, write } from '../../../sdp/index.js';
import { vector, vectorNames } from './vectors.js';

/** The attributes and lines that sdp/README.md says are dropped. */
const documented = readFileSync(new URL('../../../sdp/README.md', import.meta.url), 'utf8')
  .split('## What is dropped')[1]!
  .split('\n## ')[0]!
  .split('\n')
  .flatMap(row => /^\| `([^`]+)` +\|/.exec(row)?.[1] ?? [])
  .sort();

interface Parts {
  session: string[];
  media: string[][];
}

// Two ways to write the same line become one.
const normal = (line: string): string => {
  const name = /^a=[\w-]+/.exec(line)?.[0];
  switch (name) {
    case 'a=fmtp':
      return line.replaceAll('; ', ';');
    case 'a=msid-semantic':
      return line.replace(': ', ':');
    case 'a=candidate':
      return line.replace(/ (UDP|TCP) /, protocol => protocol.toLowerCase());
    default:
      return line;
  }
};

function partsOf(text: string): Parts {
  const parts = text.split(/(?=^m=)/m).map(part => part.split(/\r\n/).filter(Boolean).map(normal));
  return { session: parts[0]!, media: parts.slice(1) };
}

const directions = ['a=sendrecv', 'a=sendonly', 'a=recvonly', 'a=inactive'];
const hasDirection = (lines: string[]): boolean => lines.some(line => directions.includes(line));

/** The lines of `before` that `after` does not have in the same section. */
function missing(before: Parts, after: Parts): string[] {
  const everywhere = (line: string): boolean => after.media.every(lines => lines.includes(line));
  const isSaidElsewhere = (line: string): boolean =>
    everywhere(line) || (directions.includes(line) && before.media.every(hasDirection));
  return [
    ...before.session.filter(line => !after.session.includes(line) && !isSaidElsewhere(line)),
    ...before.media.flatMap((lines, at) => lines.filter(line => !after.media[at]!.includes(line))),
  ];
}

/** The row of the README under which a missing line falls. */
const rowOf = (line: string): string =>
  documented.find(row => {
    const parts = row.split('…').map(part => part.replace(/[*+./]/g, '\\$&'));
    return new RegExp(`^${parts.join('.*')}$`).test(line);
  }) ?? line;

const lost = (name: string): string[] => {
  const text = vector(name);
  const lines = missing(partsOf(text), partsOf(write(parse(text))));
  return [...new Set(lines.map(rowOf))];
};

describe('sdp round trip', () => {
  for (const name of vectorNames) {
    it(`reads what it wrote of ${name} as the same session`, () => {
      const session = parse(vector(name));

      expect(parse(write(session))).to.deep.equal(session);
    });

    it(`writes ${name} the same way from then on`, () => {
      const once = write(parse(vector(name)));

      expect(write(parse(once))).to.equal(once);
    });

    it(`drops nothing of ${name} that the README does not name`, () => {
      expect(lost(name).filter(row => !documented.includes(row))).to.deep.equal([]);
    });
  }

  it('drops all that the README names', () => {
    expect([...new Set(vectorNames.flatMap(lost))].sort()).to.deep.equal(documented);
  });
});
