// Offers and answers of a connection: which are made, set and taken back, and what comes of them.
import type { Peer } from '../../engine/peer.js';
import type { Transport } from '../../engine/transport.js';
import type { RtpCapabilities } from '../../parameters/rtp.js';
import { sentParameters } from '../jsep/codec-words.js';
import type { Agreement } from '../jsep/agreement.js';
import { applyToEngine } from './apply-agreement.js';
import type { ConnectionPath } from './connection-path.js';
import {
  applyAgreement,
  applyLocalOffer,
  applyRemoteOffer,
  rollBack,
} from './description-steps.js';
import { unifiedPlan } from '../jsep/dialect.js';
import { invalidState, operationFailed } from '../idl/errors.js';
import type { RTCTrackEvent } from '../rtp/rtc-track-event.js';
import type { SectionState, TransceiverFacts } from '../jsep/section-state.js';
import { endsIn, endsTransport } from '../jsep/succession.js';
import { Negotiation } from './negotiation.js';
import type { Wanted } from '../jsep/local-offer.js';
import { formatsOf, planB } from '../plan-b/dialect.js';
import { admitting } from './admit-tracks.js';
import { RemoteStreams, RemoteTrackChanges } from './remote-tracks.js';
import type { RemoteAnswer } from '../jsep/remote-answer.js';
import type { RemoteOffer } from '../jsep/remote-offer.js';
import { RTCSessionDescription } from './rtc-session-description.js';
import type { RTCRtpTransceiver } from '../rtp/rtc-rtp-transceiver.js';
import { RtpNumbers } from '../jsep/rtp-numbers.js';
import {
  nextState,
  type SdpType,
  type Side,
  type SignalingState,
} from '../jsep/signaling-state.js';
import type { TransceiverSet } from '../rtp/transceiver-set.js';
import type { CandidateSection } from '../transports/rtc-ice-transport.js';

/** What an exchange tells the connection, and asks of it. */
export interface ExchangeHost {
  readonly peer: Peer;
  readonly isClosed: boolean;
  readonly capabilities: RtpCapabilities;
  readonly path: ConnectionPath;
  readonly transceivers: TransceiverSet;
  /** The application has made a data channel. */
  readonly wantsDataChannels: boolean;
  /** True where a peer was given: its transport outlives its sections. */
  readonly keepsTransport: boolean;
  /** An offer or answer is about to be made. */
  handleDescription(): void;
  handleStateChange(): void;
  handleStable(): void;
  handleTrack(event: RTCTrackEvent): void;
  /** The endpoint has begun to send there: its receiver may close by itself. */
  handleReceiver(transceiver: RTCRtpTransceiver): void;
  /** What was agreed about data channels; see `Agreement`. */
  handleDataChannels(maxMessageSize: number | null | undefined, isServer: boolean): void;
}

/**
 * The W3C algorithms around descriptions (sections 4.4.1.3 to 4.4.1.8), on top of plans. Its
 * methods are operations of the chain: none runs while another does.
 */
export class Exchange {
  readonly negotiation: Negotiation;
  readonly #numbers = new RtpNumbers();
  readonly #streams = new RemoteStreams();
  #state: SignalingState = 'stable';
  #canTrickle: boolean | null = null;
  #ufragsToReplace: ReadonlySet<string> = new Set();

  constructor(
    private readonly host: ExchangeHost,
    private readonly usesPlanB: boolean
  ) {
    const dialect = usesPlanB
      ? planB(kind => formatsOf(kind, host.capabilities, this.#numbers))
      : unifiedPlan;
    this.negotiation = new Negotiation(dialect);
  }

  get state(): SignalingState {
    return this.#state;
  }

  /** Whether the endpoint takes candidates after its description; null before it has one. */
  get canTrickle(): boolean | null {
    return this.#canTrickle;
  }

  /** What an offer would say now. */
  get wanted(): Wanted {
    const { wantsDataChannels, keepsTransport } = this.host;
    return { transceivers: this.#facts(), hasDataChannels: wantsDataChannels, keepsTransport };
  }

  /** W3C WebRTC 1.0, section 4.7.3. */
  get isNeeded(): boolean {
    const { agreedUfrag } = this.negotiation;
    const ufrag = this.host.path.transport?.iceLocalParameters.usernameFragment;
    const hasNewIce = agreedUfrag !== undefined && agreedUfrag !== ufrag;
    if (this.#ufragsToReplace.size > 0 || hasNewIce) return true;
    const { wanted } = this;
    const { hasBegun } = this.negotiation;
    // The first offer is the application's own idea where the room is what it is about.
    const transceivers = wanted.transceivers.filter(({ isFed }) => hasBegun || !isFed);
    return this.negotiation.isNeeded({ ...wanted, transceivers });
  }

  /**
   * In a room the endpoint may send from the first offer on, unless it began itself. In Plan B
   * it always may: it has no other way to get room for a track in its answers.
   */
  get offersSlots(): boolean {
    return this.usesPlanB || !this.negotiation.hasBegun;
  }

  /** Throws InvalidStateError unless an offer may be made now. */
  assertOfferable(): void {
    if (this.#state === 'stable' || this.#state === 'have-local-offer') return;
    throw invalidState(`no offer in the signaling state ${this.#state}`);
  }

  async createOffer(isRestart: boolean): Promise<RTCSessionDescription> {
    this.assertOfferable();
    await this.host.path.open();
    await this.#renewIceCredentials(isRestart);
    await this.#prepareSuccessor();
    // From here on nothing waits: the offer is a picture of one moment.
    this.#assertOpen();
    this.assertOfferable();
    this.host.handleDescription();
    return this.negotiation.createOffer(this.wanted, this.host.path.facts);
  }

  async createAnswer(): Promise<RTCSessionDescription> {
    if (this.#state !== 'have-remote-offer' && this.#state !== 'have-local-pranswer') {
      throw invalidState(`there is no remote offer in the signaling state ${this.#state}`);
    }
    const transport = await this.host.path.open();
    const { negotiation } = this;
    const isAnswered = negotiation.agreedUfrag !== transport.iceLocalParameters.usernameFragment;
    const succeeds = await this.#prepareSuccessor();
    if (!succeeds && negotiation.isIceRestarted && !isAnswered) await this.#restartIce();
    this.#assertOpen();
    this.host.handleDescription();
    return negotiation.createAnswer(this.#facts(), this.host.path.facts, succeeds);
  }

  async setLocal(given: SdpType | undefined, sdp: string): Promise<void> {
    const isOffering = ['stable', 'have-local-offer', 'have-remote-pranswer'].includes(this.#state);
    const type = given ?? (isOffering ? 'offer' : 'answer');
    // A text that is not ours is told of before a state that does not fit.
    if (sdp !== '' && type !== 'rollback') this.negotiation.assertCreated(type, sdp);
    const next = this.#stateAfter('local', type);
    if (type === 'rollback') return this.#rollBackLater();
    if (type === 'offer') {
      const offer = sdp || this.#upToDateOffer();
      return this.#setLocalOffer(offer ?? (await this.createOffer(false)).sdp, next);
    }
    const answer = sdp || (await this.createAnswer()).sdp;
    const agreement = this.negotiation.readLocalAnswer(answer);
    await this.#settle('local', new RTCSessionDescription({ type, sdp: answer }), agreement, next);
  }

  async setRemote(description: RTCSessionDescription): Promise<void> {
    const { type } = description;
    if (type === 'offer') return this.#setRemoteOffer(description);
    const next = this.#stateAfter('remote', type);
    if (type === 'rollback') return this.#rollBackLater();
    const answer = this.negotiation.readRemoteAnswer(description.sdp);
    await admitting(answer, this.host.transceivers, agreement =>
      this.#settle('remote', description, agreement, next)
    );
  }

  /** The ICE credentials of our descriptions are to be replaced. W3C WebRTC 1.0, section 4.4.2. */
  restartIce(): void {
    this.#ufragsToReplace = new Set(this.negotiation.localUfrags);
  }

  /** Back to the last stable state. */
  rollBack(): void {
    const { transceivers } = this.host;
    const changes = new RemoteTrackChanges(this.#streams);
    this.negotiation.drop();
    this.#dropSuccessor();
    rollBack(transceivers, changes);
    transceivers.sweep(this.negotiation.agreedSections);
    if (this.negotiation.agreedUfrag === undefined) this.host.path.release();
    this.#enter('stable');
    changes.tell(event => this.host.handleTrack(event));
    this.host.handleStable();
  }

  close(): void {
    this.#state = 'closed';
  }

  #facts(): TransceiverFacts[] {
    const { transceivers, capabilities } = this.host;
    return transceivers.facts(capabilities, this.#numbers, !this.usesPlanB);
  }

  async #rollBackLater(): Promise<void> {
    await inNextTask();
    this.rollBack();
  }

  #upToDateOffer(): string | undefined {
    const { path } = this.host;
    if (!path.transport || this.#isToBeReplaced(path.transport)) return undefined;
    if (this.#needsSuccessor !== (path.successorUfrag !== undefined)) return undefined;
    return this.negotiation.upToDateOffer(this.wanted, path.facts);
  }

  async #setLocalOffer(sdp: string, next: SignalingState): Promise<void> {
    await inNextTask();
    this.#assertOpen();
    const { path, transceivers } = this.host;
    const sections = this.negotiation.setLocalOffer(sdp);
    const hasMedia = sections.some(({ isRejected }) => !isRejected);
    applyLocalOffer(sections, transceivers, hasMedia ? path.use() : null);
    this.#enter(next);
    path.gather(taggedSection(sections));
  }

  async #setRemoteOffer(description: RTCSessionDescription): Promise<void> {
    // An offer of ours that is out gives way, whatever becomes of the other one.
    if (this.#state === 'have-local-offer') await this.#rollBackLater();
    const next = this.#stateAfter('remote', 'offer');
    this.#readOffer(description);
    await this.host.path.open();
    await inNextTask();
    this.#assertOpen();
    // Read again: tracks that were added meanwhile have a say in what is for whom.
    const offer = this.#readOffer(description);
    this.#learnNumbers(offer);

    const { transceivers, path } = this.host;
    const changes = new RemoteTrackChanges(this.#streams);
    const dtls = offer.ice ? path.use() : null;
    const applied = applyRemoteOffer(offer, transceivers, dtls, changes);
    this.negotiation.setRemoteOffer(description, applied);
    this.#canTrickle = offer.canTrickle;
    this.#enter(next);
    changes.tell(event => this.host.handleTrack(event));
  }

  #readOffer({ sdp }: RTCSessionDescription): RemoteOffer {
    return this.negotiation.readOffer(sdp, this.#facts());
  }

  #learnNumbers(offer: RemoteOffer): void {
    for (const { section, isRejected, isBundled } of offer.sections) {
      if (isRejected || !isBundled) continue;
      this.#numbers.learn(sentParameters(section), section.headerExtensions);
    }
  }

  async #settle(
    side: Side,
    description: RTCSessionDescription,
    agreement: Agreement | RemoteAnswer,
    next: SignalingState
  ): Promise<void> {
    const { host, negotiation } = this;
    const { path, transceivers, peer } = host;
    const ufrag = negotiation.ufragFor(side);
    const transport = await path.transportOf(ufrag);
    const succeeds = transport !== path.transport;
    const isConnected = negotiation.settledDtls !== undefined && !succeeds;
    const engine = { peer, transport, transceivers };
    const filled = await applyToEngine(agreement, engine, isConnected);
    if (host.isClosed) return;
    if (succeeds) path.succeed();

    const changes = new RemoteTrackChanges(this.#streams);
    negotiation.agree(side, description, agreement);
    if ('canTrickle' in agreement) this.#canTrickle = agreement.canTrickle;
    applyAgreement(side, agreement, transceivers, agreement.ice ? path.use() : null, changes);
    for (const transceiver of filled) host.handleReceiver(transceiver);
    this.#settlePath(agreement);
    if (next === 'stable') {
      const { agreedUfrag } = negotiation;
      if (!this.#ufragsToReplace.has(agreedUfrag ?? '')) this.#ufragsToReplace = new Set();
      for (const transceiver of transceivers) transceiver.markStable();
      transceivers.sweep(agreement.sections);
    }
    this.#enter(next);
    if (side === 'local' || succeeds) path.gather(taggedSection(agreement.sections));
    changes.tell(event => host.handleTrack(event));
    if (next === 'stable') host.handleStable();
  }

  #settlePath({ sections, ice, candidates, dtls, maxMessageSize }: Agreement): void {
    const { path } = this.host;
    this.host.handleDataChannels(maxMessageSize, dtls?.role === 'client');
    if (ice) path.setRemote(ice, candidates, taggedSection(sections));
    if (ice || this.host.keepsTransport) return;
    path.abandon();
    this.negotiation.forgetTransport();
  }

  // Where the next description ends the transport under sections that stay, these get another one.
  async #prepareSuccessor(): Promise<boolean> {
    const { path } = this.host;
    const isNeeded = this.#needsSuccessor;
    if (!isNeeded) this.#dropSuccessor();
    else if (path.successorUfrag === undefined) {
      await path.prepareSuccessor();
      this.#renewSources(true);
    }
    return isNeeded;
  }

  #dropSuccessor(): void {
    if (this.host.path.successorUfrag === undefined) return;
    this.host.path.dropSuccessor();
    this.#renewSources(false);
  }

  #renewSources(isRenewed: boolean): void {
    for (const { sender } of this.host.transceivers) sender.renewSources(isRenewed);
  }

  get #needsSuccessor(): boolean {
    const { path, transceivers, keepsTransport } = this.host;
    const { agreedSections: agreedLines, remoteOffer } = this.negotiation;
    // A room keeps its first section, and what it feeds has the same SSRCs for life.
    if (this.usesPlanB || keepsTransport) return false;
    const isStopping = endsIn(id => transceivers.get(id)?.isStopping ?? true);
    const rejected = new Set(
      remoteOffer?.sections.flatMap(({ isRejected, mid }) => (isRejected ? [mid] : []))
    );
    const isEnding = (state: SectionState): boolean => rejected.has(state.mid) || isStopping(state);
    return path.isEnded || endsTransport(agreedLines, isEnding);
  }

  async #renewIceCredentials(isAsked: boolean): Promise<void> {
    const isFirst = this.negotiation.agreedUfrag === undefined;
    const transport = await this.host.path.open();
    if ((isAsked && !isFirst) || this.#isToBeReplaced(transport)) await this.#restartIce();
  }

  #isToBeReplaced({ iceLocalParameters }: Transport): boolean {
    return this.#ufragsToReplace.has(iceLocalParameters.usernameFragment);
  }

  async #restartIce(): Promise<void> {
    try {
      const transport = await this.host.path.open();
      await transport.changeUfragPwd();
    } catch (error) {
      throw operationFailed('could not restart ICE', error);
    }
  }

  #stateAfter(side: Side, type: SdpType): SignalingState {
    const next = nextState(this.#state, side, type);
    if (next) return next;
    throw invalidState(`a ${side} ${type} cannot be set in the state ${this.#state}`);
  }

  #enter(state: SignalingState): void {
    if (this.#state === 'closed' || state === this.#state) return;
    this.#state = state;
    this.host.handleStateChange();
  }

  #assertOpen(): void {
    if (this.host.isClosed) throw invalidState('the RTCPeerConnection is closed');
  }
}

// Nothing that a description changes is to be seen before its call has returned.
const inNextTask = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

/** The section that candidates belong to: the first that is not rejected. RFC 9143, section 7. */
function taggedSection(sections: readonly SectionState[]): CandidateSection {
  const at = Math.max(
    0,
    sections.findIndex(({ isRejected }) => !isRejected)
  );
  return { sdpMid: sections[at]?.mid ?? null, sdpMLineIndex: at };
}
