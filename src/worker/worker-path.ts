// Where the worker's binary is.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The environment variable that names a binary to use instead of the one that `npm install` built. */
const pathVariable = 'CROSSPOINT_WORKER_PATH';

/** The path of the worker's binary; it need not exist. */
export function workerPath(): string {
  const given = process.env[pathVariable];
  return given ? given : join(packageRoot(), 'build', 'Release', 'crosspoint-worker');
}

/** What to tell somebody whose worker could not be started. */
export function startFailure(cause: NodeJS.ErrnoException): string {
  const path = workerPath();
  if (cause.code !== 'ENOENT') return `could not start ${path}: ${cause.message}`;
  return process.env[pathVariable]
    ? `there is no worker at ${path}, which ${pathVariable} names`
    : `the worker was not built (no ${path}), as where install scripts are blocked: run "npx crosspoint build"`;
}

// We run from dist/src/worker as well as from src/worker.
function packageRoot(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  for (let folder = here; folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, 'binding.gyp'))) return folder;
  }
  return here;
}
