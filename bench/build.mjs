// Builds the load program and the echo into build/bench/; compiles only what has changed.
//
// Needs the worker's library, build/Release/core.a: run scripts/setup.mjs first.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const output = join(root, 'build', 'bench');
const core = join(root, 'build', 'Release', 'core.a');
const compiler = process.env.CXX ?? 'g++';

const words = text => text.trim().split(/\s+/).filter(Boolean);
const sourcesIn = folder =>
  readdirSync(join(root, folder))
    .filter(name => name.endsWith('.cpp'))
    .map(name => `${folder}/${name}`);

const programs = {
  'crosspoint-load': {
    sources: () => [...sourcesIn('bench/load'), 'native/test/kit/webrtc_endpoint.cpp'],
    usesCore: true,
  },
  'crosspoint-echo': { sources: () => sourcesIn('bench/echo'), usesCore: false },
};

function run(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw error ?? new Error(`${command} failed`);
}

function compileFlags() {
  const hasIpsecMb = execFileSync(process.execPath, [join(root, 'scripts', 'has-ipsec-mb.mjs')]);
  const packages = execFileSync('pkg-config', ['--cflags', 'libuv', 'openssl', 'libsrtp2']);
  return [
    ...words('-std=c++20 -O3 -g -Wall -Wextra -Wconversion -Werror -Inative -Ibench -I.'),
    ...(String(hasIpsecMb).trim() === '1' ? ['-DSFU_HAVE_IPSEC_MB=1'] : []),
    ...words(String(packages)),
  ];
}

const modifiedAt = path => (existsSync(path) ? statSync(path).mtimeMs : Infinity);

/** True if one of the files that went into `object` is newer, by the compiler's own list (-MMD). */
function isStale(object) {
  const list = object.replace(/\.o$/, '.d');
  if (!existsSync(object) || !existsSync(list)) return true;
  const text = readFileSync(list, 'utf8').replaceAll('\\\n', ' ');
  const inputs = words(text.slice(text.indexOf(':') + 1));
  return inputs.some(
    input => modifiedAt(join(root, input)) > modifiedAt(object) && !input.startsWith('/')
  );
}

function compile(source, flags) {
  const object = join(output, source.replace(/\.cpp$/, '.o'));
  if (!isStale(object)) return object;
  mkdirSync(dirname(object), { recursive: true });
  console.log(`> ${compiler} ${source}`);
  run(compiler, [...flags, '-MMD', '-c', source, '-o', object]);
  return object;
}

/** Builds both programs; resolves their paths by name. */
export function buildBench() {
  if (!existsSync(core)) throw new Error('build/Release/core.a is missing: run scripts/setup.mjs');
  const flags = compileFlags();
  const paths = {};
  for (const [name, { sources, usesCore }] of Object.entries(programs)) {
    const path = (paths[name] = join(output, name));
    const inputs = sources().map(source => compile(source, flags));
    const libraries = usesCore
      ? words(String(execFileSync(process.execPath, [join(root, 'scripts', 'native-libs.mjs')])))
      : [];
    if (usesCore) inputs.push(core);
    if (inputs.every(input => modifiedAt(input) <= (existsSync(path) ? modifiedAt(path) : 0)))
      continue;
    console.log(`> link ${name}`);
    run(compiler, ['-o', path, ...inputs, ...libraries]);
  }
  return paths;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) buildBench();
