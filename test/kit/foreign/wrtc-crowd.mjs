// Many peer connections of @roamhq/wrtc in one process, each of which sends one small video and decodes what comes.
import wrtc from '@roamhq/wrtc';

import { serveLines } from './lines.mjs';

const { MediaStream, RTCPeerConnection } = wrtc;
const { RTCVideoSink, RTCVideoSource } = wrtc.nonstandard;
const [width, height, intervalMs] = [160, 120, 100];
const members = new Map();
const timers = [];

function join(name) {
  const connection = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
  const received = [];
  members.set(name, { connection, received });
  connection.ontrack = ({ track }) => {
    const entry = { frames: 0, lastAt: 0, sink: new RTCVideoSink(track) };
    entry.sink.onframe = () => {
      entry.frames++;
      entry.lastAt = performance.now();
    };
    received.push(entry);
  };
  const source = new RTCVideoSource();
  const track = source.createTrack();
  connection.addTrack(track, new MediaStream([track]));
  timers.push(setInterval(() => draw(source), intervalMs));
  return members.get(name);
}

let drawn = 0;
/** A noisy picture: key frames of several packets, as a camera makes them. */
function draw(source) {
  const data = new Uint8ClampedArray((width * height * 3) / 2).fill(128);
  data.subarray(0, width * height).fill((drawn++ * 8) % 256);
  for (let i = 0; i < 600; i++) data[Math.floor(Math.random() * width * height)] = 255;
  source.onFrame({ width, height, data });
}

async function gathered(connection, description) {
  await connection.setLocalDescription(description);
  while (connection.iceGatheringState !== 'complete') {
    await new Promise(resolve => (connection.onicegatheringstatechange = resolve));
  }
  return connection.localDescription.sdp;
}

async function answer(request) {
  if (request.do === 'report') {
    const now = performance.now();
    const seen = [...members].map(([name, { received }]) => ({
      name,
      tracks: received.map(({ frames, lastAt }) => ({ frames, silentMs: now - lastAt })),
    }));
    return { seen };
  }
  if (request.do === 'offer') {
    const { connection } = join(request.name);
    return { offer: await gathered(connection, await connection.createOffer()) };
  }
  const { connection } = members.get(request.name);
  if (request.answer) {
    return connection.setRemoteDescription({ type: 'answer', sdp: request.answer });
  }
  await connection.setRemoteDescription({ type: 'offer', sdp: request.offer });
  return { answer: await gathered(connection, await connection.createAnswer()) };
}

await serveLines(answer, () => {
  for (const timer of timers) clearInterval(timer);
  for (const { connection, received } of members.values()) {
    for (const { sink } of received) sink.stop();
    connection.close();
  }
});
