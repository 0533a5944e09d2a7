// The RTCPeerConnection to the server: it answers offers and says whose tracks come in.

const restartPatienceMs = 8_000;

/**
 * One media connection. Events: `track` (detail: { peerId, stream }), `state` (detail: connecting,
 * connected, reconnecting or failed), `restart` when the server is to offer a new path, `broken`
 * when only a new connection can help.
 */
export class MediaConnection extends EventTarget {
  #peerConnection;
  #owners = new Map(); // stream id → peer id
  #answering = Promise.resolve();
  #restartTimer;
  #people = 1;

  constructor(tracks) {
    super();
    const peerConnection = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
    this.#peerConnection = peerConnection;
    peerConnection.ontrack = event => this.#handleTrack(event);
    peerConnection.onconnectionstatechange = () => this.#handleState();

    // Before the first offer arrives: its two receiving sections then take these tracks. A new
    // stream each time, for its id names this connection's tracks to the others.
    const stream = new MediaStream();
    for (const track of [...tracks].sort((a, b) => a.kind.localeCompare(b.kind))) {
      peerConnection.addTrack(track, stream);
    }
  }

  /** Answers an offer, one after the other. Rejects if it cannot. */
  answer({ sdp, streams }) {
    const answered = this.#answering.then(async () => {
      for (const { streamId, peerId } of streams) this.#owners.set(streamId, peerId);
      await this.#peerConnection.setRemoteDescription({ type: 'offer', sdp });
      await this.#peerConnection.setLocalDescription();
      await this.#shareUplink();
      return this.#peerConnection.localDescription.sdp;
    });
    this.#answering = answered.catch(() => {});
    return answered;
  }

  /** The more people watch, the smaller is each tile, and the less of a picture it needs. */
  setPeople(count) {
    this.#people = count;
    return this.#shareUplink();
  }

  getStats() {
    return this.#peerConnection.getStats();
  }

  close() {
    clearTimeout(this.#restartTimer);
    this.#peerConnection.onconnectionstatechange = null;
    this.#peerConnection.ontrack = null;
    this.#peerConnection.close();
  }

  #handleTrack({ streams: [stream] }) {
    const peerId = stream && this.#owners.get(stream.id);
    if (peerId) this.#tell('track', { peerId, stream });
  }

  #handleState() {
    const state = this.#peerConnection.connectionState;
    clearTimeout(this.#restartTimer);
    switch (state) {
      case 'connected':
        return this.#tell('state', 'connected');
      case 'disconnected': // Often mends itself.
        return this.#tell('state', 'reconnecting');
      case 'failed':
        this.#tell('state', 'failed');
        this.#tell('restart');
        this.#restartTimer = setTimeout(() => this.#tell('broken'), restartPatienceMs);
        return;
      case 'closed':
        return this.#tell('broken');
      default:
        this.#tell('state', 'connecting');
    }
  }

  async #shareUplink() {
    const sender = this.#peerConnection.getSenders().find(({ track }) => track?.kind === 'video');
    const parameters = sender?.getParameters();
    if (!parameters?.encodings?.length) return;
    const { maxBitrate, scaleResolutionDownBy } = pictureFor(this.#people);
    Object.assign(parameters.encodings[0], { maxBitrate, scaleResolutionDownBy });
    // Refused while a negotiation is under way; the next answer comes by here again.
    await sender.setParameters(parameters).catch(() => {});
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

function pictureFor(people) {
  if (people <= 2) return { maxBitrate: 1_500_000, scaleResolutionDownBy: 1 };
  if (people <= 4) return { maxBitrate: 700_000, scaleResolutionDownBy: 4 / 3 };
  if (people <= 9) return { maxBitrate: 350_000, scaleResolutionDownBy: 2 };
  return { maxBitrate: 150_000, scaleResolutionDownBy: 4 };
}
