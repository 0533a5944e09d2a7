// Offers and answers of a connection: which are made, set and taken back, and what comes of them.
import type { Peer } from '../../engine/peer.js';
import type { RtpCapabilities } from '../../parameters/rtp.js';
import { connectionClosed, invalidAccess, invalidState } from '../idl/errors.js';
import type { Agreement } from '../jsep/agreement.js';
import { unifiedPlan } from '../jsep/dialect.js';
import type { SectionState, TransceiverFacts } from '../jsep/section-state.js';
import type { Wanted } from '../jsep/local-offer.js';
import { sentParameters } from '../jsep/codec-words.js';
import type { RemoteAnswer } from '../jsep/remote-answer.js';
import type { RemoteOffer } from '../jsep/remote-offer.js';
import { RtpNumbers } from '../jsep/rtp-numbers.js';
import {
  nextState,
  type SdpType,
  type Side,
  type SignalingState,
} from '../jsep/signaling-state.js';
import { formatsOf, planB } from '../plan-b/dialect.js';
import type { TransceiverSet } from '../rtp/transceiver-set.js';
import type { CandidateSection } from '../transports/rtc-ice-transport.js';
import { assertAppliable, tryOffer } from './answerable.js';
import { applyToEngine } from './apply-agreement.js';
import type { ConnectionPath } from './connection-path.js';
import {
  applyAgreement,
  applyLocalOffer,
  applyRemoteOffer,
  rollBack,
} from './description-steps.js';
import { Negotiation, type DescriptionLimits } from './negotiation.js';
import type { Outcome } from './outcome.js';
import { RemoteStreams, RemoteTrackChanges } from './remote-tracks.js';
import { RTCSessionDescription } from './rtc-session-description.js';
import { assertMayOffer } from './track-limit.js';
import { TransportRenewal } from './transport-renewal.js';

/** What an exchange looks at: its connection, as it is whenever it is asked. */
export interface ExchangeView {
  readonly peer: Peer;
  readonly isClosed: boolean;
  /** What ended the connection, if it was not `close()`. */
  readonly closedBy: Error | undefined;
  readonly capabilities: RtpCapabilities;
  readonly path: ConnectionPath;
  readonly transceivers: TransceiverSet;
  /** The application has made a data channel. */
  readonly wantsDataChannels: boolean;
  /** True where a peer was given: its transport outlives its sections. */
  readonly keepsTransport: boolean;
}

/**
 * The W3C algorithms around descriptions (sections 4.4.1.3 to 4.4.1.8), on top of plans. Its
 * methods are operations of the chain: none runs while another does. What a description changed is
 * returned as an Outcome.
 */
export class Exchange {
  readonly negotiation: Negotiation;
  readonly #numbers = new RtpNumbers();
  readonly #streams = new RemoteStreams();
  readonly #renewal: TransportRenewal;
  #state: SignalingState = 'stable';
  #canTrickle: boolean | null = null;

  constructor(
    private readonly view: ExchangeView,
    private readonly usesPlanB: boolean,
    limits?: DescriptionLimits
  ) {
    const dialect = usesPlanB
      ? planB(kind => formatsOf(kind, view.capabilities, this.#numbers))
      : unifiedPlan;
    this.negotiation = new Negotiation(dialect, limits);
    // A room keeps its first section, so that the transport stays and SSRCs stay with it.
    const canSucceed = !usesPlanB && !view.keepsTransport;
    this.#renewal = new TransportRenewal(view, this.negotiation, canSucceed);
  }

  get state(): SignalingState {
    return this.#state;
  }

  get isStable(): boolean {
    return this.#state === 'stable';
  }

  /** Whether the endpoint takes candidates after its description; null before it has one. */
  get canTrickle(): boolean | null {
    return this.#canTrickle;
  }

  /** Everything that an offer would say now. */
  get wanted(): Wanted {
    const { wantsDataChannels, keepsTransport } = this.view;
    return { transceivers: this.#facts(), hasDataChannels: wantsDataChannels, keepsTransport };
  }

  /** True if an offer would say something new. W3C WebRTC 1.0, section 4.7.3. */
  get isNeeded(): boolean {
    if (this.#renewal.isOfferNeeded) return true;
    const { wanted } = this;
    const { hasBegun } = this.negotiation;
    // When to offer first what the room feeds is up to the application.
    const transceivers = wanted.transceivers.filter(({ isFed }) => hasBegun || !isFed);
    return this.negotiation.isNeeded({ ...wanted, transceivers });
  }

  /**
   * True if offers in a room ask for one track of each kind: up to the first exchange, and with
   * Plan B always, as an endpoint can only answer there with tracks that were asked for.
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
    await this.#renewal.prepareOffer(isRestart);
    // From here on nothing waits: the offer is a picture of one moment.
    this.#assertOpen();
    this.assertOfferable();
    this.view.transceivers.followRoom();
    return this.negotiation.createOffer(this.wanted, this.view.path.facts);
  }

  async createAnswer(): Promise<RTCSessionDescription> {
    if (this.#state !== 'have-remote-offer' && this.#state !== 'have-local-pranswer') {
      throw invalidState(`there is no remote offer in the signaling state ${this.#state}`);
    }
    const succeeds = await this.#renewal.prepareAnswer();
    this.#assertOpen();
    this.view.transceivers.followRoom();
    return this.negotiation.createAnswer(this.#facts(), this.view.path.facts, succeeds);
  }

  async setLocal(given: SdpType | undefined, sdp: string): Promise<Outcome> {
    const isOffering = ['stable', 'have-local-offer', 'have-remote-pranswer'].includes(this.#state);
    const type = given ?? (isOffering ? 'offer' : 'answer');
    // W3C has a text that is not ours rejected before a state that does not fit.
    if (sdp !== '' && type !== 'rollback') this.negotiation.assertCreated(type, sdp);
    const next = this.#stateAfter('local', type);
    if (type === 'rollback') return this.rollBackLater();
    if (type === 'offer') {
      const offer = sdp || this.#upToDateOffer();
      return this.#setLocalOffer(offer ?? (await this.createOffer(false)).sdp, next);
    }
    const answer = sdp || (await this.createAnswer()).sdp;
    const agreement = this.negotiation.readLocalAnswer(answer);
    return this.#settle('local', new RTCSessionDescription({ type, sdp: answer }), agreement, next);
  }

  /**
   * True if an offer of ours is out that this description makes give way.
   *
   * @throws {DOMException} InvalidAccessError for an answer to our offer whose type says `offer`:
   *   our offer stays
   */
  givesWayTo({ type, sdp }: RTCSessionDescription): boolean {
    if (type !== 'offer' || this.#state !== 'have-local-offer') return false;
    if (!this.negotiation.isAnsweredBy(sdp)) return true;
    throw invalidAccess('this is an answer to our offer, and its type says "offer"');
  }

  async setRemote(description: RTCSessionDescription): Promise<Outcome> {
    const { type } = description;
    const next = this.#stateAfter('remote', type);
    if (type === 'offer') return this.#setRemoteOffer(description, next);
    if (type === 'rollback') return this.rollBackLater();
    const answer = this.negotiation.readRemoteAnswer(description.sdp);
    return this.#settle('remote', description, answer, next);
  }

  /** The next offer is to have other ICE credentials. W3C WebRTC 1.0, section 4.4.2. */
  restartIce(): void {
    this.#renewal.restartIce();
  }

  /** Takes back all descriptions since the last stable state. */
  rollBack(): Outcome {
    const { transceivers, path } = this.view;
    const tracks = new RemoteTrackChanges(this.#streams);
    this.negotiation.drop();
    this.#renewal.dropSuccessor();
    rollBack(transceivers, tracks);
    transceivers.sweep(this.negotiation.agreedSections);
    if (this.negotiation.agreedUfrag === undefined) path.release();
    return this.#outcome('stable', tracks, { isStable: true });
  }

  /** As `rollBack()`, in a task of its own. */
  async rollBackLater(): Promise<Outcome> {
    await inNextTask();
    return this.rollBack();
  }

  close(): void {
    this.#state = 'closed';
  }

  #facts(): TransceiverFacts[] {
    const { transceivers, capabilities } = this.view;
    return transceivers.facts(capabilities, this.#numbers, !this.usesPlanB);
  }

  #upToDateOffer(): string | undefined {
    if (!this.#renewal.isUpToDate) return undefined;
    return this.negotiation.upToDateOffer(this.wanted, this.view.path.facts);
  }

  async #setLocalOffer(sdp: string, next: SignalingState): Promise<Outcome> {
    await inNextTask();
    this.#assertOpen();
    const { path, transceivers } = this.view;
    const sections = this.negotiation.setLocalOffer(sdp);
    const hasMedia = sections.some(({ isRejected }) => !isRejected);
    applyLocalOffer(sections, transceivers, hasMedia ? path.use() : null);
    const gathersFor = taggedSection(sections);
    return this.#outcome(next, new RemoteTrackChanges(this.#streams), { gathersFor });
  }

  async #setRemoteOffer(
    description: RTCSessionDescription,
    next: SignalingState
  ): Promise<Outcome> {
    this.#readOffer(description);
    await this.view.path.open();
    await inNextTask();
    this.#assertOpen();
    // Read again: tracks that were added meanwhile may belong into its sections.
    const offer = this.#readOffer(description);
    this.#assertAnswerable(offer);
    this.#learnNumbers(offer);

    const { transceivers, path } = this.view;
    const tracks = new RemoteTrackChanges(this.#streams);
    const dtls = offer.ice ? path.use() : null;
    const applied = applyRemoteOffer(offer, transceivers, dtls, tracks);
    this.negotiation.setRemoteOffer(description, applied);
    this.#canTrickle = offer.canTrickle;
    return this.#outcome(next, tracks);
  }

  #readOffer({ sdp }: RTCSessionDescription): RemoteOffer {
    const offer = this.negotiation.readOffer(sdp, this.#facts());
    assertMayOffer(offer, this.view.transceivers, this.view.peer);
    return offer;
  }

  // If our answer could not be applied, the offer is refused.
  #assertAnswerable(offer: RemoteOffer): void {
    const { peer, capabilities } = this.view;
    const trial = tryOffer(offer, this.#facts(), capabilities);
    const answer = this.negotiation.planAnswer(trial.offer, trial.transceivers);
    assertAppliable(answer.transceivers, trial, peer);
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
    given: Agreement | RemoteAnswer,
    next: SignalingState
  ): Promise<Outcome> {
    const { view, negotiation } = this;
    const { path, transceivers, peer } = view;
    const transport = await path.transportOf(negotiation.ufragFor(side));
    const succeeds = transport !== path.transport;
    const isConnected = negotiation.settledDtls !== undefined && !succeeds;
    const engine = { peer, transport, transceivers };
    const { agreement, filled } = await applyToEngine(given, engine, isConnected);
    this.#assertOpen();
    if (succeeds) path.succeed();

    const tracks = new RemoteTrackChanges(this.#streams);
    negotiation.agree(side, description, agreement);
    if ('canTrickle' in given) this.#canTrickle = given.canTrickle;
    applyAgreement(side, agreement, transceivers, agreement.ice ? path.use() : null, tracks);
    this.#settlePath(agreement);
    const isStable = next === 'stable';
    if (isStable) this.#settleTransceivers(agreement);
    const { maxMessageSize, dtls, sections } = agreement;
    const gathers = side === 'local' || succeeds;
    return this.#outcome(next, tracks, {
      filled,
      data: { maxMessageSize, remoteRole: dtls?.role },
      gathersFor: gathers ? taggedSection(sections) : undefined,
      isStable,
    });
  }

  #settlePath({ sections, ice, candidates }: Agreement): void {
    const { path, keepsTransport } = this.view;
    if (ice) path.setRemote(ice, candidates, taggedSection(sections));
    if (ice || keepsTransport) return;
    path.abandon();
    this.negotiation.forgetTransport();
  }

  #settleTransceivers({ sections }: Agreement): void {
    const { transceivers } = this.view;
    this.#renewal.settle();
    for (const transceiver of transceivers) transceiver.markStable();
    transceivers.sweep(sections);
  }

  #stateAfter(side: Side, type: SdpType): SignalingState {
    const next = nextState(this.#state, side, type);
    if (next) return next;
    throw invalidState(`a ${side} ${type} cannot be set in the state ${this.#state}`);
  }

  #outcome(
    state: SignalingState,
    tracks: RemoteTrackChanges,
    others: Partial<Outcome> = {}
  ): Outcome {
    // An operation that a close() has overtaken changes nothing any more.
    const hasNewState = this.#state !== 'closed' && state !== this.#state;
    if (hasNewState) this.#state = state;
    return {
      filled: [],
      data: undefined,
      gathersFor: undefined,
      isStable: false,
      ...others,
      hasNewState,
      tracks,
    };
  }

  #assertOpen(): void {
    if (this.view.isClosed) throw connectionClosed(this.view.closedBy);
  }
}

// The application sees no change before its call of a set method has returned.
const inNextTask = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

/** The section that candidates belong to: the first that is not rejected. RFC 9143, section 7. */
function taggedSection(sections: readonly SectionState[]): CandidateSection {
  const at = Math.max(
    0,
    sections.findIndex(({ isRejected }) => !isRejected)
  );
  return { sdpMid: sections[at]?.mid ?? null, sdpMLineIndex: at };
}
