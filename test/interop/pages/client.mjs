// The page's end of the tests' conference: answers offers, plays what comes, counts it.
const connections = new Map();
let camera;

/** Opens the fake camera and microphone, once. */
const openCamera = () =>
  (camera ??= navigator.mediaDevices.getUserMedia({
    audio: true,
    video: { width: 320, height: 240, frameRate: 15 },
  }));

/** What this browser can do, in the words of an offer that goes nowhere. */
async function capabilities() {
  const peerConnection = new RTCPeerConnection();
  for (const kind of ['audio', 'video']) peerConnection.addTransceiver(kind);
  const { sdp } = await peerConnection.createOffer();
  peerConnection.close();
  return sdp;
}

/** One stay in a room. */
class Connection {
  owners = {};
  firstFrameMs = {}; // owner → from the answer that accepted its video
  answeredAt = 0;
  tracks = new Map(); // transceiver → owner
  elements = [];

  constructor(room, name, tracks) {
    this.peerConnection = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
    this.peerConnection.ontrack = event => this.handleTrack(event);
    const stream = new MediaStream();
    for (const track of tracks) this.peerConnection.addTrack(track, stream);
    this.socket = new WebSocket(`ws://${location.host}/?room=${room}&name=${name}`);
    this.socket.onopen = async () => {
      this.socket.send(JSON.stringify({ capabilities: await capabilities() }));
    };
    this.answered = new Promise((resolve, reject) => {
      this.socket.onclose = () => reject(new Error('the server closed the connection'));
      this.socket.onmessage = async ({ data }) => {
        try {
          await this.answer(JSON.parse(data));
          resolve();
        } catch (error) {
          reject(error);
        }
      };
    });
    this.answered.catch(() => {});
  }

  async answer({ sdp, streams }) {
    this.owners = streams;
    await this.peerConnection.setRemoteDescription({ type: 'offer', sdp });
    await this.peerConnection.setLocalDescription();
    this.answeredAt = performance.now();
    this.socket.send(JSON.stringify({ sdp: this.peerConnection.localDescription.sdp }));
  }

  handleTrack({ track, transceiver, streams: [stream] }) {
    const owner = this.owners[stream?.id];
    this.tracks.set(transceiver, owner);
    const element = document.createElement('video');
    element.autoplay = true;
    element.srcObject = new MediaStream([track]);
    document.body.append(element);
    this.elements.push(element);
    track.onended = () => element.remove();
    element.play().catch(() => {});
    if (track.kind !== 'video') return;
    element.requestVideoFrameCallback(() => {
      this.firstFrameMs[owner] = performance.now() - this.answeredAt;
    });
  }

  /** What comes in, one entry a track that is alive. */
  async received() {
    const entries = [];
    for (const transceiver of this.peerConnection.getTransceivers()) {
      const owner = this.tracks.get(transceiver);
      if (!owner || transceiver.stopped || transceiver.currentDirection !== 'recvonly') continue;
      const report = await transceiver.receiver.getStats();
      const inbound = [...report.values()].find(({ type }) => type === 'inbound-rtp') ?? {};
      entries.push({
        owner,
        kind: transceiver.receiver.track.kind,
        packets: inbound.packetsReceived ?? 0,
        frames: inbound.framesDecoded ?? 0,
        freezes: inbound.freezeCount ?? 0,
        energy: inbound.totalAudioEnergy ?? 0,
      });
    }
    return entries;
  }

  leave() {
    this.socket.onclose = null;
    this.socket.close();
    this.peerConnection.close();
    for (const element of this.elements) element.remove();
  }
}

window.client = {
  /** Comes into a room; resolves once the first offer is answered. */
  async join(room, name, { isViewer = false } = {}) {
    const tracks = isViewer ? [] : (await openCamera()).getTracks();
    const connection = new Connection(room, name, tracks);
    connections.set(name, connection);
    await connection.answered;
  },

  leave(name) {
    connections.get(name).leave();
    connections.delete(name);
  },

  async look(name) {
    const connection = connections.get(name);
    return {
      state: connection.peerConnection.connectionState,
      sections: connection.peerConnection.remoteDescription?.sdp.match(/^m=/gm)?.length ?? 0,
      firstFrameMs: connection.firstFrameMs,
      received: await connection.received(),
    };
  },
};
