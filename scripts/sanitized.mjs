// Builds the worker, the C++ tests and the fuzz targets with clang's address and
// undefined-behaviour sanitizers into build/sanitized; warnings are errors here.
//
//   node scripts/sanitized.mjs [worker|test|fuzz …]     default: all three
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = join(root, 'build', 'sanitized');

const output = (command, ...args) =>
  execFileSync(command, args, { cwd: root, encoding: 'utf8' }).trim();
const script = (name, ...args) => output(process.execPath, join('scripts', name), ...args);
const lines = text => text.split('\n').filter(Boolean);

const core = lines(script('native-sources.mjs', 'core'));
const tests = lines(script('native-sources.mjs', 'test'));
const fuzz = lines(script('native-sources.mjs', 'fuzz'));
const kit = lines(script('native-sources.mjs', 'kit'));
const sources = [...new Set([...core, 'native/main.cpp', ...tests, ...fuzz, ...kit])];
const objectOf = source => `obj/${source.replace(/\.cpp$/, '.o')}`;
const fuzzName = source => basename(source, '.cpp');

const sanitizers = '-fsanitize=address,undefined -fno-sanitize-recover=undefined';
const hasIpsecMb = script('has-ipsec-mb.mjs') === '1';
const flags = [
  '-std=c++20 -O1 -g1 -fno-omit-frame-pointer',
  '-Wall -Wextra -Wconversion -Werror -Wno-missing-field-initializers',
  `${sanitizers} -fsanitize=fuzzer-no-link`,
  `-I${join(root, 'native')} -I${root}`,
  hasIpsecMb ? '-DSFU_HAVE_IPSEC_MB=1' : '',
  output('pkg-config', '--cflags', 'libuv', 'openssl', 'libsrtp2'),
].join(' ');
const libs = lines(script('native-libs.mjs')).join(' ');

const rule = (target, inputs, command) => `${target}: ${inputs.join(' ')}\n\t${command}\n`;
const link = (target, objects, extra = '') =>
  rule(target, objects, `$(CXX) ${sanitizers} ${extra} -o $@ $^ ${libs}`);

const makefile = [
  'CXX = clang++',
  `all: worker test fuzz`,
  '.PHONY: all worker test fuzz',
  'worker: crosspoint-worker',
  'test: crosspoint-native-test',
  `fuzz: ${fuzz.map(fuzzName).join(' ')}`,
  ...sources.map(source =>
    rule(
      objectOf(source),
      [join(root, source)],
      // As in binding.gyp: the tests' small numbers are converted without ceremony.
      `@mkdir -p $(dir $@) && $(CXX) ${flags} ${source.startsWith('native/test/') ? '-Wno-conversion -Wno-implicit-int-conversion' : ''} -MMD -MP -c -o $@ $<`
    )
  ),
  // Archives: a fuzz target takes only what it calls.
  rule('core.a', core.map(objectOf), '@rm -f $@ && ar rcs $@ $^'),
  rule('kit.a', kit.map(objectOf), '@rm -f $@ && ar rcs $@ $^'),
  link('crosspoint-worker', [objectOf('native/main.cpp'), 'core.a']),
  link('crosspoint-native-test', [...tests.map(objectOf), 'core.a']),
  ...fuzz.map(source =>
    link(fuzzName(source), [objectOf(source), 'kit.a', 'core.a'], '-fsanitize=fuzzer')
  ),
  `-include ${sources.map(source => objectOf(source).replace(/\.o$/, '.d')).join(' ')}`,
].join('\n');

mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'Makefile'), makefile);
const { status } = spawnSync(
  'make',
  ['-s', '-C', folder, `-j${availableParallelism()}`, ...process.argv.slice(2)],
  { stdio: 'inherit' }
);
process.exit(status ?? 1);
