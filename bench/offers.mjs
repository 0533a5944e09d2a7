// What offers to one participant of a room cost: the first one, and the next with one participant more.
//
//   node bench/offers.mjs [--rounds N]
//
// docs/benchmarks.md says what the columns mean. Needs what `npm run build` makes.
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';

import { Server, webrtc } from '../dist/src/index.js';

const { values: options } = parseArgs({ options: { rounds: { type: 'string', default: '9' } } });
const rounds = Number(options.rounds);

const mediaCodecs = [
  { kind: 'audio', name: 'audio/opus', clockRate: 48000 },
  { kind: 'video', name: 'video/VP8', clockRate: 90000 },
  { kind: 'video', name: 'video/H264', clockRate: 90000, parameters: { packetizationMode: 1 } },
];

const received = {
  audio: { name: 'audio/opus', payloadType: 111, clockRate: 48000, numChannels: 2 },
  video: { name: 'video/VP8', payloadType: 96, clockRate: 90000 },
};

let lastSsrc = 0;

/** Another participant of the room, who sends a microphone and a camera. */
async function publish(room) {
  const peer = room.Peer(`participant-${++lastSsrc}`);
  await peer.setCapabilities({
    codecs: Object.entries(received).map(([kind, codec]) => ({ ...codec, kind })),
    headerExtensions: [],
    fecMechanisms: [],
  });
  const transport = await peer.createTransport({ tcp: false });
  for (const [kind, codec] of Object.entries(received)) {
    await peer
      .RtpReceiver(kind, transport)
      .receive({ codecs: [codec], encodings: [{ ssrc: ++lastSsrc }] });
  }
}

async function timed(make) {
  const began = performance.now();
  const made = await make();
  return { made, ms: performance.now() - began };
}

const median = values => values.sort((a, b) => a - b)[values.length >> 1];

async function measure(server, participants) {
  const first = [];
  const next = [];
  for (let round = 0; round < rounds; round++) {
    const room = await server.createRoom({ mediaCodecs });
    for (let n = 1; n < participants; n++) await publish(room);
    const pc = new webrtc.RTCPeerConnection({ peer: room.Peer('viewer') });
    await pc.createOffer(); // Opens the transport.
    const before = await timed(() => pc.createOffer({ offerToReceiveAudio: 1 }));
    await pc.setLocalDescription(before.made);
    await publish(room);
    const after = await timed(() => pc.createOffer());
    first.push(before.ms);
    next.push(after.ms);
    room.close();
  }
  return { first: median(first), next: median(next) };
}

const server = new Server({ numWorkers: 1, logLevel: 'none' });
console.log('participants  first offer ms  one more ms  one more : room of 1');
let least;
for (const participants of [1, 10, 50, 100]) {
  const { first, next } = await measure(server, participants);
  least ??= next;
  const columns = [first.toFixed(2), next.toFixed(2), `${(next / least).toFixed(1)} x`];
  console.log(
    [String(participants).padEnd(12), ...columns.map(text => text.padStart(13))].join(' ')
  );
}
server.close();
