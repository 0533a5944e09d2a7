// A peer connection of @roamhq/wrtc that publishes what it draws, and counts what it decodes.
import wrtc from '@roamhq/wrtc';

import { serveLines } from './lines.mjs';

const { MediaStream, RTCPeerConnection } = wrtc;
const { RTCAudioSink, RTCAudioSource, RTCVideoSink, RTCVideoSource } = wrtc.nonstandard;
const options = JSON.parse(process.argv[2]);

// Layers come with the size: below this there are fewer than three.
const [width, height, intervalMs] = options.simulcast ? [960, 540, 100] : [320, 240, 40];
const received = [];
const senders = [];
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
  senders.push(connection.addTrack(track, new MediaStream([track])));
  timers.push(
    kind === 'video'
      ? setInterval(() => draw(source), intervalMs)
      : setInterval(() => beep(source), 10)
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
    entry.sink.onframe = ({ frame }) => {
      entry.frames++;
      entry.width = frame.width;
    };
  } else {
    entry.sink = new RTCAudioSink(track);
    // The sink is fed with silence while nothing comes.
    entry.sink.ondata = ({ samples }) => samples.some(level => level !== 0) && entry.frames++;
  }
}

/** Simulcast as applications had it before rids: more sources for the first track, written into the text. */
function withLayers(sdp) {
  const [, media, repair] = /^a=ssrc-group:FID (\d+) (\d+)\r\n/m.exec(sdp) ?? [];
  if (!media || sdp.includes('a=ssrc-group:SIM')) return sdp;
  const layers = [0, 1, 2].map(layer => [Number(media) + layer, Number(repair) + layer]);
  const linesOf = (ssrc, like) =>
    sdp.match(new RegExp(`^a=ssrc:${like} .*\r\n`, 'gm')).map(line => line.replace(like, ssrc));
  const added = [
    `a=ssrc-group:SIM ${layers.map(([ssrc]) => ssrc).join(' ')}\r\n`,
    ...layers.map(pair => `a=ssrc-group:FID ${pair.join(' ')}\r\n`),
    ...layers.slice(1).flatMap(pair => [...linesOf(pair[0], media), ...linesOf(pair[1], repair)]),
  ];
  return sdp.replace(`a=ssrc-group:FID ${media} ${repair}\r\n`, added.join(''));
}

async function gathered({ type, sdp }) {
  await connection.setLocalDescription({ type, sdp: options.simulcast ? withLayers(sdp) : sdp });
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
  if (request.do === 'unpublish') return connection.removeTrack(senders.pop());
  if (request.do === 'report') {
    const tracks = received.map(({ kind, frames, width }) => ({ kind, frames, width }));
    return { state: connection.connectionState, received: tracks };
  }
  if (request.do === 'layers') {
    const sent = [...(await connection.getStats()).values()].filter(
      ({ type, kind }) => type === 'outbound-rtp' && kind === 'video'
    );
    return { layers: sent.map(({ ssrc, framesEncoded }) => ({ ssrc, frames: framesEncoded })) };
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
