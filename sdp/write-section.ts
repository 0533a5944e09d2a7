// One m-section: MediaSection → text.
import type { MediaDescription } from 'sdp-transform';

import { writeAttributes } from './attributes.js';
import { writeCandidates, writeFingerprints } from './candidate.js';
import { writeCodecs } from './fmtp.js';
import type { MediaSection } from './session.js';
import { writeRids, writeSimulcast } from './simulcast.js';
import { writeMsid, writeSourceGroups, writeSources } from './ssrc.js';
import { assertSingleLines, writeTree } from './tree.js';

// Offers repeat most of their sections: what has been written once is not written anew.
const texts = new WeakMap<MediaSection, string>();

/**
 * The lines of a section from its `m=` line on. Each object is written once: the same object gives
 * the same text for ever.
 *
 * @throws {SdpError} if a value would break its line
 */
export function writeSection(section: MediaSection): string {
  const known = texts.get(section);
  if (known !== undefined) return known;

  const media = describe(section);
  assertSingleLines(media, `section "${section.mid}"`);
  // The grammar writes whole descriptions only.
  const text = writeTree({ ...emptySession, media: [media] }).slice(emptyText.length);
  texts.set(section, text);
  return text;
}

const emptySession = {
  version: 0,
  origin: { username: '-', sessionId: 0, sessionVersion: 0, netType: 'IN', ipVer: 4, address: '0' },
  name: '-',
  timing: { start: 0, stop: 0 },
  media: [],
};
const emptyText = writeTree(emptySession);

function describe(section: MediaSection): MediaDescription {
  const simulcast = section.simulcast && writeSimulcast(section.simulcast);
  return {
    type: section.kind,
    port: section.port,
    protocol: section.protocol,
    payloads: section.formats.join(' '),
    connection: connection(section.address ?? '0.0.0.0'),
    bandwidth: section.bandwidths,
    ...writeCodecs(section.codecs),
    ext: section.headerExtensions.map(({ id, uri, direction, encrypt, attributes }) => ({
      value: id,
      uri,
      ...(direction && { direction }),
      ...(encrypt && { 'encrypt-uri': 'urn:ietf:params:rtp-hdrext:encrypt' }),
      ...(attributes !== undefined && { config: attributes }),
    })),
    ...(section.extmapAllowMixed && { extmapAllowMixed: 'extmap-allow-mixed' as const }),
    ...(section.ptime !== undefined && { ptime: section.ptime }),
    ...(section.maxptime !== undefined && { maxptime: section.maxptime }),
    ...(section.setup && { setup: section.setup }),
    ...(section.mid !== undefined && { mid: section.mid }),
    direction: section.direction,
    ...(section.iceUfrag !== undefined && { iceUfrag: section.iceUfrag }),
    ...(section.icePwd !== undefined && { icePwd: section.icePwd }),
    ...(section.iceOptions.length > 0 && { iceOptions: section.iceOptions.join(' ') }),
    candidates: writeCandidates(section.candidates),
    ...(section.endOfCandidates && { endOfCandidates: 'end-of-candidates' as const }),
    ssrcs: writeSources(section.sources),
    ssrcGroups: writeSourceGroups(section.sourceGroups),
    ...(section.rtcpMux && { rtcpMux: 'rtcp-mux' as const }),
    ...(section.rtcpReducedSize && { rtcpRsize: 'rtcp-rsize' as const }),
    ...(section.bundleOnly && { bundleOnly: 'bundle-only' as const }),
    ...(simulcast && { simulcast }),
    ...writeSctp(section),
    ...(section.maxMessageSize !== undefined && { maxMessageSize: section.maxMessageSize }),
    // The grammar cannot write all that these may hold, but passes plain attributes on.
    invalid: [
      ...writeFingerprints(section.fingerprints),
      ...section.msids.map(msid => ({ value: `msid:${writeMsid(msid)}` })),
      ...writeRids(section.rids),
      ...writeAttributes(section.attributes),
    ],
  };
}

const connection = (ip: string): { version: number; ip: string } => ({
  version: ip.includes(':') ? 6 : 4,
  ip,
});

// Who speaks of an sctpmap does not know the attribute that came after it.
function writeSctp({ sctpPort, sctpMap }: MediaSection): Partial<MediaDescription> {
  if (!sctpMap) return sctpPort === undefined ? {} : { sctpPort };
  return {
    sctpmap: {
      sctpmapNumber: sctpMap.port,
      app: sctpMap.application,
      ...(sctpMap.streams !== undefined && { maxMessageSize: sctpMap.streams }),
    },
    ...(sctpPort !== undefined && sctpPort !== sctpMap.port && { sctpPort }),
  };
}
