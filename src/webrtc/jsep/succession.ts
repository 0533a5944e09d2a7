// When a description ends the transport under the sections that stay. RFC 9143, section 7.5.3. Pure.
import { isData, type Line } from './lines.js';

/**
 * True if the first section of the BUNDLE group ends, and others go on: browsers (Chromium 156,
 * Firefox 153) then end the transport and begin another one for those.
 *
 * @param agreed the lines agreed last
 * @param isEnding whether the next description rejects a section
 */
export function endsTransport(agreed: readonly Line[], isEnding: (line: Line) => boolean): boolean {
  const alive = agreed.filter(line => line.isEstablished && !line.isRejected);
  const [first, ...others] = alive;
  return first !== undefined && isEnding(first) && others.some(line => !isEnding(line));
}

/** For offers of ours: what is stopped is rejected. */
export const endsIn =
  (isStopping: (transceiver: number) => boolean) =>
  (line: Line): boolean =>
    !isData(line) && (line.transceiver === undefined || isStopping(line.transceiver));
