// When a description ends the transport under the sections that stay. RFC 9143, section 7.5.3. Pure.
import { isData, type SectionState } from './section-state.js';

/**
 * True if the first section of the BUNDLE group ends, and others go on: browsers (Chromium 156,
 * Firefox 153) then end the transport and begin another one for those.
 *
 * @param agreed the sections agreed last
 * @param isEnding whether the next description rejects a section
 */
export function endsTransport(
  agreed: readonly SectionState[],
  isEnding: (state: SectionState) => boolean
): boolean {
  const alive = agreed.filter(state => state.isEstablished && !state.isRejected);
  const [first, ...others] = alive;
  return first !== undefined && isEnding(first) && others.some(state => !isEnding(state));
}

/** Which sections our next offer rejects: those whose transceivers are stopping. */
export const endsIn =
  (isStopping: (transceiver: number) => boolean) =>
  (state: SectionState): boolean =>
    !isData(state) && (state.transceiver === undefined || isStopping(state.transceiver));
