// Builds the worker with node-gyp and make; compiles only what has changed.
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';

import { hashOf, isOnPath, noteDone, root, run, step, wasDone } from './steps.mjs';

/** Builds the worker, and with `withTests` its C++ tests. A failure ends the process. */
export function buildWorker({ withTests = false } = {}) {
  const sources = ['core', 'test']
    .map(target => run(process.execPath, ['scripts/native-sources.mjs', target]).stdout)
    .join();
  const key = hashOf(sources, readFileSync(join(root, 'binding.gyp')), process.version);
  if (!existsSync(join(root, 'build', 'Makefile')) || !wasDone('configure', key)) {
    configure();
    noteDone('configure', key);
  }
  const targets = ['crosspoint-worker', ...(withTests ? ['crosspoint-native-test'] : [])];
  const jobs = Math.max(1, Number(process.env.JOBS) || availableParallelism());
  step('make worker', 'make', ['-s', '-C', 'build', 'BUILDTYPE=Release', `-j${jobs}`, ...targets]);
}

function configure() {
  const gyp = nodeGyp();
  if (!gyp) {
    console.error('crosspoint needs node-gyp to build its worker: npm install -g node-gyp');
    process.exit(1);
  }
  const env = { ...process.env };
  delete env.npm_config_nodedir;
  const [command, ...args] = gyp;
  step('node-gyp configure', command, [...args, 'configure', ...nodeDirOption()], { env });
}

/** Of a checkout, of the package manager that runs us, or the one that comes with npm. */
function nodeGyp() {
  const own = join(root, 'node_modules', '.bin', 'node-gyp');
  if (existsSync(own)) return [own];
  if (isOnPath('node-gyp')) return ['node-gyp'];
  const npmFolders = [
    process.env.npm_execpath && join(dirname(process.env.npm_execpath), '..'),
    join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm'),
  ];
  const script = npmFolders
    .filter(Boolean)
    .map(folder => join(folder, 'node_modules', 'node-gyp', 'bin', 'node-gyp.js'))
    .find(path => existsSync(path));
  return script && [process.execPath, script];
}

/** Node's own headers, where the distribution put them: then none are downloaded. */
function nodeDirOption() {
  const prefix = join(dirname(process.execPath), '..');
  return existsSync(join(prefix, 'include', 'node', 'common.gypi')) ? [`--nodedir=${prefix}`] : [];
}
