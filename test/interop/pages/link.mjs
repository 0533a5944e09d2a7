// A page's end of a connection that either end may change. What tests evaluate is in globals.

const colors = { red: '#d00', green: '#0b0', blue: '#00d' };
const elements = new Map(); // mid → video
const counts = { sent: 0, handled: 0 };
const errors = [];
let isMakingOffer = false;
let isSettingAnswer = false;
let socket;

const send = message => {
  counts.sent++;
  socket.send(JSON.stringify(message));
};

/** Perfect negotiation, as its impolite end. W3C WebRTC 1.0, section 10.7. */
async function offer() {
  isMakingOffer = true;
  try {
    const munged = window.munge && { type: 'offer', sdp: munge((await pc.createOffer()).sdp) };
    await pc.setLocalDescription(munged);
    send({ description: pc.localDescription });
  } finally {
    isMakingOffer = false;
  }
}

async function handle({ description, candidate }) {
  if (candidate) return pc.addIceCandidate(candidate);
  const isOffer = description.type === 'offer';
  const isReady = !isMakingOffer && (pc.signalingState === 'stable' || isSettingAnswer);
  if (isOffer && !isReady) return;
  isSettingAnswer = !isOffer;
  await pc.setRemoteDescription(description);
  isSettingAnswer = false;
  if (!isOffer) return;
  await window.beforeAnswer?.();
  await pc.setLocalDescription();
  send({ description: pc.localDescription });
}

function play({ track, transceiver }) {
  const element = document.createElement('video');
  Object.assign(element, { autoplay: true, srcObject: new MediaStream([track]) });
  document.body.append(element);
  element.play().catch(() => {});
  elements.set(transceiver, element);
}

const noting = work => value => work(value).catch(error => errors.push(String(error)));

// The median colour of the middle of a video, by name.
function colorOf(element) {
  if (!element?.videoWidth) return undefined;
  const canvas = new OffscreenCanvas(8, 8);
  const context = canvas.getContext('2d');
  context.drawImage(element, 0, 0, 8, 8);
  const channels = [...context.getImageData(4, 3, 1, 1).data.slice(0, 3)];
  return Object.keys(colors)[channels.indexOf(Math.max(...channels))];
}

Object.assign(globalThis, {
  /** Makes `pc`, and a path of messages to the other end. */
  async connect(name, configuration) {
    globalThis.pc = new RTCPeerConnection(configuration);
    socket = new WebSocket(`ws://${location.host}/${name}`);
    await new Promise((resolve, reject) =>
      Object.assign(socket, { onopen: resolve, onerror: reject })
    );
    pc.onnegotiationneeded = noting(offer);
    pc.onicecandidate = ({ candidate }) => candidate && send({ candidate });
    pc.ontrack = play;
    const receive = noting(async data => handle(JSON.parse(data)));
    socket.onmessage = async ({ data }) => {
      await receive(data);
      counts.handled++;
    };
  },

  /** A track that shows one colour, with a stripe that moves. */
  picture(color = 'green', width = 320, height = 240) {
    const canvas = Object.assign(document.createElement('canvas'), { width, height });
    const context = canvas.getContext('2d');
    const paint = () => {
      context.fillStyle = colors[color];
      context.fillRect(0, 0, width, height);
      context.fillStyle = 'white';
      context.fillRect((performance.now() / 10) % width, height * 0.9, width / 8, height / 10);
    };
    paint();
    setInterval(paint, 50);
    return canvas.captureStream(20).getVideoTracks()[0];
  },

  /** The browser's fake camera, which also works in tabs that nobody sees. */
  async camera(width = 320, height = 240) {
    const video = { width, height, frameRate: 15 };
    return (await navigator.mediaDevices.getUserMedia({ video })).getVideoTracks()[0];
  },

  /** The browser's fake microphone. Firefox (153) begins no AudioContext while it plays what comes in. */
  async microphone() {
    const audio = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
    return (await navigator.mediaDevices.getUserMedia({ audio })).getAudioTracks()[0];
  },

  /** An offer of one video, with layers as they were told before rids: by a SIM group of SSRCs. */
  withSimGroup(sdp, layers) {
    const [, media, repair] = /a=ssrc-group:FID (\d+) (\d+)/.exec(sdp);
    const linesOf = ssrc => sdp.match(RegExp(`^a=ssrc:${ssrc} .*\r\n`, 'gm')).join('');
    const pairs = Array.from({ length: layers }, (_, at) => [
      Number(media) + at,
      Number(repair) + at,
    ]);
    const more = pairs
      .slice(1)
      .map(([own, rtx]) =>
        [
          linesOf(media).replaceAll(`a=ssrc:${media} `, `a=ssrc:${own} `),
          linesOf(repair).replaceAll(`a=ssrc:${repair} `, `a=ssrc:${rtx} `),
          `a=ssrc-group:FID ${own} ${rtx}\r\n`,
        ].join('')
      );
    return `${sdp}${more.join('')}a=ssrc-group:SIM ${pairs.map(([own]) => own).join(' ')}\r\n`;
  },

  /** A track of a tone that does not end. */
  tone() {
    const context = new AudioContext();
    const oscillator = context.createOscillator();
    const destination = context.createMediaStreamDestination();
    oscillator.connect(destination);
    oscillator.start();
    return destination.stream.getAudioTracks()[0];
  },

  transceiverOf: mid => pc.getTransceivers().find(transceiver => transceiver.mid === mid),

  /** The mids of the sections in which something may come. */
  incoming: kind =>
    pc
      .getTransceivers()
      .filter(({ currentDirection }) => /^(sendrecv|recvonly)$/.test(currentDirection))
      .filter(({ receiver }) => receiver.track.kind === kind)
      .map(({ mid }) => mid),

  /** What has come in an m-section so far. */
  async look(mid) {
    const transceiver = transceiverOf(mid);
    if (!transceiver) return {};
    const report = await transceiver.receiver.getStats();
    const inbound = [...report.values()].find(({ type }) => type === 'inbound-rtp') ?? {};
    return {
      packets: inbound.packetsReceived ?? 0,
      frames: inbound.framesDecoded ?? 0,
      freezes: inbound.freezeCount ?? 0,
      width: inbound.frameWidth ?? 0,
      energy: inbound.totalAudioEnergy ?? 0,
      ssrc: inbound.ssrc,
      codec: report.get(inbound.codecId)?.mimeType,
      payloadType: report.get(inbound.codecId)?.payloadType,
      color: colorOf(elements.get(transceiver)),
      direction: transceiver.currentDirection,
      muted: transceiver.receiver.track.muted,
    };
  },

  /** What goes out of an m-section, one entry a layer. */
  async lookOut(mid) {
    const report = await transceiverOf(mid).sender.getStats();
    return [...report.values()]
      .filter(({ type }) => type === 'outbound-rtp')
      .map(({ rid, ssrc, packetsSent, frameWidth, codecId }) => {
        const { mimeType, payloadType } = report.get(codecId) ?? {};
        return { rid, ssrc, packetsSent, frameWidth, codec: mimeType, payloadType };
      });
  },

  /** How far the exchange of messages is. */
  progress: () => ({ ...counts, errors, state: pc.signalingState }),
});
