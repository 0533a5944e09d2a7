// Restriction identifiers and simulcast: `rid` (RFC 8851) and `simulcast` (RFC 8853).
import type { MediaDescription } from 'sdp-transform';

import { valuesOf, type RawSection } from './lines.js';
import type { Rid, Simulcast, SimulcastStream } from './session.js';

type SimulcastLine = NonNullable<MediaDescription['simulcast']>;

/** Read here and not by the grammar, which knows no `-` and `_` in a rid. Malformed ones are ignored. */
export const parseRids = (section: RawSection): Rid[] =>
  valuesOf(section, 'rid').flatMap(({ value }) => {
    const match = /^([\w-]+) (send|recv)(?: (.+))?$/.exec(value);
    if (!match?.[1]) return [];
    const direction = match[2] === 'send' ? 'send' : 'recv';
    return { id: match[1], direction, ...(match[3] && { restrictions: match[3] }) };
  });

export const writeRids = (rids: Rid[]): { value: string }[] =>
  rids.map(({ id, direction, restrictions }) => ({
    value: `rid:${id} ${direction}${restrictions ? ` ${restrictions}` : ''}`,
  }));

/**
 * Reads `send 1,2;~3 recv 4`, and what Firefox wrote before version 60: `send rid=1;2 paused=2`.
 * What is malformed is ignored.
 */
export function parseSimulcast(section: RawSection): Simulcast | undefined {
  const value = valuesOf(section, 'simulcast')[0]?.value;
  if (value === undefined) return undefined;
  const simulcast: Simulcast = { send: [], recv: [] };
  const list = '(?:rid=)?([\\w~;,-]+)(?: +paused=([\\w,-]+))?';
  const pattern = new RegExp(`^(send|recv) +${list}(?: +(send|recv) +${list})?$`);
  const match = pattern.exec(value);
  if (!match) return undefined;
  const [, first, firstList, firstPaused, second, secondList, secondPaused] = match;
  simulcast[first === 'send' ? 'send' : 'recv'] = parseList(firstList!, firstPaused);
  if (second && second !== first) {
    simulcast[second === 'send' ? 'send' : 'recv'] = parseList(secondList!, secondPaused);
  }
  return simulcast;
}

export function writeSimulcast({ send, recv }: Simulcast): SimulcastLine | undefined {
  const [first, second] = (['send', 'recv'] as const)
    .map(direction => ({ direction, list: writeList(direction === 'send' ? send : recv) }))
    .filter(({ list }) => list !== '');
  if (!first) return undefined;
  const line: SimulcastLine = { dir1: first.direction, list1: first.list };
  return second ? { ...line, dir2: second.direction, list2: second.list } : line;
}

function parseList(list: string, pausedIds = ''): SimulcastStream[][] {
  const paused = new Set(pausedIds.split(','));
  return list.split(';').map(alternatives =>
    alternatives.split(',').map(text => {
      const rid = text.replace(/^~/, '');
      return { rid, paused: rid !== text || paused.has(rid) };
    })
  );
}

const writeList = (streams: SimulcastStream[][]): string =>
  streams
    .map(stream => stream.map(({ rid, paused }) => `${paused ? '~' : ''}${rid}`).join(','))
    .join(';');
