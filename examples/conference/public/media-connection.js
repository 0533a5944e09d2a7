// The RTCPeerConnection to the server: it answers offers, sends what it is given, and says whose
// tracks come in.

const restartPatienceMs = 8_000;

const states = { connected: 'connected', disconnected: 'reconnecting', failed: 'failed' };

/**
 * One media connection. Events: `track` (detail: { peerId, stream }), `state` (detail: connecting,
 * connected, reconnecting or failed), `revived` when a path that was lost is back, `restart` when the
 * server is to offer a new path, `broken` when only a new connection can help.
 */
export class MediaConnection extends EventTarget {
  #peerConnection;
  #owners = new Map(); // stream id → peer id
  #answering = Promise.resolve();
  #restartTimer;
  #people = 1;
  #wasLost = false;
  #isDetailed = false;
  #tracks; // { audio, video }: what is sent; null where there is nothing
  #transceivers; // { audio, video }: the two sections in which the server receives
  #received = new Set(); // transceivers of others' tracks

  constructor(tracks) {
    super();
    const peerConnection = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
    this.#peerConnection = peerConnection;
    this.#tracks = tracks;
    peerConnection.ontrack = event => this.#handleTrack(event);
    peerConnection.onconnectionstatechange = () => this.#handleState();
  }

  /** Answers an offer, one after the other. Rejects if it cannot. */
  answer({ sdp, streams }) {
    const answered = this.#answering.then(async () => {
      for (const { streamId, peerId } of streams) this.#owners.set(streamId, peerId);
      await this.#peerConnection.setRemoteDescription({ type: 'offer', sdp });
      if (!this.#transceivers) await this.#takeSections();
      await this.#peerConnection.setLocalDescription();
      await this.#shareUplink();
      return this.#peerConnection.localDescription.sdp;
    });
    this.#answering = answered.catch(() => {});
    return answered;
  }

  /** Sends `track` instead of the one of its kind that was sent before; null sends none. */
  async replace(kind, track) {
    this.#tracks[kind] = track;
    await this.#transceivers?.[kind]?.sender.replaceTrack(track);
  }

  /** A screen is to be read: its lines count more than its movements. */
  setDetailed(isDetailed) {
    this.#isDetailed = isDetailed;
    return this.#shareUplink();
  }

  /** The more people watch, the smaller is each tile, and the less of a picture it needs. */
  setPeople(count) {
    this.#people = count;
    return this.#shareUplink();
  }

  /** False once only another connection can help. */
  get isUsable() {
    return !['failed', 'closed'].includes(this.#peerConnection.connectionState);
  }

  /** In the words of the event `state`. */
  get state() {
    const state = this.#peerConnection.connectionState;
    return states[state] ?? 'connecting';
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

  // In the first offer, the sections that bring no track are those in which the server receives. They
  // are taken with and without a track: a camera or a screen that comes later needs no new offer.
  async #takeSections() {
    const own = this.#peerConnection.getTransceivers().filter(one => !this.#received.has(one));
    const ofKind = kind => own.find(({ receiver }) => receiver.track.kind === kind);
    this.#transceivers = { audio: ofKind('audio'), video: ofKind('video') };
    const stream = new MediaStream(); // its id says that both belong together
    for (const [kind, transceiver] of Object.entries(this.#transceivers)) {
      if (!transceiver) continue;
      transceiver.direction = 'sendonly';
      transceiver.sender.setStreams(stream);
      await transceiver.sender.replaceTrack(this.#tracks[kind]);
    }
  }

  #handleTrack({ transceiver, streams: [stream] }) {
    this.#received.add(transceiver);
    const peerId = stream && this.#owners.get(stream.id);
    if (peerId) this.#tell('track', { peerId, stream });
  }

  #handleState() {
    const state = this.#peerConnection.connectionState;
    clearTimeout(this.#restartTimer);
    switch (state) {
      case 'connected':
        if (this.#wasLost) this.#tell('revived');
        this.#wasLost = false;
        return this.#tell('state', 'connected');
      case 'disconnected': // Often mends itself.
        this.#wasLost = true;
        return this.#tell('state', 'reconnecting');
      case 'failed':
        this.#wasLost = true;
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
    if (this.#peerConnection.signalingState === 'closed') return;
    const sender = this.#transceivers?.video?.sender;
    const parameters = sender?.getParameters();
    if (!parameters?.encodings?.length) return;
    const picture = this.#isDetailed ? screenPicture : pictureFor(this.#people);
    Object.assign(parameters.encodings[0], picture);
    parameters.degradationPreference = this.#isDetailed ? 'maintain-resolution' : 'balanced';
    // Refused while a negotiation is under way; the next answer comes by here again.
    await sender.setParameters(parameters).catch(() => {});
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

const screenPicture = { maxBitrate: 2_000_000, scaleResolutionDownBy: 1 };

function pictureFor(people) {
  if (people <= 2) return { maxBitrate: 1_500_000, scaleResolutionDownBy: 1 };
  if (people <= 4) return { maxBitrate: 700_000, scaleResolutionDownBy: 4 / 3 };
  if (people <= 9) return { maxBitrate: 350_000, scaleResolutionDownBy: 2 };
  return { maxBitrate: 150_000, scaleResolutionDownBy: 4 };
}
