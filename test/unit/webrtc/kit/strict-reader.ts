// Reads what we offer as the strictest of endpoints would: grammar and uniqueness by the RFCs.

const token = String.raw`[!#$%&'*+\-.0-9A-Z^_\`a-z{|}~]`; // RFC 8866, section 9
const iceChars = '[A-Za-z0-9+/]';

/** Attribute → what its value looks like. */
const grammar: Record<string, RegExp> = {
  mid: new RegExp(`^${token}+$`),
  // RFC 8830, section 2.
  msid: new RegExp(`^${token}{1,64}(?: ${token}{1,64})?$`),
  rtpmap: new RegExp(`^\\d+ ${token}+/\\d+(?:/\\d+)?$`),
  // Parameters with a name, or what RED and telephone-event have.
  fmtp: new RegExp(
    `^\\d+ (?:${token}+=[!#-:<-~]+(?:; ?${token}+(?:=[!#-:<-~]+)?)*|[0-9,/-]+|${token}+)$`
  ),
  'rtcp-fb': new RegExp(`^(?:\\d+|\\*) ${token}+(?: ${token}+)*$`),
  extmap: /^\d+(?:\/(?:sendrecv|sendonly|recvonly|inactive))? [!-~]+(?: [!-~]+)*$/,
  ssrc: new RegExp(`^\\d+ (?:cname:[!-~]{1,255}|msid:${token}{1,64}(?: ${token}{1,64})?)$`),
  'ssrc-group': /^(?:FID|SIM|FEC-FR)(?: \d+)+$/,
  rid: /^[A-Za-z0-9_-]{1,255} (?:send|recv)(?: [!-~]+)?$/,
  candidate: new RegExp(
    `^${iceChars}{1,32} \\d+ (?:udp|tcp) \\d{1,10} [0-9A-Za-z.:-]+ \\d{1,5} typ host(?: ${token}+ [!-~]+)*$`,
    'i'
  ),
  'ice-ufrag': new RegExp(`^${iceChars}{4,256}$`),
  'ice-pwd': new RegExp(`^${iceChars}{22,256}$`),
  fingerprint: /^sha-\d+ [0-9A-F]{2}(?::[0-9A-F]{2})+$/i,
  setup: /^(?:actpass|active|passive)$/,
};

interface ReadSection {
  lines: string[];
  payloadTypes: string[];
  values: (name: string) => string[];
}

const doubles = (values: readonly string[]): string[] =>
  values.filter((value, at) => values.indexOf(value) !== at);

/** Why an endpoint might refuse this description; empty if none should. */
export function faultsOf(sdp: string): string[] {
  const lines = sdp.split('\r\n');
  const faults: string[] = [];
  if (lines.pop() !== '') faults.push('does not end with CRLF');
  faults.push(
    ...lines
      .filter(line => !/^[a-z]=[ -~]+$/.test(line))
      .map(line => `no line: ${JSON.stringify(line)}`)
  );
  if (!/^v=0\r\no=\S+ \d+ \d+ IN IP[46] \S+\r\ns=.+\r\nt=0 0\r\n/.test(sdp)) faults.push('head');
  const sections = sectionsOf(lines);
  for (const line of lines) faults.push(...grammarFaults(line));
  for (const section of sections) faults.push(...sectionFaults(section));
  return [...faults, ...bundleFaults(lines, sections)];
}

function sectionsOf(lines: readonly string[]): ReadSection[] {
  const sections: ReadSection[] = [];
  for (const line of lines) {
    const media = /^m=\S+ \d+ \S+ (.*)$/.exec(line);
    if (media) {
      const own: string[] = [];
      sections.push({
        lines: own,
        payloadTypes: media[1]!.split(' '),
        values: name => valuesOf(own, name),
      });
    }
    sections.at(-1)?.lines.push(line);
  }
  return sections;
}

const valuesOf = (lines: readonly string[], name: string): string[] =>
  lines.filter(line => line.startsWith(`a=${name}:`)).map(line => line.slice(name.length + 3));

function grammarFaults(line: string): string[] {
  const [, name, value] = /^a=([\w-]+):(.*)$/.exec(line) ?? [];
  const shape = name && grammar[name];
  return shape && !shape.test(value!) ? [`not by the grammar: ${line}`] : [];
}

function sectionFaults(section: ReadSection): string[] {
  const { payloadTypes, values, lines } = section;
  const named = ['rtpmap', 'fmtp', 'rtcp-fb'].flatMap(name =>
    values(name).map(value => value.split(' ', 1)[0]!)
  );
  const directions = lines.filter(line => /^a=(sendrecv|sendonly|recvonly|inactive)$/.test(line));
  const cnames = values('ssrc').filter(value => / cname:/.test(value));
  return [
    ...doubles(payloadTypes).map(type => `payload type twice: ${type}`),
    ...named
      .filter(type => type !== '*' && !payloadTypes.includes(type))
      .map(type => `of no format: ${type}`),
    ...doubles(values('rtpmap').map(value => value.split(' ', 1)[0]!)).map(
      type => `mapped twice: ${type}`
    ),
    ...doubles(values('extmap').map(value => value.split(/[ /]/, 1)[0]!)).map(
      id => `extension twice: ${id}`
    ),
    ...doubles(cnames.map(value => value.split(' ', 1)[0]!)).map(ssrc => `SSRC twice: ${ssrc}`),
    ...doubles(values('msid')).map(msid => `msid twice in a section: ${msid}`),
    ...(directions.length > 1 ? ['two directions'] : []),
    ...(new Set(values('msid').map(msid => msid.split(' ')[1])).size > 1 ? ['two tracks'] : []),
  ];
}

/** What has to be one thing in all sections that share a transport. RFC 9143, sections 7.1.2, 9.2. */
function bundleFaults(lines: readonly string[], sections: readonly ReadSection[]): string[] {
  const all = (name: string): string[][] => sections.map(section => section.values(name));
  const mids = all('mid').flat();
  const grouped = valuesOf(lines, 'group').flatMap(value => value.split(' ').slice(1));
  const ssrcs = all('ssrc').map(values => [
    ...new Set(values.map(value => value.split(' ', 1)[0]!)),
  ]);
  const meanings = (name: string, key: RegExp): string[] => {
    const found = new Map<string, string>();
    return all(name)
      .flat()
      .filter(value => {
        const id = key.exec(value)![1]!;
        const before = found.get(id);
        found.set(id, value);
        return before !== undefined && before !== value;
      });
  };
  return [
    ...doubles(mids).map(mid => `mid twice: ${mid}`),
    ...grouped.filter(mid => !mids.includes(mid)).map(mid => `in a group, but not there: ${mid}`),
    ...doubles(
      all('msid')
        .map(values => [...new Set(values)])
        .flat()
    ).map(msid => `msid twice: ${msid}`),
    ...doubles(ssrcs.flat()).map(ssrc => `SSRC in two sections: ${ssrc}`),
    ...meanings('rtpmap', /^(\d+)/).map(value => `payload type of two codecs: ${value}`),
    ...meanings('extmap', /^(\d+)/).map(value => `two extensions of one id: ${value}`),
  ];
}
