// What package managers run once the package is in its place: builds the worker.
//
// Installs nothing: what is missing on the system is named with the command that brings it. Where
// CROSSPOINT_WORKER_PATH names a binary, that one is used, and there is nothing to build.
import { buildWorker } from './build-worker.mjs';
import { forWorker, stopWithout } from './system-libraries.mjs';

if (!process.env.CROSSPOINT_WORKER_PATH) {
  stopWithout(forWorker);
  buildWorker();
}
