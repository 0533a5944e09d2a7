// A participant of a room of ours whose far end is another stack.
import crosspoint, { type Room, type RTCPeerConnection } from '../../../src/index.js';
import { eventually } from '../eventually.js';
import type { ForeignKind, ForeignOptions, ForeignPeer, ForeignStack } from './foreign-peer.js';

/** Few enough to come soon, more than the one that may come by chance. */
const enoughFrames = 5;

/** Both ends of one connection, and what goes to and fro between them. */
export class RoomMember {
  readonly connection: RTCPeerConnection;
  readonly foreign: ForeignPeer;
  /** What failed in an offer that our end made by itself. */
  readonly errors: unknown[] = [];
  #wanted: { offerToReceiveAudio?: number; offerToReceiveVideo?: number } = {};
  #isBusy = false;
  #isOfferDue = false;

  constructor(room: Room, name: string, stack: ForeignStack, options: ForeignOptions = {}) {
    this.foreign = stack.open(options);
    this.connection = new crosspoint.webrtc.RTCPeerConnection({
      peer: room.Peer(name),
      ...(options.planB && { usePlanB: true }),
    });
    this.connection.on('negotiationneeded', () => {
      this.#isOfferDue = true;
      if (!this.#isBusy) this.#offerWhileDue().catch((error: unknown) => this.errors.push(error));
    });
  }

  /** Our end offers, with a section of each kind to receive in. */
  async offer(): Promise<void> {
    this.#wanted = { offerToReceiveAudio: 1, offerToReceiveVideo: 1 };
    this.#isOfferDue = true;
    await this.#offerWhileDue();
  }

  /** The other end offers. */
  async beOffered(): Promise<void> {
    this.#isBusy = true;
    const sdp = await this.foreign.createOffer();
    await this.connection.setRemoteDescription({ type: 'offer', sdp });
    await this.connection.setLocalDescription(await this.connection.createAnswer());
    await this.foreign.setAnswer(this.connection.localDescription!.sdp);
    this.#isBusy = false;
    if (this.#isOfferDue) await this.#offerWhileDue();
  }

  async seeConnected(): Promise<void> {
    const isConnected = async (): Promise<boolean> =>
      (await this.foreign.connectionState()) === 'connected';
    await eventually('a connection to the other stack', isConnected);
  }

  /** Waits until media of each of these kinds has come to the other end, one track for each. */
  async receive(...kinds: ForeignKind[]): Promise<void> {
    let last: unknown;
    const hasAll = async (): Promise<boolean> => {
      const received = await this.foreign.received();
      last = received;
      const lively = received
        .filter(({ frames }) => frames >= enoughFrames)
        .map(({ kind }) => kind);
      return ['audio', 'video'].every(
        kind => lively.filter(k => k === kind).length >= kinds.filter(k => k === kind).length
      );
    };
    await eventually(`${kinds.join(' and ')} at the other end`, hasAll).catch((error: Error) => {
      error.message += `, but ${JSON.stringify(last)}; ${this.errors.join('; ')}`;
      throw error;
    });
  }

  async close(): Promise<void> {
    this.connection.close();
    await this.foreign.close();
  }

  async #offerWhileDue(): Promise<void> {
    this.#isBusy = true;
    try {
      while (this.#isOfferDue && !this.connection.closed) {
        this.#isOfferDue = false;
        const offer = await this.connection.createOffer(this.#wanted);
        await this.connection.setLocalDescription(offer);
        const sdp = await this.foreign.createAnswer(offer.sdp);
        await this.connection.setRemoteDescription({ type: 'answer', sdp });
      }
    } finally {
      this.#isBusy = false;
    }
  }
}
