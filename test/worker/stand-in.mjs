#!/usr/bin/env node
// Stands in for the worker where a test needs one that misbehaves: argv says how.
import { createReadStream, writeSync } from 'node:fs';
import { encode } from '@msgpack/msgpack';

const [id, ...options] = process.argv.slice(2);
const is = mode => options.includes(`--mode=${mode}`);

function send(message) {
  const payload = Buffer.from(encode(message));
  const frame = Buffer.alloc(4 + payload.length);
  frame.writeUInt32BE(payload.length, 0);
  payload.copy(frame, 4);
  writeSync(3, frame);
}

if (is('failed')) {
  send({
    event: 'worker.failed',
    data: { id, code: 'INVALID_PARAMETERS', message: 'no such tag' },
  });
  process.exit(1);
}
if (is('silent-death')) process.exit(3);
if (is('garbage')) writeSync(3, Buffer.alloc(64, 0xff));
if (!is('mute')) send({ event: 'worker.ready', data: { id, pid: process.pid } });
if (is('log'))
  send({ event: 'worker.log', data: { level: 'warn', component: 'ice', message: 'hm' } });
if (is('crash')) process.kill(process.pid, 'SIGSEGV');
process.on('SIGTERM', () => {
  if (!is('stubborn')) process.exit(0);
});

// Ends with the pipe, as the worker does, unless it is to be stubborn.
const pipe = createReadStream('', { fd: 3 });
pipe.on('data', () => {});
pipe.on('end', () => {
  if (!is('stubborn')) process.exit(0);
});
setInterval(() => {}, 1000);
