// Whether our answer to an offer could be applied: asked before the offer changes anything.
import type { Peer } from '../../engine/peer.js';
import type { RtpCapabilities, RtpParameters } from '../../parameters/rtp.js';
import { invalidAccess } from '../idl/errors.js';
import type { TransceiverAgreement } from '../jsep/agreement.js';
import { codecsOfKind, extensionsOfKind, type SectionKind } from '../jsep/codec-words.js';
import { directionOf, sends } from '../jsep/direction.js';
import type { OfferedSection, RemoteOffer } from '../jsep/remote-offer.js';
import { noMedia } from '../jsep/section-media.js';
import type { TransceiverFacts } from '../jsep/section-state.js';

// The header extension has one byte for each (RFC 9143, section 15.2), and senders put it into the
// one-byte form, which holds 16 bytes. RFC 8285, section 4.2.
const maxMidLength = 16;

/** An offer, and transceivers as they will be once the offer is applied. */
export interface Trial {
  offer: RemoteOffer;
  transceivers: TransceiverFacts[];
}

/** The offer with transceivers of ids below zero where `applyRemoteOffer()` would make some. */
export function tryOffer(
  offer: RemoteOffer,
  known: readonly TransceiverFacts[],
  capabilities: RtpCapabilities
): Trial {
  const made: TransceiverFacts[] = [];
  const sections = offer.sections.map((offered): OfferedSection => {
    if (offered.transceiver !== 'new') return offered;
    const facts = newFacts(-1 - made.length, offered, capabilities);
    made.push(facts);
    return { ...offered, transceiver: facts.id };
  });
  const offeredTo = new Map(sections.map(offered => [offered.transceiver, offered]));
  const transceivers = known.map(facts => withOffered(facts, offeredTo.get(facts.id)));
  return { offer: { ...offer, sections }, transceivers: [...transceivers, ...made] };
}

function newFacts(
  id: number,
  { section, mid }: OfferedSection,
  capabilities: RtpCapabilities
): TransceiverFacts {
  const kind = section.kind as SectionKind;
  return {
    id,
    kind,
    mid,
    direction: 'recvonly',
    isStopped: false,
    isFed: false,
    isAddedTrack: false,
    media: noMedia,
    formats: {
      codecs: codecsOfKind(capabilities, kind),
      headerExtensions: extensionsOfKind(capabilities, kind),
      isOrdered: false,
    },
  };
}

// A transceiver that the room feeds will receive as well where the endpoint offers to send.
function withOffered(
  facts: TransceiverFacts,
  offered: OfferedSection | undefined
): TransceiverFacts {
  if (!facts.isFed || !offered || !sends(offered.section.direction)) return facts;
  return { ...facts, direction: directionOf(sends(facts.direction), true) };
}

/**
 * Throws if the engine would refuse our answer to an offer.
 *
 * @param agreed what the answer comes to
 * @throws {DOMException} InvalidAccessError if the offer contradicts itself, or says what the engine
 *   cannot take
 */
export function assertAppliable(
  agreed: readonly TransceiverAgreement[],
  { transceivers: facts }: Trial,
  peer: Peer
): void {
  const live = agreed.filter(({ isRejected }) => !isRejected);
  const kinds = new Map(facts.map(({ id, kind }) => [id, kind]));
  const ssrcs = new Set<number>();
  for (const { mid, isShared, transceiver, receive } of live) {
    if (!isShared && Buffer.byteLength(mid) > maxMidLength) {
      throw invalidAccess(`the mid "${mid}" is longer than ${maxMidLength} bytes`);
    }
    if (!receive) continue;
    checkReceivable(peer, mid, kinds.get(transceiver)!, receive);
    checkSources(mid, receive, ssrcs);
  }
}

function checkReceivable(
  peer: Peer,
  mid: string,
  kind: SectionKind,
  parameters: RtpParameters
): void {
  try {
    peer.checkReceivable(kind, parameters);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw invalidAccess(`m-section "${mid}": ${error.message}`);
  }
}

// The worker cannot tell whose a packet is whose SSRC two sections claim.
function checkSources(mid: string, { encodings = [] }: RtpParameters, taken: Set<number>): void {
  for (const { ssrc, rtx } of encodings) {
    for (const used of [ssrc, rtx?.ssrc]) {
      if (used === undefined) continue;
      if (taken.has(used)) throw invalidAccess(`m-section "${mid}": the SSRC ${used} is in use`);
      taken.add(used);
    }
  }
}
