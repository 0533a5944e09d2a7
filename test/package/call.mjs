// What a user's first program does: a publisher and a viewer in a room. Copied into a project that
// has crosspoint installed; ends with 0 once the viewer gets the publisher's pictures.
//
//   node call.mjs FOREIGN       FOREIGN: the program that plays both endpoints
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';

import { Server, webrtc } from 'crosspoint';

const [foreign] = process.argv.slice(2);
const endpoints = [];

/** An endpoint elsewhere: a function that asks it. */
function open(options) {
  const child = spawn(process.execPath, [foreign, JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  endpoints.push(child);
  const replies = createInterface(child.stdout)[Symbol.asyncIterator]();
  return async request => {
    child.stdin.write(`${JSON.stringify(request)}\n`);
    const reply = JSON.parse((await replies.next()).value);
    if (reply.error) throw new Error(reply.error);
    return reply;
  };
}

const server = new Server({ numWorkers: 1, rtcIPv4: '127.0.0.1', rtcIPv6: false });
const room = await server.createRoom({
  mediaCodecs: [{ kind: 'video', name: 'video/VP8', clockRate: 90000 }],
});

async function join(name, options) {
  const pc = new webrtc.RTCPeerConnection({ peer: room.Peer(name) });
  const ask = open(options);
  await pc.setLocalDescription(await pc.createOffer());
  const { answer } = await ask({ offer: pc.localDescription.sdp });
  await pc.setRemoteDescription({ type: 'answer', sdp: answer });
  return ask;
}

await join('publisher', { publish: ['video'] });
const askViewer = await join('viewer', {});
for (;;) {
  const { received } = await askViewer({ do: 'report' });
  if (received.some(track => track.frames > 5)) break;
  await setTimeout(50);
}

console.log('pictures arrive');
server.close();
for (const { stdin } of endpoints) stdin.end();
