// Compiles src/ and sdp/ into dist/, from nothing: a file whose source is gone must not be packed.
//
//   node scripts/dist.mjs                   before packing; fetches the compiler if need be
//   node scripts/dist.mjs --if-missing      after `npm install` in a checkout
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { root, step } from './steps.mjs';

const dist = join(root, 'dist');
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');

function compile() {
  rmSync(dist, { recursive: true, force: true });
  step('tsc', process.execPath, [tsc]);
}

if (process.argv.includes('--if-missing')) {
  if (!existsSync(join(dist, 'src', 'index.js')) && existsSync(tsc)) compile();
} else {
  if (!existsSync(tsc))
    step('npm ci', 'npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund']);
  compile();
}
