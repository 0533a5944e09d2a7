// Direction arithmetic of offers and answers. RFC 3264, section 6.1. Pure.
import type { Direction } from '../../../sdp/index.js';

export type { Direction };

/** True if whoever says `direction` sends. */
export const sends = (direction: Direction): boolean =>
  direction === 'sendrecv' || direction === 'sendonly';

/** True if whoever says `direction` receives. */
export const receives = (direction: Direction): boolean =>
  direction === 'sendrecv' || direction === 'recvonly';

/** The direction of someone who does these two. */
export function directionOf(isSending: boolean, isReceiving: boolean): Direction {
  if (isSending) return isReceiving ? 'sendrecv' : 'sendonly';
  return isReceiving ? 'recvonly' : 'inactive';
}

/** The same flow seen from the other side. */
export const reversed = (direction: Direction): Direction =>
  directionOf(receives(direction), sends(direction));

/**
 * The direction to answer with: what was offered, seen from our side, cut down
 * to what we are able to do.
 */
export const answerDirection = (offered: Direction, able: Direction): Direction =>
  directionOf(receives(offered) && sends(able), sends(offered) && receives(able));

/**
 * What flows once our offer has been answered, seen from our side; undefined if the offer does
 * not allow that answer.
 *
 * `sendrecv` is what a section means that says nothing: it is taken as "all that you offered".
 */
export function agreedDirection(offered: Direction, answered: Direction): Direction | undefined {
  const agreed = answerDirection(reversed(offered), reversed(answered));
  const isExcessive = reversed(agreed) !== answered;
  const reallyAgreed = directionOf(
    sends(offered) && receives(answered),
    receives(offered) && sends(answered)
  );
  return isExcessive && answered !== 'sendrecv' ? undefined : reallyAgreed;
}
