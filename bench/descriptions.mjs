// What a conference's offers cost to write and to read: the first one, and the next with one more participant.
//
//   node bench/descriptions.mjs [--rounds N]
//
// docs/benchmarks.md says what the columns mean. Needs what `npm run build` makes.
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';

import { DescriptionReader, emptySection, write } from '../dist/sdp/index.js';

const { values: options } = parseArgs({ options: { rounds: { type: 'string', default: '15' } } });
const rounds = Number(options.rounds);

const feedback = [
  { type: 'transport-cc' },
  { type: 'ccm', parameter: 'fir' },
  { type: 'nack' },
  { type: 'nack', parameter: 'pli' },
];

const codecsOf = {
  audio: [
    {
      payloadType: 100,
      name: 'opus',
      clockRate: 48000,
      channels: 2,
      parameters: { minptime: 10, useinbandfec: 1 },
      feedback: feedback.slice(0, 1),
    },
  ],
  video: ['VP8', 'H264', 'VP9', 'AV1'].flatMap((name, at) => [
    { payloadType: 101 + 2 * at, name, clockRate: 90000, parameters: {}, feedback },
    {
      payloadType: 102 + 2 * at,
      name: 'rtx',
      clockRate: 90000,
      parameters: { apt: 101 + 2 * at },
      feedback: [],
    },
  ]),
};

const headerExtensions = [
  'urn:ietf:params:rtp-hdrext:sdes:mid',
  'http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time',
  'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01',
  'urn:ietf:params:rtp-hdrext:ssrc-audio-level',
  'urn:3gpp:video-orientation',
].map((uri, at) => ({ id: at + 1, uri }));

const transport = {
  iceUfrag: 'abcdefgh',
  icePwd: 'abcdefghijklmnopqrstuvwx',
  iceOptions: ['ice2'],
  candidates: [1, 2].map(foundation => ({
    foundation: String(foundation),
    component: 1,
    protocol: 'udp',
    priority: 2130706431 - foundation,
    address: `192.0.2.${foundation}`,
    port: 40000 + foundation,
    type: 'host',
  })),
  endOfCandidates: true,
  fingerprints: [{ algorithm: 'sha-256', value: Array(32).fill('AB').join(':') }],
  setup: 'actpass',
};

function section(mid, kind, participant) {
  const msid = { stream: `stream-${participant}`, track: `${kind}-${participant}` };
  const ssrcs = kind === 'video' ? [10_000 + mid, 20_000 + mid] : [10_000 + mid];
  const isSent = participant !== undefined;
  return {
    ...emptySection(kind),
    ...transport,
    mid: String(mid),
    formats: codecsOf[kind].map(codec => String(codec.payloadType)),
    direction: isSent ? 'sendonly' : 'recvonly',
    rtcpMux: true,
    rtcpReducedSize: true,
    codecs: codecsOf[kind],
    headerExtensions,
    msids: isSent ? [msid] : [],
    sources: isSent ? ssrcs.map(ssrc => ({ ssrc, cname: msid.stream, msid })) : [],
    sourceGroups: isSent && ssrcs.length > 1 ? [{ semantics: 'FID', ssrcs }] : [],
  };
}

/** Two sections to receive in, and two for each participant; the first ones are those of `before`. */
function offer(participants, before) {
  const media = [...(before?.media ?? [section(0, 'audio'), section(1, 'video')])];
  for (let n = (media.length - 2) / 2; n < participants; n++) {
    media.push(section(media.length, 'audio', n), section(media.length + 1, 'video', n));
  }
  return {
    origin: {
      username: 'bench',
      sessionId: '1',
      sessionVersion: (before?.origin.sessionVersion ?? 0) + 1,
    },
    iceLite: true,
    extmapAllowMixed: true,
    msidSemantic: 'WMS *',
    bundles: [media.map(({ mid }) => mid)],
    media,
  };
}

function timed(action) {
  const start = performance.now();
  const value = action();
  return { value, ms: performance.now() - start };
}

function measureOnce(participants) {
  const first = offer(participants);
  const next = offer(participants + 1, first);
  const written = timed(() => write(first));
  const rewritten = timed(() => write(next));
  const reader = new DescriptionReader();
  const read = timed(() => reader.parse(written.value));
  const reread = timed(() => reader.parse(rewritten.value));
  return [written, rewritten, read, reread].map(({ ms }) => ms);
}

const median = numbers => numbers.sort((a, b) => a - b)[numbers.length >> 1];

function measure(participants) {
  const runs = Array.from({ length: rounds }, () => measureOnce(participants));
  return [0, 1, 2, 3].map(column => median(runs.map(run => run[column])));
}

for (let warmUp = 0; warmUp < 10; warmUp++) measureOnce(20);

console.log('participants  sections  write ms  again ms  ratio   read ms  again ms  ratio');
for (const participants of [1, 10, 50, 100]) {
  const [write1, write2, read1, read2] = measure(participants);
  const times = (a, b) => [
    a.toFixed(2).padStart(8),
    b.toFixed(2).padStart(8),
    `${(a / b).toFixed(1)}×`.padStart(6),
  ];
  console.log(
    [
      String(participants).padStart(12),
      String(2 * participants + 2).padStart(8),
      ...times(write1, write2),
      ...times(read1, read2),
    ].join('  ')
  );
}
