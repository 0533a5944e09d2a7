// Direction arithmetic of offers and answers. RFC 3264, section 6.1. Pure.
import type { Direction } from '../../../sdp/index.js';

export type { Direction };

/** True if whoever says `direction` sends. */
export const sends = (direction: Direction): boolean =>
  direction === 'sendrecv' || direction === 'sendonly';

/** True if whoever says `direction` receives. */
export const receives = (direction: Direction): boolean =>
  direction === 'sendrecv' || direction === 'recvonly';

/** The direction that a side says which sends and receives so. */
export function directionOf(isSending: boolean, isReceiving: boolean): Direction {
  if (isSending) return isReceiving ? 'sendrecv' : 'sendonly';
  return isReceiving ? 'recvonly' : 'inactive';
}

/** The same flow of media, seen from the other side. */
export const reversed = (direction: Direction): Direction =>
  directionOf(receives(direction), sends(direction));

/**
 * The direction that we answer with: what the endpoint offered, cut down to what we are able to do.
 */
export const answerDirection = (offered: Direction, able: Direction): Direction =>
  directionOf(receives(offered) && sends(able), sends(offered) && receives(able));

/**
 * What flows once the endpoint has answered our offer, seen from our side; undefined if the offer does
 * not allow that answer.
 *
 * An answer that names no direction means `sendrecv`, so `sendrecv` is taken for "all that you offered".
 */
export function agreedDirection(offered: Direction, answered: Direction): Direction | undefined {
  const agreed = answerDirection(reversed(offered), reversed(answered));
  const isExcessive = reversed(agreed) !== answered;
  const flowing = directionOf(
    sends(offered) && receives(answered),
    receives(offered) && sends(answered)
  );
  return isExcessive && answered !== 'sendrecv' ? undefined : flowing;
}
