// Session → text. The order of lines is fixed, so two descriptions can be compared.
import type { Session } from './session.js';
import { writeAttributes } from './attributes.js';
import { assertSingleLines, writeTree } from './tree.js';
import { writeSection } from './write-section.js';

/**
 * Writes a description. A section that was written before, in whatever description, costs nothing:
 * see `MediaSection`.
 *
 * @throws {SdpError} if a value would break its line.
 */
export function write(session: Session): string {
  const tree = {
    version: 0,
    origin: {
      username: session.origin.username,
      sessionId: session.origin.sessionId,
      sessionVersion: session.origin.sessionVersion,
      netType: 'IN',
      ipVer: 4,
      address: '0.0.0.0',
    },
    name: '-',
    timing: { start: 0, stop: 0 },
    ...(session.iceLite && { icelite: 'ice-lite' as const }),
    ...(session.extmapAllowMixed && { extmapAllowMixed: 'extmap-allow-mixed' as const }),
    groups: session.bundles.map(mids => ({ type: 'BUNDLE', mids: mids.join(' ') })),
    invalid: [
      ...(session.msidSemantic === undefined
        ? []
        : [{ value: `msid-semantic: ${session.msidSemantic}` }]),
      ...writeAttributes(session.attributes),
    ],
    media: [],
  };
  assertSingleLines(tree, 'session');
  return writeTree(tree) + session.media.map(writeSection).join('');
}
