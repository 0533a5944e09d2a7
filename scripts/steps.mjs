// Steps of a set-up: programs that are run aloud, and what was done before with the same inputs.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the package. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

const stamps = join(root, 'build', '.stamps');

/** Runs a program in the package's folder; what it prints is in the result. */
export function run(command, args, options = {}) {
  return spawnSync(command, args, { cwd: root, encoding: 'utf8', ...options });
}

/** True if the shell finds a program of that name. */
export const isOnPath = name => run('sh', ['-c', `command -v ${name}`]).status === 0;

/**
 * Runs a step aloud; a failure ends this process with the step's exit code. All output goes to
 * stderr: stdout belongs to whoever runs us, such as `npm pack --json`.
 */
export function step(title, command, args, options = {}) {
  console.error(`> ${title}`);
  const { status, error } = run(command, args, { stdio: ['ignore', 2, 2], ...options });
  if (error) console.error(error.message);
  if (status !== 0) process.exit(status || 1);
}

/** One value for all of `parts`, to compare with that of another day. */
export function hashOf(...parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

/** True if `name` was done last with this `key`. */
export function wasDone(name, key) {
  const stamp = join(stamps, name);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === key;
}

/** Notes that `name` is done with this `key`. */
export function noteDone(name, key) {
  mkdirSync(stamps, { recursive: true });
  writeFileSync(join(stamps, name), key);
}
