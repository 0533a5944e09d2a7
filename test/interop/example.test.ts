// examples/conference as somebody would use it: started by its command, operated by its buttons.
import { expect } from 'chai';
import { fileURLToPath } from 'node:url';

import { describeWith, type Browser, type Tab } from '../kit/browser.js';
import { Child } from '../kit/child.js';
import { chromium } from '../kit/chromium.js';
import { eventually } from '../kit/eventually.js';

const script = fileURLToPath(new URL('../../examples/conference/server.mjs', import.meta.url));

const startExample = (port = '0'): Child =>
  new Child(script, { env: { PORT: port, LISTEN_IP: '127.0.0.1', WORKERS: '1' } });

/** Somebody at the page. */
class Guest {
  constructor(
    readonly name: string,
    readonly tab: Tab
  ) {}

  async join(): Promise<void> {
    await this.until(`document.getElementById('preview-video').videoWidth > 0`);
    await this.submit();
  }

  async submit(): Promise<void> {
    await this.tab.evaluate(`document.getElementById('name').value = ${JSON.stringify(this.name)}`);
    await this.press('join');
  }

  press(id: string): Promise<void> {
    return this.tab.evaluate(`document.getElementById('${id}').click()`);
  }

  text(id: string): Promise<string> {
    return this.tab.evaluate(`document.getElementById('${id}').textContent.trim()`);
  }

  /** Waits until an expression is true in the page. */
  async until(expression: string): Promise<void> {
    await eventually(`${this.name}: ${expression}`, () => this.tab.evaluate<boolean>(expression));
  }

  /** Waits until exactly these tiles are there. */
  async seesTilesOf(...names: string[]): Promise<void> {
    const shown = `[...document.querySelectorAll('.tile .name')].map(name => name.textContent)`;
    await this.until(`${shown}.join() === ${JSON.stringify(names.join())}`);
  }

  /** Waits until the picture of `name` moves. */
  async sees(name: string): Promise<void> {
    const video = `document.querySelector('.tile.has-video[aria-label="${name}"] video')`;
    await this.until(`${video}?.getVideoPlaybackQuality().totalVideoFrames > 10`);
  }

  async isConnected(): Promise<void> {
    await this.until(`document.getElementById('badge').dataset.state === 'connected'`);
  }
}

/** The page's microphone hears a tone that does not end. */
const toneForMicrophone = `void (
  navigator.mediaDevices.getUserMedia = (open => async constraints => {
    const stream = await open.call(navigator.mediaDevices, constraints);
    const context = new AudioContext();
    const tone = context.createOscillator();
    const output = context.createMediaStreamDestination();
    tone.connect(output);
    tone.start();
    return new MediaStream([...output.stream.getAudioTracks(), ...stream.getVideoTracks()]);
  })(navigator.mediaDevices.getUserMedia))`;

describeWith([chromium], 'the conference example', function () {
  this.timeout(60_000);
  let example: Child;
  let browser: Browser;
  let guests: Guest[] = [];

  before(async () => {
    example = startExample();
    browser = await chromium.launch();
  });

  after(async () => {
    await browser?.close();
    await example?.stop();
  });

  afterEach(async () => {
    for (const { tab } of guests) await tab.close();
    guests = [];
  });

  async function open(room: string, ...names: string[]): Promise<Guest[]> {
    for (const name of names) {
      const tab = await browser.open(`${await example.url}?room=${room}`);
      guests.push(new Guest(name, tab));
    }
    return guests;
  }

  it('shows two people to each other, until one leaves', async () => {
    const [ada, grace] = (await open('two', 'Ada', 'Grace')) as [Guest, Guest];

    await ada.join();
    await grace.join();

    await ada.seesTilesOf('Ada (you)', 'Grace');
    await grace.seesTilesOf('Grace (you)', 'Ada');
    await Promise.all([ada.sees('Grace'), grace.sees('Ada'), ada.isConnected()]);
    await grace.press('leave');
    await ada.seesTilesOf('Ada (you)');
  });

  it('shows what another has switched off', async () => {
    const [ada, grace] = (await open('muted', 'Ada', 'Grace')) as [Guest, Guest];
    await ada.join();
    await grace.join();
    await ada.sees('Grace');

    await grace.press('mic');
    await grace.press('camera');

    await ada.until(
      `!!document.querySelector('.tile.audio-muted:not(.has-video)[aria-label=Grace]')`
    );
  });

  it('numbers people of the same name', async () => {
    const [ada, other] = (await open('names', 'Ada', 'Ada')) as [Guest, Guest];

    await ada.join();
    await other.join();

    await ada.seesTilesOf('Ada (you)', 'Ada 2');
    await other.seesTilesOf('Ada 2 (you)', 'Ada');
  });

  it('lets somebody without a camera watch', async () => {
    const [ada, viewer] = (await open('viewer', 'Ada', 'Viewer')) as [Guest, Guest];
    await viewer.tab.evaluate(
      `navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotAllowedError') }`
    );
    await viewer.press('retry-devices');
    await viewer.until(`document.getElementById('preview-note').textContent.includes('blocked')`);
    expect(await viewer.text('join')).to.equal('Join as a viewer');

    await ada.join();
    await viewer.submit();

    await viewer.sees('Ada');
    await ada.seesTilesOf('Ada (you)', 'Viewer');
  });

  it('marks who speaks', async () => {
    const [ada, grace] = (await open('speaking', 'Ada', 'Grace')) as [Guest, Guest];
    await grace.tab.evaluate(toneForMicrophone);
    await grace.press('retry-devices');

    await ada.join();
    await grace.join();

    await ada.until(`!!document.querySelector('.tile.speaking[aria-label=Grace]')`);
  });

  it('shows a screen that is shared on the stage', async () => {
    const [ada, grace] = (await open('screen', 'Ada', 'Grace')) as [Guest, Guest];
    await ada.join();
    await grace.join();
    await ada.sees('Grace');

    await grace.press('screen');
    await ada.until(`!!document.querySelector('.tile.on-stage.has-video[aria-label=Grace]')`);
    await grace.press('screen');

    await ada.until(`!document.querySelector('.on-stage')`);
    await ada.sees('Grace');
  });

  it('leaves without an error in the page', async () => {
    const [ada] = (await open('leaving', 'Ada')) as [Guest];
    await ada.tab.evaluate(`window.errors = [];
      addEventListener('error', ({ message }) => errors.push(message));
      addEventListener('unhandledrejection', ({ reason }) => errors.push(String(reason)));`);

    for (let times = 0; times < 2; times++) {
      await ada.join();
      await ada.isConnected();
      await ada.press('leave');
    }
    await ada.until(`document.getElementById('preview-video').videoWidth > 0`);

    expect(await ada.tab.evaluate('errors')).to.deep.equal([]);
  });

  it('brings everyone back after a worker died', async () => {
    const [ada, grace] = (await open('death', 'Ada', 'Grace')) as [Guest, Guest];
    await ada.join();
    await grace.join();
    await Promise.all([ada.sees('Grace'), grace.sees('Ada')]);

    for (const pid of example.childPids) process.kill(pid, 'SIGKILL');
    await ada.until(`document.getElementById('badge').dataset.state !== 'connected'`);

    await ada.until(`document.querySelectorAll('.tile').length === 2`);
    await Promise.all([ada.isConnected(), grace.isConnected()]);
    await Promise.all([ada.sees('Grace'), grace.sees('Ada')]);
  });

  it('brings everyone back after the server was gone', async () => {
    const [ada, grace] = (await open('restart', 'Ada', 'Grace')) as [Guest, Guest];
    await ada.join();
    await grace.join();
    await Promise.all([ada.sees('Grace'), grace.sees('Ada')]);

    const { port } = new URL(await example.url);
    await example.stop();
    await ada.until(`document.getElementById('badge').dataset.state === 'reconnecting'`);
    example = startExample(port);

    await ada.until(`document.querySelectorAll('.tile').length === 2`);
    await Promise.all([ada.isConnected(), grace.isConnected()]);
    await Promise.all([ada.sees('Grace'), grace.sees('Ada')]);
  });
});
