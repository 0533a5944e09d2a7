// One stay in a room: it joins, joins again when the connection was lost, and keeps the tiles right.
import { MediaConnection } from './media-connection.js';
import { Signaling } from './signaling.js';
import { toast } from './toasts.js';

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
  #names = new Map();

  /** `options`: { url, room, name, stream, audioMuted, videoMuted, tiles } */
  constructor(options) {
    super();
    this.#options = options;
    this.#tiles = options.tiles;
    this.#muted = { audio: options.audioMuted, video: options.videoMuted };
    this.#signaling = new Signaling(options.url);
    this.#signaling.addEventListener('open', () => this.#join());
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

  leave() {
    this.#signaling.send({ type: 'leave' });
    this.#signaling.close();
    this.#media?.close();
    this.#tiles.keep([]);
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
    switch (message.type) {
      case 'joined':
        return this.#handleJoined(message);
      case 'offer':
        return this.#handleOffer(message);
      case 'arrived':
        this.#show(message.participant);
        toast(`${message.participant.name} joined`);
        return this.#countPeople();
      case 'left':
        return this.#handleLeft(message);
      case 'muted':
        return this.#tiles.get(message.peerId)?.mute(message.audio, message.video);
      case 'speaking':
        return this.#tiles.showSpeaking(message.peerIds);
      case 'error':
        return isFinal(message.code) || !this.#ownId ? this.#end(message.message) : undefined;
    }
  }

  #handleJoined({ peerId, name, participants }) {
    this.#ownId = peerId;
    this.#tiles.keep(participants.map(participant => participant.peerId));
    const own = this.#tiles.set(peerId, {
      name,
      isOwn: true,
      audioMuted: this.#muted.audio,
      videoMuted: this.#muted.video,
    });
    own.stream = this.#options.stream;
    for (const participant of participants) this.#show(participant);
    this.#openMedia();
    this.#countPeople();
    this.#tell('joined', { name });
  }

  #openMedia() {
    this.#media?.close();
    const media = new MediaConnection(this.#options.stream.getTracks());
    this.#media = media;
    media.addEventListener('state', ({ detail }) => this.#tell('state', detail));
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
      console.error('The offer could not be answered:', error);
      if (media === this.#media) this.#signaling.reconnect();
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
