// Chromium and Firefox in one room, in both directions.
import { describeWith, type Browser } from '../kit/browser.js';
import { chromium } from '../kit/chromium.js';
import { ConferenceClient } from '../kit/conference-client.js';
import { ConferenceServer } from '../kit/conference-server.js';
import { firefox } from '../kit/firefox.js';

describeWith([chromium, firefox], 'a room of Chromium and Firefox', function () {
  this.timeout(60_000);
  let server: ConferenceServer;
  let browsers: Browser[] = [];

  before(async () => {
    server = await ConferenceServer.start();
    browsers = [await chromium.launch(), await firefox.launch()];
  });

  after(async () => {
    for (const browser of browsers) await browser.close();
    await server?.stop();
  });

  for (const [first, second] of [
    [0, 1],
    [1, 0],
  ] as const) {
    const names = ['Chromium', 'Firefox'];
    it(`shows ${names[first]}, who came first, and ${names[second]} to each other, with sound`, async () => {
      const room = `mixed-${first}`;
      const early = await ConferenceClient.open(browsers[first]!, server, `early-${first}`);
      const late = await ConferenceClient.open(browsers[second]!, server, `late-${first}`);

      await early.join(room);
      await late.join(room);

      await early.seeFrames(late.name);
      await late.seeFrames(early.name);
      await early.hear(late.name);
      await late.hear(early.name);
      await early.close();
      await late.close();
    });
  }

  it('shows two Firefox tabs to each other, with sound', async () => {
    const one = await ConferenceClient.open(browsers[1]!, server, 'fox-one');
    const two = await ConferenceClient.open(browsers[1]!, server, 'fox-two');

    await one.join('foxes');
    await two.join('foxes');

    await one.seeFrames(two.name);
    await two.seeFrames(one.name);
    await one.hear(two.name);
    await two.hear(one.name);
    await one.close();
    await two.close();
  });
});
