// One m-section: text → MediaSection. What it leaves out is taken from the session.
import type { MediaDescription, SessionDescription } from 'sdp-transform';

import { parseAttributes } from './attributes.js';
import { parseCandidates, parseFingerprints } from './candidate.js';
import { parseCodecs } from './fmtp.js';
import { hasFlag, valuesOf, type RawSection } from './lines.js';
import {
  SdpError,
  type Direction,
  type HeaderExtension,
  type MediaSection,
  type SctpMap,
  type Setup,
} from './session.js';
import { parseRids, parseSimulcast } from './simulcast.js';
import { parseMsids, parseSourceGroups, parseSources } from './ssrc.js';

/** Lines as the grammar knows them, and all attributes as they are. */
export interface ReadLines<Tree> {
  tree: Tree;
  raw: RawSection;
}

/** @throws {SdpError} which names the line or the section */
export function parseSection(
  { tree: media, raw }: ReadLines<MediaDescription>,
  shared: SharedLines
): MediaSection {
  const { type: kind, port, protocol } = media;
  if (!kind || !protocol || !isPort(port)) throw new SdpError('malformed m-line', raw.line);
  const isRtp = /(^|\/)RTP\//.test(protocol);
  // rtpengine and others write a payload type twice: once is enough.
  const formats = isRtp ? unique(words(media.payloads)) : words(media.payloads);

  return {
    kind: String(kind),
    port,
    protocol: String(protocol),
    formats,
    ...defined('address', media.connection?.ip ?? shared.address),
    bandwidths: parseBandwidths(media),
    ...defined('mid', wordOf(raw, 'mid')),
    direction: media.direction ?? shared.direction,
    bundleOnly: hasFlag(raw, 'bundle-only'),
    rtcpMux: hasFlag(raw, 'rtcp-mux'),
    rtcpReducedSize: hasFlag(raw, 'rtcp-rsize'),
    ...parseTransport(media, raw, shared),
    codecs: isRtp ? parseCodecs(media, raw, payloadTypes(formats, raw.line)) : [],
    headerExtensions: extensionsOf(media, raw.line, shared),
    extmapAllowMixed: hasFlag(raw, 'extmap-allow-mixed'),
    ...defined('ptime', numeric(media.ptime)),
    ...defined('maxptime', numeric(media.maxptime)),
    msids: parseMsids(raw),
    ...inSection(raw.line, () => ({
      sources: parseSources(media.ssrcs),
      sourceGroups: parseSourceGroups(media.ssrcGroups),
    })),
    rids: parseRids(raw),
    ...defined('simulcast', parseSimulcast(raw)),
    ...parseSctp(media, raw),
    attributes: parseAttributes(raw),
  };
}

/** What a section says about ICE and DTLS; what it leaves out is taken from the session. */
function parseTransport(media: MediaDescription, raw: RawSection, shared: SharedLines) {
  const fingerprints = parseFingerprints(raw);
  const own = optionsOf(raw);

  return {
    ...defined('iceUfrag', wordOf(raw, 'ice-ufrag') ?? shared.iceUfrag),
    ...defined('icePwd', wordOf(raw, 'ice-pwd') ?? shared.icePwd),
    iceOptions: own.length > 0 ? unique([...own, ...shared.iceOptions]) : shared.iceOptions,
    candidates: parseCandidates(media.candidates),
    endOfCandidates: hasFlag(raw, 'end-of-candidates') || shared.endOfCandidates,
    fingerprints: fingerprints.length > 0 ? fingerprints : shared.fingerprints,
    ...defined('setup', parseSetup(raw) ?? shared.setup),
  };
}

/** What the session part says for those sections that do not say it themselves. */
export type SharedLines = Pick<
  MediaSection,
  | 'address'
  | 'direction'
  | 'iceUfrag'
  | 'icePwd'
  | 'iceOptions'
  | 'endOfCandidates'
  | 'fingerprints'
  | 'setup'
  | 'headerExtensions'
>;

/** Reads that once for all sections. */
export const parseShared = ({ tree, raw }: ReadLines<SessionDescription>): SharedLines => ({
  ...defined('address', tree.connection?.ip),
  direction: tree.direction ?? 'sendrecv',
  ...defined('iceUfrag', wordOf(raw, 'ice-ufrag')),
  ...defined('icePwd', wordOf(raw, 'ice-pwd')),
  iceOptions: unique(optionsOf(raw)),
  endOfCandidates: hasFlag(raw, 'end-of-candidates'),
  fingerprints: parseFingerprints(raw),
  ...defined('setup', parseSetup(raw)),
  headerExtensions: parseExtensions(tree.ext ?? [], raw.line),
});

const optionsOf = (raw: RawSection): string[] =>
  valuesOf(raw, 'ice-options').flatMap(({ value }) => words(value));

const unique = (texts: string[]): string[] => [...new Set(texts)];

const parseBandwidths = ({ bandwidth = [] }: MediaDescription): MediaSection['bandwidths'] =>
  bandwidth.map(({ type, limit }) => ({ type, limit: Number(limit) }));

function parseSctp(media: MediaDescription, raw: RawSection) {
  const sctpMap = parseSctpMap(valuesOf(raw, 'sctpmap')[0]?.value);
  return {
    ...defined('sctpPort', numeric(media.sctpPort) ?? sctpMap?.port),
    ...defined('sctpMap', sctpMap),
    ...defined('maxMessageSize', numeric(media.maxMessageSize)),
  };
}

function parseSctpMap(value: string | undefined): SctpMap | undefined {
  const match = /^(\d{1,5}) +(\S+)(?: +(\d{1,5}))?$/.exec(value ?? '');
  if (!match?.[2]) return undefined;
  return {
    port: Number(match[1]),
    application: match[2],
    ...(match[3] !== undefined && { streams: Number(match[3]) }),
  };
}

// The words of RFC 4145 are in ABNF, and so in any case.
function parseSetup(raw: RawSection): Setup | undefined {
  const word = wordOf(raw, 'setup');
  const value = word?.toLowerCase();
  switch (value) {
    case undefined:
    case 'actpass':
    case 'active':
    case 'passive':
    case 'holdconn':
      return value;
    default:
      throw new SdpError(`section at line ${raw.line}: unknown setup "${word}"`);
  }
}

function parseExtensions(
  lines: NonNullable<MediaDescription['ext']>,
  line: number
): HeaderExtension[] {
  const extensions = new Map<number, HeaderExtension>();
  for (const ext of lines) {
    const id = Number(ext.value);
    // RFC 8285, section 4.3, has one byte for the id, and 0 for padding.
    if (!Number.isInteger(id) || id < 1 || id > 255) {
      // RFC 8285, section 7: ids from 4096 are for offers with more than fit; we take none of them.
      if (id >= 4096) continue;
      throw new SdpError(`section at line ${line}: extmap id ${ext.value} is out of range`);
    }
    if (extensions.has(id)) continue;
    extensions.set(id, {
      id,
      uri: String(ext.uri),
      ...defined('direction', asDirection(ext.direction)),
      ...(ext['encrypt-uri'] !== undefined && { encrypt: true }),
      ...defined('attributes', text(ext.config)),
    });
  }
  return [...extensions.values()];
}

// Those of the session part come after a section's own, and take no id from these.
function extensionsOf(
  { ext = [] }: MediaDescription,
  line: number,
  { headerExtensions: shared }: SharedLines
): HeaderExtension[] {
  if (ext.length === 0) return shared;
  const own = parseExtensions(ext, line);
  const taken = new Set(own.map(({ id }) => id));
  return shared.length === 0 ? own : [...own, ...shared.filter(({ id }) => !taken.has(id))];
}

function payloadTypes(formats: string[], line: number): number[] {
  const types = formats.map(format => (/^\d{1,3}$/.test(format) ? Number(format) : -1));
  if (types.some(type => type < 0 || type > 127)) {
    throw new SdpError('an RTP m-line names payload types from 0 to 127', line);
  }
  return [...new Set(types)];
}

function inSection<T>(line: number, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof SdpError) throw new SdpError(`section at line ${line}: ${error.message}`);
    throw error;
  }
}

const isPort = (port: unknown): port is number =>
  typeof port === 'number' && Number.isInteger(port) && port >= 0 && port <= 65535;

/** The first word that an attribute says; the last of several lines counts, as with the grammar. */
const wordOf = (raw: RawSection, name: string): string | undefined =>
  words(valuesOf(raw, name).at(-1)?.value)[0];

// The grammar turns digits into numbers: attributes of an extension are text all the same.
const text = (value: string | number | undefined): string | undefined =>
  value === undefined || value === '' ? undefined : String(value);

const numeric = (value: unknown): number | undefined =>
  value === undefined ? undefined : Number(value);

/** What stands between spaces. */
export const words = (value: string | number | undefined): string[] =>
  String(value ?? '')
    .split(/\s+/)
    .filter(word => word !== '');

const asDirection = (value: string | undefined): Direction | undefined =>
  value === 'sendrecv' || value === 'sendonly' || value === 'recvonly' || value === 'inactive'
    ? value
    : undefined;

/** A member that is left out where there is no value. */
export const defined = <K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } =>
  value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
