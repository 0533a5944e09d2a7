// `npm run docs`: the pages of the public API, in docs/api. A public member without a comment fails.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { root } from './steps.mjs';

const folder = join(root, 'build', 'docs');

/** What src/index.ts exports of the folders, as statements for a file in `folder`. */
function exportsOf(...folders) {
  const index = readFileSync(join(root, 'src', 'index.ts'), 'utf8');
  return [...index.matchAll(/^export type (?:\*|\{[^}]*\}) from '\.\/(\w+)\/[^']*';$/gm)]
    .filter(([, from]) => folders.includes(from))
    .map(([statement]) => statement.replace("from './", "from '../../src/"));
}

// One entry a group. The package exports `Server` as a value that is called with and without `new`,
// and the W3C classes in one namespace: the pages are about the classes behind these.
const groups = {
  engine: [
    '/** Rooms in worker processes: Server → Room → Peer → Transport → RtpReceiver and RtpSender. @module */',
    "export { Server } from '../../src/engine/server.js';",
    "export * as errors from '../../src/base/errors.js';",
    "export * as extra from '../../src/base/extra.js';",
    ...exportsOf('engine', 'base'),
  ],
  webrtc: [
    '/** The classes and dictionaries of W3C WebRTC 1.0: the namespace `webrtc`. @module */',
    "export * from '../../src/webrtc/webrtc.js';",
  ],
  parameters: [
    '/** Plain data: codecs, RTP and transport parameters. @module */',
    ...exportsOf('parameters'),
  ],
};

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
for (const [name, lines] of Object.entries(groups)) {
  writeFileSync(join(folder, `${name}.ts`), `${lines.join('\n')}\n`);
}
const config = { extends: '../../tsconfig.json', compilerOptions: { rootDir: '../..' } };
writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ ...config, include: ['*.ts'] }));

const typedoc = join(root, 'node_modules', 'typedoc', 'bin', 'typedoc');
const { status } = spawnSync(process.execPath, [typedoc], { cwd: root, stdio: 'inherit' });
process.exit(status ?? 1);
