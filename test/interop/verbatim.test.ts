// A program of version 0.1 with today's browsers: it writes its own SDP, and nothing is negotiated.
import { expect } from 'chai';

import { extra, Server, type Peer, type Room, type Transport } from '../../src/index.js';
import type { RtpSender, VerbatimRtpParameters } from '../../src/index.js';
import { describeWith, type Browser, type Tab } from '../kit/browser.js';
import { chromium } from '../kit/chromium.js';
import { eventually } from '../kit/eventually.js';

/** A page that sends a moving picture, and the offer for it. */
const publish = `(async () => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 240 });
  const context = canvas.getContext('2d');
  setInterval(() => {
    context.fillStyle = 'hsl(' + (performance.now() % 360) + ', 80%, 50%)';
    context.fillRect(0, 0, 320, 240);
  }, 50);
  window.pc = new RTCPeerConnection();
  pc.addTransceiver(canvas.captureStream(20).getVideoTracks()[0], { direction: 'sendonly' });
  await pc.setLocalDescription();
  return pc.localDescription.sdp;
})()`;

const take = (type: string, sdp: string): string =>
  `pc.setRemoteDescription({ type: '${type}', sdp: ${JSON.stringify(sdp)} })`;

const answer = (offer: string): string => `(async () => {
  window.pc = new RTCPeerConnection();
  pc.ontrack = ({ track }) => {
    const video = document.createElement('video');
    Object.assign(video, { srcObject: new MediaStream([track]), muted: true, autoplay: true });
    document.body.append(video);
  };
  await ${take('offer', offer)};
  await pc.setLocalDescription();
  return pc.localDescription.sdp;
})()`;

const framesDecoded = `(async () => {
  const reports = [...(await pc.getStats()).values()];
  return reports.find(({ type }) => type === 'inbound-rtp')?.framesDecoded ?? 0;
})()`;

const found = (sdp: string, pattern: RegExp): string => pattern.exec(sdp)![1]!;

/** What the page says of its video, in the words of version 0.1. */
function sentVideo(sdp: string): VerbatimRtpParameters {
  const payloadType = Number(found(sdp, /a=rtpmap:(\d+) VP8\//));
  const rtx = { payloadType: Number(found(sdp, RegExp(`a=fmtp:(\\d+) apt=${payloadType}\\s`))) };
  const [ssrc, rtxSsrc] = found(sdp, /a=ssrc-group:FID (\d+ \d+)/)
    .split(' ')
    .map(Number);
  const rtcpFeedback = [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }];
  return {
    kind: 'video',
    codecs: [{ name: 'VP8', payloadType, clockRate: 90000, rtx, rtcpFeedback }],
    encodings: [{ ssrc: ssrc!, rtxSsrc: rtxSsrc! }],
    rtcp: { cname: found(sdp, /a=ssrc:\d+ cname:(\S+)/) },
  };
}

/** The one section of our description, with the parameters that both pages share. */
function describeVideo(
  { iceLocalParameters, iceLocalCandidates, dtlsLocalParameters }: Transport,
  { codecs: [codec], encodings: [encoding], rtcp }: VerbatimRtpParameters,
  [direction, setup]: [direction: string, setup: string]
): string {
  const { payloadType, rtx } = codec!;
  const { ssrc, rtxSsrc } = encoding!;
  const sent = [
    `a=ssrc-group:FID ${ssrc} ${rtxSsrc}`,
    ...[ssrc, rtxSsrc].map(value => `a=ssrc:${value} cname:${rtcp!.cname}`),
  ];
  return [
    'v=0',
    'o=- 1 1 IN IP4 0.0.0.0',
    's=-',
    't=0 0',
    'a=ice-lite',
    `m=video 9 UDP/TLS/RTP/SAVPF ${payloadType} ${rtx!.payloadType}`,
    'c=IN IP4 0.0.0.0',
    'a=mid:0',
    `a=${direction}`,
    `a=ice-ufrag:${iceLocalParameters.usernameFragment}`,
    `a=ice-pwd:${iceLocalParameters.password}`,
    ...iceLocalCandidates.map(
      ({ foundation, priority, ip, port }) =>
        `a=candidate:${foundation} 1 udp ${priority} ${ip} ${port} typ host`
    ),
    `a=fingerprint:sha-256 ${extra.fingerprintToSDP(dtlsLocalParameters.fingerprints['sha-256'])}`,
    `a=setup:${setup}`,
    'a=rtcp-mux',
    `a=rtpmap:${payloadType} VP8/90000`,
    `a=rtcp-fb:${payloadType} nack`,
    `a=rtcp-fb:${payloadType} nack pli`,
    `a=rtpmap:${rtx!.payloadType} rtx/90000`,
    `a=fmtp:${rtx!.payloadType} apt=${payloadType}`,
    ...(direction === 'sendonly' ? sent : []),
    '',
  ].join('\r\n');
}

const remoteDtls = (sdp: string, role: 'auto' | 'client') => ({
  role,
  fingerprint: {
    algorithm: 'sha-256' as const,
    value: extra.fingerprintFromSDP(found(sdp, /a=fingerprint:sha-256 (\S+)/)),
  },
});

describeWith([chromium], 'a room without mediaCodecs', function () {
  this.timeout(60_000);
  let server: Server;
  let room: Room;
  let browser: Browser;
  let publisher: Tab;
  let video: VerbatimRtpParameters;

  before(async () => {
    server = Server({
      numWorkers: 1,
      rtcListenIPv4: '127.0.0.1',
      rtcListenIPv6: false,
      logLevel: 'warn',
    });
    room = server.Room();
    browser = await chromium.launch();
    publisher = await browser.open('about:blank');
  });

  after(async () => {
    await browser?.close();
    server.close();
  });

  async function show(viewer: Tab, peer: Peer, sender: RtpSender): Promise<void> {
    const transport = await peer.createTransport({ tcp: false });
    const parameters = sender.rtpParameters as VerbatimRtpParameters;
    const offer = describeVideo(transport, parameters, ['sendonly', 'actpass']);
    const answered = await viewer.evaluate<string>(answer(offer));
    await transport.setRemoteDtlsParameters(remoteDtls(answered, 'client'));
    await sender.setTransport(transport);
  }

  it('takes the video of a tab', async () => {
    const alice = room.Peer('alice');
    const transport = await alice.createTransport({ tcp: false });
    const offer = await publisher.evaluate<string>(publish);
    video = sentVideo(offer);
    await transport.setRemoteDtlsParameters(remoteDtls(offer, 'auto'));
    await alice.RtpReceiver(transport).receive(video);
    const description = describeVideo(transport, video, ['recvonly', 'active']);
    await publisher.evaluate(take('answer', description));
    await eventually('DTLS connected', () => transport.dtlsState === 'connected');
  });

  it('shows it to another, under the same SSRCs and payload types', async () => {
    const bob = room.Peer('bob');
    const sender = await new Promise<RtpSender>(resolve => bob.once('newrtpsender', resolve));
    expect(sender.rtpParameters).to.deep.equal(video);
    const viewer = await browser.open('about:blank');

    await show(viewer, bob, sender);

    await eventually(
      'twenty frames',
      async () => (await viewer.evaluate<number>(framesDecoded)) > 20
    );
  });
});
