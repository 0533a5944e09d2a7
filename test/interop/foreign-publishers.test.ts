// What other stacks publish into a room, as a browser shows it.
import { expect } from 'chai';

import { describeWith, type Browser } from '../kit/browser.js';
import { chromium } from '../kit/chromium.js';
import { ConferenceClient } from '../kit/conference-client.js';
import { ConferenceServer } from '../kit/conference-server.js';
import { aiortc, gstreamer, werift, wrtc } from '../kit/foreign/foreign-peer.js';
import { RoomMember } from '../kit/foreign/room-member.js';

describeWith([chromium], 'Chromium in a room with', function () {
  this.timeout(60_000);
  let server: ConferenceServer;
  let browser: Browser;
  let publisher: RoomMember | undefined;
  let viewer: ConferenceClient | undefined;

  before(async () => {
    server = await ConferenceServer.start();
    browser = await chromium.launch();
  });

  afterEach(async () => {
    await viewer?.close();
    await publisher?.close();
    viewer = undefined;
    publisher = undefined;
  });

  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  for (const stack of [gstreamer, aiortc, wrtc, werift]) {
    describeWith([stack], stack.name, () => {
      for (const [how, begin] of [
        ['in answers', (member: RoomMember) => member.offer()],
        ['by offers', (member: RoomMember) => member.beOffered()],
      ] as const) {
        it(`shows what it publishes ${how}, with sound`, async () => {
          const room = `${stack.name} ${how}`;
          const media = { publish: ['audio', 'video'] as const };
          publisher = new RoomMember(await server.room(room), 'publisher', stack, media);
          viewer = await ConferenceClient.open(browser, server, `viewer of ${room}`);

          await begin(publisher);
          await viewer.join(room, { isViewer: true });

          await viewer.seeFrames('publisher');
          await viewer.hear('publisher');
          expect(publisher.errors).to.deep.equal([]);
        });
      }
    });
  }
});
