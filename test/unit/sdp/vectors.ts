// Descriptions of real endpoints, from test/vectors/sdp.
import { readFileSync, readdirSync } from 'node:fs';

const folder = new URL('../../vectors/sdp/', import.meta.url);

/** All of them. */
export const vectorNames: readonly string[] = readdirSync(folder)
  .filter(name => name.endsWith('.sdp'))
  .map(name => name.slice(0, -'.sdp'.length))
  .sort();

/** Some that have little in common, for tests that break each at many places. */
export const someVectorNames = [
  'chromium-156-answer',
  'chromium-156-offer',
  'firefox-153-answer',
  'firefox-153-offer',
  'gstreamer-1.22-answer',
  'aiortc-1.4-answer',
  'rare-attributes',
];

/** A file name without its ending. */
export type VectorName = string;

export const vector = (name: VectorName): string =>
  readFileSync(new URL(`${name}.sdp`, folder), 'utf8');
