// SDP: text ↔ meaning. Knows nothing of the rest of the library.
export { parse } from './parse.js';
export { DescriptionReader } from './description-reader.js';
export { readTree, writeTree } from './tree.js';
export { write } from './write.js';
export { maxLength, maxRepeats, maxSectionLength, maxSections, type Limits } from './limits.js';
export { parseCandidate, writeCandidate } from './candidate.js';
export { parseParameters, writeParameters } from './fmtp.js';
export { parseMsid } from './ssrc.js';
export * from './session.js';
export type { SessionDescription as SdpTree } from 'sdp-transform';
