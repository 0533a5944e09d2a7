// The endpoint's answers to our offers: (what we offered, its answer) → agreement, or what is wrong. Pure.
import { isFeatureName } from '../../parameters/codecs.js';
import { isRejected, type MediaSection, type Session } from '../../../sdp/index.js';
import {
  checkTransport,
  remoteMaxMessageSize,
  type Agreement,
  type TransceiverAgreement,
} from './agreement.js';
import { agreedDirection, receives } from './direction.js';
import { planRemoteDtls, type SettledDtls } from './remote-dtls.js';
import { invalidAccess } from '../idl/errors.js';
import type { SectionState } from './section-state.js';
import { answeredCodecs, toParameters } from './codec-words.js';
import { receivedParameters, sentStreamIds, wantedRids } from './section-media.js';

/** What an answer of the endpoint comes to. */
export interface RemoteAnswer extends Agreement {
  /** The endpoint takes candidates after its answer. */
  canTrickle: boolean;
}

/** A section of our offer, and the endpoint's answer to it. */
export interface AnsweredPair {
  state: SectionState;
  section: MediaSection;
}

/**
 * Compares an answer with the offer. Nothing is changed here, and what passes here can be applied.
 *
 * @param settled what earlier answers said about DTLS
 * @throws {DOMException} InvalidAccessError, if the answer does not fit the offer
 */
export function planRemoteAnswer(
  offer: readonly SectionState[],
  answer: Session,
  settled: SettledDtls | undefined
): RemoteAnswer {
  const pairs = offer.flatMap((state, at): AnsweredPair[] => {
    const section = answer.media[at];
    return section ? [{ state, section }] : [];
  });
  return {
    ...planAnsweredTransport(offer, answer, pairs, settled),
    transceivers: pairs.flatMap(({ state, section }) =>
      state.transceiver === undefined ? [] : [readSection(state, state.transceiver, section)]
    ),
    sections: pairs.map(({ state, section }) => answered(state, section)),
  };
}

/**
 * What an answer comes to beside its media: checks each section of the answer, and reads what the
 * answer says about the transport. The same for Plan B.
 *
 * @throws {DOMException} InvalidAccessError, if the answer does not fit the offer
 */
export function planAnsweredTransport(
  offer: readonly SectionState[],
  answer: Session,
  pairs: readonly AnsweredPair[],
  settled: SettledDtls | undefined
): Omit<RemoteAnswer, 'transceivers' | 'sections'> {
  if (answer.media.length !== offer.length) {
    throw invalidAccess(
      `the answer has ${answer.media.length} m-sections, the offer has ${offer.length}`
    );
  }
  for (const { state, section } of pairs) checkSection(state, section);
  const accepted = pairs.filter(({ state, section }) => !state.isRejected && !isRejected(section));
  const transport = transportSection(accepted, answer.bundles);
  const speakers = accepted.map(({ section }) => section);
  return {
    ice: transport && checkTransport(transport, 'answer', answer.iceLite),
    dtls: transport ? planRemoteDtls('answer', transport, speakers, settled) : settled,
    candidates: speakers.flatMap(({ candidates }) => candidates),
    maxMessageSize: remoteMaxMessageSize(answer),
    canTrickle: answer.media.some(({ iceOptions }) => iceOptions.includes('trickle')),
  };
}

/** A section of our offer after the endpoint has answered it. */
export function answered(state: SectionState, section: MediaSection): SectionState {
  if (state.isRejected || isRejected(section)) {
    return {
      ...state,
      transceiver: undefined,
      isRejected: true,
      isEstablished: false,
      direction: 'inactive',
    };
  }
  const direction = agreedDirection(state.offered, section.direction) ?? 'inactive';
  if (state.isEstablished && direction === state.direction) return state;
  return { ...state, isEstablished: true, direction };
}

function checkSection(state: SectionState, section: MediaSection): void {
  if (section.mid !== undefined && section.mid !== state.mid) {
    throw invalidAccess(`m-section "${state.mid}": the answer calls it "${section.mid}"`);
  }
  if (section.kind !== state.kind) {
    throw invalidAccess(
      `m-section "${state.mid}": ${state.kind} was answered with ${section.kind}`
    );
  }
  if (state.isRejected && !isRejected(section) && section.direction !== 'inactive') {
    throw invalidAccess(
      `m-section "${state.mid}": the answer accepts what was offered with port 0`
    );
  }
  if (!state.isRejected && !isRejected(section)) checkAccepted(state, section);
}

function checkAccepted(state: SectionState, section: MediaSection): void {
  const where = `m-section "${state.mid}"`;
  if (state.kind === 'application') return;
  if (!agreedDirection(state.offered, section.direction)) {
    throw invalidAccess(`${where}: ${state.offered} was answered with ${section.direction}`);
  }
  for (const format of section.formats) {
    // RFC 3264, section 6.1: an answer may name formats that nobody offered. They are passed over.
    const ours = state.media.codecs.find(({ payloadType }) => String(payloadType) === format);
    if (!ours) continue;

    const theirs = section.codecs.find(({ payloadType }) => String(payloadType) === format);
    const isSame =
      !theirs ||
      (theirs.name.toLowerCase() === ours.name.toLowerCase() &&
        theirs.clockRate === ours.clockRate);
    if (!isSame) {
      throw invalidAccess(`${where}: payload type ${format} is ${ours.name}, not ${theirs.name}`);
    }
  }
  const isMedia = answeredCodecs(section, state.media.codecs).some(c => !isFeatureName(c.name));
  if (!isMedia) throw invalidAccess(`${where}: the answer accepts no codec`);
}

/**
 * The section that speaks for the transport: the first accepted one of the BUNDLE group, RFC 9143,
 * section 7.1.3. The others need not repeat what it says. There is one transport only, so all
 * that is accepted has to be in the group.
 */
function transportSection(
  accepted: readonly AnsweredPair[],
  bundles: string[][]
): MediaSection | undefined {
  const byMid = new Map(accepted.map(({ state, section }) => [state.mid, section]));
  const bundle = bundles.find(mids => mids.some(mid => byMid.has(mid))) ?? [];
  const outside = accepted.find(({ state }) => !bundle.includes(state.mid));
  if (outside && (accepted.length > 1 || bundle.length > 0)) {
    throw invalidAccess(`m-section "${outside.state.mid}" is not in the answer's BUNDLE group`);
  }
  const tagged = bundle.find(mid => byMid.has(mid));
  return tagged === undefined ? accepted[0]?.section : byMid.get(tagged);
}

function readSection(
  state: SectionState,
  transceiver: number,
  section: MediaSection
): TransceiverAgreement {
  const isRefused = state.isRejected || isRejected(section);
  const { kind, media } = state;
  const direction = isRefused
    ? 'inactive'
    : (agreedDirection(state.offered, section.direction) ?? 'inactive');
  const offeredUris = new Set(media.headerExtensions.map(({ uri }) => uri));
  const codecs = isRefused ? [] : answeredCodecs(section, media.codecs);
  const wanted = wantedRids(section);

  return {
    mid: state.mid,
    transceiver,
    isRejected: isRefused,
    direction,
    send: {
      codecs: codecs.map(codec => toParameters(codec, kind)),
      headerExtensions: section.headerExtensions
        .filter(({ uri, direction: way = 'sendrecv' }) => offeredUris.has(uri) && receives(way))
        .map(({ uri, id }) => ({ uri, id })),
      rids: media.rids
        .filter(rid => rid.direction === 'send' && wanted.includes(rid.id))
        .map(({ id }) => id),
    },
    receive: receives(direction) ? receivedParameters(section, state.mid, media) : undefined,
    streamIds: sentStreamIds(section),
  };
}
