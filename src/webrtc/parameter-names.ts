// Names of codec parameters: dashed in SDP, camelCase in our parameters. Pure.

// Registered names that do not follow the rule, in SDP and with us.
const exceptions: readonly (readonly [sdp: string, ours: string])[] = [
  ['maxplaybackrate', 'maxPlaybackRate'],
  ['sprop-maxcapturerate', 'spropMaxCaptureRate'],
  ['maxaveragebitrate', 'maxAverageBitrate'],
  ['useinbandfec', 'useInbandFec'],
  ['usedtx', 'useDtx'],
];
const fromSdp = new Map(exceptions);
const toSdp = new Map(exceptions.map(([sdp, ours]) => [ours.toLowerCase(), sdp] as const));

/** `packetization-mode` → `packetizationMode`. Case does not matter. */
export function parameterFromSdp(name: string): string {
  const lower = name.toLowerCase();
  return (
    fromSdp.get(lower) ?? lower.replace(/-+([a-z0-9])/g, (_, next: string) => next.toUpperCase())
  );
}

/** `packetizationMode` → `packetization-mode`. */
export const parameterToSdp = (name: string): string =>
  toSdp.get(name.toLowerCase()) ??
  name.replace(/(?!^)[A-Z]/g, capital => `-${capital}`).toLowerCase();
