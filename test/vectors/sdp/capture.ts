// Renews the descriptions in this folder from the stacks of this machine; those written by hand stay.
//
//   npx tsx test/vectors/sdp/capture.ts [chromium|firefox|wrtc|werift|gstreamer|aiortc]…
//
// File names carry the version that wrote them, so a new version adds files.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { emptySection, write, type MediaSection } from '../../../sdp/index.js';
import type { BrowserKind } from '../../kit/browser.js';
import { chromium } from '../../kit/chromium.js';
import { firefox } from '../../kit/firefox.js';
import {
  aiortc,
  gstreamer,
  werift,
  wrtc,
  type ForeignOptions,
  type ForeignStack,
} from '../../kit/foreign/foreign-peer.js';

const page = readFileSync(new URL('capture-page.mjs', import.meta.url), 'utf8').replace(/;\s*$/, '');

function save(name: string, sdp: string): void {
  writeFileSync(new URL(`${name}.sdp`, import.meta.url), withoutAddresses(sdp));
  console.log(`${name}.sdp`);
}

/** Addresses of this machine become those of RFC 5737 and RFC 3849. */
const withoutAddresses = (sdp: string): string =>
  sdp
    .replace(/\b(?!127\.0\.0\.1\b|0\.0\.0\.0\b)\d{1,3}(\.\d{1,3}){3}\b/g, '192.0.2.1')
    .replace(/ (?!::1? )[0-9a-f]{0,4}(:[0-9a-f]{0,4}){2,7} /gi, ' 2001:db8::1 ');

/** What a room of ours offers: two sections to receive in, two tracks, data. */
function ourOffer(simulcast: boolean): string {
  const base = {
    iceUfrag: 'crosspnt',
    icePwd: 'passwordpasswordpassword',
    iceOptions: ['ice2'],
    candidates: [
      {
        foundation: '1',
        component: 1,
        protocol: 'udp',
        priority: 2130706431,
        address: '127.0.0.1',
        port: 40000,
        type: 'host',
      },
    ],
    endOfCandidates: true,
    fingerprints: [{ algorithm: 'sha-256', value: Array(32).fill('AB').join(':') }],
    setup: 'actpass' as const,
  };
  const feedback = [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }, { type: 'transport-cc' }];
  const rtx = { name: 'rtx', clockRate: 90000, parameters: { apt: 110 }, feedback: [] };
  const codecs = {
    audio: [
      { payloadType: 100, name: 'opus', clockRate: 48000, channels: 2, parameters: {}, feedback: [] },
    ],
    video: [
      { payloadType: 110, name: 'VP8', clockRate: 90000, parameters: {}, feedback },
      { ...rtx, payloadType: 101 },
    ],
  };
  const media = (mid: string, kind: 'audio' | 'video', more: Partial<MediaSection>) => ({
    ...emptySection(kind),
    ...base,
    mid,
    formats: codecs[kind].map(({ payloadType }) => String(payloadType)),
    codecs: codecs[kind],
    headerExtensions: [
      { id: 1, uri: 'urn:ietf:params:rtp-hdrext:sdes:mid' },
      { id: 2, uri: 'urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id' },
    ],
    rtcpMux: true,
    rtcpReducedSize: true,
    ...more,
  });
  const sent = (ssrc: number, track: string): Partial<MediaSection> => ({
    direction: 'sendonly',
    msids: [{ stream: 'alice', track }],
    sources: [{ ssrc, cname: 'alice' }],
  });
  const rids = ['h', 'l'].map(id => ({ id, direction: 'recv' as const }));
  const layers = rids.map(({ id }) => [{ rid: id, paused: false }]);
  return write({
    origin: { username: 'crosspoint', sessionId: '1', sessionVersion: 1 },
    iceLite: true,
    extmapAllowMixed: true,
    msidSemantic: 'WMS *',
    bundles: [['0', '1', '2', '3', '4']],
    media: [
      media('0', 'audio', { direction: 'recvonly' }),
      media('1', 'video', {
        direction: 'recvonly',
        ...(simulcast && { rids, simulcast: { send: [], recv: layers } }),
      }),
      media('2', 'audio', sent(1111, 'voice')),
      media('3', 'video', sent(2222, 'camera')),
      {
        ...emptySection('application'),
        ...base,
        protocol: 'UDP/DTLS/SCTP',
        formats: ['webrtc-datachannel'],
        mid: '4',
        sctpPort: 5000,
        maxMessageSize: 262144,
      },
    ],
  });
}

async function captureBrowser(kind: BrowserKind, name: string): Promise<void> {
  if (!kind.path) return console.log(`no ${kind.name} here`);
  const version = /\d+/.exec(execFileSync(kind.path, ['--version'], { encoding: 'utf8' }))![0];
  // Cameras are for secure contexts only, and this is one.
  const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const browser = await kind.launch();
  try {
    const tab = await browser.open(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const call = (method: string, ...args: unknown[]): Promise<string> =>
      tab.evaluate(`(${page})(${JSON.stringify(method)}, ${JSON.stringify(args)})`);

    save(`${name}-${version}-offer-data`, await call('offer'));
    save(`${name}-${version}-offer-simulcast`, await call('simulcast'));
    save(`${name}-${version}-offer-recvonly`, await call('recvonly'));
    save(`${name}-${version}-offer-stopped`, await call('stopped'));
    save(`${name}-${version}-answer-data`, await call('answer', ourOffer(false)));
    save(`${name}-${version}-answer-simulcast`, await call('answer', ourOffer(true)));
  } finally {
    await browser.close();
    server.close();
  }
}

/** What one peer offers, and what it answers. */
async function captureForeign(
  stack: ForeignStack,
  name: string,
  options: ForeignOptions = { publish: ['audio', 'video'], data: true }
): Promise<void> {
  if (!stack.path) return console.log(`no ${stack.name} here`);
  const [offerer, answerer] = [stack.open(options), stack.open(options)];
  try {
    const offer = await offerer.createOffer();
    save(`${name}-offer${options.planB ? '' : '-data'}`, offer);
    const answer = await answerer.createAnswer(options.planB ? offer : ourOffer(false));
    save(`${name}-answer${options.planB ? '' : '-data'}`, answer);
  } finally {
    await offerer.close();
    await answerer.close();
  }
}

const captures: Record<string, () => Promise<void>> = {
  chromium: () => captureBrowser(chromium, 'chromium'),
  firefox: () => captureBrowser(firefox, 'firefox'),
  wrtc: async () => {
    await captureForeign(wrtc, 'wrtc-0.10');
    await captureForeign(wrtc, 'wrtc-0.10-plan-b', {
      publish: ['audio', 'video', 'video'],
      planB: true,
      data: true,
    });
  },
  werift: () => captureForeign(werift, 'werift-0.22'),
  gstreamer: () => captureForeign(gstreamer, 'gstreamer-1.22'),
  aiortc: () => captureForeign(aiortc, 'aiortc-1.4'),
};

async function captureAll(names: string[]): Promise<void> {
  for (const name of names.length > 0 ? names : Object.keys(captures)) await captures[name]!();
}

void captureAll(process.argv.slice(2));
