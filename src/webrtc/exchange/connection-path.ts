// How a connection's packets travel: the transport in use, and the one that follows it.
import { systemClock, type Clock } from '../../base/clock.js';
import type { Transport } from '../../engine/transport.js';
import type { Candidate } from '../../../sdp/index.js';
import { operationFailed } from '../idl/errors.js';
import type { RemoteIce } from '../jsep/agreement.js';
import type { TransportFacts } from '../jsep/describe.js';
import type { RTCDtlsTransport } from '../transports/rtc-dtls-transport.js';
import type { RTCIceCandidate } from '../transports/rtc-ice-candidate.js';
import type { CandidateSection, RTCIceTransport } from '../transports/rtc-ice-transport.js';
import type { StateWatcher } from '../transports/watchers.js';
import { PathSuccession } from './path-succession.js';
import { TransportPath, type PathOptions } from './transport-path.js';

/** What a ConnectionPath is made with. */
export interface ConnectionPathOptions extends PathOptions {
  /** The connection does not end with its transport, but waits for another one. */
  outlivesTransport: boolean;
}

/** Hears what the engine's transports do by themselves. */
export interface PathListener extends StateWatcher {
  /** The engine's transport is gone, and nobody here has closed it. */
  handleClosed(error: Error | undefined): void;
}

/**
 * The path of a connection: opened at the first need, it ends with the last section. All sections
 * that are accepted share one BUNDLE group, so that one TransportPath is in use at a time; for
 * several groups there would be one such path for each.
 */
export class ConnectionPath {
  #current: TransportPath | undefined;
  #opening: Promise<TransportPath> | undefined;
  #isClosed = false;
  readonly #succession: PathSuccession;

  constructor(
    private readonly options: ConnectionPathOptions,
    private readonly listener: PathListener,
    clock: Clock = systemClock
  ) {
    this.#succession = new PathSuccession(() => this.listener.handleClosed(undefined), clock);
  }

  get transport(): Transport | undefined {
    return this.#current?.transport;
  }

  /** Undefined until a description was set: W3C shows no transport before that. */
  get dtls(): RTCDtlsTransport | undefined {
    return this.#used?.dtls;
  }

  /** The ICE side of `dtls`. */
  get ice(): RTCIceTransport | undefined {
    return this.#used?.ice;
  }

  /** The endpoint has ended the transport, and may be about to begin another one. */
  get isEnded(): boolean {
    return this.#succession.isWaiting;
  }

  /** Our ICE user name fragment of the successor, while there is one. */
  get successorUfrag(): string | undefined {
    return this.#succession.successor?.ufrag;
  }

  /** What descriptions say of the open transport, or of its successor. */
  get facts(): TransportFacts {
    return (this.#succession.successor ?? this.#current!).facts;
  }

  /** Opens the transport, if it is not open. @throws {DOMException} OperationError */
  async open(): Promise<Transport> {
    this.#opening ??= this.#openFirst();
    return (await this.#opening).transport;
  }

  /**
   * Opens a successor, for a description after which the endpoint begins a transport anew.
   *
   * @throws {DOMException} OperationError
   */
  async prepareSuccessor(): Promise<void> {
    await this.#succession.prepare(() => this.#openPath());
  }

  /** The description that named the successor has been taken back. */
  dropSuccessor(): void {
    this.#succession.drop();
  }

  /** The transport, of the one in use and its successor, that has this ICE user name fragment. */
  async transportOf(ufrag: string | undefined): Promise<Transport> {
    const { successor } = this.#succession;
    return successor && ufrag === successor.ufrag ? successor.transport : this.open();
  }

  /** The successor is agreed on: the transport before it ends. */
  succeed(): void {
    const old = this.#current;
    const path = this.#succession.take();
    path.isUsed = old?.isUsed ?? false;
    this.#adopt(path);
    this.#opening = Promise.resolve(path);
    old?.transport.close();
    setImmediate(() => this.#tellStates());
  }

  /** A description of ours, or one that is ours to answer, was set: the path belongs to it. */
  use(): RTCDtlsTransport {
    const path = this.#current!;
    path.isUsed = true;
    return path.dtls;
  }

  /**
   * Begins to gather, once for each set of ICE credentials: see `TransportPath.gather()`. What is
   * returned is to be gone through in a task of its own; undefined if nothing is to be gathered.
   */
  gather(section: CandidateSection): Iterable<RTCIceCandidate | null> | undefined {
    const path = this.#used;
    if (!path?.claimGathering()) return undefined;
    return path.gather(section, () => path === this.#used && path.ice.state !== 'closed');
  }

  /** Sets the endpoint's side of ICE, as an answer settles it. */
  setRemote(remote: RemoteIce, candidates: readonly Candidate[], section: CandidateSection): void {
    this.#used?.setRemote(remote, candidates, section);
  }

  /** The only description that needed the path was taken back: the path is as new. */
  release(): void {
    if (!this.#used) return;
    this.#used.release();
    setImmediate(() => this.#tellStates());
  }

  /** No section is left that needs the path. */
  abandon(): void {
    const current = this.#current;
    const used = this.#used;
    this.#current = undefined;
    this.#opening = undefined;
    this.#succession.cancel();
    current?.transport.close();
    setImmediate(() => {
      used?.ice.dispatchEvent(new Event('statechange'));
      used?.dtls.dispatchEvent(new Event('statechange'));
      this.#tellStates();
    });
  }

  /** The connection closes: no events. */
  close(): void {
    this.#isClosed = true;
    this.#succession.close();
    this.#current?.close();
  }

  get #used(): TransportPath | undefined {
    return this.#current?.isUsed ? this.#current : undefined;
  }

  async #openFirst(): Promise<TransportPath> {
    try {
      const path = await this.#openPath();
      this.#adopt(path);
      return path;
    } catch (error) {
      this.#opening = undefined;
      throw error;
    }
  }

  async #openPath(): Promise<TransportPath> {
    try {
      return await TransportPath.open(this.options);
    } catch (error) {
      throw operationFailed('could not open a transport', error);
    }
  }

  #adopt(path: TransportPath): void {
    this.#current = path;
    const isSeen = (): boolean => path === this.#used;
    path.watch({
      handleState: () => void (isSeen() && this.listener.handleState()),
      handleStateTold: () => void (isSeen() && this.listener.handleStateTold()),
    });
    let hasFailed = false;
    path.transport.on('dtlsstatechange', state => (hasFailed ||= state === 'failed'));
    path.transport.on('close', error => {
      if (path !== this.#current) return;
      const mayGoOn = this.options.outlivesTransport && !hasFailed && !this.options.peer.closed;
      if (mayGoOn && !error) this.#waitForSuccessor();
      else this.listener.handleClosed(error);
    });
  }

  #waitForSuccessor(): void {
    this.#succession.handleEnd();
    this.#tellStates();
  }

  #tellStates(): void {
    if (this.#isClosed) return;
    this.listener.handleState();
    this.listener.handleStateTold();
  }
}
