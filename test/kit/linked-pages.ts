// Pages of one browser, each linked to a connection of ours; they are gone after each test.
import { webrtc } from '../../src/index.js';
import type { Browser } from './browser.js';
import { chromium } from './chromium.js';
import { LinkServer, type PageLink } from './page-link.js';

/** What `linkedPages()` gives to the tests of its `describe()`. */
export interface LinkedPages {
  readonly server: LinkServer;
  readonly browser: Browser;
  /** A new page on a connection that routes nothing by itself. */
  readonly link: () => Promise<PageLink>;
}

/** Registers the hooks that start and end the browser and the server. */
export function linkedPages(): LinkedPages {
  let server: LinkServer;
  let browser: Browser;

  before(async () => {
    server = await LinkServer.start();
    browser = await chromium.launch();
  });

  afterEach(() => server.closeLinks());

  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  return {
    get server() {
      return server;
    },
    get browser() {
      return browser;
    },
    link: () => server.link(browser, new webrtc.RTCPeerConnection()),
  };
}
