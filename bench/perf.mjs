// Counts the instructions of a process with perf, where the machine has counters for them.
import { spawn, spawnSync } from 'node:child_process';

/** The count in perf's CSV output; undefined for `<not supported>` and the like. */
function countIn(csv) {
  const line = csv.split('\n').find(text => /,instructions/.test(text));
  const count = Number(line?.split(',')[0]);
  return line && Number.isFinite(count) && count > 0 ? count : undefined;
}

const options = ['stat', '-x', ',', '-e', 'instructions'];

export function canCountInstructions() {
  const { stderr, status } = spawnSync('perf', [...options, 'true'], { encoding: 'utf8' });
  return status === 0 && countIn(stderr) !== undefined;
}

/** Resolves with the instructions that `pid` runs from now on, in kernel and user space. */
export function countInstructions(pid, durationMs) {
  const child = spawn('perf', [...options, '-p', String(pid), '--timeout', String(durationMs)]);
  let csv = '';
  child.stderr.on('data', chunk => (csv += chunk));
  return new Promise(resolve => {
    child.on('error', () => resolve(undefined));
    child.on('close', () => resolve(countIn(csv)));
  });
}
