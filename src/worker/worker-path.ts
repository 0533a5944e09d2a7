// Where the worker's binary is.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Names a binary to use instead of the one that `npm install` built. */
const pathVariable = 'CROSSPOINT_WORKER_PATH';

/** The path of the worker's binary; it need not exist. */
export function workerPath(): string {
  const given = process.env[pathVariable];
  return given ? given : join(packageRoot(), 'build', 'Release', 'crosspoint-worker');
}

// We run from dist/src/worker as well as from src/worker.
function packageRoot(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  for (let folder = here; folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, 'binding.gyp'))) return folder;
  }
  return here;
}
