// A peer connection of werift that publishes generated RTP, and counts the packets that come.
import { randomBytes } from 'node:crypto';
import {
  Connection,
  MediaStreamTrack,
  RTCPeerConnection,
  RTCRtpCodecParameters,
  RtpHeader,
  RtpPacket,
  useNACK,
  usePLI,
  useSdesMid,
  useTWCC,
} from 'werift';

import { serveLines } from './lines.mjs';

const options = JSON.parse(process.argv[2]);

// One black key frame of 64×48 pixels, which this library cannot encode itself.
const keyFrame = Buffer.from(
  'b002009d012a40003000004708858588998488020200068e4fccc79bf15800feffab5080',
  'hex'
);
// RFC 7741, section 4.2: start of a partition, no extension.
const videoPayload = Buffer.concat([Buffer.from([0x10]), keyFrame]);
// 20 ms of a rectangular wave, in Opus.
const audioPayload = Buffer.from(
  '4b01bd49dcff7c78c0d56bb578f2c5bb94d4575f4f98ab5609e57df7afce',
  'hex'
);

const received = [];
const timers = [];
const ends = [];

// Without a server of ours it would ask a public one.
const candidatePromises = Connection.prototype.getCandidatePromises;
Connection.prototype.getCandidatePromises = function (...parameters) {
  this.stunServer = undefined;
  return candidatePromises.apply(this, parameters);
};

const connection = new RTCPeerConnection({
  iceServers: [],
  iceAdditionalHostAddresses: ['127.0.0.1'],
  iceUseIpv6: false,
  bundlePolicy: 'max-bundle',
  headerExtensions: { audio: [useSdesMid()], video: [useSdesMid()] },
  codecs: {
    audio: [new RTCRtpCodecParameters({ mimeType: 'audio/opus', clockRate: 48000, channels: 2 })],
    video: [
      new RTCRtpCodecParameters({
        mimeType: 'video/VP8',
        clockRate: 90000,
        rtcpFeedback: [useNACK(), usePLI(), useTWCC()],
      }),
    ],
  },
});
connection.onTrack.subscribe(receive);
if (options.data) connection.createDataChannel('data');
for (const kind of options.publish ?? []) publish(kind);
for (const kind of options.receive ?? [])
  connection.addTransceiver(kind, { direction: 'recvonly' });

function publish(kind) {
  const track = new MediaStreamTrack({ kind });
  connection.addTrack(track);
  const isVideo = kind === 'video';
  const [intervalMs, payload] = isVideo ? [40, videoPayload] : [20, audioPayload];
  const step = (isVideo ? 90 : 48) * intervalMs;
  const header = {
    payloadType: 96,
    ssrc: randomBytes(4).readUInt32BE(),
    sequenceNumber: 0,
    timestamp: 0,
    marker: true,
  };
  const send = () => {
    track.writeRtp(new RtpPacket(new RtpHeader({ ...header }), payload));
    header.sequenceNumber = (header.sequenceNumber + 1) & 0xffff;
    header.timestamp = (header.timestamp + step) >>> 0;
  };
  timers.push(setInterval(send, intervalMs));
}

function receive(track) {
  const entry = { kind: track.kind, frames: 0 };
  received.push(entry);
  const { unSubscribe } = track.onReceiveRtp.subscribe(() => entry.frames++);
  ends.push(unSubscribe);
}

async function gathered(description) {
  await connection.setLocalDescription(description);
  if (connection.iceGatheringState !== 'complete') {
    await connection.iceGatheringStateChange.watch(state => state === 'complete');
  }
  return connection.localDescription.sdp;
}

async function answer(request) {
  if (request.do === 'offer') return { offer: await gathered(await connection.createOffer()) };
  if (request.do === 'publish') return publish(request.kind);
  if (request.do === 'report') return { state: connection.connectionState, received };
  if (request.offer) {
    await connection.setRemoteDescription({ type: 'offer', sdp: request.offer });
    return { answer: await gathered(await connection.createAnswer()) };
  }
  if (request.answer) {
    return void (await connection.setRemoteDescription({ type: 'answer', sdp: request.answer }));
  }
  throw new Error(`unknown request ${JSON.stringify(request)}`);
}

await serveLines(answer, () => {
  for (const timer of timers) clearInterval(timer);
  for (const end of ends) end();
  void connection.close();
});
