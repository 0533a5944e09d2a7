// Chromium without a head, with a camera and a microphone that are not there.
import { chromium as driver } from 'playwright-core';
import { findProgram, type Browser, type BrowserKind, type Tab } from './browser.js';

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-fake-ui-for-media-stream',
  '--use-fake-device-for-media-stream',
  '--allow-loopback-in-peer-connection',
  '--autoplay-policy=no-user-gesture-required',
  '--mute-audio',
];

const path = findProgram(['chromium', 'chromium-browser', 'google-chrome']);

/** The Chromium of this machine. */
export const chromium: BrowserKind = {
  name: 'Chromium',
  path,

  async launch(): Promise<Browser> {
    const browser = await driver.launch({ executablePath: path!, headless: true, args: flags });
    return {
      name: 'Chromium',
      async open(url): Promise<Tab> {
        // A context for each: tabs of one context stop painting when they are behind another.
        const context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
        const page = await context.newPage();
        await page.goto(url);
        return {
          evaluate: expression => page.evaluate(expression),
          screenshot: async file => void (await page.screenshot({ path: file })),
          close: () => context.close(),
        };
      },
      close: () => browser.close(),
    };
  },
};
