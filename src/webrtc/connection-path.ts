// The one transport of a connection: the engine's, and its W3C faces.
import type { Peer } from '../engine/peer.js';
import type { Transport } from '../engine/transport.js';
import type { TransportOptions } from '../engine/transport-options.js';
import type { Candidate } from '../../sdp/index.js';
import type { RemoteIce } from './agreement.js';
import type { TransportFacts } from './describe.js';
import { operationFailed } from './errors.js';
import type { RTCCertificate } from './transports/rtc-certificate.js';
import { RTCDtlsTransport } from './transports/rtc-dtls-transport.js';
import { RTCIceCandidate } from './transports/rtc-ice-candidate.js';
import { RTCIceTransport, type CandidateSection } from './transports/rtc-ice-transport.js';
import type { StateWatcher } from './transports/watchers.js';

/** What the engine's transport is made with. */
export interface PathOptions {
  peer: Peer;
  transportOptions?: TransportOptions | undefined;
  /** In bits per second. */
  maxBitrate?: number | undefined;
  certificate: RTCCertificate | undefined;
}

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
  #isUsed = false;
  #isClosed = false;

  constructor(
    private readonly options: PathOptions,
    private readonly listener: PathListener
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

  /** What descriptions say of an open transport. */
  get facts(): TransportFacts {
    const { iceLocalParameters, iceLocalCandidates, dtlsLocalParameters } = this.#transport!;
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
    this.#dtls?.close();
    this.#dtls?.iceTransport.close();
  }

  #tellStates(): void {
    if (!this.#isClosed) this.listener.watch()?.();
  }

  async #open(): Promise<Transport> {
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
    transport.on('close', error => {
      if (transport === this.#transport) this.listener.handleClosed(error);
    });
    const ice = new RTCIceTransport(transport);
    const dtls = new RTCDtlsTransport(transport, ice);
    this.#transport = transport;
    this.#dtls = dtls;
    const watch: StateWatcher = () => (dtls === this.dtls ? this.listener.watch() : undefined);
    ice.watch(watch);
    dtls.watch(watch);
    return transport;
  }
}
