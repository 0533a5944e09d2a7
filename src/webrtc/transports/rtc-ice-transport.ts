// RTCIceTransport: how the connection's packets find their way.
import type { Transport } from '../../engine/transport.js';
import type { IceSelectedTuple, IceState } from '../../parameters/transport.js';
import { AttributedTarget, type EventAttribute } from '../idl/events.js';
import {
  candidatePairOf,
  localCandidate,
  type CandidateSection,
  type RTCIceCandidatePair,
} from './candidate-pair.js';
import type { RTCIceCandidate, RTCIceComponent } from './rtc-ice-candidate.js';
import { Watchers, type StateWatcher } from './watchers.js';

export type { CandidateSection, RTCIceCandidatePair };

/** W3C WebRTC 1.0, section 5.6.4. */
export type RTCIceTransportState =
  'new' | 'checking' | 'connected' | 'completed' | 'disconnected' | 'failed' | 'closed';
/** W3C WebRTC 1.0, section 5.6.3. */
export type RTCIceGathererState = 'new' | 'gathering' | 'complete';

/** W3C WebRTC 1.0, section 5.6.1. */
export interface RTCIceParameters {
  /** The user name fragment. */
  usernameFragment: string;
  /** The password. */
  password: string;
}

/** What an RTCIceTransport tells. */
export interface RTCIceTransportEvents {
  /** `state` changed. */
  statechange: Event;
  /** `gatheringState` changed. */
  gatheringstatechange: Event;
  /** Packets go another way from now on. */
  selectedcandidatepairchange: Event;
}

/** How many candidates of the endpoint are kept. RFC 8445, section 6.1.2.5, pairs as many. */
export const defaultMaxRemoteCandidates = 100;

/**
 * The ICE side of the engine's transport. W3C WebRTC 1.0, section 5.6.
 *
 * An agent as ours (ICE-lite, RFC 8445, section 2.5) is always controlled and never checks by
 * itself. A connection makes one for all sections of a BUNDLE group.
 */
export class RTCIceTransport extends AttributedTarget<RTCIceTransportEvents> {
  readonly #transport: Transport;
  readonly #watchers = new Watchers();
  #state: RTCIceTransportState = 'new';
  #gatheringState: RTCIceGathererState = 'new';
  #section: CandidateSection = { sdpMid: null, sdpMLineIndex: 0 };
  #localParameters: RTCIceParameters;
  #localCandidates: readonly RTCIceCandidate[] = [];
  #remoteParameters: RTCIceParameters | null = null;
  // By their text and generation, in the order of their coming.
  readonly #remoteCandidates = new Map<string, RTCIceCandidate>();
  #refusedCandidates = 0;
  #selectedPair: RTCIceCandidatePair | null = null;

  /** @internal @param maxRemoteCandidates how many candidates of the endpoint are kept */
  constructor(
    transport: Transport,
    private readonly maxRemoteCandidates = defaultMaxRemoteCandidates
  ) {
    if (!Array.isArray((Object(transport) as Transport).iceLocalCandidates)) {
      throw new TypeError('Illegal constructor');
    }
    super();
    this.#transport = transport;
    this.#localParameters = { ...transport.iceLocalParameters };
    if (transport.closed) this.#state = 'closed';
    else this.#state = stateOf(transport.iceState);
    if (transport.iceSelectedTuple) this.#selectedPair = this.#pairOf(transport.iceSelectedTuple);

    transport.on('icestatechange', state => this.#setState(stateOf(state)));
    transport.on('iceselectedtuplechange', tuple => this.#handleSelected(tuple));
    transport.on('close', () => this.close());
  }

  /** An ICE-lite agent never controls. RFC 8445, section 6.1.1. */
  get role(): 'controlled' {
    return 'controlled';
  }

  /** RTP and RTCP share one component. RFC 5761. */
  get component(): RTCIceComponent {
    return 'rtp';
  }

  /** Whether packets find their way. Section 5.6.4. */
  get state(): RTCIceTransportState {
    return this.#state;
  }

  /** Whether our candidates have been told. Section 5.6.3. */
  get gatheringState(): RTCIceGathererState {
    return this.#gatheringState;
  }

  /** What was gathered for the current local parameters. */
  getLocalCandidates(): RTCIceCandidate[] {
    return [...this.#localCandidates];
  }

  /** The endpoint's candidates of the current remote parameters, at most a hundred by default. */
  getRemoteCandidates(): RTCIceCandidate[] {
    return [...this.#remoteCandidates.values()];
  }

  /** The candidates that packets go between; null before the first check, and after the end. */
  getSelectedCandidatePair(): RTCIceCandidatePair | null {
    return this.#selectedPair;
  }

  /** Our ICE credentials. */
  getLocalParameters(): RTCIceParameters | null {
    return { ...this.#localParameters };
  }

  /** The endpoint's ICE credentials; null before its description was set. */
  getRemoteParameters(): RTCIceParameters | null {
    return this.#remoteParameters && { ...this.#remoteParameters };
  }

  /** The handler of the event `statechange`. */
  get onstatechange(): EventAttribute {
    return this.attribute('statechange');
  }
  set onstatechange(handler: EventAttribute) {
    this.setAttribute('statechange', handler);
  }

  /** The handler of the event `gatheringstatechange`. */
  get ongatheringstatechange(): EventAttribute {
    return this.attribute('gatheringstatechange');
  }
  set ongatheringstatechange(handler: EventAttribute) {
    this.setAttribute('gatheringstatechange', handler);
  }

  /** The handler of the event `selectedcandidatepairchange`. */
  get onselectedcandidatepairchange(): EventAttribute {
    return this.attribute('selectedcandidatepairchange');
  }
  set onselectedcandidatepairchange(handler: EventAttribute) {
    this.setAttribute('selectedcandidatepairchange', handler);
  }

  /**
   * @internal Makes our candidates those of an m-section, with the engine's ICE parameters of
   * now; to be called when these become the local description's, and again after a restart.
   */
  gather(section: CandidateSection): RTCIceCandidate[] {
    const { iceLocalParameters, iceLocalCandidates } = this.#transport;
    const { usernameFragment } = iceLocalParameters;
    this.#section = section;
    this.#localParameters = { ...iceLocalParameters };
    this.#localCandidates = iceLocalCandidates.map(candidate =>
      localCandidate(candidate, section, usernameFragment)
    );
    return this.getLocalCandidates();
  }

  /** @internal The description that our candidates were gathered for was taken back. */
  forgetLocal(): void {
    this.#localCandidates = [];
    this.#gatheringState = 'new';
  }

  /** @internal Changes the state and fires the event, if it is another one. */
  setGatheringState(state: RTCIceGathererState): void {
    if (state === this.#gatheringState || this.#state === 'closed') return;
    this.#gatheringState = state;
    this.#watchers.around(() => this.dispatchEvent(new Event('gatheringstatechange')));
  }

  /** @internal As a remote description says it. Candidates of other parameters are forgotten. */
  setRemoteParameters(parameters: RTCIceParameters | null): void {
    const isNew = parameters?.usernameFragment !== this.#remoteParameters?.usernameFragment;
    if (this.#remoteParameters && isNew) this.#remoteCandidates.clear();
    this.#remoteParameters = parameters && {
      usernameFragment: parameters.usernameFragment,
      password: parameters.password,
    };
    if (parameters && !this.#transport.closed) this.#transport.setRemoteIceParameters(parameters);
  }

  /** @internal How many candidates were not kept, as there were too many already. */
  get refusedCandidates(): number {
    return this.#refusedCandidates;
  }

  /** @internal A second time the same one changes nothing, nor does one above the limit. */
  addRemoteCandidate(candidate: RTCIceCandidate): void {
    const key = `${candidate.usernameFragment} ${candidate.candidate}`;
    if (this.#remoteCandidates.has(key)) return;
    if (this.#remoteCandidates.size >= this.maxRemoteCandidates) {
      this.#refusedCandidates++;
      return;
    }
    this.#remoteCandidates.set(key, candidate);
    // A check may come before the candidate that it came from: the path is the same.
    const tuple = this.#transport.iceSelectedTuple;
    if (!tuple || this.#selectedPair?.remote.type !== 'prflx') return;
    const { remote } = this.#pairOf(tuple);
    if (remote === candidate) this.#selectedPair = { local: this.#selectedPair.local, remote };
  }

  /** @internal The endpoint may check us now: `new` becomes `checking`. */
  setChecking(): void {
    if (this.#state === 'new') this.#setState('checking');
  }

  /** @internal The end, without an event: `close()` of a connection fires none. */
  close(): void {
    this.#state = 'closed';
    this.#selectedPair = null;
  }

  /** @internal Lets `watcher` follow `state` and `gatheringState`. */
  watch(watcher: StateWatcher): void {
    this.#watchers.add(watcher);
  }

  #setState(state: RTCIceTransportState): void {
    if (state === this.#state || this.#state === 'closed') return;
    // The engine's `new` says only that nothing is found yet, or not after an ICE restart.
    const isChecking = state === 'new' && this.#state !== 'new';
    if (isChecking && this.#state === 'checking') return;
    this.#state = isChecking ? 'checking' : state;
    this.#watchers.around(() => this.dispatchEvent(new Event('statechange')));
  }

  #handleSelected(tuple: IceSelectedTuple): void {
    if (this.#state === 'closed') return;
    this.#selectedPair = this.#pairOf(tuple);
    this.dispatchEvent(new Event('selectedcandidatepairchange'));
  }

  #pairOf(tuple: IceSelectedTuple): RTCIceCandidatePair {
    const known = {
      section: this.#section,
      local: this.#localCandidates,
      remote: this.getRemoteCandidates(),
      remoteUfrag: this.#remoteParameters?.usernameFragment ?? null,
    };
    return candidatePairOf(tuple, known, this.#transport);
  }
}

const stateOf = (state: IceState): RTCIceTransportState => state;
