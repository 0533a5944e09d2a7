// Browsers end a transport with the first section of its BUNDLE group: what stays gets another one.
import { expect } from 'chai';

import { webrtc } from '../../src/index.js';
import { describeWith, type Browser } from '../kit/browser.js';
import { chromium } from '../kit/chromium.js';
import { firefox } from '../kit/firefox.js';
import { LinkServer, type PageLink } from '../kit/page-link.js';

for (const kind of [chromium, firefox]) {
  describeWith([kind], `the first section of ${kind.name} that is stopped`, function () {
    this.timeout(90_000);
    let server: LinkServer;
    let browser: Browser;

    before(async () => {
      server = await LinkServer.start();
      browser = await kind.launch();
    });

    afterEach(() => server.closeLinks());

    after(async () => {
      await browser?.close();
      await server?.stop();
    });

    const link = (): Promise<PageLink> => server.link(browser, new webrtc.RTCPeerConnection());

    /** A page that sends sound and a picture, which comes back to it in a third section. */
    async function mirror() {
      const page = await link();
      await page.send('tone()');
      const mid = await page.send(`picture('blue')`);
      await page.settle();
      const { peerConnection } = page;
      const sending = peerConnection.getTransceivers().find(each => each.mid === mid)!;
      const back = peerConnection.addTransceiver(sending.receiver.track, { direction: 'sendonly' });
      await page.settle();
      await page.seeFrames(back.mid!);
      return { page, peerConnection, back };
    }

    it('by us leaves the others their pictures', async () => {
      const { page, peerConnection, back } = await mirror();

      peerConnection.getTransceivers()[0]!.stop();
      await page.settle();

      await page.seeFrames(back.mid!, 20);
      expect(peerConnection.connectionState).to.equal('connected');
      expect(peerConnection.getTransceivers()).to.have.length(2);
    });

    // Firefox 153 does not take the transport that comes in our answer.
    if (kind === firefox) return;

    it('by the page leaves the others their pictures', async () => {
      const { page, peerConnection, back } = await mirror();
      const before = back.sender.transport;

      await page.page('pc.getTransceivers()[0].stop()');
      await page.settle();

      await page.seeFrames(back.mid!, 20);
      expect(peerConnection.closed).to.equal(false);
      expect(back.sender.transport).not.to.equal(before);
      expect(peerConnection.getTransceivers()).to.have.length(2);
    });
  });
}
