// Session → text. The order of lines is fixed, so two descriptions can be compared.
import transform, { type MediaDescription, type SessionDescription } from 'sdp-transform';

import { writeCandidates, writeFingerprints } from './candidate.js';
import { writeCodecs } from './fmtp.js';
import { SdpError, type MediaSection, type Session } from './session.js';
import { writeRids, writeSimulcast } from './simulcast.js';
import { writeMsid, writeSourceGroups, writeSources } from './ssrc.js';

/**
 * Writes a description.
 *
 * @throws {SdpError} if a value would break its line.
 */
export function write(session: Session): string {
  const lines = writeTree({
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
    invalid:
      session.msidSemantic === undefined
        ? []
        : [{ value: `msid-semantic: ${session.msidSemantic}` }],
    media: session.media.map(section => singleLined(describe(section), section)),
  });
  return lines;
}

/** Writes a tree of sdp-transform, such as an application may have changed by hand. */
export function writeTree(tree: SessionDescription): string {
  try {
    return transform.write(tree);
  } catch (error) {
    throw new SdpError(error instanceof Error ? error.message : String(error));
  }
}

function describe(section: MediaSection): MediaDescription {
  const simulcast = section.simulcast && writeSimulcast(section.simulcast);
  return {
    type: section.kind,
    port: section.port,
    protocol: section.protocol,
    payloads: section.formats.join(' '),
    connection: { version: 4, ip: section.address ?? '0.0.0.0' },
    ...writeCodecs(section.codecs),
    ext: section.headerExtensions.map(({ id, uri, direction, encrypt }) => ({
      value: id,
      uri,
      ...(direction && { direction }),
      ...(encrypt && { 'encrypt-uri': 'urn:ietf:params:rtp-hdrext:encrypt' }),
    })),
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
    ...(section.sctpPort !== undefined && { sctpPort: section.sctpPort }),
    ...(section.maxMessageSize !== undefined && { maxMessageSize: section.maxMessageSize }),
    // The grammar cannot write all that these may hold, but passes plain attributes on.
    invalid: [
      ...writeFingerprints(section.fingerprints),
      ...section.msids.map(msid => ({ value: `msid:${writeMsid(msid)}` })),
      ...writeRids(section.rids),
    ],
  };
}

// A line break inside a value, such as a stream id that a peer chose, would start a line of its own.
function singleLined(media: MediaDescription, section: MediaSection): MediaDescription {
  const values: unknown[] = [media];
  for (let value = values.pop(); value !== undefined; value = values.pop()) {
    if (typeof value === 'string' && /[\r\n]/.test(value)) {
      throw new SdpError(`section "${section.mid}": a value holds a line break`);
    }
    if (typeof value === 'object' && value !== null) {
      values.push(...Object.values(value).filter((member: unknown) => member !== undefined));
    }
  }
  return media;
}
