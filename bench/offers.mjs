// What offers to one participant of a room cost: the first one, and the next with one participant more.
//
//   node bench/offers.mjs [--rounds N]
//
// docs/benchmarks.md says what the columns mean. Needs what `npm run build` makes.
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
  // CPU, not wall time: whatever else the machine does is not the offer's fault.
  const before = process.cpuUsage();
  const made = await make();
  const { user, system } = process.cpuUsage(before);
  return { made, ms: (user + system) / 1000 };
}

const median = values => values.sort((a, b) => a - b)[values.length >> 1];

async function measure(server, participants) {
  const first = [];
  const next = [];
  for (let round = 0; round < rounds; round++) {
    const room = await server.createRoom({ mediaCodecs });
    for (let n = 1; n < participants; n++) await publish(room);
    const pc = new webrtc.RTCPeerConnection({ peer: room.Peer('viewer') });
    await pc.setCapabilities(anyOffer); // Opens the transport, which is not what is measured.
    const before = await timed(() => pc.createOffer());
    await pc.setLocalDescription(before.made);
    await publish(room);
    const after = await timed(() => pc.createOffer());
    first.push(before.ms);
    next.push(after.ms);
    room.close();
  }
  return { first: median(first), next: median(next) };
}

/** What every viewer is able to do. */
async function makeOffer(server) {
  const room = await server.createRoom({ mediaCodecs });
  const pc = new webrtc.RTCPeerConnection({ peer: room.Peer('anyone') });
  const { sdp } = await pc.createOffer();
  room.close();
  return sdp;
}

const server = new Server({ numWorkers: 1, logLevel: 'none' });
const anyOffer = await makeOffer(server);
console.log('participants  first, CPU ms  next, CPU ms  next : room of 1');
await measure(server, 100); // Until the compiler is done with the code.
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
