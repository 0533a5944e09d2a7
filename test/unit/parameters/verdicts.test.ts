import { expect } from 'chai';
import { readFileSync } from 'node:fs';

const textOf = (path: string): string => readFileSync(path, 'utf8');
const namesIn = (text: string, pattern: RegExp): string[] =>
  Array.from(text.matchAll(pattern), ([, name]) => name!);

describe('verdicts', () => {
  const counted = namesIn(textOf('native/router/verdict.cpp'), /\{Verdict::k\w+, "(\w+)"\}/g);

  it('are many', () => {
    expect(counted).to.have.length.above(20);
  });

  it('have the names that the worker gives them', () => {
    const text = textOf('src/parameters/verdicts.ts');
    expect(namesIn(text, /[|=] '(\w+)'/g)).to.deep.equal(counted);
  });

  it('each have a row in the table of native/README.md', () => {
    const rows = namesIn(textOf('native/README.md'), /^\|[^|`]*\| `(\w+)`\s*\|.*\|.*\|$/gm);
    expect(rows).to.deep.equal(counted);
  });
});
