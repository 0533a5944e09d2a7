// Header extensions of an offer that contradict one another. RFC 8843, section 9.1. Pure.
import { isRejected, type MediaSection } from '../../../sdp/index.js';

/**
 * Within a BUNDLE group an id means one extension. aiortc 1.4 counts anew in each m-section: of
 * such extensions the first is kept, the others are not negotiated.
 *
 * Sections without a contradiction stay the objects that they are.
 */
export function withoutIdConflicts(media: readonly MediaSection[]): MediaSection[] {
  const uris = new Map<number, string>();
  return media.map(section => {
    if (isRejected(section)) return section;
    const kept = section.headerExtensions.filter(({ id, uri }) => {
      const known = uris.get(id) ?? uri;
      uris.set(id, known);
      return known.toLowerCase() === uri.toLowerCase();
    });
    return kept.length === section.headerExtensions.length
      ? section
      : { ...section, headerExtensions: kept };
  });
}
