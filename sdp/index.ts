// SDP: text ↔ meaning. Knows nothing of the rest of the library.
export { parse, readTree } from './parse.js';
export { write, writeTree } from './write.js';
export { maxSections, maxLength } from './lines.js';
export { parseMsid } from './ssrc.js';
export * from './session.js';
export type { SessionDescription as SdpTree } from 'sdp-transform';
