// Tracks of the endpoint above what its peer may send, found before anything is changed.
import type { Peer } from '../../engine/peer.js';
import { operationFailed } from '../idl/errors.js';
import type { TransceiverAgreement } from '../jsep/agreement.js';
import { receives, sends } from '../jsep/direction.js';
import type { RemoteOffer } from '../jsep/remote-offer.js';
import type { TransceiverSet } from '../rtp/transceiver-set.js';

/**
 * Refuses an offer whose answer would need more receivers than the peer may have. RFC 9429,
 * section 5.10, lets a description fail for want of resources.
 *
 * @throws {DOMException} OperationError
 */
export function assertMayOffer(
  { sections }: RemoteOffer,
  transceivers: TransceiverSet,
  peer: Peer
): void {
  const appearing = sections.filter(({ section, isRejected, isBundled, transceiver: id }) => {
    if (isRejected || !isBundled || !sends(section.direction)) return false;
    if (id === 'new') return true;
    const known = transceivers.get(id);
    return known !== undefined && !known.receiving.rtpReceiver && receives(known.direction);
  });
  if (appearing.length === 0) return;
  try {
    peer.assertMayReceive(appearing.length);
  } catch (error) {
    throw operationFailed('the endpoint would send too many tracks', error);
  }
}

/**
 * Refuses an agreement by which the endpoint would send more tracks than it may.
 *
 * @throws {EngineError} LIMIT_REACHED
 */
export function assertMayAgree(
  agreed: readonly TransceiverAgreement[],
  transceivers: TransceiverSet,
  peer: Peer
): void {
  const appearing = agreed.filter(({ receive, transceiver: id }) => {
    const known = receive && transceivers.get(id);
    return known && !known.isStopping && !known.receiving.rtpReceiver;
  });
  if (appearing.length > 0) peer.assertMayReceive(appearing.length);
}
