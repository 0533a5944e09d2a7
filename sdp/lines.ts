// The lines of a description before their meaning: limits, and which line is in which section.
import { SdpError } from './session.js';

/** More than a room of several hundred needs; keeps hostile text from costing time. */
export const maxLength = 1024 * 1024;
export const maxSections = 1000;

/** The lines from one `m=` to the next, or those before the first. */
export interface RawSection {
  /** Of the `m=` line, or 1. Counted from 1. */
  line: number;
  attributes: { line: number; name: string; value: string }[];
}

/** A description cut into the session part and its sections. */
export interface RawSession {
  session: RawSection;
  media: RawSection[];
}

/** Cuts, and refuses what is no SDP at all. */
export function cut(text: string): RawSession {
  if (typeof text !== 'string') throw new SdpError('a description is a string');
  if (text.length > maxLength) {
    throw new SdpError(`the description is longer than ${maxLength} characters`);
  }
  const raw: RawSession = { session: { line: 1, attributes: [] }, media: [] };
  let section = raw.session;
  let isFirst = true;

  for (const [index, content] of text.split(/\r\n|\r|\n/).entries()) {
    const line = index + 1;
    if (content.trim() === '') continue;
    if (!/^[a-z]=/.test(content)) throw new SdpError('not of the form x=value', line);
    if (isFirst && content !== 'v=0') throw new SdpError('a description begins with v=0', line);
    isFirst = false;

    if (content.startsWith('m=')) {
      section = { line, attributes: [] };
      if (raw.media.push(section) > maxSections) {
        throw new SdpError(`more than ${maxSections} m-sections`, line);
      }
    } else if (content.startsWith('a=')) {
      section.attributes.push({ line, ...nameAndValue(content.slice(2)) });
    }
  }
  if (isFirst) throw new SdpError('the description is empty');
  return raw;
}

function nameAndValue(attribute: string): { name: string; value: string } {
  const colon = attribute.indexOf(':');
  if (colon < 0) return { name: attribute.trim(), value: '' };
  return { name: attribute.slice(0, colon), value: attribute.slice(colon + 1).trim() };
}

/** The values of one attribute, with their lines. */
export const valuesOf = (section: RawSection, name: string): { line: number; value: string }[] =>
  section.attributes.filter(attribute => attribute.name === name);
