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
 * A sender that the room made is adopted: the room closes it, and this class never does.
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

  /** The SSRCs under which the endpoint gets the stream. */
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

  /** Adopts a sender of the room; what was agreed before this was about another one. */
  adopt(sender: RtpSender): void {
    this.#negotiated = undefined;
    this.#sources = sender.sources;
    this.#sender = sender;
    this.#source = sender.associatedRtpReceiver;
    this.#isAdopted = true;
  }

  /** Gives up an adopted sender without a change, for another Forwarding to adopt. */
  disown(): void {
    this.#sender = undefined;
    this.#isAdopted = false;
  }

  /**
   * Reserves other SSRCs for another transport: sequence numbers begin anew there, and endpoints
   * would take such packets for old ones. The SSRCs are used once that transport is negotiated;
   * `false` gives them back.
   */
  renewSources(isRenewed: boolean): void {
    this.#renewed = isRenewed && !this.#isAdopted ? this.peer.newSources() : undefined;
  }

  /**
   * Forwards what comes from `source`, or pauses it. What the engine refuses is logged: nobody
   * waits for it.
   */
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

  /** Sends what an answer agreed on, with undefined nothing. Rejects if the engine refuses it. */
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

  /** Ends the stream. */
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
      // The publisher has left meanwhile: that is no fault of an answer.
      if (!sender.closed) throw error;
    }
  }

  async #apply(sender: RtpSender, negotiated: Negotiated, transport: Transport): Promise<void> {
    if (!this.#isAdopted && sender.disabled !== this.#isPaused) {
      await (this.#isPaused ? sender.disable() : sender.enable());
    }
    // Set once only, so that limits stay which an application sets on the engine's sender itself.
    if (differs(this.#layers, this.#appliedLayers)) {
      const layers = this.#layers;
      await sender.setLayers(layers);
      this.#appliedLayers = layers;
    }
    // While we waited, another source may have taken the sender's place.
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
    // The room keeps its sender, which only has nothing to write any more.
    this.#isAdopted = false;
    const { muxId } = sender.rtpParameters;
    sender.negotiate({ muxId, codecs: [], headerExtensions: [] }).catch(() => {});
  }
}

const differs = (a: Layers, b: Layers): boolean =>
  a.spatialLayer !== b.spatialLayer ||
  a.temporalLayer !== b.temporalLayer ||
  a.maxBitrateBps !== b.maxBitrateBps;
