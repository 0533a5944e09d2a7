// What was offered and what was agreed: the descriptions of a connection and their plans.
import { isDeepStrictEqual } from 'node:util';

import {
  DescriptionReader,
  isRejected,
  maxLength,
  write,
  type MediaSection,
  type Session,
} from '../../../sdp/index.js';
import { randomSsrc } from '../../base/identifiers.js';
import type { IceParameters } from '../../parameters/transport.js';
import { withoutMixedForms, type Agreement } from '../jsep/agreement.js';
import { Describer, type TransportFacts } from '../jsep/describe.js';
import { unifiedPlan, type Dialect } from '../jsep/dialect.js';
import type { SettledDtls } from '../jsep/remote-dtls.js';
import { invalidModification, reading } from '../idl/errors.js';
import type { SectionState, TransceiverFacts } from '../jsep/section-state.js';
import type { LocalAnswer } from '../jsep/local-answer.js';
import type { Wanted } from '../jsep/local-offer.js';
import type { RemoteAnswer } from '../jsep/remote-answer.js';
import type { RemoteOffer } from '../jsep/remote-offer.js';
import { RTCSessionDescription } from './rtc-session-description.js';
import type { SdpType, Side } from '../jsep/signaling-state.js';

/** A description of ours that waits to be set. */
interface Created {
  description: RTCSessionDescription;
  sections: SectionState[];
  ice: IceParameters;
  nextMid: number;
  answer?: LocalAnswer;
}

/** What an endpoint may say at most; see the options of RTCPeerConnection. */
export interface DescriptionLimits {
  maxDescriptionLength?: number | undefined;
  maxNewSections?: number | undefined;
}

type Descriptions = Record<Side, RTCSessionDescription | null>;

/**
 * Keeps the sections agreed last, and beside them those of the exchange that is under way. Nothing
 * of what was agreed changes until an answer is applied, so dropping the exchange is all that a
 * rollback is.
 *
 * Knows no engine and no W3C object: it works on plans.
 */
export class Negotiation {
  readonly #sessionId = randomSessionId();
  readonly #describer = new Describer();
  readonly #reader = new DescriptionReader();
  #version = 0;
  #nextMid = 0;
  #agreed: SectionState[] = [];
  #createdOffer: Created | undefined;
  #createdAnswer: Created | undefined;
  #lastAnswer: LocalAnswer | undefined;
  #localOffer: Created | undefined;
  #remoteOffer: RemoteOffer | undefined;
  #settledDtls: SettledDtls | undefined;
  #agreedIce: IceParameters | undefined;
  #remoteUfrag: string | undefined;

  readonly current: Descriptions = { local: null, remote: null };
  readonly pending: Descriptions = { local: null, remote: null };

  constructor(
    private readonly dialect: Dialect = unifiedPlan,
    private readonly limits: DescriptionLimits = {}
  ) {}

  /** True once an offer of ours was created, or one of the endpoint came, whatever became of it. */
  get hasBegun(): boolean {
    return this.#version > 0 || this.current.remote !== null || this.pending.remote !== null;
  }

  /** The ICE user name fragment of ours that the endpoint has accepted. */
  get agreedUfrag(): string | undefined {
    return this.#agreedIce?.usernameFragment;
  }

  /** The ICE user name fragments of our descriptions, pending and current. */
  get localUfrags(): string[] {
    const ufrags = [this.agreedUfrag, this.#localOffer?.ice.usernameFragment];
    return ufrags.filter(ufrag => ufrag !== undefined);
  }

  /** The endpoint's half of DTLS, as the first answer settled it. */
  get settledDtls(): SettledDtls | undefined {
    return this.#settledDtls;
  }

  /** The sections of our offer that is out, or else those agreed. */
  get sections(): readonly SectionState[] {
    return this.#localOffer?.sections ?? this.#agreed;
  }

  get agreedSections(): readonly SectionState[] {
    return this.#agreed;
  }

  /** The endpoint's offer, while it waits for our answer. */
  get remoteOffer(): RemoteOffer | undefined {
    return this.#remoteOffer;
  }

  isNeeded(wanted: Wanted): boolean {
    return this.dialect.isOfferNeeded(this.#agreed, wanted);
  }

  /** Plans and writes an offer, which has no effect before `setLocalOffer()`. */
  createOffer(wanted: Wanted, transport: TransportFacts): RTCSessionDescription {
    const plan = this.dialect.planLocalOffer(this.sections, wanted, this.#nextMid);
    const bundle = plan.sections.filter(({ isRejected }) => !isRejected).map(({ mid }) => mid);
    const description = this.#describe('offer', plan.sections, transport, 'actpass', bundle);
    this.#createdOffer = { description, ...plan, ice: transport.iceParameters };
    return description;
  }

  /** The text of the offer created last, if a new one would say the same. */
  upToDateOffer(wanted: Wanted, { iceParameters }: TransportFacts): string | undefined {
    const created = this.#createdOffer;
    if (created?.ice.usernameFragment !== iceParameters.usernameFragment) return undefined;
    const { sections } = this.dialect.planLocalOffer(this.sections, wanted, this.#nextMid);
    return isDeepStrictEqual(sections, created.sections) ? created.description.sdp : undefined;
  }

  /** Throws InvalidModificationError unless `sdp` is what was created last. */
  assertCreated(type: 'offer' | 'answer' | 'pranswer', sdp: string): void {
    if (type === 'offer') expectCreated(this.#createdOffer, sdp, 'offer');
    else expectCreated(this.#createdAnswer, sdp, 'answer');
  }

  /**
   * An offer of ours is out. Returns its sections.
   *
   * @throws {DOMException} InvalidModificationError, if it is not the one created last
   */
  setLocalOffer(sdp: string): readonly SectionState[] {
    const created = expectCreated(this.#createdOffer, sdp, 'offer');
    this.#localOffer = created;
    this.pending.local = created.description;
    return created.sections;
  }

  /**
   * True if a description answers our offer that is out, whatever its type says: it has the sections
   * of that offer, and chooses a DTLS role, which offers leave open. RFC 8842, section 5.
   */
  isAnsweredBy(sdp: string): boolean {
    const ours = this.#localOffer?.sections;
    const media = ours && readable(() => this.#read(sdp))?.media;
    if (!media || media.length !== ours.length) return false;
    const live = media.filter(section => !isRejected(section));
    const isChosen = ({ setup }: MediaSection): boolean =>
      setup === 'active' || setup === 'passive';
    return live.some(isChosen) && media.every(({ mid }, at) => mid === ours[at]?.mid);
  }

  /** Reads an offer of the endpoint, beside what was agreed; see `planRemoteOffer()`. */
  readOffer(sdp: string, transceivers: readonly TransceiverFacts[]): RemoteOffer {
    const session = reading('offer', () => this.#read(sdp));
    return this.dialect.planRemoteOffer(this.#agreed, transceivers, session, this.#settledDtls);
  }

  setRemoteOffer(description: RTCSessionDescription, offer: RemoteOffer): void {
    this.#remoteOffer = offer;
    this.pending.remote = description;
    this.#createdAnswer = undefined;
  }

  /** True if the endpoint's offer begins an ICE restart. RFC 8839, section 4.4.3.1.1. */
  get isIceRestarted(): boolean {
    const ufrag = this.#remoteOffer?.ice?.ufrag;
    return this.#remoteUfrag !== undefined && ufrag !== undefined && ufrag !== this.#remoteUfrag;
  }

  /** What our answer to an offer would be, were it made now. */
  planAnswer(offer: RemoteOffer, transceivers: readonly TransceiverFacts[]): LocalAnswer {
    const answer = this.dialect.planLocalAnswer(offer, transceivers, this.#lastAnswer);
    return offer.extmapAllowMixed ? answer : withoutMixedForms(answer);
  }

  /** Plans and writes an answer to the endpoint's offer. */
  createAnswer(
    transceivers: readonly TransceiverFacts[],
    transport: TransportFacts,
    isNewTransport: boolean
  ): RTCSessionDescription {
    const offer = this.#remoteOffer!;
    const answer = this.planAnswer(offer, transceivers);
    this.#lastAnswer = answer;
    const accepted = new Set(
      answer.sections.filter(({ isRejected }) => !isRejected).map(({ mid }) => mid)
    );
    const bundle = offer.isGrouped ? offer.bundle.filter(mid => accepted.has(mid)) : [];
    const setup = offer.dtls?.role === 'server' ? 'active' : 'passive';
    const { sections } = answer;
    // Only an offer restarts ICE: the credentials of one that was rolled back wait for the next.
    // RFC 9429, section 5.3.1.
    const keepsIce = !this.isIceRestarted && !isNewTransport;
    const ice = (keepsIce && this.#agreedIce) || transport.iceParameters;
    const facts = { ...transport, iceParameters: ice };
    const description = this.#describe('answer', sections, facts, setup, bundle);
    this.#createdAnswer = { description, sections, ice, nextMid: this.#nextMid, answer };
    return description;
  }

  /** What our answer comes to; `sdp` has to be the text created last. */
  readLocalAnswer(sdp: string): Agreement {
    const { answer } = expectCreated(this.#createdAnswer, sdp, 'answer');
    const { dtls, ice, sections } = this.#remoteOffer!;
    const accepted = answer!.sections.filter(({ isRejected }) => !isRejected);
    // An answer that rejects everything ends the transport.
    if (accepted.length === 0) {
      const settled = this.#settledDtls;
      return {
        ...answer!,
        dtls: settled,
        ice: undefined,
        candidates: [],
        maxMessageSize: undefined,
      };
    }
    const data = sections.find(({ section }) => section.kind === 'application')?.section;
    const hasData = accepted.some(({ kind }) => kind === 'application');
    const maxMessageSize = hasData ? (data?.maxMessageSize ?? null) : undefined;
    const live = sections.filter(({ isRejected, isBundled }) => isBundled && !isRejected);
    const candidates = live.flatMap(({ section }) => section.candidates);
    return { ...answer!, dtls, ice, candidates, maxMessageSize };
  }

  /** The answer created last, if any. */
  get createdAnswer(): RTCSessionDescription | undefined {
    return this.#createdAnswer?.description;
  }

  /**
   * Reads an answer to our offer.
   *
   * @throws {DOMException} RTCError if it cannot be read, InvalidAccessError if it does not fit
   */
  readRemoteAnswer(sdp: string): RemoteAnswer {
    const session = reading('answer', () => this.#read(sdp));
    const offered = this.#localOffer?.sections ?? [];
    const answer = this.dialect.planRemoteAnswer(offered, session, this.#settledDtls);
    const mixes =
      session.extmapAllowMixed || session.media.some(section => section.extmapAllowMixed);
    return mixes ? answer : withoutMixedForms(answer);
  }

  /** The ICE user name fragment of ours that an answer of this side is about. */
  ufragFor(side: Side): string | undefined {
    return (side === 'remote' ? this.#localOffer : this.#createdAnswer)?.ice.usernameFragment;
  }

  /** An answer has been applied, also a provisional one. */
  agree(side: Side, description: RTCSessionDescription, agreement: Agreement): void {
    this.#settledDtls = agreement.dtls;
    this.#agreedIce = (side === 'remote' ? this.#localOffer : this.#createdAnswer)?.ice;
    this.#remoteUfrag = agreement.ice?.ufrag ?? this.#remoteUfrag;
    this.pending[side] = description;
    if (description.type === 'pranswer') return this.#keepTracks(agreement.sections);

    this.current.local = this.pending.local;
    this.current.remote = this.pending.remote;
    this.#agreed = agreement.sections;
    this.#nextMid = Math.max(this.#nextMid, this.#localOffer?.nextMid ?? 0);
    this.drop();
    this.#createdOffer = undefined;
    this.#createdAnswer = undefined;
  }

  /** The transport has ended with its last section: another transport has other credentials. */
  forgetTransport(): void {
    this.#settledDtls = undefined;
    this.#agreedIce = undefined;
    this.#remoteUfrag = undefined;
  }

  /** Drops the exchange that is under way. Descriptions that were created can still be set. */
  drop(): void {
    this.pending.local = null;
    this.pending.remote = null;
    this.#localOffer = undefined;
    this.#remoteOffer = undefined;
  }

  // The next answer finds the tracks that came in a provisional one.
  #keepTracks(sections: readonly SectionState[]): void {
    if (!this.#localOffer) return;
    const kept = this.#localOffer.sections.map((state, at) => {
      const tracks = state.tracks && sections[at]?.tracks;
      return tracks ? { ...state, tracks } : state;
    });
    this.#localOffer = { ...this.#localOffer, sections: kept };
  }

  #read(sdp: string): Session {
    const { maxDescriptionLength = maxLength, maxNewSections = 128 } = this.limits;
    // Who answers us, or goes on from what we said, has as many sections, and says more in each.
    const ours = [this.current.local, this.pending.local].map(local => local?.sdp.length ?? 0);
    return this.#reader.parse(sdp, {
      maxLength: Math.max(maxDescriptionLength, ...ours.map(length => 4 * length)),
      maxSections: this.sections.length + maxNewSections,
    });
  }

  #describe(
    type: SdpType,
    sections: readonly SectionState[],
    transport: TransportFacts,
    setup: 'actpass' | 'active' | 'passive',
    bundle: readonly string[]
  ): RTCSessionDescription {
    const identity = {
      sessionId: this.#sessionId,
      version: this.#version + 1,
      extmapAllowMixed: type === 'offer' || this.#remoteOffer!.extmapAllowMixed,
    };
    const sdp = write(this.#describer.describe(sections, transport, setup, bundle, identity));
    this.#version++;
    return new RTCSessionDescription({ type, sdp });
  }
}

/** What `read` reads; undefined for a text that is no description. */
function readable(read: () => Session): Session | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function expectCreated(created: Created | undefined, sdp: string, type: string): Created {
  if (created && created.description.sdp === sdp) return created;
  const maker = type === 'offer' ? 'createOffer()' : 'createAnswer()';
  throw invalidModification(`this is not the ${type} that ${maker} made last`);
}

// RFC 9429, section 5.2.1: 63 random bits.
const randomSessionId = (): string => {
  const word = (): bigint => BigInt(randomSsrc(() => false));
  return String((word() << 31n) ^ (word() >> 1n));
};
