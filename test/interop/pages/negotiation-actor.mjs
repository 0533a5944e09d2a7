// Somebody who does to a connection whatever comes to mind; the same seed, the same ideas.
import { isBrowser, isChromium } from './negotiation-pattern.mjs';

/** A small generator (mulberry32): good enough to choose by, and the same everywhere. */
export class SeededRandom {
  #state;

  constructor(seed) {
    this.#state = seed >>> 0;
  }

  /** At least 0, below 1. */
  fraction() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** An integer from `min` to `max`, both included. */
  integer(min, max) {
    return min + Math.floor(this.fraction() * (max - min + 1));
  }

  chance(probability) {
    return this.fraction() < probability;
  }

  /** One of the list; undefined if it is empty. */
  pick(list) {
    return list[Math.floor(this.fraction() * list.length)];
  }
}

const kinds = ['audio', 'video'];
const directions = ['sendrecv', 'sendonly', 'recvonly', 'inactive'];
const mostTransceivers = 6;

/** Step → how likely it is. */
const weights = {
  addTrack: 5,
  addTransceiver: 4,
  removeTrack: 4,
  direction: 5,
  stop: 3,
  restartIce: 2,
  rollback: 5,
  nothing: 2,
};
const wheelWithout = steps =>
  Object.entries(weights)
    .filter(([step]) => !steps.includes(step))
    .flatMap(([step, weight]) => Array(weight).fill(step));

const shown = ({ mid, direction, receiver }) => `${mid}: ${receiver.track.kind} ${direction}`;

export class Actor {
  #streamIds = new Map(); // by sender
  #streams;
  #sources;
  #wheel;

  /**
   * @param globals RTCPeerConnection and MediaStream of this side
   * @param without steps that are never taken
   * @param keepsTransport never stops what the transport of all hangs on
   */
  constructor({ negotiation, random, globals, without = [], keepsTransport = false }) {
    this.#wheel = wheelWithout(without);
    Object.assign(this, { negotiation, random, keepsTransport });
    this.peerConnection = negotiation.peerConnection;
    this.#streams = [1, 2, 3].map(() => new globals.MediaStream());
    // Tracks that need no camera: what a connection without other end would receive.
    this.#sources = new globals.RTCPeerConnection();
    // Chromium 156 keeps the extension ids of an offer that it rolled back, and then fails to
    // offer if they are something else in the other end's kinds: both begin with all kinds.
    for (const kind of kinds) this.peerConnection.addTransceiver(kind);
  }

  /** Takes one step; rejects if the connection does not do what it must. */
  async step() {
    const name = this.random.pick(this.#wheel);
    this.negotiation.notice(`step ${name}`);
    const told = await this[name]();
    if (told) this.negotiation.log.push(`  ${told}`);
  }

  /** The ids of the streams that it should send in; undefined where one cannot rely on it. */
  streamIds(sender) {
    // Chromium forgets the streams of an addTrack() during an offer once it has answered one.
    return isChromium ? undefined : (this.#streamIds.get(sender) ?? []);
  }

  /** The connection that tracks come from goes. */
  close() {
    this.#sources.close();
  }

  addTrack() {
    if (this.#live().length >= mostTransceivers || !mayAddTrack(this.peerConnection)) return;
    const streams = this.#someStreams();
    const sender = this.peerConnection.addTrack(this.#track(), ...streams);
    return this.#remember(sender, streams);
  }

  addTransceiver() {
    if (this.#live().length >= mostTransceivers) return;
    const trackOrKind = this.random.chance(0.5) ? this.random.pick(kinds) : this.#track();
    const streams = this.#someStreams();
    const init = { direction: this.random.pick(directions), streams };
    const { sender } = this.peerConnection.addTransceiver(trackOrKind, init);
    return this.#remember(sender, streams);
  }

  removeTrack() {
    const transceiver = this.random.pick(this.#live().filter(({ sender }) => sender.track));
    if (!transceiver) return;
    this.peerConnection.removeTrack(transceiver.sender);
    return shown(transceiver);
  }

  direction() {
    const transceiver = this.random.pick(this.#live());
    if (!transceiver) return;
    try {
      transceiver.direction = this.random.pick(directions);
    } catch (error) {
      // In Chromium a transceiver that the other end has stopped knows so before it says so.
      if (!isChromium || error.name !== 'InvalidStateError') throw error;
    }
    return shown(transceiver);
  }

  stop() {
    const candidates = this.#live()
      .filter(mayStop)
      .filter(each => !this.#carriesAll(each));
    const transceiver = this.random.pick(candidates);
    if (!transceiver) return;
    transceiver.stop();
    return shown(transceiver);
  }

  restartIce() {
    this.negotiation.counts.restarts++;
    this.peerConnection.restartIce();
  }

  async rollback() {
    return (await this.negotiation.withdrawOffer()) && 'withdrew its offer';
  }

  nothing() {}

  #live() {
    const transceivers = this.peerConnection.getTransceivers();
    return transceivers.filter(({ direction }) => direction !== 'stopped');
  }

  // Chromium lets go of a BUNDLE group's transport with the first of its sections, and says so to
  // the other end: where a connection has to hold, that section stays.
  #carriesAll({ mid }) {
    const { localDescription, remoteDescription } = this.peerConnection;
    const first = /^a=group:BUNDLE (\S+)/m.exec((localDescription ?? remoteDescription)?.sdp)?.[1];
    return this.keepsTransport && (first === undefined || mid === null || mid === first);
  }

  #track() {
    return this.#sources.addTransceiver(this.random.pick(kinds)).receiver.track;
  }

  #someStreams() {
    return this.#streams.filter(() => this.random.chance(0.4));
  }

  #remember(sender, streams) {
    const ids = streams.map(({ id }) => id).sort();
    this.#streamIds.set(sender, ids);
    const transceivers = this.peerConnection.getTransceivers();
    return `${shown(transceivers.find(each => each.sender === sender))} in [${ids}]`;
  }
}

// A new transceiver that is stopped while an offer of it is out, which is then rolled back,
// makes browsers need negotiation for ever.
const mayStop = ({ currentDirection }) => !isBrowser || currentDirection !== null;

// Of a transceiver that is stopping Chromium wants to reuse the sender, and throws; Firefox does reuse it.
const mayAddTrack = peerConnection =>
  !isBrowser || peerConnection.getTransceivers().every(({ direction }) => direction !== 'stopped');
