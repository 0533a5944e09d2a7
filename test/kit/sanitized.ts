// What scripts/sanitized.mjs has built, and how to run it.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
export const sanitizedFolder = join(root, 'build/sanitized');

/** Why the sanitized programs cannot be run here, or undefined. */
export function whyNotSanitized(program: string): string | undefined {
  if (spawnSync('clang++', ['--version']).error) return 'clang is not installed';
  if (!existsSync(join(sanitizedFolder, program))) return 'node scripts/sanitized.mjs was not run';
  return undefined;
}

/** A title that says so if the test is skipped. */
export const titled = (title: string, whyNot: string | undefined): string =>
  whyNot === undefined ? title : `${title} (skipped: ${whyNot})`;

export interface Outcome {
  code: number | null;
  output: string;
}

/** Runs a program to its end; its output is kept, not shown. */
export function runToEnd(
  command: string,
  args: string[],
  env: NodeJS.ProcessEnv = {}
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, env: { ...process.env, ...env } });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('error', reject);
    child.once('close', code => resolve({ code, output: Buffer.concat(chunks).toString() }));
  });
}

/** The first lines of a sanitizer's report, if there is one. */
export function sanitizerReport(output: string): string | undefined {
  const at = output.search(/ERROR: \w+Sanitizer|runtime error:/);
  return at < 0 ? undefined : output.slice(at, at + 4000);
}
