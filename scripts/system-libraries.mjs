// What has to come from the distribution: whether it is there, and the command that brings it.
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { isOnPath, run } from './steps.mjs';

/**
 * What must be there to build the worker, how to see it, and what the package is called in apt,
 * dnf and brew.
 */
export const forWorker = [
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

/** Those of `needs` that are not there. */
export const missingOf = needs => needs.filter(need => !isThere(need));

export function isThere(need) {
  if (need.arch && need.arch !== process.arch) return true;
  if (need.check) return need.check();
  if (need.command) return [need.command].flat().some(isOnPath);
  if (need.pkg) return run('pkg-config', ['--exists', need.pkg]).status === 0;
  const folders = ['/usr/include', '/usr/local/include', '/opt/homebrew/include'];
  return folders.some(folder => existsSync(join(folder, need.header)));
}

/** Ends the process with 1, and with the one command that helps, if any of `needs` is missing. */
export function stopWithout(needs) {
  const missing = missingOf(needs);
  if (missing.length === 0) return;
  const list = tool =>
    missing
      .map(need => need[tool])
      .filter(Boolean)
      .join(' ');
  const tool = process.platform === 'darwin' ? 'brew' : isOnPath('dnf') ? 'dnf' : 'apt';
  const commands = {
    apt: `sudo apt-get install -y ${list('apt')}`,
    dnf: `sudo dnf install -y ${list('dnf')}`,
    brew: `brew install ${list('brew')}`,
  };
  const names = missing.map(need => need.name).join(', ');
  console.error(`crosspoint needs ${names}. Install, and try again:\n\n  ${commands[tool]}\n`);
  process.exit(1);
}
