// Brings a checkout to the point where its commands run; does only what is missing.
//
//   node scripts/setup.mjs [--test] [--no-native]
//
// System libraries come from apt where that is allowed; elsewhere the command to
// type is printed and the exit code is 1. `--test` adds what the tests need.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { canSanitize } from './can-sanitize.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const forTests = process.argv.includes('--test');
const stamps = join(root, 'build', '.stamps');

/** What must be there, how to see it, and what the package is called in apt, dnf and brew. */
const needs = [
  {
    name: 'pkg-config',
    command: 'pkg-config',
    apt: 'pkg-config',
    dnf: 'pkgconf-pkg-config',
    brew: 'pkg-config',
  },
  { name: 'a C++ compiler', command: 'g++', apt: 'g++', dnf: 'gcc-c++', brew: 'gcc' },
  { name: 'make', command: 'make', apt: 'make', dnf: 'make', brew: 'make' },
  { name: 'python3', command: 'python3', apt: 'python3', dnf: 'python3', brew: 'python3' },
  { name: 'libuv', pkg: 'libuv', apt: 'libuv1-dev', dnf: 'libuv-devel', brew: 'libuv' },
  { name: 'OpenSSL', pkg: 'openssl', apt: 'libssl-dev', dnf: 'openssl-devel', brew: 'openssl@3' },
  { name: 'libsrtp2', pkg: 'libsrtp2', apt: 'libsrtp2-dev', dnf: 'libsrtp-devel', brew: 'srtp' },
  {
    name: 'nlohmann-json',
    header: 'nlohmann/json.hpp',
    apt: 'nlohmann-json3-dev',
    dnf: 'json-devel',
    brew: 'nlohmann-json',
  },
];
/** Taken where they are to be had, done without elsewhere. */
const wishes = [
  { name: 'intel-ipsec-mb', header: 'intel-ipsec-mb.h', arch: 'x64', apt: 'libipsec-mb-dev' },
];
const testNeeds = [
  {
    name: 'doctest',
    header: 'doctest/doctest.h',
    apt: 'doctest-dev',
    dnf: 'doctest-devel',
    brew: 'doctest',
  },
];
/** A test that lacks one of these is skipped, and its title says why. */
const testWishes = [
  { name: 'Chromium', command: ['chromium', 'chromium-browser', 'google-chrome'], apt: 'chromium' },
  { name: 'Firefox', command: ['firefox-esr', 'firefox'], apt: 'firefox-esr' },
  // Its sanitizers' runtime is only a recommendation of the package.
  { name: 'clang with sanitizers', check: canSanitize, apt: 'clang', withRecommends: true },
  { name: 'clang-format', command: ['clang-format'], apt: 'clang-format' },
  {
    name: 'GStreamer with webrtcbin',
    check: () =>
      canImport("gi; gi.require_version('GstWebRTC', '1.0'); gi.require_version('Nice', '0.1')"),
    apt: [
      'python3-gi',
      'gir1.2-gst-plugins-bad-1.0',
      'gir1.2-nice-0.1',
      'gstreamer1.0-plugins-good',
      'gstreamer1.0-plugins-bad',
      'gstreamer1.0-nice',
    ],
  },
  { name: 'aiortc', check: () => canImport('aiortc'), apt: 'python3-aiortc' },
];

function run(command, args, options = {}) {
  return spawnSync(command, args, { cwd: root, encoding: 'utf8', ...options });
}

/** Runs a step aloud; a failure ends the set-up with the step's exit code. */
function step(title, command, args, options = {}) {
  console.log(`> ${title}`);
  const { status, error } = run(command, args, { stdio: 'inherit', ...options });
  if (error) console.error(error.message);
  if (status !== 0) process.exit(status || 1);
}

/** Whether the distribution's Python, for which its packages are, has a module. */
function canImport(module) {
  return run('/usr/bin/python3', ['-c', `import ${module}`]).status === 0;
}

function isThere(need) {
  if (need.arch && need.arch !== process.arch) return true;
  if (need.check) return need.check();
  if (need.command) {
    return [need.command].flat().some(name => run('sh', ['-c', `command -v ${name}`]).status === 0);
  }
  if (need.pkg) return run('pkg-config', ['--exists', need.pkg]).status === 0;
  const folders = ['/usr/include', '/usr/local/include', '/opt/homebrew/include'];
  return folders.some(folder => existsSync(join(folder, need.header)));
}

/** How this user may install packages: as root, through sudo without a password, or not at all. */
function aptPrefix() {
  if (run('sh', ['-c', 'command -v apt-get']).status !== 0) return undefined;
  if (process.getuid?.() === 0) return [];
  return run('sudo', ['-n', 'true']).status === 0 ? ['sudo', '-n'] : undefined;
}

let isListCurrent = false;

function aptInstall(prefix, packages, withRecommends = false) {
  const [command, ...args] = [...prefix, 'apt-get'];
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  if (!isListCurrent) run(command, [...args, 'update', '-qq'], { stdio: 'inherit', env });
  isListCurrent = true;
  const flags = ['-y', '-qq', ...(withRecommends ? [] : ['--no-install-recommends'])];
  const { status } = run(command, [...args, 'install', ...flags, ...packages], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env,
  });
  return status === 0;
}

function printCommandsAndStop(missing) {
  const list = tool =>
    missing
      .map(need => need[tool])
      .filter(Boolean)
      .join(' ');
  const tool = process.platform === 'darwin' ? 'brew' : existsSync('/usr/bin/dnf') ? 'dnf' : 'apt';
  const commands = {
    apt: `sudo apt-get install -y ${list('apt')}`,
    dnf: `sudo dnf install -y ${list('dnf')}`,
    brew: `brew install ${list('brew')}`,
  };
  console.error(`crosspoint needs ${missing.map(need => need.name).join(', ')}: ${commands[tool]}`);
  process.exit(1);
}

function installSystemLibraries() {
  const required = [...needs, ...(forTests ? testNeeds : [])].filter(need => !isThere(need));
  const wished = [...wishes, ...(forTests ? testWishes : [])].filter(need => !isThere(need));
  if (required.length + wished.length === 0) return;

  const prefix = aptPrefix();
  if (!prefix) {
    if (required.length > 0) printCommandsAndStop(required);
    return;
  }
  if (required.length > 0) {
    console.log(`> apt-get install ${required.map(need => need.apt).join(' ')}`);
    aptInstall(
      prefix,
      required.map(need => need.apt)
    );
    const still = required.filter(need => !isThere(need));
    if (still.length > 0) printCommandsAndStop(still);
  }
  // One at a time: a wish that this distribution does not have must not cost the others.
  for (const wish of wished) {
    console.log(`> apt-get install ${[wish.apt].flat().join(' ')}`);
    const isHere = aptInstall(prefix, [wish.apt].flat(), wish.withRecommends);
    if (!isHere) console.log(`  ${wish.name} is not to be had here`);
  }
}

function hashOf(...parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

/** Does `action` unless it was done with the same `key` before. */
function oncePer(name, key, action) {
  const stamp = join(stamps, name);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === key) return;
  action();
  mkdirSync(stamps, { recursive: true });
  writeFileSync(stamp, key);
}

function installPackages() {
  const lock = readFileSync(join(root, 'package-lock.json'));
  const installed = join(root, 'node_modules', '.package-lock.json');
  const isCurrent =
    existsSync(installed) &&
    statSync(installed).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs;
  if (isCurrent) return;
  oncePer('npm', existsSync(installed) ? hashOf(lock) : '', () =>
    step('npm ci', 'npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'])
  );
}

/** Node's own headers, where the distribution put them: then none are downloaded. */
function nodeDirOption() {
  const prefix = join(dirname(process.execPath), '..');
  return existsSync(join(prefix, 'include', 'node', 'common.gypi')) ? [`--nodedir=${prefix}`] : [];
}

function buildNative() {
  const gyp = join(root, 'node_modules', '.bin', 'node-gyp');
  const command = existsSync(gyp) ? gyp : 'node-gyp';
  const sources = ['core', 'test']
    .map(target => run(process.execPath, ['scripts/native-sources.mjs', target]).stdout)
    .join();
  const key = hashOf(sources, readFileSync(join(root, 'binding.gyp')), process.version);
  const env = { ...process.env };
  delete env.npm_config_nodedir;
  oncePer('configure', existsSync(join(root, 'build', 'Makefile')) ? key : '', () =>
    step('node-gyp configure', command, ['configure', ...nodeDirOption()], { env })
  );
  const targets = ['crosspoint-worker', ...(forTests ? ['crosspoint-native-test'] : [])];
  const jobs = `-j${Math.max(1, Number(process.env.JOBS) || (process.availableParallelism?.() ?? 2))}`;
  step('make worker', 'make', ['-s', '-C', 'build', 'BUILDTYPE=Release', jobs, ...targets]);
  mkdirSync(stamps, { recursive: true });
  writeFileSync(join(stamps, 'configure'), key);
}

function buildTypeScript() {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  if (!existsSync(tsc)) return;
  step('tsc', process.execPath, [tsc, '--incremental', '--tsBuildInfoFile', 'build/.tsbuildinfo']);
}

installSystemLibraries();
if (!process.argv.includes('--no-packages')) installPackages();
buildNative();
buildTypeScript();
