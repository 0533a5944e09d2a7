// What a process holds: its children, its descriptors, and whether it runs at all.
import { existsSync, readdirSync, readFileSync } from 'node:fs';

const descriptors = '/proc/self/fd';

/** True while there is such a process that has not ended; a zombie has. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const state = stateOf(pid);
  return state !== 'Z' && state !== 'X';
}

/** The processes that we started and that still run. Empty where there is no /proc. */
export function childProcesses(): number[] {
  if (!existsSync('/proc/self/task')) return [];
  return readdirSync('/proc/self/task')
    .flatMap(task => readFileSync(`/proc/self/task/${task}/children`, 'utf8').split(' '))
    .filter(Boolean)
    .map(Number)
    .filter(isRunning);
}

/** How many descriptors a process has open, by default this one; undefined where there is no /proc. */
export function openDescriptors(pid?: number): number | undefined {
  const folder = pid === undefined ? descriptors : `/proc/${pid}/fd`;
  return existsSync(folder) ? readdirSync(folder).length : undefined;
}

/** Resident memory of a process in bytes; undefined where there is no /proc. */
export function residentBytes(pid: number): number | undefined {
  const status = readProc(`/proc/${pid}/status`);
  const match = /^VmRSS:\s+(\d+) kB/m.exec(status ?? '');
  return match ? Number(match[1]) * 1024 : undefined;
}

function stateOf(pid: number): string | undefined {
  // The name in parentheses may hold anything; the state follows the last one.
  return readProc(`/proc/${pid}/stat`)?.replace(/^.*\) /s, '')[0];
}

function readProc(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
