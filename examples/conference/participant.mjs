// One participant: a WebSocket, a peer of the media room, and the offers that go between them.
import crosspoint from 'crosspoint';

const { RTCPeerConnection } = crosspoint.webrtc;

const answerTimeoutMs = 15_000;
/** How long a participant whose socket broke is waited for. */
const returnTimeoutMs = 10_000;
const maxFailures = 3;
/** The most that one participant is asked to send. */
const maxBitrate = 2_000_000;

export class Participant {
  #socket;
  #peerConnection;
  #awaited; // { id, timer, resolve, reject } of the offer that is out
  #nextOfferId = 1;
  #failures = 0;
  #isNegotiating = false;
  #isOfferDue = false;
  #returnTimer;
  isSharing = false;

  constructor(socket, peer, { token, audioMuted, videoMuted }) {
    this.#socket = socket;
    this.token = token;
    this.audioMuted = audioMuted;
    this.videoMuted = videoMuted;
    this.#peerConnection = new RTCPeerConnection({ peer, maxBitrate });
    this.#peerConnection.on('negotiationneeded', () => this.#negotiate());
    // DTLS failed, the browser ended it, or the worker died: the page is to join anew.
    this.#peerConnection.on('close', () => this.close('media connection lost'));
  }

  get id() {
    return this.#peerConnection.peer.id;
  }

  get name() {
    return this.#peerConnection.peer.name;
  }

  /** What the others are told of this one. */
  describe() {
    const { id, name, audioMuted, videoMuted, isSharing } = this;
    return { peerId: id, name, audioMuted, videoMuted, isSharing };
  }

  /** Calls back once, when this one has left for whatever reason. */
  onclose(listener) {
    this.#peerConnection.on('close', listener);
  }

  send(message) {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  /** Says who is here and makes the first offer; later ones follow what happens in the room. */
  begin(others) {
    this.send({ type: 'joined', peerId: this.id, name: this.name, participants: others });
    this.#negotiate();
  }

  /** The page is back with a new socket: what was lost on the old one is said again. */
  resume(socket, others) {
    clearTimeout(this.#returnTimer);
    const old = this.#socket;
    this.#socket = socket;
    if (old !== socket) old.close(4000, 'replaced');
    this.send({ type: 'resumed', participants: others });
    if (this.#awaited) this.send(this.#awaited.message);
    this.#askForPictures();
  }

  /** `socket` is gone. Its page may have lost the network only, and come back with another one. */
  handleSocketGone(socket, isGoodbye) {
    if (socket !== this.#socket || this.#peerConnection.closed) return;
    if (isGoodbye) return this.close('socket closed');
    clearTimeout(this.#returnTimer);
    this.#returnTimer = setTimeout(() => this.close('socket lost'), returnTimeoutMs);
  }

  handleAnswer({ id, sdp }) {
    // One that comes too late belongs to an offer that was taken back.
    if (this.#awaited?.id === id) this.#awaited.resolve(sdp);
  }

  /** The page lost its media path: the next offer has new ICE credentials. */
  restartIce() {
    this.#peerConnection.restartIce().catch(() => {});
  }

  close(reason) {
    clearTimeout(this.#returnTimer);
    this.#socket.close(4000, reason);
    this.#awaited?.reject(new Error(reason));
    this.#peerConnection.close();
  }

  // Never two offers at a time: what happens meanwhile is in the next one.
  async #negotiate() {
    this.#isOfferDue = true;
    if (this.#isNegotiating) return;
    this.#isNegotiating = true;
    while (this.#isOfferDue && !this.#peerConnection.closed) {
      this.#isOfferDue = false;
      await this.#offer();
    }
    this.#isNegotiating = false;
  }

  async #offer() {
    const peerConnection = this.#peerConnection;
    try {
      const offer = await peerConnection.createOffer({
        offerToReceiveAudio: 1,
        offerToReceiveVideo: 1,
      });
      await peerConnection.setLocalDescription(offer);
      const sdp = await this.#ask(offer.sdp);
      await peerConnection.setRemoteDescription({ type: 'answer', sdp });
      this.#failures = 0;
    } catch (error) {
      if (peerConnection.closed) return;
      console.warn(`${this.name}: no agreement: ${error.message}`);
      this.#failures++;
      if (this.#failures >= maxFailures) return this.close('no agreement');
      // Back to what was agreed before; `negotiationneeded` says if something is still missing.
      peerConnection.reset();
    }
  }

  #ask(sdp) {
    const id = this.#nextOfferId++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('no answer in time')), answerTimeoutMs);
      const message = { type: 'offer', id, sdp, streams: this.#streams() };
      this.#awaited = { id, message, timer, resolve, reject };
      this.send(message);
    }).finally(() => {
      clearTimeout(this.#awaited.timer);
      this.#awaited = undefined;
    });
  }

  // Decoders at both ends of a path that was away wait for key frames, and ask for them too late.
  #askForPictures() {
    const { peer } = this.#peerConnection;
    const receivers = [
      ...peer.rtpReceivers,
      ...peer.rtpSenders.map(sender => sender.associatedRtpReceiver),
    ];
    for (const receiver of receivers) {
      if (receiver.kind === 'video') receiver.requestKeyFrame().catch(() => {});
    }
  }

  // Whose is which stream: a browser sees nothing but stream ids in an offer.
  #streams() {
    const streams = new Map();
    for (const sender of this.#peerConnection.peer.rtpSenders) {
      const { id, name } = sender.associatedPeer;
      const streamId = sender.msid.stream;
      streams.set(streamId, { streamId, peerId: id, name });
    }
    return [...streams.values()];
  }
}
