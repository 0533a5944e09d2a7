// Sources and streams: `ssrc`, `ssrc-group` (RFC 5576) and `msid` (RFC 8830).
import type { MediaDescription } from 'sdp-transform';

import { maxRepeats } from './limits.js';
import { valuesOf, type RawSection } from './lines.js';
import { SdpError, type Attribute, type Msid, type Source, type SourceGroup } from './session.js';

type SourceLine = NonNullable<MediaDescription['ssrcs']>[number];
type GroupLine = NonNullable<MediaDescription['ssrcGroups']>[number];

/**
 * Reads `stream track`, with anything but space in either: Firefox used to write braces. RFC 8830
 * allows 64 characters; we stop where copying them to everybody would become a burden.
 */
export function parseMsid(text: string): Msid | undefined {
  const match = /^(\S{1,255})(?: +(\S{1,255}))?$/.exec(text.trim());
  if (!match?.[1]) return undefined;
  return { stream: match[1], ...(match[2] && { track: match[2] }) };
}

export const writeMsid = ({ stream, track }: Msid): string =>
  track === undefined ? stream : `${stream} ${track}`;

export const parseMsids = (section: RawSection): Msid[] =>
  valuesOf(section, 'msid').map(({ line, value }) => {
    const msid = parseMsid(value.split(/\s+/, 2).join(' '));
    if (!msid) throw new SdpError('malformed msid', line);
    return msid;
  });

/** One source for each SSRC, in the order in which they are named first. */
export function parseSources(lines: SourceLine[] = []): Source[] {
  const sources = new Map<number, Source>();
  for (const { id, attribute, value } of lines) {
    const ssrc = Number(id);
    if (!isSsrc(ssrc)) throw new SdpError(`malformed SSRC "${id}"`);
    const source: Source = sources.get(ssrc) ?? { ssrc };
    sources.set(ssrc, source);

    const text = value === undefined ? undefined : String(value).trim();
    const msid = attribute === 'msid' ? parseMsid(text ?? '') : undefined;
    if (msid) source.msid = msid;
    else if (isText(attribute) && text !== undefined) source[attribute] = text;
    else if (attribute !== 'msid') (source.attributes ??= []).push(attributeOf(attribute, text));
  }
  return [...sources.values()];
}

const isText = (attribute: string): attribute is 'cname' | 'mslabel' | 'label' =>
  attribute === 'cname' || attribute === 'mslabel' || attribute === 'label';

const attributeOf = (name: string, value: string | undefined): Attribute =>
  value === undefined ? { name } : { name, value };

export const writeSources = (sources: Source[]): SourceLine[] =>
  sources.flatMap(({ ssrc, cname, msid, mslabel, label, attributes = [] }) =>
    [
      ...(cname === undefined ? [] : [{ attribute: 'cname', value: cname }]),
      ...(msid === undefined ? [] : [{ attribute: 'msid', value: writeMsid(msid) }]),
      ...(mslabel === undefined ? [] : [{ attribute: 'mslabel', value: mslabel }]),
      ...(label === undefined ? [] : [{ attribute: 'label', value: label }]),
      ...attributes.map(({ name, value }) => ({
        attribute: name,
        ...(value !== undefined && { value }),
      })),
    ].map(line => ({ id: ssrc, ...line }))
  );

export const parseSourceGroups = (lines: GroupLine[] = []): SourceGroup[] =>
  lines.map(({ semantics, ssrcs }) => {
    const members = String(ssrcs).trim().split(/ +/, maxRepeats).map(Number);
    if (!members.every(isSsrc)) throw new SdpError(`malformed ssrc-group "${semantics} ${ssrcs}"`);
    return { semantics: String(semantics), ssrcs: members };
  });

export const writeSourceGroups = (groups: SourceGroup[]): GroupLine[] =>
  groups.map(({ semantics, ssrcs }) => ({ semantics, ssrcs: ssrcs.join(' ') }));

const isSsrc = (value: number): boolean =>
  Number.isInteger(value) && value >= 0 && value <= 0xffffffff;
