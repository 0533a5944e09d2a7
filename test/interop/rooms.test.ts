// Chromium tabs in one room: everyone sees and hears everyone.
import { describeWith, type Browser } from '../kit/browser.js';
import { chromium } from '../kit/chromium.js';
import { ConferenceClient } from '../kit/conference-client.js';
import { ConferenceServer } from '../kit/conference-server.js';

describeWith([chromium], 'a room of Chromium tabs', function () {
  let server: ConferenceServer;
  let browser: Browser;
  let clients: ConferenceClient[];

  before(async function () {
    this.timeout(30_000);
    server = await ConferenceServer.start();
    browser = await chromium.launch();
  });

  beforeEach(() => {
    clients = [];
  });

  afterEach(async () => {
    for (const client of clients) await client.close();
  });

  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  async function open(...names: string[]): Promise<ConferenceClient[]> {
    for (const name of names) clients.push(await ConferenceClient.open(browser, server, name));
    return clients;
  }

  for (const names of [
    ['alice', 'bob'],
    ['carol', 'dave', 'erin'],
  ]) {
    it(`shows each of ${names.length} tabs the cameras of all others, with sound`, async function () {
      this.timeout(60_000);
      await open(...names);

      for (const client of clients) await client.join(`room-of-${names.length}`);

      for (const viewer of clients) {
        for (const { name } of clients.filter(client => client !== viewer)) {
          await viewer.seeFrames(name, 20);
          await viewer.hear(name);
        }
      }
    });
  }
});
