// Perfect negotiation around any RTCPeerConnection, and a signalling path that is late by chance.
// W3C WebRTC, section 10.7. Runs in a page and in Node.

// What browsers cannot do is left out there, and there only.
export const isBrowser = globalThis.document !== undefined;
export const isChromium = isBrowser && /Chrom/.test(globalThis.navigator.userAgent);
export const isFirefox = isBrowser && /Firefox/.test(globalThis.navigator.userAgent);

/** One turn of the event loop: whatever else is due has had its chance. */
export const nextTurn = globalThis.setImmediate
  ? () => new Promise(resolve => globalThis.setImmediate(resolve))
  : turnsOfMessages();

// A page has no setImmediate, and its timers wait for milliseconds once they are nested.
function turnsOfMessages() {
  const waiting = [];
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => waiting.shift()();
  return () =>
    new Promise(resolve => {
      waiting.push(resolve);
      port2.postMessage(undefined);
    });
}

/** Messages to the other end: each some turns late, never out of order. */
export class Outbox {
  #queue = [];
  #isSending = false;

  /** @param delay gives the number of turns that the next message waits */
  constructor(send, delay) {
    this.send = send;
    this.delay = delay;
  }

  get isEmpty() {
    return this.#queue.length === 0 && !this.#isSending;
  }

  push(message) {
    this.#queue.push(message);
    if (!this.#isSending) void this.#sendAll();
  }

  /** True while the latest description waits here and is an offer: the other end cannot know of it. */
  get hasOffer() {
    return this.#queue.findLast(isDescription)?.description.type === 'offer';
  }

  /** Takes that offer back, and the candidates behind it. */
  withdrawOffer() {
    const offer = this.#queue.findLastIndex(isDescription);
    this.#queue = this.#queue.filter((message, at) => at < offer || !belongsToOffer(message));
  }

  async #sendAll() {
    this.#isSending = true;
    while (this.#queue.length > 0) {
      for (let turns = this.delay(); turns > 0; turns--) await nextTurn();
      if (this.#queue.length > 0) this.send(this.#queue.shift());
    }
    this.#isSending = false;
  }
}

const isDescription = ({ description }) => description !== undefined;
const belongsToOffer = ({ description, candidate }) => Boolean(description ?? candidate);

/** What of a description explains most: its sections, and its ICE and DTLS. */
function summary(sdp) {
  const values = pattern => [...new Set([...sdp.matchAll(pattern)].map(([, value]) => value))];
  const sections = sdp.split(/^(?=m=)/m).slice(1);
  const shown = sections.map(section => {
    const mid = /^a=mid:(.*?)\r?$/m.exec(section)?.[1];
    const direction = /^a=(sendrecv|sendonly|recvonly|inactive)/m.exec(section)?.[1];
    return `${mid} ${/^m=\w+ 0 /.test(section) ? 'rejected' : direction}`;
  });
  const path = [...values(/^a=ice-ufrag:(.*?)\r?$/gm), ...values(/^a=setup:(.*?)\r?$/gm)];
  return `${shown.join(', ')}; ${path.join(' ')}`;
}

/**
 * One end. Beside what the standard's example does, it goes round by explicit rollbacks now
 * and then, where `chance` says so, which must come to the same.
 */
export class Negotiation {
  makingOffer = false;
  ignoreOffer = false;
  isSettingRemoteAnswerPending = false;

  /** Descriptions that are being applied. */
  handling = 0;
  /** What came while an offer was being withdrawn, and has to wait. */
  held = undefined;
  /** Grows with all that matters to whether the two ends are through. */
  activity = 0;
  counts = { offers: 0, ignored: 0, collisions: 0, rollbacks: 0, restarts: 0 };
  log = [];
  errors = [];
  #watchers = [];

  constructor({ peerConnection, isPolite, outbox, chance }) {
    Object.assign(this, { peerConnection, isPolite, outbox, chance });
    peerConnection.addEventListener('negotiationneeded', () => this.#offer());
    peerConnection.addEventListener('icecandidate', ({ candidate }) => {
      // Gathering may still tell of an offer that is gone, of which the other end knows nothing.
      const { localDescription } = peerConnection;
      const line = `a=ice-ufrag:${candidate?.usernameFragment}\r\n`;
      const isKnown = !this.held && localDescription?.sdp.includes(line);
      if (candidate && isKnown) this.outbox.push({ candidate: candidate.toJSON() });
    });
    for (const type of ['signalingstatechange', 'connectionstatechange']) {
      peerConnection.addEventListener(type, () => this.notice(type));
    }
  }

  /** No description is under way, as far as this end can tell. */
  get isIdle() {
    return (
      this.peerConnection.signalingState === 'stable' &&
      !this.makingOffer &&
      this.handling === 0 &&
      !this.held &&
      this.outbox.isEmpty
    );
  }

  /** Resolves once `condition` holds; looks whenever something happened, and each time the outbox may have. */
  async until(condition) {
    while (!condition()) {
      if (this.outbox.isEmpty) await new Promise(resolve => this.#watchers.push(resolve));
      else await nextTurn();
    }
  }

  notice(what) {
    this.activity++;
    const { signalingState } = this.peerConnection;
    this.log.push(`${what} (${signalingState})`);
    for (const resolve of this.#watchers.splice(0)) resolve();
  }

  /** The description or candidate that the other end sent. */
  async handle(message) {
    // Chromium 156 may never gather candidates if its first offer is rolled back as soon as made.
    const isFirst = this.makingOffer && this.peerConnection.iceGatheringState === 'new';
    if (isChromium && isFirst) this.held ??= [];
    if (this.held) return void this.held.push(message);
    const { description, candidate } = message;
    try {
      if (description) await this.#handleDescription(description);
      else await this.#handleCandidate(candidate);
    } catch (error) {
      this.fail(`handling ${description?.type ?? JSON.stringify(candidate)}`, error);
    }
  }

  /**
   * Rolls back the offer that has not left yet. Once it has left, or if the other end's was
   * ignored for its sake, there is no way back: the other end counts on it.
   */
  async withdrawOffer() {
    const { signalingState } = this.peerConnection;
    const isAllowed = signalingState === 'have-local-offer' && this.outbox.hasOffer;
    if (!isAllowed || this.handling > 0 || this.ignoreOffer) return false;
    this.held = [];
    this.outbox.withdrawOffer();
    this.counts.rollbacks++;
    this.notice('withdraws its offer');
    await this.peerConnection.setLocalDescription({ type: 'rollback' });
    this.notice('has withdrawn it');
    this.#release();
    return true;
  }

  fail(what, error) {
    this.errors.push(`${what}: ${error?.name}: ${error?.message}`);
    this.notice(`FAILED ${what}: ${error?.name}: ${error?.message}`);
  }

  async #offer() {
    this.notice('negotiationneeded');
    try {
      this.makingOffer = true;
      await this.peerConnection.setLocalDescription();
      this.#sendDescription();
    } catch (error) {
      this.fail('offering', error);
    } finally {
      this.makingOffer = false;
      this.#release();
      this.notice('has offered');
    }
  }

  #release() {
    const { held } = this;
    if (!held) return;
    this.held = undefined;
    for (const message of held) void this.handle(message);
    this.notice('goes on');
  }

  async #handleDescription(description) {
    const { peerConnection } = this;
    const readyForOffer =
      !this.makingOffer &&
      (peerConnection.signalingState === 'stable' || this.isSettingRemoteAnswerPending);
    const offerCollision = description.type === 'offer' && !readyForOffer;

    this.ignoreOffer = !this.isPolite && offerCollision;
    if (offerCollision) this.counts[this.ignoreOffer ? 'ignored' : 'collisions']++;
    this.notice(this.ignoreOffer ? 'ignores an offer' : `gets ${description.type}`);
    if (this.ignoreOffer) return;

    this.handling++;
    try {
      this.isSettingRemoteAnswerPending = description.type === 'answer';
      await this.#setRemoteDescription(description, offerCollision);
      this.isSettingRemoteAnswerPending = false;
      if (description.type === 'offer') {
        await peerConnection.setLocalDescription();
        this.#sendDescription();
      }
    } finally {
      this.handling--;
      this.notice(`is through with ${description.type}`);
    }
  }

  async #setRemoteDescription(description, offerCollision) {
    const { peerConnection } = this;
    const operations = [];
    if (offerCollision && this.chance(0.3)) {
      this.notice('rolls back by hand');
      this.counts.rollbacks++;
      operations.push(peerConnection.setLocalDescription({ type: 'rollback' }));
    }
    if (description.type === 'offer' && this.chance(0.2)) {
      this.notice('thinks twice');
      this.counts.rollbacks++;
      operations.push(peerConnection.setRemoteDescription(description));
      operations.push(peerConnection.setRemoteDescription({ type: 'rollback' }));
    }
    operations.push(peerConnection.setRemoteDescription(description));
    await Promise.all(operations);
  }

  async #handleCandidate(candidate) {
    // As it was when the candidate came: while it waits, an answer may have come behind it.
    const isIgnored = this.ignoreOffer;
    try {
      await this.peerConnection.addIceCandidate(candidate);
    } catch (error) {
      if (!isIgnored) throw error;
    }
  }

  #sendDescription() {
    const { type, sdp } = this.peerConnection.localDescription;
    if (type === 'offer') this.counts.offers++;
    this.notice(`sends ${type}`);
    this.log.push(`  ${summary(sdp)}`);
    this.outbox.push({ description: { type, sdp } });
  }
}
