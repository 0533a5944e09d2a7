// Firefox without a head, driven over WebDriver BiDi.
import puppeteer from 'puppeteer-core';
import { findProgram, type Browser, type BrowserKind, type Tab } from './browser.js';

const preferences = {
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
  'media.autoplay.default': 0,
  'media.peerconnection.ice.loopback': true,
  'media.peerconnection.ice.obfuscate_host_addresses': false,
  // Without these two it gathers the default route only, and never reaches 127.0.0.1.
  'permissions.default.camera': 1,
  'permissions.default.microphone': 1,
};

const path = findProgram(['firefox-esr', 'firefox']);

/** The Firefox of this machine. */
export const firefox: BrowserKind = {
  name: 'Firefox',
  path,

  async launch(): Promise<Browser> {
    const browser = await puppeteer.launch({
      browser: 'firefox',
      executablePath: path!,
      headless: true,
      extraPrefsFirefox: preferences,
    });
    return {
      name: 'Firefox',
      async open(url): Promise<Tab> {
        const page = await browser.newPage();
        await page.goto(url);
        return {
          evaluate: async <T>(expression: string) => (await page.evaluate(expression)) as T,
          screenshot: async file => void (await page.screenshot({ path: file })),
          close: () => page.close(),
        };
      },
      close: () => browser.close(),
    };
  },
};
