// A peer connection of @roamhq/wrtc that publishes what it draws, and counts what it decodes.
import wrtc from '@roamhq/wrtc';

import { serveLines } from './lines.mjs';

const { MediaStream, RTCPeerConnection } = wrtc;
const { RTCAudioSink, RTCAudioSource, RTCVideoSink, RTCVideoSource } = wrtc.nonstandard;
const options = JSON.parse(process.argv[2]);

const width = 320;
const height = 240;
const received = [];
const timers = [];

const connection = new RTCPeerConnection({
  ...(options.planB && { sdpSemantics: 'plan-b' }),
  bundlePolicy: 'max-bundle',
});
connection.ontrack = ({ track }) => receive(track);
if (options.data) connection.createDataChannel('data');
for (const kind of options.publish ?? []) publish(kind);
if (!options.planB) {
  for (const kind of options.receive ?? [])
    connection.addTransceiver(kind, { direction: 'recvonly' });
}

function publish(kind) {
  const source = kind === 'video' ? new RTCVideoSource() : new RTCAudioSource();
  const track = source.createTrack();
  connection.addTrack(track, new MediaStream([track]));
  timers.push(
    kind === 'video' ? setInterval(() => draw(source), 40) : setInterval(() => beep(source), 10)
  );
}

let drawn = 0;
function draw(source) {
  const data = new Uint8ClampedArray((width * height * 3) / 2).fill(128);
  data.subarray(0, width * height).fill((drawn++ * 8) % 256);
  source.onFrame({ width, height, data });
}

let sample = 0;
function beep(source) {
  const samples = Int16Array.from(
    { length: 480 },
    () => 8000 * Math.sin((sample++ * 440 * 2 * Math.PI) / 48000)
  );
  source.onData({
    samples,
    sampleRate: 48000,
    bitsPerSample: 16,
    channelCount: 1,
    numberOfFrames: 480,
  });
}

function receive(track) {
  const entry = { kind: track.kind, frames: 0 };
  received.push(entry);
  if (track.kind === 'video') {
    entry.sink = new RTCVideoSink(track);
    entry.sink.onframe = () => entry.frames++;
  } else {
    entry.sink = new RTCAudioSink(track);
    // The sink is fed with silence while nothing comes.
    entry.sink.ondata = ({ samples }) => samples.some(level => level !== 0) && entry.frames++;
  }
}

async function gathered(description) {
  await connection.setLocalDescription(description);
  while (connection.iceGatheringState !== 'complete') {
    await new Promise(resolve => (connection.onicegatheringstatechange = resolve));
  }
  return connection.localDescription.sdp;
}

async function answer(request) {
  if (request.do === 'offer') {
    // Plan B has no transceivers: what it wants to receive is said here.
    const wants = kind => (options.planB && options.receive?.includes(kind) ? true : undefined);
    const offer = await connection.createOffer({
      offerToReceiveAudio: wants('audio'),
      offerToReceiveVideo: wants('video'),
    });
    return { offer: await gathered(offer) };
  }
  if (request.do === 'publish') return publish(request.kind);
  if (request.do === 'report') {
    const tracks = received.map(({ kind, frames }) => ({ kind, frames }));
    return { state: connection.connectionState, received: tracks };
  }
  if (request.offer) {
    await connection.setRemoteDescription({ type: 'offer', sdp: request.offer });
    return { answer: await gathered(await connection.createAnswer()) };
  }
  if (request.answer)
    return connection.setRemoteDescription({ type: 'answer', sdp: request.answer });
  throw new Error(`unknown request ${JSON.stringify(request)}`);
}

await serveLines(answer, () => {
  for (const timer of timers) clearInterval(timer);
  for (const { sink } of received) sink.stop();
  connection.close();
});
