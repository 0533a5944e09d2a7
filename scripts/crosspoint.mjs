#!/usr/bin/env node
// The command `crosspoint`: `npx crosspoint build` builds the worker where the package manager did
// not run our install script, which does the same.
//
// Installs nothing: what is missing on the system is named with the command that brings it.
import { buildWorker } from './build-worker.mjs';
import { forWorker, stopWithout } from './system-libraries.mjs';

const usage = `usage: crosspoint build

  build   compiles the worker of this package; a second run takes a second
`;

const [command] = process.argv.slice(2);
if (command === 'build') {
  stopWithout(forWorker);
  buildWorker();
} else {
  const isAsking = ['help', '--help', '-h'].includes(command);
  (isAsking ? console.log : console.error)(usage);
  process.exitCode = isAsking ? 0 : 1;
}
