// Alice and Bob, who see each other in the conference's lobby, and a third page that is outside.
import type { Browser } from './browser.js';
import { chromium } from './chromium.js';
import { ConferenceClient } from './conference-client.js';
import { ConferenceServer } from './conference-server.js';

/** What `lobby()` gives to the tests of its `describe()`. */
export interface Lobby {
  server: ConferenceServer;
  alice: ConferenceClient;
  bob: ConferenceClient;
  /** Has joined nothing. */
  outsider: ConferenceClient;
}

/** Registers the hooks that fill the lobby and close it; `use` is told before the first test. */
export function lobby(nameOfOutsider: string, use: (lobby: Lobby) => void): void {
  let server: ConferenceServer | undefined;
  let browser: Browser | undefined;

  before(async () => {
    server = await ConferenceServer.start();
    browser = await chromium.launch();
    const alice = await ConferenceClient.open(browser, server, 'alice');
    const bob = await ConferenceClient.open(browser, server, 'bob');
    const outsider = await ConferenceClient.open(browser, server, nameOfOutsider);
    await alice.join('lobby');
    await bob.join('lobby');
    await alice.seeFrames('bob');
    await bob.seeFrames('alice');
    use({ server, alice, bob, outsider });
  });

  after(async () => {
    await browser?.close();
    await server?.stop();
  });
}
