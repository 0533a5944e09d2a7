// Brings a checkout to the point where its commands run; does only what is missing.
//
//   node scripts/setup.mjs [--test]
//
// For developers: `npm run demo`, `npm test` and `npm run build`. System libraries come from apt
// where that is allowed; elsewhere the command to type is printed and the exit code is 1. `--test`
// adds what the tests need. Who installs the package gets install.mjs instead.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { buildWorker } from './build-worker.mjs';
import { canSanitize } from './can-sanitize.mjs';
import { hashOf, isOnPath, noteDone, root, run, step, wasDone } from './steps.mjs';
import { forWorker, missingOf, stopWithout } from './system-libraries.mjs';

const forTests = process.argv.includes('--test');

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

/** Whether the distribution's Python, for which its packages are, has a module. */
function canImport(module) {
  return run('/usr/bin/python3', ['-c', `import ${module}`]).status === 0;
}

/** How this user may install packages: as root, through sudo without a password, or not at all. */
function aptPrefix() {
  if (!isOnPath('apt-get')) return undefined;
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

function installSystemLibraries() {
  const needs = [...forWorker, ...(forTests ? testNeeds : [])];
  const required = missingOf(needs);
  const wished = missingOf([...wishes, ...(forTests ? testWishes : [])]);
  if (required.length + wished.length === 0) return;

  const prefix = aptPrefix();
  if (!prefix) return stopWithout(needs);
  if (required.length > 0) {
    const packages = required.map(need => need.apt);
    console.error(`> apt-get install ${packages.join(' ')}`);
    aptInstall(prefix, packages);
    stopWithout(needs);
  }
  // One at a time: a wish that this distribution does not have must not cost the others.
  for (const wish of wished) {
    console.error(`> apt-get install ${[wish.apt].flat().join(' ')}`);
    const isHere = aptInstall(prefix, [wish.apt].flat(), wish.withRecommends);
    if (!isHere) console.error(`  ${wish.name} is not to be had here`);
  }
}

function installPackages() {
  const lock = join(root, 'package-lock.json');
  const installed = join(root, 'node_modules', '.package-lock.json');
  const isNewer = existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs;
  const key = hashOf(readFileSync(lock));
  if (isNewer || (existsSync(installed) && wasDone('npm', key))) return;
  step('npm ci', 'npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund']);
  noteDone('npm', key);
}

function buildTypeScript() {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  step('tsc', process.execPath, [tsc, '--incremental', '--tsBuildInfoFile', 'build/.tsbuildinfo']);
}

installSystemLibraries();
installPackages();
buildWorker({ withTests: forTests });
buildTypeScript();
