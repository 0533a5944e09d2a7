// A project outside of ours, with the packed tarball to install.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

import { root } from '../kit/sanitized.js';

/** What a program printed, and how it ended. */
export interface Outcome {
  status: number | null;
  stdout: string;
  stderr: string;
}

// Not those of the npm that runs the tests, nor the worker that it may have been given.
const isForeign = ([name]: [string, string | undefined]): boolean =>
  !/^(npm_|INIT_CWD$|CROSSPOINT_)/i.test(name);

/** Runs a program to its end, as from a shell of its own. */
export function run(cwd: string, command: string, args: string[], env = {}): Outcome {
  const own = Object.fromEntries(Object.entries(process.env).filter(isForeign));
  return spawnSync(command, args, { cwd, encoding: 'utf8', env: { ...own, ...env } });
}

/** The same; throws unless it ends with 0. */
export function mustRun(cwd: string, command: string, args: string[], env = {}): string {
  const { status, stdout, stderr } = run(cwd, command, args, env);
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${status}\n${stdout}${stderr}`);
  return stdout;
}

/**
 * The checkout as a clone of it would be, in a new folder: nothing that was built. Our packages
 * stand in for those that packing would fetch.
 */
export function cleanClone(folder: string): string {
  const clone = join(folder, 'clone');
  const files = mustRun(root, 'git', ['ls-files', '-co', '--exclude-standard', '-z']).split('\0');
  for (const file of files.filter(name => name && existsSync(join(root, name)))) {
    cpSync(join(root, file), join(clone, file));
  }
  symlinkSync(join(root, 'node_modules'), join(clone, 'node_modules'));
  return clone;
}

export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'crosspoint-package-'));

/**
 * An empty project in which the tarball can be installed without a registry: what it depends on is
 * there already.
 */
export function newProject(folder: string): string {
  const project = join(folder, 'project');
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'app', private: true }));
  const [, ...dependencies] = mustRun(root, 'npm', [
    ...['ls', '--omit=dev', '--all', '--parseable'],
  ]).split('\n');
  for (const dependency of dependencies.filter(Boolean)) {
    cpSync(dependency, join(project, relative(root, dependency)), { recursive: true });
  }
  return project;
}

/** Objects that our own set-up has compiled from the same sources: make need not do it again. */
export function lendObjects(installed: string): void {
  const kinds = ['obj.target/core', '.deps/Release/obj.target/core'];
  for (const kind of kinds.map(kind => join('build', 'Release', kind))) {
    if (!existsSync(join(root, kind))) continue;
    mkdirSync(dirname(join(installed, kind)), { recursive: true });
    cpSync(join(root, kind), join(installed, kind), { recursive: true, preserveTimestamps: true });
  }
}
