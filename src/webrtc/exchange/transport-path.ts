// One transport of the engine with its W3C objects: what the sections of one BUNDLE group share.
import type { Peer } from '../../engine/peer.js';
import type { Transport } from '../../engine/transport.js';
import type { TransportOptions } from '../../engine/transport-options.js';
import type { Candidate } from '../../../sdp/index.js';
import type { RemoteIce } from '../jsep/agreement.js';
import type { TransportFacts } from '../jsep/describe.js';
import { privateKeyPemOf, type RTCCertificate } from '../transports/rtc-certificate.js';
import { RTCDtlsTransport } from '../transports/rtc-dtls-transport.js';
import { RTCIceCandidate } from '../transports/rtc-ice-candidate.js';
import { RTCIceTransport, type CandidateSection } from '../transports/rtc-ice-transport.js';
import type { StateWatcher } from '../transports/watchers.js';

/** What the engine's transports of a connection are made with. */
export interface PathOptions {
  peer: Peer;
  transportOptions?: TransportOptions | undefined;
  /** What the endpoint is asked to send at most, in bits per second. Default: no limit. */
  maxBitrate?: number | undefined;
  /** How many candidates of the endpoint are kept. Default 100. */
  maxRemoteCandidates?: number | undefined;
  /** What the path proves its identity with. Default: a certificate of the worker. */
  certificate: RTCCertificate | undefined;
}

/** Made by `open()`; lives until `close()`, or until the engine's transport has ended. */
export class TransportPath {
  readonly ice: RTCIceTransport;
  readonly dtls: RTCDtlsTransport;
  /** A description was set that belongs to the path: before that, applications do not see the path. */
  isUsed = false;
  #gatheredUfrag: string | undefined;

  private constructor(
    readonly transport: Transport,
    maxRemoteCandidates: number | undefined
  ) {
    this.ice = new RTCIceTransport(transport, maxRemoteCandidates);
    this.dtls = new RTCDtlsTransport(transport, this.ice);
  }

  /** Rejects if the engine refuses the transport. */
  static async open(options: PathOptions): Promise<TransportPath> {
    const { peer, transportOptions, maxBitrate, certificate } = options;
    peer.assumeCapabilities();
    const transport = await peer.createTransport(
      transportOptions,
      certificate && {
        certificate: certificate.certificatePem,
        privateKey: privateKeyPemOf(certificate),
      }
    );
    try {
      if (maxBitrate !== undefined) await transport.setMaxBitrate(maxBitrate);
    } catch (error) {
      transport.close();
      throw error;
    }
    return new TransportPath(transport, options.maxRemoteCandidates);
  }

  /** Our ICE user name fragment. */
  get ufrag(): string {
    return this.transport.iceLocalParameters.usernameFragment;
  }

  /** What descriptions say of the transport. */
  get facts(): TransportFacts {
    const { iceLocalParameters, iceLocalCandidates, dtlsLocalParameters } = this.transport;
    return {
      iceParameters: iceLocalParameters,
      iceCandidates: iceLocalCandidates,
      sha256: dtlsLocalParameters.fingerprints['sha-256'],
    };
  }

  /** Lets `watcher` follow the states of ICE, of gathering and of DTLS. */
  watch(watcher: StateWatcher): void {
    this.ice.watch(watcher);
    this.dtls.watch(watcher);
  }

  /** Returns true once for each set of our ICE credentials: who called it has to gather. */
  claimGathering(): boolean {
    if (this.ufrag === this.#gatheredUfrag) return false;
    this.#gatheredUfrag = this.ufrag;
    return true;
  }

  /**
   * Gathers: our candidates one by one, then one with an empty `candidate`, and null at the very
   * end. Stops as soon as `isCurrent()` is false. W3C WebRTC 1.0, section 4.4.1.9.
   */
  *gather(
    section: CandidateSection,
    isCurrent: () => boolean
  ): Generator<RTCIceCandidate | null, void> {
    if (!isCurrent()) return;
    const usernameFragment = this.ufrag;
    const candidates = this.ice.gather(section);
    this.ice.setGatheringState('gathering');
    const end = new RTCIceCandidate({ candidate: '', ...section, usernameFragment });
    for (const candidate of [...candidates, end]) if (isCurrent()) yield candidate;
    if (!isCurrent()) return;
    this.ice.setGatheringState('complete');
    yield null;
  }

  /** Sets the endpoint's side of ICE, as a description says it. */
  setRemote(remote: RemoteIce, candidates: readonly Candidate[], section: CandidateSection): void {
    const { ice } = this;
    ice.setRemoteParameters({ usernameFragment: remote.ufrag, password: remote.pwd });
    for (const candidate of candidates) {
      ice.addRemoteCandidate(
        RTCIceCandidate.of(candidate, { ...section, usernameFragment: remote.ufrag })
      );
    }
    ice.setChecking();
  }

  /** The only description that needed the path was taken back: it is as new. */
  release(): void {
    this.isUsed = false;
    this.#gatheredUfrag = undefined;
    this.ice.forgetLocal();
  }

  /** Ends the W3C objects without events: `RTCPeerConnection.close()` fires none. */
  close(): void {
    this.dtls.close();
    this.ice.close();
  }
}
