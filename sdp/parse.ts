// Text → Session. The grammar of single lines is sdp-transform's; what they mean together is ours.
import type { SessionDescription } from 'sdp-transform';

import { isBundle, parseAttributes } from './attributes.js';
import { countLines, cut, hasFlag, readLines, readSessionLines, valuesOf } from './lines.js';
import type { Limits } from './limits.js';
import {
  defined,
  parseSection,
  parseShared,
  words,
  type ReadLines,
  type SharedLines,
} from './parse-section.js';
import { SdpError, type MediaSection, type Session } from './session.js';
import { readGrammar } from './tree.js';

/**
 * Reads a description, whoever wrote it.
 *
 * Says nothing about whether the description makes sense as an offer or as an answer.
 *
 * @throws {SdpError} and nothing else; it names the line or the section.
 */
export const parse = (text: string, limits?: Limits): Session =>
  readDescription(text, limits).session;

/** A description, and what has to be known of it to read the next one in less time. */
export interface ReadDescription {
  session: Session;
  /** All that the session part may say for its sections. */
  shared: string;
  texts: SectionText[];
}

interface SectionText {
  text: string;
  lineCount: number;
}

/** `parse()`, but sections that are as they were `before`, in their place, are the same objects. */
export function readDescription(
  text: string,
  limits?: Limits,
  before?: ReadDescription
): ReadDescription {
  const parts = cut(text, limits);
  const raw = readSessionLines(parts.session);
  const sessionLines = { tree: readGrammar(raw.lines), raw };
  const inherited = parseShared(sessionLines);
  const shared = sharedLines(parts.session);
  const known = before?.shared === shared ? before : undefined;

  const media: MediaSection[] = [];
  const texts: SectionText[] = [];
  let line = 1 + countLines(parts.session);
  for (const [at, part] of parts.media.entries()) {
    const last = known?.texts[at];
    if (last?.text === part) {
      media.push(known!.session.media[at]!);
      texts.push(last);
    } else {
      const own = detached(part);
      media.push(readSection(own, line, inherited));
      texts.push({ text: own, lineCount: countLines(own) });
    }
    line += texts[at]!.lineCount;
  }
  return { session: { ...parseSession(sessionLines), media }, shared, texts };
}

function parseSession({ tree, raw }: ReadLines<SessionDescription>): Omit<Session, 'media'> {
  const attributes = parseAttributes(raw);
  return {
    origin: {
      username: String(tree.origin?.username ?? '-'),
      sessionId: String(tree.origin?.sessionId ?? 0),
      sessionVersion: Number(tree.origin?.sessionVersion ?? 0),
    },
    iceLite: hasFlag(raw, 'ice-lite'),
    extmapAllowMixed: hasFlag(raw, 'extmap-allow-mixed'),
    ...defined('msidSemantic', valuesOf(raw, 'msid-semantic')[0]?.value),
    bundles: valuesOf(raw, 'group')
      .filter(({ value }) => isBundle('group', value))
      .map(({ value }) => words(value).slice(1))
      .filter(mids => mids.length > 0),
    ...(attributes.length > 0 && { attributes }),
  };
}

function readSection(text: string, line: number, inherited: SharedLines): MediaSection {
  const raw = readLines(text, line);
  const tree = readGrammar(raw.lines).media[0];
  if (!tree) throw new SdpError('not an m-line', line);
  return parseSection({ tree, raw }, inherited);
}

// All but the two lines that change with every description and say nothing about a section.
const sharedLines = (session: string): string =>
  session
    .split(/[\r\n]+/)
    .filter(line => !/^(?:o=|a=group:)/.test(line))
    .join('\n');

// A piece of a string keeps the whole of it in memory: sections that live on would keep every
// description that one of them came from. This is a string of its own.
const detached = (piece: string): string => ` ${piece}`.slice(1);
