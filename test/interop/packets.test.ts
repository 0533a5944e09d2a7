// What a tab sends, as an application gets it that asks for the packets themselves.
import { expect } from 'chai';

import type { RtpObject, RtpReceiver } from '../../src/index.js';
import { describeWith, type Browser } from '../kit/browser.js';
import { chromium } from '../kit/chromium.js';
import { ConferenceClient } from '../kit/conference-client.js';
import { ConferenceServer } from '../kit/conference-server.js';

describeWith([chromium], 'an application that asks for packets', function () {
  this.timeout(60_000);
  let server: ConferenceServer;
  let browser: Browser;
  let alice: ConferenceClient;

  before(async () => {
    server = await ConferenceServer.start();
    browser = await chromium.launch();
    alice = await ConferenceClient.open(browser, server, 'alice');
    await alice.join('packets');
  });

  after(async () => {
    await alice?.close();
    await browser?.close();
    await server?.stop();
  });

  const receiverOf = (kind: string): RtpReceiver =>
    server
      .participant('alice')
      .peerConnection.peer.rtpReceivers.find(receiver => receiver.kind === kind)!;

  for (const kind of ['audio', 'video']) {
    it(`gets ${kind} whole`, async () => {
      const receiver = receiverOf(kind);
      const packet = await new Promise<Buffer>(resolve => receiver.once('rtpraw', resolve));
      expect(Buffer.isBuffer(packet)).to.equal(true);
      const types = receiver.rtpParameters!.codecs.map(({ payloadType }) => payloadType);
      expect(types).to.include(packet.readUInt8(1) & 0x7f);
    });

    it(`gets ${kind} in parts`, async () => {
      const receiver = receiverOf(kind);
      const packet = await new Promise<RtpObject>(resolve => receiver.once('rtpobject', resolve));
      const { ssrc } = receiver.rtpParameters!.encodings![0]!;
      if (ssrc !== undefined) expect(packet.ssrc).to.equal(ssrc);
      expect(packet.payload.length).to.be.greaterThan(0);
    });
  }

  it('gets a key frame soon after it has begun to listen', async () => {
    const receiver = receiverOf('video');
    await new Promise<void>(resolve =>
      receiver.on('rtpobject', ({ payload }) => {
        if (beginsKeyFrame(payload)) resolve();
      })
    );
    receiver.removeAllListeners('rtpobject');
    expect(await receiver.dump()).to.include({ rtpObjectEventEnabled: false });
  });

  it('finds in dump() what it was sent', async () => {
    const [stream] = (await receiverOf('video').dump())['rtpStreams'] as [object];
    expect(stream).to.have.nested.property('params.mime', 'video/VP8');
    expect(stream).to.have.property('received').that.is.greaterThan(0);
  });
});

// RFC 7741: the descriptor begins a frame's first partition, and the frame is no interframe.
function beginsKeyFrame(payload: Buffer): boolean {
  const first = payload.readUInt8(0);
  if ((first & 0x1f) !== 0x10) return false;
  let at = 1;
  if (first & 0x80) {
    const extensions = payload.readUInt8(at++);
    if (extensions & 0x80) at += payload.readUInt8(at) & 0x80 ? 2 : 1;
    if (extensions & 0x40) at++;
    if (extensions & 0x30) at++;
  }
  return (payload.readUInt8(at) & 1) === 0;
}
