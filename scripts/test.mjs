// `npm test`: sets up what is missing, checks style and types, then runs every suite.
// Further arguments go to mocha.
import { spawnSync } from 'node:child_process';

import { canSanitize } from './can-sanitize.mjs';

function run(title, command, args) {
  console.log(`> ${title}`);
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

run('set-up', process.execPath, ['scripts/setup.mjs', '--test']);
if (canSanitize()) run('sanitized build', process.execPath, ['scripts/sanitized.mjs']);
run('types', process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.test.json']);
run('lint', 'npm', ['run', '-s', 'lint']);
run('pages of the API', 'npm', ['run', '-s', 'docs']);
run('tests', process.execPath, [
  'node_modules/mocha/bin/mocha.js',
  'test/**/*.test.ts',
  ...process.argv.slice(2),
]);
