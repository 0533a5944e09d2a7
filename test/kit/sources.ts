// The sources of the house as text, for the tests that look at its structure.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** A file of the repository; `path` is relative to its root. */
export interface Source {
  path: string;
  text: string;
}

/** Every file below a folder whose name fits, read once. */
export function sources(folder: string, pattern: RegExp): Source[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter(entry => entry.isFile() && pattern.test(entry.name))
    .map(entry => relative(root, join(entry.parentPath, entry.name)))
    .map(path => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

/** What users import, in TypeScript. */
export const typeScript: readonly Source[] = [
  ...sources('src', /\.ts$/),
  ...sources('sdp', /\.ts$/),
];

/** The worker, without its tests. */
export const native: readonly Source[] = sources('native', /\.(h|cpp)$/).filter(
  ({ path }) => !path.startsWith('native/test/')
);

/** The files of ours that a TypeScript file imports or exports from. */
export function typeScriptImports({ path, text }: Source): string[] {
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(([, target]) =>
    normalize(join(dirname(path), target!)).replace(/\.js$/, '.ts')
  );
}

/** The files of ours that a C++ file includes. */
export function nativeIncludes({ text }: Source): string[] {
  return [...text.matchAll(/^#include "([^"]+)"/gm)].map(([, target]) => `native/${target}`);
}
