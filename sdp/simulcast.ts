// Restriction identifiers and simulcast: `rid` (RFC 8851) and `simulcast` (RFC 8853).
import transform, { type MediaDescription } from 'sdp-transform';

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

export function parseSimulcast(line: SimulcastLine | undefined): Simulcast | undefined {
  if (!line) return undefined;
  const simulcast: Simulcast = { send: [], recv: [] };
  simulcast[line.dir1] = parseList(line.list1);
  if (line.dir2 && line.list2 !== undefined) simulcast[line.dir2] = parseList(line.list2);
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

const parseList = (list: string): SimulcastStream[][] =>
  transform
    .parseSimulcastStreamList(String(list))
    .map(stream => stream.map(({ scid, paused }) => ({ rid: String(scid), paused })));

const writeList = (streams: SimulcastStream[][]): string =>
  streams
    .map(stream => stream.map(({ rid, paused }) => `${paused ? '~' : ''}${rid}`).join(','))
    .join(';');
