// Attributes that the model has no word for: kept as they are, in order, and written after all others.
import type { RawSection } from './lines.js';
import type { Attribute } from './session.js';

// What the members of MediaSection and Session say, and `rtcp`, which is dropped: see README.md.
const modelled = new Set([
  'bundle-only',
  'candidate',
  'end-of-candidates',
  'extmap',
  'extmap-allow-mixed',
  'fingerprint',
  'fmtp',
  'ice-lite',
  'ice-options',
  'ice-pwd',
  'ice-ufrag',
  'inactive',
  'max-message-size',
  'maxptime',
  'mid',
  'msid',
  'msid-semantic',
  'ptime',
  'recvonly',
  'rid',
  'rtcp',
  'rtcp-fb',
  'rtcp-mux',
  'rtcp-rsize',
  'rtpmap',
  'sctp-port',
  'sctpmap',
  'sendonly',
  'sendrecv',
  'setup',
  'simulcast',
  'ssrc',
  'ssrc-group',
]);

/** The attributes beside those that `Session` and `MediaSection` have members for. */
export const parseAttributes = (section: RawSection): Attribute[] =>
  section.attributes
    .filter(({ name, value }) => !modelled.has(name) && !isBundle(name, value))
    .map(({ name, value }) => (value === '' ? { name } : { name, value }));

export const writeAttributes = (attributes: Attribute[] = []): { value: string }[] =>
  attributes.map(({ name, value }) => ({ value: value === undefined ? name : `${name}:${value}` }));

/** True for groups that `Session.bundles` has; others, such as LS, are attributes like any. */
export const isBundle = (name: string, value: string): boolean =>
  name === 'group' && /^BUNDLE(?:\s|$)/.test(value);
