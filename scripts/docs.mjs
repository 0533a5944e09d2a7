// `npm run docs`: the pages of the public API, in docs/api. An export without a comment fails.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';

// The package exports `Server` as a value that is called with and without `new`, and as a type
// beside it, and the W3C classes in one object. The pages are about the classes behind these, so
// they have an entry of their own.
const entry = `export type * from '../../src/index.js';
export { errors, extra } from '../../src/index.js';
export * from '../../src/webrtc/webrtc.js';
export { Server } from '../../src/engine/server.js';
`;
const config = { extends: '../../tsconfig.json', compilerOptions: { rootDir: '../..' } };

mkdirSync('build/docs', { recursive: true });
writeFileSync('build/docs/index.ts', entry);
writeFileSync('build/docs/tsconfig.json', JSON.stringify({ ...config, include: ['index.ts'] }));
const { status } = spawnSync(process.execPath, ['node_modules/typedoc/bin/typedoc'], {
  stdio: 'inherit',
});
process.exit(status ?? 1);
