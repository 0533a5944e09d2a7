// Changes real descriptions as an attacker would, or a careless author.

/** The same seed gives the same luck. */
export function luckOf(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return below => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

type Luck = ReturnType<typeof luckOf>;
type Mutation = (lines: string[], at: number, luck: Luck) => void;

const oddities = [
  '\0',
  '\u00e9',
  '\u202e',
  '\u2028',
  ' ',
  ';',
  ':',
  '=',
  '"',
  '<b>',
  ',',
  '/',
  '\t',
  '-',
  '\ud83d\ude00',
  '99999999999',
  'x'.repeat(300),
];
const names = [
  'msid:s t',
  'msid:- t',
  'ssrc:1 cname:c',
  'ssrc:1 msid:s t',
  'ssrc-group:FID 1 2',
  'ssrc-group:SIM 1 2 3',
  'rid:a send',
  'simulcast:send a;b',
  'fmtp:96 a=b',
  'rtcp-fb:* nack',
  'extmap:1 urn:x',
  'mid:0',
  'bundle-only',
  'inactive',
  'sendonly',
  'rtcp-mux',
  'setup:active',
  'group:BUNDLE 0 0',
];

const pick = <T>(list: readonly T[], luck: Luck): T => list[luck(list.length)]!;

const mutations: Mutation[] = [
  (lines, at) => lines.splice(at, 1),
  (lines, at) => lines.splice(at, 0, lines[at]!),
  (lines, at, luck) => {
    const other = luck(lines.length);
    [lines[at], lines[other]] = [lines[other]!, lines[at]!];
  },
  (lines, at, luck) => {
    const line = lines[at]!;
    const place = luck(line.length + 1);
    lines[at] = line.slice(0, place) + pick(oddities, luck) + line.slice(place);
  },
  (lines, at, luck) => {
    const place = luck(lines[at]!.length + 1);
    lines[at] = lines[at]!.slice(0, place) + lines[at]!.slice(place + 1 + luck(4));
  },
  (lines, at, luck) => {
    const numbers = ['0', '1', '96', '127', '128', '4294967295', '-1'];
    lines[at] = lines[at]!.replace(/\d+/g, number => (luck(3) ? number : pick(numbers, luck)));
  },
  (lines, at, luck) => {
    const words = lines[at]!.split(' ');
    words[luck(words.length)] = pick(pick(lines, luck).split(' '), luck);
    lines[at] = words.join(' ');
  },
  (lines, at, luck) => lines.splice(at, 0, `a=${pick(names, luck)}`),
  // Names are where others may be harmed.
  (lines, _, luck) => {
    const named = lines.flatMap((line, i) =>
      /^a=(msid|ssrc|mid|rid|fmtp|rtpmap|extmap)/.test(line) ? [i] : []
    );
    if (named.length === 0) return;
    const at = pick(named, luck);
    const place = lines[at]!.indexOf(':') + 1 + luck(12);
    lines[at] = lines[at]!.slice(0, place) + pick(oddities, luck) + lines[at]!.slice(place);
  },
];

/** A description with one to six changes. */
export function mutated(sdp: string, luck: Luck): string {
  const lines = sdp.split(/\r?\n/).filter(Boolean);
  for (let count = 1 + luck(6); count > 0 && lines.length > 0; count--) {
    pick(mutations, luck)(lines, luck(lines.length), luck);
  }
  return lines.map(line => `${line}\r\n`).join('');
}
