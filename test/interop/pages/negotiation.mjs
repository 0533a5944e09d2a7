// One end of a run: a connection, somebody who acts on it by chance, and perfect negotiation
// with the other end, until both are through. Runs in a page and in Node alike.
import { Actor, SeededRandom } from './negotiation-actor.mjs';
import { isBrowser, isFirefox, Negotiation, nextTurn, Outbox } from './negotiation-pattern.mjs';

const running = new Map();
const keyOf = ({ name, isPolite }) => `${name} ${isPolite}`;

/** What an end sees now; for whoever wonders why it does not finish. Undefined once it has. */
export const look = options => running.get(keyOf(options))?.view();

/** Ends an end that does not finish. */
export const abandon = options => running.get(keyOf(options))?.close();

/** A channel to the other end, through a server that joins both. */
export async function openChannel(url, WebSocket = globalThis.WebSocket) {
  const socket = new WebSocket(url);
  const early = [];
  socket.onmessage = ({ data }) => early.push(data);
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = reject;
  });
  return {
    send: text => socket.send(text),
    close: () => socket.close(),
    listen(handleText) {
      for (const text of early.splice(0)) handleText(text);
      socket.onmessage = ({ data }) => handleText(data);
    },
  };
}

/**
 * Runs one end to its end and returns what it sees then.
 *
 * @param options.seed of both ends together
 * @param options.isPolite also: whether this end asks whether all is over
 * @param options.expectsConnection waits for `connected` if there is anything to connect
 * @param options.keepsTransport never stops what the transport of all hangs on
 * @param options.steps that each end takes
 * @param options.without steps that are never taken
 * @param options.mostTurns that a message may take to the other end
 * @param globals RTCPeerConnection and MediaStream of this side
 * @param channel { send(text), listen(handleText) } to the other end, in order and without loss
 */
export async function run(options, globals, channel) {
  const end = new End(options, globals, channel);
  running.set(keyOf(options), end);
  try {
    await end.act();
    return await end.finish();
  } finally {
    running.delete(keyOf(options));
    end.close();
  }
}

// Firefox 153 may go on listing a transceiver that the other end has stopped.
const isListed = ({ direction, mid }) => !isFirefox || direction !== 'stopped' || mid !== null;

class End {
  #markers = []; // of the other end, not answered yet
  #answers = []; // who waits for the other end's markers
  #streams = new Map(); // of track events, by id
  #hasActed = false;
  #resolveOver;
  #over = new Promise(resolve => (this.#resolveOver = resolve));

  constructor(options, globals, channel) {
    this.options = options;
    // Two ends of one seed differ, and the delays do not depend on the choices.
    const seed = 4 * options.seed + (options.isPolite ? 2 : 0);
    this.random = new SeededRandom(seed);
    const late = new SeededRandom(seed + 1);
    const mostTurns = options.mostTurns ?? 40;
    const delay = () => (late.chance(0.5) ? late.integer(0, 3) : late.integer(0, mostTurns));
    this.outbox = new Outbox(message => channel.send(JSON.stringify(message)), delay);

    this.peerConnection = new globals.RTCPeerConnection();
    this.peerConnection.addEventListener('track', ({ streams }) => {
      for (const stream of streams) this.#streams.set(stream.id, stream);
    });
    this.negotiation = new Negotiation({
      peerConnection: this.peerConnection,
      isPolite: options.isPolite,
      outbox: this.outbox,
      chance: probability => late.chance(probability),
    });
    this.actor = new Actor({
      negotiation: this.negotiation,
      random: this.random,
      globals,
      without: options.without,
      keepsTransport: options.keepsTransport,
    });
    this.mostTurns = mostTurns;
    this.steps = options.steps ?? 10;
    channel.listen(text => this.#handle(JSON.parse(text)));
  }

  /** Takes all steps, at moments that chance picks. */
  async act() {
    await this.#ask('hello');
    for (let step = 0; step < this.steps; step++) {
      try {
        await this.actor.step();
      } catch (error) {
        this.negotiation.fail('taking a step', error);
      }
      if (this.random.chance(0.2)) await this.negotiation.until(() => this.negotiation.isIdle);
      for (let turns = this.random.integer(0, this.mostTurns); turns > 0; turns--) await nextTurn();
    }
    this.#hasActed = true;
    this.negotiation.notice('has acted');
    this.#answerMarkers();
  }

  /**
   * Waits until neither end has anything more to say. Markers go the way of all messages: if
   * both ends were idle, twice in a row, and nothing had happened in between, it is over. Each
   * end looks before the other may close.
   */
  async finish() {
    let view;
    if (this.options.isPolite) {
      for (let before, now; before === undefined || before !== now;) {
        before = now;
        const mine = await this.#settle();
        const theirs = await this.#ask('idle');
        now = mine === this.negotiation.activity ? `${mine} ${theirs}` : undefined;
      }
      view = this.view();
      await this.#ask('over');
    } else {
      view = await this.#over;
    }
    return view;
  }

  view() {
    const { peerConnection, negotiation } = this;
    const { currentLocalDescription, currentRemoteDescription } = peerConnection;
    return {
      signalingState: peerConnection.signalingState,
      connectionState: peerConnection.connectionState,
      isPending: Boolean(
        peerConnection.pendingLocalDescription ?? peerConnection.pendingRemoteDescription
      ),
      transceivers: peerConnection
        .getTransceivers()
        .filter(isListed)
        .map(each => this.#viewOf(each)),
      local: currentLocalDescription?.sdp,
      remote: currentRemoteDescription?.sdp,
      streamIds: [...this.#streams.keys()],
      keepsTracks: isBrowser,
      counts: { ...negotiation.counts },
      errors: [...negotiation.errors],
      log: [...negotiation.log],
    };
  }

  close() {
    this.peerConnection.close();
    this.actor.close();
  }

  #viewOf({ mid, direction, currentDirection, sender, receiver }) {
    const streams = [...this.#streams.values()];
    return {
      mid,
      kind: receiver.track.kind,
      direction,
      currentDirection,
      sends: this.actor.streamIds(sender),
      receives: streams
        .filter(stream => stream.getTracks().includes(receiver.track))
        .map(({ id }) => id)
        .sort(),
    };
  }

  #handle(message) {
    if (message.marker) this.#handleMarker(message);
    else if (message.answer) this.#answers.shift()(message.activity);
    else void this.negotiation.handle(message);
  }

  #handleMarker(marker) {
    this.#markers.push(marker);
    if (this.#hasActed || marker.marker === 'hello') void this.#answerMarkers();
  }

  async #answerMarkers() {
    for (const { marker } of this.#markers.splice(0)) {
      const activity = marker === 'idle' ? await this.#settle() : 0;
      const view = this.view();
      this.outbox.push({ answer: marker, activity });
      if (marker !== 'over') continue;
      await this.negotiation.until(() => this.outbox.isEmpty);
      this.#resolveOver(view);
    }
  }

  /** The other end's answer to a marker. */
  #ask(marker) {
    this.outbox.push({ marker });
    return new Promise(resolve => this.#answers.push(resolve));
  }

  /** Waits until this end has nothing to do; returns its count of activities. */
  async #settle() {
    const { negotiation, peerConnection } = this;
    for (;;) {
      await negotiation.until(() => negotiation.isIdle && this.#isConnected());
      const before = negotiation.activity;
      // Statistics come from behind all that the connection still has to tell.
      await peerConnection.getStats();
      for (let turns = 0; turns < 5; turns++) await nextTurn();
      if (negotiation.isIdle && negotiation.activity === before) return before;
    }
  }

  #isConnected() {
    const { connectionState, currentLocalDescription } = this.peerConnection;
    if (!this.options.expectsConnection) return true;
    const hasMedia = /^m=\w+ [1-9]/m.test(currentLocalDescription?.sdp ?? '');
    return !hasMedia || connectionState === 'connected';
  }
}
