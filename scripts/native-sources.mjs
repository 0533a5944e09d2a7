// Prints the C++ sources of one gyp target, so that a new file needs no edit of binding.gyp.
// Usage: node scripts/native-sources.mjs core|test|fuzz|kit
import { existsSync, readdirSync } from 'node:fs';
import { join, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Every .cpp below `folder`, sorted, relative to the package, which has no tests when it is installed. */
function sourcesBelow(folder, skip = () => false) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter(entry => entry.isFile() && entry.name.endsWith('.cpp'))
    .map(entry => join(entry.parentPath ?? entry.path, entry.name).slice(root.length + 1))
    .filter(path => !skip(path))
    .sort();
}

const targets = {
  core: () => sourcesBelow('native', path => /^native\/(test\/|main\.cpp)/.test(path)),
  test: () => sourcesBelow('native/test', path => path.includes('/fuzz/')),
  fuzz: () => sourcesBelow('native/test/fuzz', path => !path.endsWith('_fuzz.cpp')),
  // What fuzz targets take from the tests.
  kit: () =>
    ['native/test/fuzz', 'native/test/kit'].flatMap(folder =>
      sourcesBelow(folder, path => /_(?:fuzz|test)\.cpp$/.test(path))
    ),
};

console.log(targets[process.argv[2]]().join('\n'));
