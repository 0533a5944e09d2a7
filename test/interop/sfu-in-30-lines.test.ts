// examples/sfu-in-30-lines as somebody would use it: started by its command, opened in tabs.
import { expect } from 'chai';
import { fileURLToPath } from 'node:url';

import { describeWith, type Browser, type Tab } from '../kit/browser.js';
import { Child } from '../kit/child.js';
import { chromium } from '../kit/chromium.js';
import { eventually } from '../kit/eventually.js';

const script = fileURLToPath(new URL('../../examples/sfu-in-30-lines/server.mjs', import.meta.url));

/** Pictures decoded so far, of each other participant. */
const framesOfOthers = `[...document.querySelectorAll('video:not(#self)')].map(
  video => video.getVideoPlaybackQuality().totalVideoFrames)`;

/** What stands in the bar. */
const status = `document.getElementById('status').textContent`;

/** Waits until each tab decodes the pictures of that many others, and goes on doing so. */
async function seeOthers(tabs: readonly Tab[], count: number): Promise<void> {
  for (const [at, tab] of tabs.entries()) {
    await eventually(`tab ${at} decodes ${count} others`, async () => {
      const frames = await tab.evaluate<number[]>(framesOfOthers);
      return frames.length === count && frames.every(number => number >= 10);
    });
  }
  for (const [at, tab] of tabs.entries()) {
    const before = await tab.evaluate<number[]>(framesOfOthers);
    await eventually(`tab ${at} goes on`, async () => {
      const frames = await tab.evaluate<number[]>(framesOfOthers);
      return before.every((number, other) => frames[other]! >= number + 10);
    });
  }
}

describeWith([chromium], 'the SFU in 30 lines', function () {
  this.timeout(90_000);
  let example: Child;
  let browser: Browser;
  let tabs: Tab[] = [];

  before(async () => {
    example = new Child(script, { env: { PORT: '0' } });
    browser = await chromium.launch();
  });

  after(async () => {
    await browser?.close();
    await example?.stop();
  });

  afterEach(async () => {
    for (const tab of tabs.splice(0)) await tab.close();
  });

  async function open(): Promise<Tab> {
    const tab = await browser.open(await example.url);
    tabs.push(tab);
    return tab;
  }

  async function leave(tab: Tab): Promise<void> {
    tabs = tabs.filter(other => other !== tab);
    await tab.close();
  }

  it('shows each of three tabs that come at once the two others', async () => {
    await Promise.all([open(), open(), open()]);

    await seeOthers(tabs, 2);
  });

  it('takes the tile of who leaves away', async () => {
    const [first, second] = [await open(), await open()];
    const third = await open();
    await seeOthers(tabs, 2);

    await leave(third);

    await seeOthers([first, second], 1);
    expect(await first.evaluate(status)).to.equal('2 people');
  });

  it('shows who comes late those who are there, and the other way round', async () => {
    await open();
    await open();
    await seeOthers(tabs, 1);

    await open();

    await seeOthers(tabs, 2);
  });

  it('takes somebody in the place of who has left', async () => {
    await open();
    const second = await open();
    await seeOthers(tabs, 1);
    await leave(second);
    await seeOthers(tabs, 0);

    await open();

    await seeOthers(tabs, 1);
  });

  it('survives what is no description', async () => {
    const tab = await open();
    await tab.evaluate(`new Promise(resolve => {
      const socket = new WebSocket('ws://' + location.host);
      socket.onopen = () => socket.send('{"type":"offer","sdp":"nonsense"}');
      socket.onclose = resolve;
    })`);

    await open();

    await seeOthers(tabs, 1);
  });
});
