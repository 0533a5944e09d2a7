// Rules of the house that a reader of one file cannot see: how long files and functions may be, how
// many files a folder holds, where clocks and dice live, and that every export has a user.
import { expect } from 'chai';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

import { functionsOf } from './kit/cpp-functions.js';
import { native, root, sources, typeScript, type Source } from './kit/sources.js';
import { unusedExports } from './kit/unused-exports.js';

const maxFileLines = 400;
const maxFunctionLines = 60;
const maxFolderFiles = 20;

const tests = [...sources('test', /\.ts$/), ...sources('native/test', /\.(h|cpp)$/)];
const linesOf = (text: string): number => text.split('\n').length - 1;
const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '');

/** The functions of a TypeScript file that are longer than the house allows. */
function longFunctions({ path, text }: Source): string[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body) {
      const lineOf = (at: number): number => file.getLineAndCharacterOfPosition(at).line;
      const length = lineOf(node.getEnd()) - lineOf(node.getStart()) + 1;
      if (length > maxFunctionLines) {
        found.push(`${path}:${lineOf(node.getStart()) + 1}: ${length} lines`);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

const longNativeFunctions = ({ path, text }: Source): string[] =>
  functionsOf(text)
    .filter(({ lines }) => lines > maxFunctionLines)
    .map(({ line, lines }) => `${path}:${line}: ${lines} lines`);

/** Folder → the number of files that lie in it, folders not counted. */
function folderSizes(files: readonly Source[]): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const { path } of files) sizes.set(dirname(path), (sizes.get(dirname(path)) ?? 0) + 1);
  return sizes;
}

/** True if the README of the house's half has a row `name | why` under this heading. */
function isExplained(folder: string): boolean {
  const [half, name] = [folder.split('/')[0]!, folder.split('/').slice(1).join('/')];
  const readme = readFileSync(join(root, half, 'README.md'), 'utf8');
  const [, section = ''] = readme.split('## Folders of more than 20 files');
  return new RegExp(`^\\| \`${name}\` .*\\| [^|]{40,}\\|$`, 'm').test(section.split('\n## ')[0]!);
}

/** Files that use time, timers, chance or the console although they are not their home. */
function clockUsers(files: readonly Source[], homes: readonly string[]): string[] {
  const banned =
    /\bDate\.now\b|\bDate\(\)|\bperformance\b|\bsetTimeout\b|\bsetInterval\b|Math\.random|\bconsole\./;
  return files
    .filter(({ path, text }) => !homes.includes(path) && banned.test(withoutComments(text)))
    .map(({ path }) => path);
}

/** Paths that a page names although no such file exists; `*` stands for any name. */
function deadPaths(page: Source): string[] {
  const named = page.text.matchAll(
    /(?<![\w:/.-])((?:\.\.?\/)?[\w-]+(?:\/[\w.*-]+)+\.(?:ts|mjs|cjs|h|cpp|py|md))\b/g
  );
  const bases = [root, join(root, dirname(page.path)), join(root, 'src'), join(root, 'native')];
  return [...new Set([...named].map(([, path]) => path!))]
    .filter(path => !path.includes('*') && !bases.some(base => existsSync(join(base, path))))
    .map(path => `${page.path}: ${path}`);
}

const pages = ['README.md', 'src', 'sdp', 'native', 'test', 'docs', 'examples', 'bench']
  .flatMap(place =>
    place.endsWith('.md')
      ? [{ path: place, text: readFileSync(join(root, place), 'utf8') }]
      : sources(place, /\.md$/)
  )
  .filter(({ path }) => !path.startsWith('docs/api/'));

describe('the house', function () {
  this.timeout(60_000);

  it(`has no file above ${maxFileLines} lines`, () => {
    const long = [...typeScript, ...native, ...tests].filter(
      ({ text }) => linesOf(text) > maxFileLines
    );
    expect(long.map(({ path }) => path)).to.deep.equal([]);
  });

  it(`has no TypeScript function above ${maxFunctionLines} lines`, () => {
    expect(typeScript.flatMap(longFunctions)).to.deep.equal([]);
  });

  it(`has no C++ function above ${maxFunctionLines} lines`, () => {
    expect(native.flatMap(longNativeFunctions)).to.deep.equal([]);
  });

  it(`has no folder above ${maxFolderFiles} files whose README does not say why`, () => {
    const large = [...folderSizes([...typeScript, ...native])]
      .filter(([folder, size]) => size > maxFolderFiles && !isExplained(folder))
      .map(([folder, size]) => `${folder}: ${size}`);
    expect(large).to.deep.equal([]);
  });

  it('says in the first line of each file what it is for', () => {
    const silent = typeScript
      .filter(({ text }) => !/^\s*(\/\/|\/\*\*)/.test(text))
      .concat(native.filter(({ path, text }) => path.endsWith('.h') && !text.startsWith('//')));
    expect(silent.map(({ path }) => path)).to.deep.equal([]);
  });

  it('tells time and rolls dice in one TypeScript file', () => {
    expect(clockUsers(typeScript, ['src/base/clock.ts'])).to.deep.equal([]);
  });

  it('reads no clock, rolls no dice and calls no libuv in the C++ core', () => {
    const banned = /\buv_\w|::now\(\)|\brand\(|\bgettimeofday\b|clock_gettime/;
    const offenders = native
      .filter(({ path }) => !/^native\/(net|worker|main|sandbox)/.test(path))
      .filter(({ text }) => banned.test(withoutComments(text)));
    expect(offenders.map(({ path }) => path)).to.deep.equal([]);
  });

  it('waits for nothing and asks no operating system in the pure rooms', () => {
    const pure = typeScript.filter(({ path }) =>
      /^(sdp|src\/parameters|src\/webrtc\/(jsep|plan-b))\//.test(path)
    );
    const impure = pure.filter(({ text }) =>
      /\basync\b|\bawait\b|\bPromise\b|'node:|systemClock/.test(withoutComments(text))
    );
    expect(pure.length).to.be.greaterThan(20);
    expect(impure.map(({ path }) => path)).to.deep.equal([]);
  });

  it('names in its pages only files that exist', () => {
    expect(pages.length).to.be.greaterThan(8);
    expect(pages.flatMap(deadPaths)).to.deep.equal([]);
  });

  it('exports nothing that no other file uses', () => {
    expect(unusedExports(typeScript, ['src/index.ts', 'sdp/index.ts'], tests)).to.deep.equal([]);
  });
});

describe('a fault that is planted in the house', () => {
  const body = (lines: number): string => '  call();\n'.repeat(lines);

  it('is found as a long TypeScript function', () => {
    const text = `const f = () => {\n${body(maxFunctionLines - 1)}};\n`;
    expect(longFunctions({ path: 'x.ts', text })).to.deep.equal(['x.ts:1: 61 lines']);
    expect(longFunctions({ path: 'x.ts', text: text.replace('  call();\n', '') })).to.have.lengthOf(
      0
    );
  });

  it('is found as a long C++ function', () => {
    const text = `namespace sfu {\n\nvoid A::f(int x,\n          int y) {\n${body(maxFunctionLines - 2)}}\n\n}\n`;
    expect(longNativeFunctions({ path: 'x.cpp', text })).to.deep.equal(['x.cpp:3: 61 lines']);
    expect(
      longNativeFunctions({ path: 'x.cpp', text: text.replace('  call();\n', '') })
    ).to.deep.equal([]);
  });

  it('is found as a clock outside its home', () => {
    const text = 'const now = performance.now();';
    expect(clockUsers([{ path: 'src/engine/x.ts', text }], ['src/base/clock.ts'])).to.deep.equal([
      'src/engine/x.ts',
    ]);
  });

  it('is found as a path that leads nowhere', () => {
    const page = {
      path: 'docs/x.md',
      text: 'See `native/rtp/gone.h` and [this](../src/index.ts).',
    };
    expect(deadPaths(page)).to.deep.equal(['docs/x.md: native/rtp/gone.h']);
  });

  it('is found as an export that only a test keeps', () => {
    const dead = { path: 'src/a.ts', text: 'export const dead = 1;\n' };
    const test = { path: 'test/a.test.ts', text: `import { dead } from '../src/a.js';\n` };
    expect(unusedExports([dead], [], [test])).to.deep.equal(['src/a.ts: dead']);

    const alive = { ...dead, text: `${dead.text}export const b = dead + 1;\n` };
    expect(unusedExports([alive], ['src/b.ts'], [test])).to.deep.equal(['src/a.ts: b']);
  });

  it('is found as an export without a user', () => {
    const files = [
      { path: 'src/a.ts', text: 'export const used = 1;\nexport const unused = used;\n' },
      { path: 'src/b.ts', text: `import { used } from './a.js';\nused;\n` },
    ];
    expect(unusedExports(files, [], [])).to.deep.equal(['src/a.ts: unused']);
  });
});
