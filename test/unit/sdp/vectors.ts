// Descriptions of real endpoints, from test/vectors/sdp.
import { readFileSync } from 'node:fs';

export const vectorNames = [
  'chromium-156-answer',
  'chromium-156-offer',
  'firefox-153-answer',
  'firefox-153-offer',
  'gstreamer-1.22-answer',
  'aiortc-1.4-answer',
] as const;

export type VectorName = (typeof vectorNames)[number];

export const vector = (name: VectorName): string =>
  readFileSync(new URL(`../../vectors/sdp/${name}.sdp`, import.meta.url), 'utf8');
