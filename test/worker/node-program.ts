// A program of its own that runs two workers, tells their ids, and ends as its argument says.

import { Server } from '../../src/index.js';
import type { WorkerProcess } from '../../src/worker/worker-process.js';

const [way] = process.argv.slice(2);
const server = Server({
  numWorkers: 2,
  rtcIPv4: '127.0.0.1',
  rtcIPv6: false,
  logLevel: 'warn',
  ...(way === 'stopped, as nobody' && { workerUid: 65534, workerGid: 65534 }),
});
await server.createRoom();
await server.dump(); // Both workers serve now.
const pids = server.workers.map(worker => (worker as WorkerProcess).pid!);
if (way?.startsWith('stopped')) for (const pid of pids) process.kill(pid, 'SIGSTOP');
console.log(JSON.stringify(pids));

// Only now: whoever reads has the line before the end.
process.stdin.once('data', () => {
  switch (way) {
    case 'exit':
      process.exit(0);
      break;
    case 'exception':
      throw new Error('nobody catches this');
    case 'rejection':
      void Promise.reject(new Error('nobody handles this'));
      break;
    case 'close':
      server.close();
      process.stdin.destroy(); // Or it would hold us.
      break;
    case 'abort':
      process.abort();
  }
});
