// How much an endpoint may say, and what it costs.
import { expect } from 'chai';

import { RTCPeerConnection } from '../../../../src/webrtc/rtc-peer-connection.js';
import type { RTCPeerConnectionOptions } from '../../../../src/webrtc/connection/options.js';
import { fakeServer, roomOptions } from '../../../kit/fake-channel.js';
import { answerTo } from '../kit/endpoint.js';
import { offerOf, video } from '../kit/sending-endpoint.js';
import { rejection } from '../kit/stage.js';

async function connect(options: Partial<RTCPeerConnectionOptions> = {}) {
  const { server } = fakeServer();
  const room = await server.createRoom(roomOptions);
  return new RTCPeerConnection({ peer: room.Peer('endpoint'), ...options });
}

const range = (count: number): number[] => Array.from({ length: count }, (_, at) => at);
const silent = (mid: number): string[] =>
  video(mid).map(line => line.replace('sendonly', 'inactive'));
const offer = (sdp: string) => ({ type: 'offer' as const, sdp });

describe('maxDescriptionLength', () => {
  it('refuses what is longer, and nothing has changed', async () => {
    const sdp = offerOf(video(0));
    const pc = await connect({ maxDescriptionLength: sdp.length - 1 });

    const error = await rejection(pc.setRemoteDescription(offer(sdp)));

    expect(error.message).to.contain(`longer than ${sdp.length - 1} characters`);
    expect(pc.signalingState).to.equal('stable');
    expect(pc.getTransceivers()).to.deep.equal([]);
  });

  it('takes what is as long', async () => {
    const sdp = offerOf(video(0));
    const pc = await connect({ maxDescriptionLength: sdp.length });

    await pc.setRemoteDescription(offer(sdp));

    expect(pc.signalingState).to.equal('have-remote-offer');
  });

  it('takes an answer to an offer of ours that is longer', async () => {
    const pc = await connect({ maxDescriptionLength: 1 });
    await pc.setLocalDescription();

    const sdp = answerTo(pc.localDescription!.sdp);
    await pc.setRemoteDescription({ type: 'answer', sdp });

    expect(pc.signalingState).to.equal('stable');
  });
});

describe('maxNewSections', () => {
  it('is 128', async () => {
    const pc = await connect();

    const error = await rejection(
      pc.setRemoteDescription(offer(offerOf(...range(129).map(silent))))
    );

    expect(error.message).to.contain('more than 128 m-sections');
    expect(pc.getTransceivers()).to.deep.equal([]);
  });

  it('counts from what was agreed', async () => {
    const pc = await connect({ maxNewSections: 2 });
    await pc.setRemoteDescription(offer(offerOf(silent(0), silent(1))));
    await pc.setLocalDescription();

    await pc.setRemoteDescription(offer(offerOf(...range(4).map(silent))));

    expect(pc.getTransceivers()).to.have.lengthOf(4);
  });

  for (const name of ['maxNewSections', 'maxDescriptionLength'] as const) {
    it(`has ${name} checked`, async () => {
      for (const limit of [0, -1, 1.5, Infinity, 'x']) {
        const error = await rejection(connect({ [name]: limit as number }));
        expect(error).to.be.instanceOf(TypeError);
      }
    });
  }
});

describe('a description that says as much as it may', () => {
  const repeated = (count: number, line: (at: number) => string): string[] =>
    range(count).map(line);
  const four = (lines: (mid: number) => string[]): string =>
    offerOf(...range(4).map(mid => video(mid, ...lines(mid))));
  const cases: [what: string, sdp: string][] = [
    ['sections', offerOf(...range(128).map(silent))],
    [
      'extensions for all sections',
      offerOf(...range(128).map(silent)).replace(
        'a=setup',
        `${repeated(200, at => `a=extmap:${at + 1} urn:x:${at}\r\n`).join('')}a=setup`
      ),
    ],
    [
      'repairs',
      four(mid => [
        ...repeated(200, at => `ssrc:${at + 10 + mid * 1000} cname:x`),
        ...repeated(200, at => `ssrc-group:FID ${at + 1e6} ${at + 10}`),
      ]),
    ],
    [
      'members of a group',
      four(mid => [
        ...repeated(200, at => `ssrc:${at + 10 + mid * 1000} cname:x`),
        ...repeated(50, () => `ssrc-group:FID ${'7 '.repeat(500)}`),
      ]),
    ],
    ['feedback', four(() => repeated(200, at => `rtcp-fb:${at % 2 ? '*' : '96'} b${at}`))],
    [
      'candidates',
      four(() => repeated(200, at => `candidate:${at} 1 udp 1 10.0.0.1 ${at} typ host`)),
    ],
    ['streams', four(() => repeated(200, at => `msid:s${at} t`))],
    ['mids of a group', offerOf(video(0)).replace('BUNDLE 0', `BUNDLE ${'0 '.repeat(30_000)}`)],
    [
      'layers',
      offerOf(
        video(
          0,
          ...repeated(200, at => `rid:r${at} send`),
          `simulcast:send ${range(9000)
            .map(at => `r${at}`)
            .join(';')}`
        )
      ),
    ],
    ['formats', offerOf(video(0)).replace('SAVPF 96', `SAVPF ${'96 '.repeat(20_000)}`)],
    ['blanks', offerOf(video(0, `ssrc:1 cname:${' '.repeat(60_000)}`))],
  ];
  for (const [what, sdp] of cases) {
    it(`takes little time: ${what}`, async () => {
      const pc = await connect();
      const before = process.cpuUsage();

      await pc.setRemoteDescription(offer(sdp)).catch(() => {});

      const { user, system } = process.cpuUsage(before);
      // 50 ms is the promise, but a machine may be slow, and its compiler cold.
      expect((user + system) / 1000).to.be.below(400);
    });
  }
});
