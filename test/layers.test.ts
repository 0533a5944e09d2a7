// Reads every import and #include and fails on an arrow that is not in the tables, on a circle,
// and on a header outside its one home. What a table forbids is planted at the end of this file.
import { expect } from 'chai';

import {
  native,
  nativeIncludes,
  typeScript,
  typeScriptImports,
  type Source,
} from './kit/sources.js';

type Imports = (file: Source) => string[];
type Arrows = Record<string, readonly string[]>;

/** Folder of src/ → the folders it may import; sdp stands beside src. */
const typeScriptArrows: Arrows = {
  index: ['webrtc', 'engine', 'parameters', 'base'],
  webrtc: ['engine', 'parameters', 'sdp', 'base'],
  engine: ['worker', 'parameters', 'base'],
  worker: ['parameters', 'base'],
  parameters: ['base'],
  base: [],
  sdp: [],
};

/**
 * Room of src/webrtc → the rooms and folders that it may import. What negotiates is pure: `jsep`
 * and `plan-b` know neither the engine nor a W3C object. `top` are the files beside the rooms.
 */
const webrtcArrows: Arrows = {
  top: [
    'connection',
    'exchange',
    'room',
    'rtp',
    'transports',
    'media',
    'stats',
    'jsep',
    'idl',
    'engine',
    'base',
  ],
  connection: [
    'exchange',
    'room',
    'stats',
    'rtp',
    'media',
    'transports',
    'jsep',
    'idl',
    'engine',
    'parameters',
    'sdp',
    'base',
  ],
  exchange: [
    'rtp',
    'media',
    'transports',
    'plan-b',
    'jsep',
    'idl',
    'engine',
    'parameters',
    'sdp',
    'base',
  ],
  room: ['rtp', 'media', 'jsep', 'idl', 'engine', 'parameters', 'sdp', 'base'],
  rtp: ['stats', 'media', 'transports', 'jsep', 'idl', 'engine', 'parameters', 'sdp', 'base'],
  stats: ['transports', 'jsep', 'idl', 'engine', 'parameters', 'sdp', 'base'],
  transports: ['idl', 'engine', 'parameters', 'sdp', 'base'],
  media: ['idl', 'engine', 'parameters', 'base'],
  'plan-b': ['jsep', 'idl', 'parameters', 'sdp', 'base'],
  jsep: ['idl', 'parameters', 'sdp', 'base'],
  idl: ['sdp', 'base'],
};

/** Folder of native/ → the folders it may include. */
const nativeArrows: Arrows = {
  main: ['worker', 'sandbox'],
  worker: [
    'router',
    'transport',
    'net',
    'channel',
    'sandbox',
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
  sandbox: ['base'],
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
  [/^linux\/(seccomp|filter|audit|capability)\.h$/, ['sandbox']],
];

function folderOf(path: string): string {
  const parts = path.split('/');
  if (parts[0] === 'sdp') return 'sdp';
  return parts.length === 2 ? parts[1]!.replace(/\.\w+$/, '') : parts[1]!;
}

/** Inside src/webrtc the room, elsewhere the folder. */
function roomOf(path: string): string {
  const [, room] = /^src\/webrtc\/(?:([^/]+)\/)?[^/]+$/.exec(path) ?? [undefined, undefined];
  if (room !== undefined) return room;
  return path.startsWith('src/webrtc/') ? 'top' : folderOf(path);
}

function wrongArrows(
  files: readonly Source[],
  imports: Imports,
  arrows: Arrows,
  placeOf: (path: string) => string
): string[] {
  return files.flatMap(file =>
    imports(file)
      .filter(target => {
        const from = placeOf(file.path);
        const to = placeOf(target);
        return from !== to && !arrows[from]?.includes(to);
      })
      .map(target => `${file.path} → ${target}`)
  );
}

const typeScriptFaults = (files: readonly Source[]): string[] => [
  ...wrongArrows(files, typeScriptImports, typeScriptArrows, folderOf),
  ...wrongArrows(
    files.filter(({ path }) => path.startsWith('src/webrtc/')),
    typeScriptImports,
    webrtcArrows,
    roomOf
  ),
];

const nativeFaults = (files: readonly Source[]): string[] =>
  wrongArrows(files, nativeIncludes, nativeArrows, folderOf);

function circles(files: readonly Source[], imports: Imports): string[] {
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

/** Circles of places: an arrow table that allowed one would allow it silently. */
function circlesInTable(arrows: Arrows): string[] {
  const files = Object.keys(arrows).map(place => ({ path: place, text: '' }));
  return circles(files, ({ path }) => [...(arrows[path] ?? [])]);
}

function strangers(files: readonly Source[]): string[] {
  return files.flatMap(({ path, text }) =>
    [...text.matchAll(/^#include <([^>]+)>/gm)]
      .map(([, header]) => header!)
      .filter(header =>
        headerHomes.some(
          ([pattern, homes]) => pattern.test(header) && !homes.includes(folderOf(path))
        )
      )
      .map(header => `${path}: <${header}>`)
  );
}

describe('the layers', () => {
  it('finds sources to look at', () => {
    expect(typeScript.length).to.be.greaterThan(20);
    expect(native.length).to.be.greaterThan(60);
  });

  it('has no TypeScript import against the tables', () => {
    expect(typeScriptFaults(typeScript)).to.deep.equal([]);
  });

  it('has no include against the table', () => {
    expect(nativeFaults(native)).to.deep.equal([]);
  });

  it('has no circle of TypeScript imports', () => {
    expect(circles(typeScript, typeScriptImports)).to.deep.equal([]);
  });

  it('has no circle of includes', () => {
    expect(circles(native, nativeIncludes)).to.deep.equal([]);
  });

  for (const [name, arrows] of Object.entries({ typeScriptArrows, webrtcArrows, nativeArrows })) {
    it(`has no circle of places in ${name}`, () => {
      expect(circlesInTable(arrows)).to.deep.equal([]);
    });
  }

  it('has a table row for each room of src/webrtc', () => {
    const rooms = new Set(
      typeScript
        .map(({ path }) => path)
        .filter(path => path.startsWith('src/webrtc/'))
        .map(roomOf)
    );
    expect([...rooms].sort()).to.deep.equal(Object.keys(webrtcArrows).sort());
  });

  it('keeps each foreign header in its home', () => {
    expect(strangers(native)).to.deep.equal([]);
  });
});

describe('an arrow that is planted', () => {
  const planted: [path: string, text: string][] = [
    ['src/engine/x.ts', `import { Y } from '../webrtc/rtc-peer-connection.js';`],
    ['src/base/x.ts', `import type { Y } from '../parameters/rtp.js';`],
    ['sdp/x.ts', `import { Y } from '../src/base/errors.js';`],
    ['src/webrtc/jsep/x.ts', `import type { Y } from '../../engine/transport.js';`],
    ['src/webrtc/jsep/x.ts', `import type { Y } from '../rtp/rtc-rtp-sender.js';`],
    ['src/webrtc/jsep/x.ts', `import { Y } from '../plan-b/tracks.js';`],
    ['src/webrtc/plan-b/x.ts', `import type { Y } from '../rtp/transceiver-set.js';`],
    ['src/webrtc/transports/x.ts', `import { Y } from '../exchange/exchange.js';`],
    ['src/webrtc/exchange/x.ts', `import { Y } from '../connection/options.js';`],
    ['src/webrtc/rtp/x.ts', `export { Y } from '../rtc-peer-connection.js';`],
    ['src/webrtc/media/x.ts', `const y = await import('../rtp/forwarding.js');`],
  ];
  for (const [path, text] of planted) {
    it(`fails: ${path}: ${text}`, () => {
      expect(typeScriptFaults([{ path, text }])).to.have.lengthOf.at.least(1);
    });
  }

  const plantedNative: [path: string, text: string][] = [
    ['native/rtp/x.h', '#include "transport/demux.h"'],
    ['native/net/x.h', '#include "stun/message.h"'],
    ['native/streams/x.cpp', '#include "router/router.h"'],
  ];
  for (const [path, text] of plantedNative) {
    it(`fails: ${path}: ${text}`, () => {
      expect(nativeFaults([{ path, text }])).to.deep.equal([
        `${path} → native/${text.slice(10, -1)}`,
      ]);
    });
  }

  it('fails as a circle', () => {
    const ring = [
      { path: 'src/base/a.ts', text: `import './b.js';` },
      { path: 'src/base/b.ts', text: `import './a.js';` },
    ];
    expect(circles(ring, typeScriptImports)).to.deep.equal([
      'src/base/a.ts → src/base/b.ts → src/base/a.ts',
    ]);
  });

  it('fails as a foreign header outside its home', () => {
    expect(strangers([{ path: 'native/router/x.h', text: '#include <uv.h>' }])).to.deep.equal([
      'native/router/x.h: <uv.h>',
    ]);
  });
});
