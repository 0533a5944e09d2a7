// Conversions between the words of SDP and ours, for applications that write their own SDP.
import { InvalidParametersError } from './errors.js';

/** fmtp names whose camelCase cannot be told from the SDP name: SDP ↔ ours. */
const irregular: readonly (readonly [sdp: string, ours: string])[] = [
  ['maxplaybackrate', 'maxPlaybackRate'],
  ['sprop-maxcapturerate', 'spropMaxCaptureRate'],
  ['maxaveragebitrate', 'maxAverageBitrate'],
  ['useinbandfec', 'useInbandFec'],
  ['usedtx', 'useDtx'],
  ['L', 'l'],
  ['D', 'd'],
  ['ToP', 'toP'],
];

const fromIrregular = new Map(irregular.map(([sdp, ours]) => [sdp.toLowerCase(), ours]));
const toIrregular = new Map(irregular.map(([sdp, ours]) => [ours.toLowerCase(), sdp]));

/** `AA:BB` (RFC 8122) → `aabb`. */
export function fingerprintFromSDP(fingerprint: string): string {
  assertString(fingerprint);
  return fingerprint.replaceAll(':', '').toLowerCase();
}

/** `aabb` → `AA:BB` (RFC 8122). */
export function fingerprintToSDP(fingerprint: string): string {
  assertString(fingerprint);
  return (fingerprint.match(/.{1,2}/g) ?? []).join(':').toUpperCase();
}

/** A codec parameter's name in fmtp → ours: `Packetization-MODE` → `packetizationMode`. */
export function paramFromSDP(name: string): string {
  assertString(name);
  const lower = name.toLowerCase();
  const known = fromIrregular.get(lower);
  return known ?? lower.replace(/-+(.?)/g, (_, letter: string) => letter.toUpperCase());
}

/** Our name of a codec parameter → fmtp's: `packetizationMode` → `packetization-mode`. */
export function paramToSDP(name: string): string {
  assertString(name);
  const known = toIrregular.get(name.toLowerCase());
  return known ?? name.replace(/[A-Z]/g, letter => `-${letter}`).toLowerCase();
}

function assertString(value: unknown): asserts value is string {
  if (typeof value !== 'string') throw new InvalidParametersError('wrong argument');
}
