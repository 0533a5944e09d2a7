// Offers of an endpoint that sends, line by line: for what no well-behaved endpoint would write.
import { fingerprint } from './endpoint.js';

/** A section in which the endpoint sends video; `lines` without `a=`. */
export const video = (mid: number, ...lines: string[]): string[] => [
  'm=video 9 UDP/TLS/RTP/SAVPF 96',
  `a=mid:${mid}`,
  'a=sendonly',
  'a=rtcp-mux',
  'a=rtpmap:96 VP8/90000',
  ...lines.map(line => `a=${line}`),
];

export const offerOf = (...sections: string[][]): string =>
  [
    'v=0',
    'o=- 1 1 IN IP4 127.0.0.1',
    's=-',
    't=0 0',
    `a=group:BUNDLE ${sections.map((_, mid) => mid).join(' ')}`,
    'a=ice-ufrag:EsAw',
    'a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1',
    `a=fingerprint:sha-256 ${fingerprint}`,
    'a=setup:active',
    ...sections.flat(),
    '',
  ].join('\r\n');
