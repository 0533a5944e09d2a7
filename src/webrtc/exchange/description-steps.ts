// What a description does to transceivers, step by step. W3C WebRTC 1.0, section 4.4.1.5.
import type { RtpParameters } from '../../parameters/rtp.js';
import type { Agreement, TransceiverAgreement } from '../jsep/agreement.js';
import { receives, reversed, sends } from '../jsep/direction.js';
import { transceiversOf, type SectionState } from '../jsep/section-state.js';
import { type SectionKind } from '../jsep/codec-words.js';
import { sentMsids, sentRids, sentStreamIds, wantedRids } from '../jsep/section-media.js';
import type { OfferedSection, RemoteOffer } from '../jsep/remote-offer.js';
import type { RemoteTrackChanges } from './remote-tracks.js';
import type { Transceiver } from '../rtp/transceiver.js';
import type { TransceiverSet } from '../rtp/transceiver-set.js';
import type { RTCDtlsTransport } from '../transports/rtc-dtls-transport.js';
import type { Side } from '../jsep/signaling-state.js';

/** Applies an offer of ours: each transceiver in it gets a mid and a transport. */
export function applyLocalOffer(
  sections: readonly SectionState[],
  transceivers: TransceiverSet,
  transport: RTCDtlsTransport | null
): void {
  for (const state of sections) {
    for (const id of state.isRejected ? [] : transceiversOf(state)) {
      const transceiver = transceivers.get(id);
      transceiver?.place(state.mid, transport);
      if (transceiver) transceiver.canEndpointReceive = false;
    }
  }
}

/**
 * Applies an offer of the endpoint. Returns the offer with the ids of the transceivers that were
 * made for it.
 */
export function applyRemoteOffer(
  offer: RemoteOffer,
  transceivers: TransceiverSet,
  transport: RTCDtlsTransport | null,
  changes: RemoteTrackChanges
): RemoteOffer {
  const sections = offer.sections.map((offered): OfferedSection => {
    const transceiver =
      offered.transceiver === 'new'
        ? createFor(offered, transceivers)
        : transceivers.get(offered.transceiver);
    if (!transceiver || transceiver.isStopped) return offered;

    const { section, mid } = offered;
    if (offered.isRejected) {
      if (transceiver.hasFired) changes.remove(transceiver);
      transceiver.firedDirection = 'inactive';
      transceiver.finishStop(false);
      return { ...offered, transceiver: transceiver.id };
    }
    transceiver.place(mid, transport);
    transceiver.canEndpointReceive =
      offered.isBundled && offered.track === undefined && receives(section.direction);
    const { origin, sending } = transceiver;
    if (origin !== 'room' && sentRids(section).length === 0) {
      sending.proposeRids(wantedRids(section));
    }
    if (offered.isBundled && !transceiver.isStopping) {
      // Browsers send their next track in a section in which they only receive so far.
      if (origin === 'room' && sends(section.direction)) transceiver.wantReceiving(true);
      changes.describe(transceiver, reversed(section.direction), sentStreamIds(section));
    }
    return { ...offered, transceiver: transceiver.id };
  });
  transceivers.seatFeed();
  return { ...offer, sections };
}

// RFC 9429, section 5.10: a track that nobody asked for is received.
function createFor({ section }: OfferedSection, transceivers: TransceiverSet): Transceiver {
  return transceivers.add({
    kind: section.kind as SectionKind,
    direction: 'recvonly',
    origin: 'remote offer',
    remoteTrackId: sentMsids(section)[0]?.track,
  });
}

/** Applies an answer of either side, also a provisional one. */
export function applyAgreement(
  side: Side,
  { transceivers: agreed, sections }: Agreement,
  transceivers: TransceiverSet,
  transport: RTCDtlsTransport | null,
  changes: RemoteTrackChanges
): void {
  for (const section of agreed) {
    const transceiver = transceivers.get(section.transceiver);
    if (!transceiver || transceiver.isStopped) continue;
    const isParked = sections.some(state => state.isParked && state.mid === section.mid);
    if (section.isRejected || (isParked && transceiver.isStopping)) {
      if (transceiver.hasFired) changes.remove(transceiver);
      transceiver.finishStop(false);
      continue;
    }
    transceiver.place(section.mid, transport);
    agree(side, section, transceiver, changes);
  }
}

function agree(
  side: Side,
  section: TransceiverAgreement,
  transceiver: Transceiver,
  changes: RemoteTrackChanges
): void {
  const { direction, send, streamIds } = section;
  if (transceiver.isStopping) return transceiver.setCurrentDirection(direction);
  if (side === 'remote') {
    changes.describe(transceiver, direction, streamIds);
  } else {
    if (transceiver.hasFired && !receives(direction)) changes.remove(transceiver);
    transceiver.firedDirection = direction;
    // Our own offers ask for the layers that the endpoint offered: without that, they would end.
    const { receive } = section;
    if (receive) transceiver.setReceiveRids(ridsOf(receive));
  }
  transceiver.sending.keepRids(send.rids);
  transceiver.setCurrentDirection(direction);
}

const ridsOf = ({ encodings = [] }: RtpParameters): string[] =>
  encodings.flatMap(({ encodingId }) => encodingId ?? []);

/**
 * Takes back what descriptions did to transceivers since the last stable state. RFC 9429, section
 * 4.1.10.2.
 */
export function rollBack(transceivers: TransceiverSet, changes: RemoteTrackChanges): void {
  for (const transceiver of [...transceivers]) {
    const { lastStable, sending } = transceiver;
    if (transceiver.isStopped) continue;
    if (lastStable.mid === null) {
      transceiver.place(null, null);
      // What the endpoint offered to send there is no business of a track that the room feeds.
      if (transceiver.origin === 'room') transceiver.wantReceiving(false);
    }
    sending.withdrawRids();
    changes.process(transceiver, lastStable.firedDirection, lastStable.streams);
    // The offer that is taken back made it, and nobody has put a track into it.
    if (transceiver.origin === 'remote offer' && lastStable.mid === null) {
      transceivers.retract(transceiver);
    }
  }
}
