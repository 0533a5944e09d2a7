// One stream on its way to the endpoint: the engine's sender behind an encoding of an RTCRtpSender.
import { createLogger } from '../../base/logger.js';
import type { Peer } from '../../engine/peer.js';
import type { RtpReceiver } from '../../engine/rtp-receiver.js';
import type { RtpSender, SenderSources } from '../../engine/rtp-sender.js';
import type { Transport } from '../../engine/transport.js';
import type { NegotiatedSending } from '../../engine/wire.js';

const logger = createLogger('RTCRtpSender');

/** What `RtpSender.negotiate()` takes. */
export type Negotiated = NegotiatedSending;
/** What `RtpSender.setLayers()` takes. */
export type Layers = Parameters<RtpSender['setLayers']>[0];

/**
 * Brings together what is to be forwarded and what was negotiated, in whatever order they come.
 * While both are there, an engine sender exists; when the source changes, its successor goes on
 * under the same SSRCs.
 *
 * A sender that the room made is adopted: then it is there from the beginning, and not ours to close.
 */
export class Forwarding {
  #sources: SenderSources | undefined;
  #renewed: SenderSources | undefined;
  #sender: RtpSender | undefined;
  #isAdopted = false;
  #source: RtpReceiver | undefined;
  #isPaused = false;
  #layers: Layers = {};
  #appliedLayers: Layers = {};
  #negotiated: Negotiated | undefined;
  #transport: Transport | undefined;
  #turn: Promise<void> = Promise.resolve();

  constructor(private readonly peer: Peer) {}

  /** The SSRCs that the endpoint is told of. */
  get sources(): SenderSources {
    return this.#renewed ?? (this.#sources ??= this.peer.newSources());
  }

  /** The engine's sender, while there is one. */
  get rtpSender(): RtpSender | undefined {
    return this.#sender?.closed ? undefined : this.#sender;
  }

  /** What was negotiated last; undefined before the first time. */
  get negotiated(): Negotiated | undefined {
    return this.#negotiated;
  }

  /** Takes a sender of the room. What was agreed before was not about it. */
  adopt(sender: RtpSender): void {
    this.#negotiated = undefined;
    this.#sources = sender.sources;
    this.#sender = sender;
    this.#source = sender.associatedRtpReceiver;
    this.#isAdopted = true;
  }

  /** Gives the room's sender away, as it is. */
  disown(): void {
    this.#sender = undefined;
    this.#isAdopted = false;
  }

  /**
   * Other SSRCs for another transport: sequence numbers begin anew there, and endpoints would take
   * them for old ones. They count once that is negotiated; false takes them back.
   */
  renewSources(isRenewed: boolean): void {
    this.#renewed = isRenewed && !this.#isAdopted ? this.peer.newSources() : undefined;
  }

  /** What is forwarded from now on, and whether. What fails is logged: nobody waits for it. */
  setSource(source: RtpReceiver | undefined, isPaused: boolean, layers: Layers): void {
    const isSame =
      source === this.#source && isPaused === this.#isPaused && !differs(layers, this.#layers);
    if (isSame && (!source || this.rtpSender)) return;
    this.#source = source;
    this.#isPaused = isPaused;
    this.#layers = layers;
    this.#inTurn().catch((error: unknown) => {
      if (!source?.closed && !this.peer.closed) logger.warn('cannot forward: %o', error);
    });
  }

  /** What an answer says. Rejects if the engine refuses it. */
  async negotiate(
    negotiated: Negotiated | undefined,
    transport: Transport | undefined
  ): Promise<void> {
    if (this.#renewed && transport !== this.#transport) {
      this.#release();
      this.#sources = this.#renewed;
      this.#renewed = undefined;
    }
    this.#negotiated = negotiated;
    this.#transport = transport;
    await this.#inTurn();
  }

  /** Nothing is sent any more. */
  close(): void {
    this.#source = undefined;
    this.#negotiated = undefined;
    this.#release();
  }

  #inTurn(): Promise<void> {
    const turn = this.#turn.then(() => this.#reconcile());
    this.#turn = turn.catch(() => {});
    return turn;
  }

  async #reconcile(): Promise<void> {
    const source = this.#source;
    const current = this.#sender;
    if (current && (current.closed || current.associatedRtpReceiver !== source)) this.#release();
    if (!this.#negotiated || this.#transport?.closed !== false || this.peer.closed) return;
    if (!source || source.closed || !source.rtpParameters) return;
    if (!this.#sender && this.#negotiated.codecs.length === 0) return;

    const sender = (this.#sender ??= this.peer.forward(source, this.sources));
    try {
      await this.#apply(sender, this.#negotiated, this.#transport);
    } catch (error) {
      // Whoever it came from has left meanwhile: that is no fault of an answer.
      if (!sender.closed) throw error;
    }
  }

  async #apply(sender: RtpSender, negotiated: Negotiated, transport: Transport): Promise<void> {
    if (!this.#isAdopted && sender.disabled !== this.#isPaused) {
      await (this.#isPaused ? sender.disable() : sender.enable());
    }
    // Once only: the limits that an application sets on the engine's sender itself stay.
    if (differs(this.#layers, this.#appliedLayers)) {
      const layers = this.#layers;
      await sender.setLayers(layers);
      this.#appliedLayers = layers;
    }
    // It may have been let go meanwhile.
    if (sender !== this.#sender) return;
    // What the application disables on the engine's sender is not ours to enable: the room's
    // senders are paused by leaving them nothing to write.
    const isMuted = this.#isAdopted && this.#isPaused;
    await sender.negotiate(isMuted ? { ...negotiated, codecs: [] } : negotiated);
    if (negotiated.codecs.length > 0 && sender.transport !== transport) {
      await sender.setTransport(transport);
    }
  }

  #release(): void {
    const sender = this.#sender;
    this.#sender = undefined;
    this.#appliedLayers = {};
    if (!sender || sender.closed) return;
    if (!this.#isAdopted) return sender.close();
    // The room keeps it; it only has nothing to write any more.
    this.#isAdopted = false;
    const { muxId } = sender.rtpParameters;
    sender.negotiate({ muxId, codecs: [], headerExtensions: [] }).catch(() => {});
  }
}

const differs = (a: Layers, b: Layers): boolean =>
  a.spatialLayer !== b.spatialLayer ||
  a.temporalLayer !== b.temporalLayer ||
  a.maxBitrateBps !== b.maxBitrateBps;
