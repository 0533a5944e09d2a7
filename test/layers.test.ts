// Reads every import and #include and fails on an arrow that is not in the table,
// on a circle, on a header outside its one home, and on a file that has grown too long.
import { expect } from 'chai';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const maxFileLines = 400;

/** Folder of src/ → the folders it may import; sdp stands beside src. */
const typeScriptArrows: Record<string, string[]> = {
  index: ['webrtc', 'engine', 'parameters', 'base'],
  webrtc: ['engine', 'parameters', 'sdp', 'base'],
  engine: ['worker', 'parameters', 'base'],
  worker: ['parameters', 'base'],
  parameters: ['base'],
  base: [],
  sdp: [],
};

/** Folder of native/ → the folders it may include. */
const nativeArrows: Record<string, string[]> = {
  main: ['worker'],
  worker: [
    'router',
    'transport',
    'net',
    'channel',
    'stun',
    'ice',
    'dtls',
    'srtp',
    'crypto',
    'rtp',
    'codecs',
    'base',
  ],
  router: ['transport', 'streams', 'bwe', 'codecs', 'rtcp', 'rtp', 'ice', 'dtls', 'srtp', 'base'],
  transport: ['ice', 'dtls', 'srtp', 'bwe', 'rtcp', 'rtp', 'crypto', 'base'],
  ice: ['stun', 'crypto', 'base'],
  streams: ['codecs', 'rtcp', 'rtp', 'base'],
  bwe: ['rtcp', 'base'],
  dtls: ['crypto', 'base'],
  srtp: ['crypto', 'base'],
  stun: ['crypto', 'base'],
  codecs: ['base'],
  rtp: ['base'],
  rtcp: ['base'],
  crypto: ['base'],
  net: ['base'],
  channel: ['base'],
  base: [],
};

/** Foreign header → the folders that may include it. */
const headerHomes: [pattern: RegExp, folders: string[]][] = [
  [/^uv\.h$/, ['net']],
  [/^openssl\//, ['crypto', 'dtls']],
  [/^srtp2?\//, ['srtp']],
  [/^usrsctp/, ['sctp']],
  [/^nlohmann\//, ['channel']],
  [/^intel-ipsec-mb\.h$/, ['crypto']],
];

interface Source {
  path: string;
  text: string;
}

function sources(folder: string, pattern: RegExp): Source[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter(entry => entry.isFile() && pattern.test(entry.name))
    .map(entry => relative(root, join(entry.parentPath, entry.name)))
    .map(path => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

const typeScript = [...sources('src', /\.ts$/), ...sources('sdp', /\.ts$/)];
const native = sources('native', /\.(h|cpp)$/).filter(
  ({ path }) => !path.startsWith('native/test/')
);

function typeScriptImports({ path, text }: Source): string[] {
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(([, target]) =>
    normalize(join(dirname(path), target!)).replace(/\.js$/, '.ts')
  );
}

function nativeIncludes({ text }: Source): string[] {
  return [...text.matchAll(/^#include "([^"]+)"/gm)].map(([, target]) => `native/${target}`);
}

function folderOf(path: string): string {
  const parts = path.split('/');
  if (parts[0] === 'sdp') return 'sdp';
  return parts.length === 2 ? parts[1]!.replace(/\.\w+$/, '') : parts[1]!;
}

function wrongArrows(
  files: Source[],
  imports: (file: Source) => string[],
  arrows: Record<string, string[]>
): string[] {
  return files.flatMap(file =>
    imports(file)
      .filter(target => {
        const from = folderOf(file.path);
        const to = folderOf(target);
        return from !== to && !arrows[from]?.includes(to);
      })
      .map(target => `${file.path} → ${target}`)
  );
}

function circles(files: Source[], imports: (file: Source) => string[]): string[] {
  const graph = new Map(files.map(file => [file.path, imports(file)]));
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: string[]): void => {
    const at = trail.indexOf(path);
    if (at >= 0) found.push([...trail.slice(at), path].join(' → '));
    if (at >= 0 || done.has(path)) return;
    for (const target of graph.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  return found;
}

describe('the house', () => {
  it('finds sources to look at', () => {
    expect(typeScript.length).to.be.greaterThan(20);
    expect(native.length).to.be.greaterThan(60);
  });

  it('has no TypeScript import against the table', () => {
    expect(wrongArrows(typeScript, typeScriptImports, typeScriptArrows)).to.deep.equal([]);
  });

  it('has no include against the table', () => {
    expect(wrongArrows(native, nativeIncludes, nativeArrows)).to.deep.equal([]);
  });

  it('has no circle of TypeScript imports', () => {
    expect(circles(typeScript, typeScriptImports)).to.deep.equal([]);
  });

  it('has no circle of includes', () => {
    expect(circles(native, nativeIncludes)).to.deep.equal([]);
  });

  it('keeps each foreign header in its home', () => {
    const strangers = native.flatMap(({ path, text }) =>
      [...text.matchAll(/^#include <([^>]+)>/gm)]
        .map(([, header]) => header!)
        .filter(header =>
          headerHomes.some(
            ([pattern, homes]) => pattern.test(header) && !homes.includes(folderOf(path))
          )
        )
        .map(header => `${path}: <${header}>`)
    );
    expect(strangers).to.deep.equal([]);
  });

  it('reads no clock, rolls no dice and calls no libuv in the C++ core', () => {
    const core = native.filter(({ path }) => !/^native\/(net|worker|main)/.test(path));
    const code = (text: string): string => text.replace(/\/\/.*$/gm, '');
    const offenders = core
      .filter(({ text }) =>
        /\buv_\w|::now\(\)|\brand\(|\bgettimeofday\b|clock_gettime/.test(code(text))
      )
      .map(({ path }) => path);
    expect(offenders).to.deep.equal([]);
  });

  it(`has no file above ${maxFileLines} lines`, () => {
    const tests = [...sources('test', /\.ts$/), ...sources('native/test', /\.(h|cpp)$/)];
    const long = [...typeScript, ...native, ...tests]
      .filter(({ text }) => text.split('\n').length - 1 > maxFileLines)
      .map(({ path }) => path);
    expect(long).to.deep.equal([]);
  });

  it('says in the first line of each file what it is for', () => {
    const silent = typeScript
      .filter(({ text }) => !/^\s*(\/\/|\/\*\*)/.test(text))
      .concat(native.filter(({ path, text }) => path.endsWith('.h') && !text.startsWith('//')))
      .map(({ path }) => path);
    expect(silent).to.deep.equal([]);
  });
});
