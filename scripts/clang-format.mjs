// Checks that every C++ file is formatted as .clang-format says; `--fix` formats them.
import { spawnSync } from 'node:child_process';

const files = spawnSync(
  'git',
  [
    'ls-files',
    '-co',
    '--exclude-standard',
    '--',
    'native/*.h',
    'native/*.cpp',
    'bench/*.cpp',
    'bench/*.h',
  ],
  { encoding: 'utf8' }
)
  .stdout.split('\n')
  .filter(Boolean);
const args = process.argv.includes('--fix') ? ['-i'] : ['--dry-run', '--Werror'];
const { status, error } = spawnSync('clang-format', [...args, ...files], { stdio: 'inherit' });
if (error) {
  console.log('clang-format is not installed: C++ formatting was not checked');
} else {
  process.exit(status ?? 1);
}
