// Offers for rooms of many participants are good enough for Chromium.
import { expect } from 'chai';

import { Server, webrtc, type RoomMediaCodec } from '../../src/index.js';
import type { Room } from '../../src/engine/room.js';
import { describeWith, type Browser, type Tab } from '../kit/browser.js';
import { chromium } from '../kit/chromium.js';

const mediaCodecs: RoomMediaCodec[] = [
  { kind: 'audio', name: 'audio/opus', clockRate: 48000 },
  { kind: 'video', name: 'video/VP8', clockRate: 90000 },
];
const audio = { name: 'audio/opus', payloadType: 111, clockRate: 48000, numChannels: 2 };
const video = { name: 'video/VP8', payloadType: 96, clockRate: 90000 };

describeWith([chromium], 'offers for a room', function () {
  let server: Server;
  let browser: Browser;
  let tab: Tab;

  before(async function () {
    this.timeout(30_000);
    server = new Server({ numWorkers: 1, rtcIPv4: '127.0.0.1', rtcIPv6: false, logLevel: 'none' });
    browser = await chromium.launch();
    tab = await browser.open('about:blank');
  });

  after(async () => {
    await browser?.close();
    server?.close();
  });

  async function publish(room: Room, name: string, ssrc: number): Promise<void> {
    const peer = room.Peer(name);
    peer.assumeCapabilities();
    const transport = await peer.createTransport({ tcp: false });
    await peer.RtpReceiver('audio', transport).receive({ codecs: [audio], encodings: [{ ssrc }] });
    const encodings = [{ ssrc: ssrc + 1 }];
    await peer.RtpReceiver('video', transport).receive({ codecs: [video], encodings });
  }

  /** Chromium's answer, once it has taken the offer and its own answer. */
  const answer = (offer: string): Promise<string> =>
    tab.evaluate<string>(`(async () => {
      globalThis.pc ??= new RTCPeerConnection();
      await pc.setRemoteDescription({ type: 'offer', sdp: ${JSON.stringify(offer)} });
      await pc.setLocalDescription();
      return pc.localDescription.sdp;
    })()`);

  for (const participants of [1, 10, 50, 100]) {
    it(`of ${participants} are taken by Chromium, and so is the next with one more`, async function () {
      this.timeout(120_000);
      const room = await server.createRoom({ mediaCodecs });
      const others = participants - 1;
      for (let n = 0; n < others; n++) await publish(room, `other-${n}`, 1000 + 2 * n);
      const pc = new webrtc.RTCPeerConnection({ peer: room.Peer('viewer') });

      for (const present of [others, others + 1]) {
        if (present > others) await publish(room, 'latecomer', 100_000);
        await pc.setLocalDescription(await pc.createOffer());
        const sdp = await answer(pc.localDescription!.sdp);
        await pc.setRemoteDescription({ type: 'answer', sdp });

        const receiving = pc.getTransceivers().filter(t => t.currentDirection === 'sendonly');
        expect(receiving).to.have.length(2 * present);
      }
      await tab.evaluate('pc.close(), delete globalThis.pc');
      room.close();
    });
  }
});
