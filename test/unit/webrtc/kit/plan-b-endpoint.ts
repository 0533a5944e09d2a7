// The other side of a connection that uses Plan B, as text.
import { fingerprint, sectionsOf } from './endpoint.js';

/** The lines of a track, as Chromium wrote them. Without repair, `rtx` is left out. */
export const track = (ssrc: number, id: string, rtx?: number): string[] => [
  ...(rtx === undefined ? [] : [`ssrc-group:FID ${ssrc} ${rtx}`]),
  ...[ssrc, ...(rtx === undefined ? [] : [rtx])].flatMap(own => [
    `ssrc:${own} cname:endpoint`,
    `ssrc:${own} msid:stream-${id} ${id}`,
    `ssrc:${own} mslabel:stream-${id}`,
    `ssrc:${own} label:${id}`,
  ]),
];

/** What an endpoint says of each kind: the tracks that it sends, or `reject`. */
export interface Says {
  audio?: string[][] | 'reject';
  video?: string[][] | 'reject';
  /** Default: it receives. */
  receives?: boolean;
  /** More lines of each section of media. */
  lines?: string[];
}

const directions = /^(sendrecv|sendonly|recvonly|inactive)$/;

const session = (mids: readonly string[], sections: readonly string[]): string =>
  [
    'v=0',
    'o=- 1234567890 2 IN IP4 127.0.0.1',
    's=-',
    't=0 0',
    `a=group:BUNDLE ${mids.join(' ')}`,
    'a=msid-semantic: WMS *',
    ...sections,
    '',
  ].join('\r\n');

const transport = (setup: string): string[] => [
  'a=ice-ufrag:EsAw',
  'a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1',
  `a=fingerprint:sha-256 ${fingerprint}`,
  `a=setup:${setup}`,
  'a=rtcp-mux',
];

/** @param offered what is answered; a real endpoint says no more than it allows */
function flow(tracks: string[][], receives: boolean, offered = 'sendrecv'): string {
  const isReceiving = receives && /^send/.test(offered);
  if (tracks.length > 0 && /recv/.test(offered)) return isReceiving ? 'a=sendrecv' : 'a=sendonly';
  return isReceiving ? 'a=recvonly' : 'a=inactive';
}

const told = (kind: string, says: Says): string[][] | 'reject' =>
  (kind === 'audio' ? says.audio : kind === 'video' ? says.video : undefined) ?? [];

/** An answer to one of our offers. */
export function answer(offer: string, says: Says = {}): string {
  const sections = sectionsOf(offer);
  const accepted: string[] = [];
  const lines = sections.flatMap(({ mLine, attributes, mid }) => {
    const tracks = told(mLine.slice(2, 7), says);
    if (tracks === 'reject' || / 0 /.test(mLine)) {
      return [mLine.replace(/ \d+ /, ' 0 '), 'c=IN IP4 0.0.0.0', `a=mid:${mid}`, 'a=inactive'];
    }
    accepted.push(mid);
    const offered = attributes.find(line => directions.test(line));
    const isData = mLine.startsWith('m=application');
    return [
      mLine,
      'c=IN IP4 0.0.0.0',
      `a=mid:${mid}`,
      ...transport('active'),
      ...(isData ? [] : [flow(tracks, says.receives ?? true, offered)]),
      ...attributes
        .filter(line => /^(rtpmap|fmtp|rtcp-fb|extmap|sctp-port):/.test(line))
        .map(line => `a=${line}`),
      ...(isData ? [] : [...(says.lines ?? []), ...tracks.flat()]).map(line => `a=${line}`),
    ];
  });
  return session(accepted, lines);
}

const codecs = {
  audio: ['111', 'a=rtpmap:111 opus/48000/2'],
  video: [
    '96 97',
    'a=rtpmap:96 VP8/90000',
    'a=rtcp-fb:96 nack pli',
    'a=rtpmap:97 rtx/90000',
    'a=fmtp:97 apt=96',
  ],
};

/** An offer of its own. */
export function offer(says: Says = {}): string {
  const sections = (['audio', 'video'] as const).flatMap(kind => {
    const tracks = told(kind, says);
    const [formats, ...lines] = codecs[kind];
    if (tracks === 'reject') {
      return [`m=${kind} 0 UDP/TLS/RTP/SAVPF ${formats}`, `a=mid:${kind}`, 'a=inactive'];
    }
    return [
      `m=${kind} 9 UDP/TLS/RTP/SAVPF ${formats}`,
      'c=IN IP4 0.0.0.0',
      `a=mid:${kind}`,
      ...transport('actpass'),
      'a=rtcp-rsize',
      flow(tracks, says.receives ?? true),
      ...lines,
      ...[...(says.lines ?? []), ...tracks.flat()].map(line => `a=${line}`),
    ];
  });
  const accepted = (['audio', 'video'] as const).filter(kind => told(kind, says) !== 'reject');
  return session(accepted, sections);
}

/** The sources that a section names: `ssrc stream track`. */
export const sourcesOf = (sdp: string, mid: string): string[] =>
  (sectionsOf(sdp).find(section => section.mid === mid)?.attributes ?? []).flatMap(line => {
    const [, ssrc, msid] = /^ssrc:(\d+) msid:(.*)$/.exec(line) ?? [];
    return ssrc ? [`${ssrc} ${msid}`] : [];
  });

export const directionOf = (sdp: string, mid: string): string | undefined =>
  sectionsOf(sdp)
    .find(section => section.mid === mid)
    ?.attributes.find(line => directions.test(line));
