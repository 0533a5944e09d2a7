// Builds the programs of bench/ into build/bench/; compiles only what has changed.
//
//   node bench/build.mjs [NAME]…     crosspoint-load, crosspoint-echo, srtp-bench, udp-bench
//
// Needs the worker's library, build/Release/core.a: run scripts/setup.mjs first.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
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
  'srtp-bench': { sources: () => ['bench/srtp_bench.cpp'], usesCore: true },
  'udp-bench': { sources: () => ['bench/udp_bench.cpp'], usesCore: true },
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

function link(path, inputs, libraries) {
  const builtAt = existsSync(path) ? modifiedAt(path) : 0;
  if (inputs.every(input => modifiedAt(input) <= builtAt)) return;
  console.log(`> link ${basename(path)}`);
  run(compiler, ['-o', path, ...inputs, ...libraries]);
}

/** Builds programs; returns their paths by name. */
export function buildBench(names) {
  if (!existsSync(core)) throw new Error('build/Release/core.a is missing: run scripts/setup.mjs');
  const flags = compileFlags();
  const libraries = words(
    String(execFileSync(process.execPath, [join(root, 'scripts', 'native-libs.mjs')]))
  );
  const paths = {};
  for (const name of names) {
    const { sources, usesCore } = programs[name];
    paths[name] = join(output, name);
    const objects = sources().map(source => compile(source, flags));
    link(paths[name], usesCore ? [...objects, core] : objects, usesCore ? libraries : []);
  }
  return paths;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const names = process.argv.slice(2);
  buildBench(names.length > 0 ? names : Object.keys(programs));
}
