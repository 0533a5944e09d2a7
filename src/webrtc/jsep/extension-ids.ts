// Header extensions of an offer that contradict one another. RFC 8843, section 9.1. Pure.
import { isRejected, type MediaSection } from '../../../sdp/index.js';

// RFC 8285, section 4.2: ends a list of one-byte headers, so that who has to mix cannot use it.
const reservedId = 15;

/**
 * Within a BUNDLE group an id means one extension. aiortc 1.4 counts anew in each m-section: of
 * such extensions the first is kept, the others are not negotiated; nor is the id 15.
 *
 * Sections without a contradiction stay the objects that they are.
 */
export function withoutIdConflicts(media: readonly MediaSection[]): MediaSection[] {
  const uris = new Map<number, string>();
  return media.map(section => {
    if (isRejected(section)) return section;
    const kept = section.headerExtensions.filter(({ id, uri }) => {
      if (id === reservedId) return false;
      const known = uris.get(id) ?? uri;
      uris.set(id, known);
      return known.toLowerCase() === uri.toLowerCase();
    });
    return kept.length === section.headerExtensions.length
      ? section
      : { ...section, headerExtensions: kept };
  });
}
