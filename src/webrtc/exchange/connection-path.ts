// The one transport of a connection: the engine's, and its W3C faces.
import { systemClock, type Clock } from '../../base/clock.js';
import type { Peer } from '../../engine/peer.js';
import type { Transport } from '../../engine/transport.js';
import type { TransportOptions } from '../../engine/transport-options.js';
import type { Candidate } from '../../../sdp/index.js';
import type { RemoteIce } from '../jsep/agreement.js';
import type { TransportFacts } from '../jsep/describe.js';
import { operationFailed } from '../idl/errors.js';
import type { RTCCertificate } from '../transports/rtc-certificate.js';
import { RTCDtlsTransport } from '../transports/rtc-dtls-transport.js';
import { RTCIceCandidate } from '../transports/rtc-ice-candidate.js';
import { RTCIceTransport, type CandidateSection } from '../transports/rtc-ice-transport.js';
import type { StateWatcher } from '../transports/watchers.js';

/** What the engine's transport is made with. */
export interface PathOptions {
  peer: Peer;
  transportOptions?: TransportOptions | undefined;
  /** In bits per second. */
  maxBitrate?: number | undefined;
  certificate: RTCCertificate | undefined;
  /** The connection does not end with its transport, but waits for another one. */
  outlivesTransport: boolean;
}

// From the end of a transport to the description that begins another one, and from that to DTLS.
const announcementTimeoutMs = 3000;
const successionTimeoutMs = 10_000;

/** What a path tells its connection. */
export interface PathListener {
  /** The state of ICE, of gathering or of DTLS changed. */
  watch: StateWatcher;
  handleCandidate(candidate: RTCIceCandidate | null): void;
  /** The engine's transport is gone, and nobody here has closed it. */
  handleClosed(error: Error | undefined): void;
}

/** Opened at the first need of it; with the rejection of the last section it ends. */
export class ConnectionPath {
  #transport: Transport | undefined;
  #opening: Promise<Transport> | undefined;
  #dtls: RTCDtlsTransport | undefined;
  #gatheredUfrag: string | undefined;
  #successor: { transport: Transport; dtls: RTCDtlsTransport } | undefined;
  #isEnded = false;
  #cancelTimeout: () => void = () => {};
  #isUsed = false;
  #isClosed = false;

  constructor(
    private readonly options: PathOptions,
    private readonly listener: PathListener,
    private readonly clock: Clock = systemClock
  ) {}

  get transport(): Transport | undefined {
    return this.#transport;
  }

  /** Undefined until a description was set: before that, the transport is nobody's business. */
  get dtls(): RTCDtlsTransport | undefined {
    return this.#isUsed ? this.#dtls : undefined;
  }

  get ice(): RTCIceTransport | undefined {
    return this.dtls?.iceTransport;
  }

  /** @throws {DOMException} OperationError */
  open(): Promise<Transport> {
    return (this.#opening ??= this.#open().catch((error: unknown) => {
      this.#opening = undefined;
      throw operationFailed('could not open a transport', error);
    }));
  }

  /** The endpoint has ended the transport, and may be about to begin another one. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** The ICE user name fragment of the successor, while there is one. */
  get successorUfrag(): string | undefined {
    return this.#successor?.transport.iceLocalParameters.usernameFragment;
  }

  /** Opens a successor, for a description after which the endpoint begins a transport anew. */
  async prepareSuccessor(): Promise<void> {
    try {
      this.#successor ??= await this.#make();
    } catch (error) {
      throw operationFailed('could not open a transport', error);
    }
  }

  /** That description has been taken back. */
  dropSuccessor(): void {
    const successor = this.#successor;
    this.#successor = undefined;
    successor?.transport.close();
    if (successor && this.#isEnded) this.#waitForSuccessor(undefined);
  }

  /** What an agreement is applied to that was reached with these ICE credentials. */
  transportOf(ufrag: string | undefined): Promise<Transport> {
    const successor = this.#successor?.transport;
    return successor && ufrag === this.successorUfrag ? Promise.resolve(successor) : this.open();
  }

  /** The successor is agreed on: the transport before it ends. */
  succeed(): void {
    const old = this.#transport;
    this.#adopt(this.#successor!);
    this.#opening = Promise.resolve(this.#transport!);
    this.#successor = undefined;
    this.#isEnded = false;
    this.#gatheredUfrag = undefined;
    old?.close();
    // Firefox 153 does not follow where it has itself stopped the first section.
    this.#after(successionTimeoutMs, () => this.#dtls?.state !== 'connected');
    setImmediate(() => this.#tellStates());
  }

  /** What descriptions say of an open transport, or of its successor. */
  get facts(): TransportFacts {
    const { transport } = this.#successor ?? { transport: this.#transport! };
    const { iceLocalParameters, iceLocalCandidates, dtlsLocalParameters } = transport;
    return {
      iceParameters: iceLocalParameters,
      iceCandidates: iceLocalCandidates,
      sha256: dtlsLocalParameters.fingerprints['sha-256'],
    };
  }

  /** A description of ours, or one that is ours to answer, was set. */
  use(): RTCDtlsTransport {
    this.#isUsed = true;
    return this.#dtls!;
  }

  /** Tells our candidates, once for each set of ICE credentials. W3C WebRTC 1.0, section 4.4.1.9. */
  gather(section: CandidateSection): void {
    const ice = this.ice;
    const ufrag = this.#transport?.iceLocalParameters.usernameFragment;
    if (!ice || ufrag === this.#gatheredUfrag) return;
    this.#gatheredUfrag = ufrag;
    const isCurrent = (): boolean => ice === this.ice && ice.state !== 'closed';
    setImmediate(() => {
      if (!isCurrent()) return;
      const candidates = ice.gather(section);
      ice.setGatheringState('gathering');
      const usernameFragment = ufrag ?? null;
      const end = new RTCIceCandidate({ candidate: '', ...section, usernameFragment });
      for (const candidate of [...candidates, end]) {
        if (isCurrent()) this.listener.handleCandidate(candidate);
      }
      if (!isCurrent()) return;
      ice.setGatheringState('complete');
      this.listener.handleCandidate(null);
    });
  }

  /** The endpoint's side of ICE, as an answer settles it. */
  setRemote(remote: RemoteIce, candidates: readonly Candidate[], section: CandidateSection): void {
    const { ice } = this;
    if (!ice) return;
    ice.setRemoteParameters({ usernameFragment: remote.ufrag, password: remote.pwd });
    for (const candidate of candidates) {
      ice.addRemoteCandidate(
        RTCIceCandidate.of(candidate, { ...section, usernameFragment: remote.ufrag })
      );
    }
    ice.setChecking();
  }

  /** The only offer that needed it was taken back. */
  release(): void {
    if (!this.#isUsed) return;
    this.#dtls?.iceTransport.forgetLocal();
    this.#isUsed = false;
    this.#gatheredUfrag = undefined;
    setImmediate(() => this.#tellStates());
  }

  /** No section is left that needs it. */
  abandon(): void {
    const transport = this.#transport;
    const dtls = this.dtls;
    this.#transport = undefined;
    this.#opening = undefined;
    this.#dtls = undefined;
    this.#isUsed = false;
    this.#gatheredUfrag = undefined;
    transport?.close();
    setImmediate(() => {
      dtls?.iceTransport.dispatchEvent(new Event('statechange'));
      dtls?.dispatchEvent(new Event('statechange'));
      this.#tellStates();
    });
  }

  /** The connection closes: no events. */
  close(): void {
    this.#isClosed = true;
    this.#cancelTimeout();
    this.#successor?.transport.close();
    this.#dtls?.close();
    this.#dtls?.iceTransport.close();
  }

  #tellStates(): void {
    if (!this.#isClosed) this.listener.watch()?.();
  }

  async #open(): Promise<Transport> {
    this.#adopt(await this.#make());
    return this.#transport!;
  }

  async #make(): Promise<{ transport: Transport; dtls: RTCDtlsTransport }> {
    const { peer, transportOptions, maxBitrate, certificate } = this.options;
    peer.assumeCapabilities();
    const transport = await peer.createTransport(
      transportOptions,
      certificate && {
        certificate: certificate.certificatePem,
        privateKey: certificate.privateKeyPem,
      }
    );
    try {
      if (maxBitrate !== undefined) await transport.setMaxBitrate(maxBitrate);
    } catch (error) {
      transport.close();
      throw error;
    }
    const ice = new RTCIceTransport(transport);
    return { transport, dtls: new RTCDtlsTransport(transport, ice) };
  }

  #adopt({ transport, dtls }: { transport: Transport; dtls: RTCDtlsTransport }): void {
    this.#transport = transport;
    this.#dtls = dtls;
    const watch: StateWatcher = () => (dtls === this.dtls ? this.listener.watch() : undefined);
    dtls.iceTransport.watch(watch);
    dtls.watch(watch);
    let hasFailed = false;
    transport.on('dtlsstatechange', state => (hasFailed ||= state === 'failed'));
    transport.on('close', error => {
      if (transport !== this.#transport) return;
      const mayGoOn = this.options.outlivesTransport && !hasFailed && !this.options.peer.closed;
      if (mayGoOn && !error) this.#waitForSuccessor(error);
      else this.listener.handleClosed(error);
    });
  }

  // Browsers end a transport with the first section of its BUNDLE group, and begin another one for
  // those that stay; what they say of it may come later than the end.
  #waitForSuccessor(error: Error | undefined): void {
    this.#isEnded = true;
    this.#tellStates();
    this.#after(
      announcementTimeoutMs,
      () => {
        // An offer of ours is out that says so: its answer has its own time.
        const isSaid = this.#isEnded && this.#successor !== undefined;
        if (isSaid) this.#after(successionTimeoutMs, () => this.#isEnded, error);
        return this.#isEnded && !isSaid;
      },
      error
    );
  }

  // Ends the connection if, then, its transport is still the same and has led to nothing.
  #after(delayMs: number, isHopeless: () => boolean, error?: Error): void {
    const transport = this.#transport;
    this.#cancelTimeout();
    this.#cancelTimeout = this.clock.after(delayMs, () => {
      if (transport === this.#transport && isHopeless()) this.listener.handleClosed(error);
    });
  }
}
