// Puts the participants of a scenario into a room, through the public engine API, and says
// what the load program has to know of each.

const mediaCodecs = [
  { kind: 'audio', name: 'audio/opus', clockRate: 48000, numChannels: 2 },
  { kind: 'video', name: 'video/VP8', clockRate: 90000 },
];

const absSendTime = 'http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time';
const transportCc = 'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01';
const audioLevel = 'urn:ietf:params:rtp-hdrext:ssrc-audio-level';
const mid = 'urn:ietf:params:rtp-hdrext:sdes:mid';

/** What a browser would say it can do. */
const capabilities = {
  codecs: [
    {
      kind: 'audio',
      name: 'audio/opus',
      payloadType: 111,
      clockRate: 48000,
      numChannels: 2,
      rtcpFeedback: [{ type: 'transport-cc' }],
    },
    {
      kind: 'video',
      name: 'video/VP8',
      payloadType: 96,
      clockRate: 90000,
      rtcpFeedback: [
        { type: 'nack' },
        { type: 'nack', parameter: 'pli' },
        { type: 'ccm', parameter: 'fir' },
        { type: 'transport-cc' },
      ],
    },
  ],
  headerExtensions: [
    { kind: 'audio', uri: audioLevel, preferredId: 1 },
    { kind: '', uri: absSendTime, preferredId: 2 },
    { kind: '', uri: transportCc, preferredId: 3 },
    { kind: '', uri: mid, preferredId: 4 },
  ],
  fecMechanisms: [],
};

const isVideo = stream => stream.kind === 'video';
const payloadTypeOf = stream => (isVideo(stream) ? 96 : 111);

function rtpParametersOf(stream, ssrc, muxId) {
  const codec = capabilities.codecs.find(({ kind }) => kind === stream.kind);
  const { kind: _kind, ...codecParameters } = codec;
  return {
    muxId,
    codecs: [codecParameters],
    encodings: [{ ssrc, codecPayloadType: codec.payloadType }],
    headerExtensions: capabilities.headerExtensions
      .filter(({ kind }) => !kind || kind === stream.kind)
      .map(({ uri, preferredId }) => ({ uri, id: preferredId })),
    rtcp: { cname: 'load' },
  };
}

/** A stream as the load program is told of it. */
export const sendDescription = (stream, number, ssrc) => ({
  stream: number,
  ssrc,
  payloadType: payloadTypeOf(stream),
  isVideo: isVideo(stream),
  clockRate: isVideo(stream) ? 90000 : 48000,
  packetsPerSecond: stream.packetsPerSecond,
  framesPerSecond: stream.framesPerSecond,
  packetSize: stream.packetSize,
  burst: stream.burst ?? 0,
  absSendTimeId: 2,
  transportSequenceId: 3,
  audioLevelId: isVideo(stream) ? 0 : 1,
});

async function joinRoom(room, participant, index, fingerprint) {
  const peer = room.Peer(`participant-${index}`);
  await peer.setCapabilities(capabilities);
  const transport = await peer.createTransport({ udp: true, tcp: false });
  await transport.setRemoteDtlsParameters({
    role: 'client',
    fingerprint: { algorithm: 'sha-256', value: fingerprint },
  });
  const candidate = transport.iceLocalCandidates[0];
  const { usernameFragment, password } = transport.iceLocalParameters;
  const description = {
    address: candidate.ip,
    port: candidate.port,
    ufrag: usernameFragment,
    password,
    fingerprint: transport.dtlsLocalParameters.fingerprints['sha-256'],
    sends: [],
    receives: [],
  };
  return { participant, peer, transport, description };
}

/** Resolves with the descriptions of all endpoints once all media is set up. */
export async function fillRoom(server, scenario, fingerprint) {
  const room = await server.createRoom({ mediaCodecs });
  const members = [];
  for (const [index, participant] of scenario.participants.entries()) {
    members.push(await joinRoom(room, participant, index, fingerprint));
  }
  const numbers = new Map(); // of streams, by receiver
  for (const { participant, peer, transport, description } of members) {
    for (const stream of participant.sends) {
      const number = numbers.size;
      const ssrc = 1_000_000 + number;
      const receiver = peer.RtpReceiver(stream.kind, transport);
      numbers.set(receiver, number);
      description.sends.push(sendDescription(stream, number, ssrc));
      await receiver.receive(rtpParametersOf(stream, ssrc, String(number)));
    }
  }
  for (const { participant, peer, transport, description } of members) {
    if (!participant.watches) continue;
    for (const sender of peer.rtpSenders) {
      await sender.setTransport(transport);
      const stream = numbers.get(sender.associatedRtpReceiver);
      description.receives.push({ stream, ssrc: sender.rtpParameters.encodings[0].ssrc });
    }
  }
  return { room, endpoints: members.map(({ description }) => description) };
}
