// The other side of a peer connection, as text: answers offers without our own SDP code.

export const fingerprint = Array.from({ length: 32 }, () => 'C5').join(':');

/** What an endpoint says in its answer. */
export interface AnswerOptions {
  /** mid of a section → the lines (without `a=`) of the track it sends there. */
  send?: Record<string, string[]>;
  /** Sections that it answers with port 0. */
  reject?: string[];
  /** Sections that it does not want to receive in. */
  decline?: string[];
  /** `a=setup` value. Default active. */
  setup?: string;
}

interface OfferedSection {
  mLine: string;
  attributes: string[];
  mid: string;
}

const valueOf = (attributes: string[], name: string): string | undefined =>
  attributes.find(line => line.startsWith(`${name}:`))?.slice(name.length + 1);

/** The sections of a description, as lines. */
export function sectionsOf(sdp: string): OfferedSection[] {
  return sdp
    .split(/^(?=m=)/m)
    .slice(1)
    .map(section => {
      const [mLine = '', ...lines] = section.split('\r\n');
      const attributes = lines.filter(line => line.startsWith('a=')).map(line => line.slice(2));
      return { mLine, attributes, mid: valueOf(attributes, 'mid') ?? '' };
    });
}

/** The mids of the sections with a direction or, with `rejected`, with port 0. */
export const midsThatAre = (sdp: string, state: string): string[] =>
  sectionsOf(sdp)
    .filter(({ mLine, attributes }) =>
      state === 'rejected' ? / 0 /.test(mLine) : !/ 0 /.test(mLine) && attributes.includes(state)
    )
    .map(({ mid }) => mid);

export const bundleOf = (sdp: string): string[] =>
  /^a=group:BUNDLE (.*)$/m.exec(sdp)?.[1]?.trim().split(' ') ?? [];

/** An answer that takes all that is offered and sends what it is told to. */
export function answerTo(offer: string, options: AnswerOptions = {}): string {
  const sections = sectionsOf(offer);
  const isRejected = ({ mLine, mid }: OfferedSection): boolean =>
    / 0 /.test(mLine) || (options.reject ?? []).includes(mid);
  const bundle = sections.filter(section => !isRejected(section)).map(({ mid }) => mid);

  const lines = sections.flatMap(section => [
    section.mLine.replace(/ \d+ /, isRejected(section) ? ' 0 ' : ' 9 '),
    'c=IN IP4 0.0.0.0',
    `a=mid:${section.mid}`,
    ...(isRejected(section) ? ['a=inactive'] : accepted(section, options)),
  ]);
  return [
    'v=0',
    'o=- 1234567890 2 IN IP4 127.0.0.1',
    's=-',
    't=0 0',
    `a=group:BUNDLE ${bundle.join(' ')}`,
    ...lines,
    '',
  ].join('\r\n');
}

function accepted({ attributes, mid }: OfferedSection, options: AnswerOptions): string[] {
  const track = options.send?.[mid];
  return [
    'a=ice-ufrag:EsAw',
    'a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1',
    `a=fingerprint:sha-256 ${fingerprint}`,
    `a=setup:${options.setup ?? 'active'}`,
    `a=${direction(attributes, mid, options)}`,
    'a=rtcp-mux',
    'a=rtcp-rsize',
    ...attributes
      .filter(line => /^(rtpmap|fmtp|rtcp-fb|extmap):/.test(line))
      .map(line => `a=${line}`),
    ...(track ?? []).map(line => `a=${line}`),
  ];
}

function direction(attributes: string[], mid: string, options: AnswerOptions): string {
  if (attributes.includes('sendonly')) {
    return (options.decline ?? []).includes(mid) ? 'inactive' : 'recvonly';
  }
  return attributes.includes('recvonly') && options.send?.[mid] ? 'sendonly' : 'inactive';
}

/** The lines of a track with its own SSRC. */
export const track = (ssrc: number, name = 'track'): string[] => [
  `msid:stream ${name}`,
  `ssrc:${ssrc} cname:endpoint`,
];

/** The lines of a video track with RTX. */
export const trackWithRtx = (ssrc: number, rtx: number): string[] => [
  'msid:stream video',
  `ssrc-group:FID ${ssrc} ${rtx}`,
  `ssrc:${ssrc} cname:endpoint`,
  `ssrc:${rtx} cname:endpoint`,
];
