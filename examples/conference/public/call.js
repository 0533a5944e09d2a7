// One stay in a room: it joins, joins again when the connection was lost, and keeps the tiles right.
import { MediaConnection } from './media-connection.js';
import { Signaling } from './signaling.js';
import { toast } from './toasts.js';

/** How long nobody who was here is greeted as a newcomer. */
const newcomerMs = 30_000;

/** Errors after which trying again is of no use. */
const isFinal = code => ['ROOM_FULL', 'SERVER_FULL', 'BAD_REQUEST'].includes(code);

/**
 * Events: `joined`, `state` (detail: connecting, connected, reconnecting or failed), `people`
 * (detail: how many), `silenced` when the browser does not play sound yet, and `end` with a
 * message where the server does not let us in.
 */
export class Call extends EventTarget {
  #options;
  #signaling;
  #media;
  #tiles;
  #ownId;
  // Names this page to the server, so that it knows whom to replace when we come back.
  #token = crypto.randomUUID?.() ?? String(Math.random());
  #muted;
  #isSharing = false;
  #hasLeft = false;
  #names = new Map();
  #lately = new Map(); // name → when it was here last, for those who come back with us

  /**
   * `options`: { url, room, name, tracks, ownStream, audioMuted, videoMuted, tiles }; `tracks` is
   * { audio, video } as they are sent, `ownStream` what one sees of oneself.
   */
  constructor(options) {
    super();
    this.#options = options;
    this.#tiles = options.tiles;
    this.#muted = { audio: options.audioMuted, video: options.videoMuted };
    this.#signaling = new Signaling(options.url);
    this.#signaling.addEventListener('open', () => this.#enter());
    this.#signaling.addEventListener('message', ({ detail }) => this.#handle(detail));
    this.#signaling.addEventListener('down', () => this.#handleDown());
    this.#signaling.addEventListener('unreachable', () =>
      this.#end('The server cannot be reached. Is it running?')
    );
  }

  /** Tells the others; the tracks are switched by whoever calls. */
  mute({ audio, video }) {
    this.#muted = { audio, video };
    this.#tiles.get(this.#ownId)?.mute(audio, video);
    this.#signaling.send({ type: 'mute', audio, video });
  }

  /** Sends `track` instead of the one of its kind that was sent before. */
  async replace(kind, track) {
    this.#options.tracks[kind] = track;
    await this.#media?.replace(kind, track);
  }

  /** Tells the others whether the video track is a screen; `ownStream` is what one sees of it. */
  share(isSharing, ownStream) {
    this.#isSharing = isSharing;
    this.#options.ownStream = ownStream;
    void this.#media?.setDetailed(isSharing);
    const own = this.#tiles.get(this.#ownId);
    own?.share(isSharing);
    if (own) own.stream = ownStream;
    this.#signaling.send({ type: 'share', on: isSharing });
  }

  leave() {
    this.#hasLeft = true;
    this.#signaling.send({ type: 'leave' });
    this.#signaling.close();
    this.#media?.close();
    this.#tiles.keep([]);
  }

  // A new socket for the same stay, if the server still has it: the media path is not touched.
  #enter() {
    if (!this.#media?.isUsable) return this.#join();
    this.#signaling.send({ type: 'resume', room: this.#options.room, token: this.#token });
  }

  #join() {
    const { room, name } = this.#options;
    this.#signaling.send({
      type: 'join',
      room,
      name,
      token: this.#token,
      audioMuted: this.#muted.audio,
      videoMuted: this.#muted.video,
    });
  }

  #handle(message) {
    if (this.#hasLeft) return;
    switch (message.type) {
      case 'joined':
        return this.#handleJoined(message);
      case 'resumed':
        return this.#handleResumed(message);
      case 'gone':
        return this.#join();
      case 'offer':
        return this.#handleOffer(message);
      case 'arrived':
        this.#show(message.participant);
        this.#greet(message.participant.name);
        return this.#countPeople();
      case 'left':
        return this.#handleLeft(message);
      case 'muted':
        return this.#tiles.get(message.peerId)?.mute(message.audio, message.video);
      case 'sharing':
        return this.#tiles.get(message.peerId)?.share(message.on);
      case 'speaking':
        return this.#tiles.showSpeaking(message.peerIds);
      case 'error':
        return isFinal(message.code) || !this.#ownId ? this.#end(message.message) : undefined;
    }
  }

  #handleJoined({ peerId, name, participants }) {
    this.#ownId = peerId;
    this.#keepOnly(participants, []);
    const own = this.#tiles.set(peerId, {
      name,
      isOwn: true,
      audioMuted: this.#muted.audio,
      videoMuted: this.#muted.video,
    });
    own.stream = this.#options.ownStream;
    for (const participant of participants) this.#show(participant);
    this.#openMedia();
    if (this.#isSharing) this.share(true, this.#options.ownStream);
    this.#countPeople();
    this.#tell('joined', { name });
  }

  #handleResumed({ participants }) {
    this.#keepOnly(participants, [this.#ownId]);
    for (const participant of participants) this.#show(participant);
    this.#signaling.send({ type: 'mute', ...this.#muted });
    this.#signaling.send({ type: 'share', on: this.#isSharing });
    this.#countPeople();
    this.#tell('state', this.#media.state);
  }

  #keepOnly(participants, others) {
    for (const name of this.#names.values()) this.#lately.set(name, Date.now());
    this.#names.clear();
    this.#tiles.keep([...participants.map(({ peerId }) => peerId), ...others]);
  }

  // Those who were cut off with us come back one by one: that is no news.
  #greet(name) {
    const isReturn = Date.now() - (this.#lately.get(name) ?? 0) < newcomerMs;
    if (!isReturn) toast(`${name} joined`);
  }

  #openMedia() {
    this.#media?.close();
    const media = new MediaConnection(this.#options.tracks);
    this.#media = media;
    media.addEventListener('state', ({ detail }) => this.#tell('state', detail));
    media.addEventListener('revived', () => this.#signaling.renew());
    media.addEventListener('restart', () => this.#signaling.send({ type: 'restart' }));
    media.addEventListener('broken', () => this.#signaling.reconnect());
    media.addEventListener('track', ({ detail }) => this.#handleTrack(detail));
    this.#tell('state', 'connecting');
  }

  async #handleOffer(offer) {
    const media = this.#media;
    try {
      const sdp = await media.answer(offer);
      if (media === this.#media) this.#signaling.send({ type: 'answer', id: offer.id, sdp });
    } catch (error) {
      if (this.#hasLeft || media !== this.#media) return; // closed in the midst of it
      console.error('The offer could not be answered:', error);
      this.#signaling.reconnect();
    }
  }

  #handleTrack({ peerId, stream }) {
    const tile = this.#tiles.get(peerId);
    if (!tile) return;
    tile.stream = stream;
    tile.play().catch(error => {
      if (error.name === 'NotAllowedError') this.#tell('silenced');
    });
  }

  #handleLeft({ peerId }) {
    const name = this.#names.get(peerId);
    this.#names.delete(peerId);
    this.#tiles.delete(peerId);
    if (name) toast(`${name} left`);
    this.#countPeople();
  }

  #handleDown() {
    this.#tiles.showSpeaking([]);
    this.#tell('state', 'reconnecting');
  }

  #show(participant) {
    this.#names.set(participant.peerId, participant.name);
    this.#tiles.set(participant.peerId, participant);
  }

  #countPeople() {
    void this.#media?.setPeople(this.#tiles.count);
    this.#tell('people', this.#tiles.count);
  }

  #end(message) {
    this.leave();
    this.#tell('end', { message });
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
