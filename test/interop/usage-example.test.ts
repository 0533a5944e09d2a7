// The usage example of the API's description, as it is written, in an application of its own that
// has crosspoint installed. Only its `./signaling` is ours.
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describeWith, type Browser } from '../kit/browser.js';
import { Child } from '../kit/child.js';
import { chromium } from '../kit/chromium.js';
import { ConferenceClient } from '../kit/conference-client.js';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '..', '..');

/** An application with two dependencies, in a folder outside of this package. */
function installExample(): string {
  const folder = mkdtempSync(join(tmpdir(), 'crosspoint-usage-'));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(root, join(folder, 'node_modules', 'crosspoint'));
  symlinkSync(join(root, 'node_modules', 'ws'), join(folder, 'node_modules', 'ws'));
  cpSync(join(here, 'usage-example', 'app.js.txt'), join(folder, 'app.js'));
  cpSync(join(here, 'usage-example', 'signaling.cjs'), join(folder, 'signaling.js'));
  return folder;
}

describeWith([chromium], 'the usage example', function () {
  this.timeout(60_000);
  let folder: string;
  let application: Child;
  let browser: Browser;

  before(async () => {
    folder = installExample();
    const env = { PAGES: join(here, 'pages') };
    application = new Child(join(folder, 'app.js'), { cwd: folder, env });
    browser = await chromium.launch();
  });

  after(async () => {
    await browser?.close();
    await application?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('brings three participants together', async () => {
    const server = { url: await application.url };
    const names = ['alice', 'bob', 'carol'];
    const open = (name: string) => ConferenceClient.open(browser, server, name);
    const [alice, bob, carol] = (await Promise.all(names.map(open))) as [
      ConferenceClient,
      ConferenceClient,
      ConferenceClient,
    ];

    for (const client of [alice, bob, carol]) await client.join('lobby');

    await Promise.all([alice.seeFrames('bob'), bob.seeFrames('carol'), carol.seeFrames('alice')]);
    await Promise.all([alice.hear('carol'), bob.hear('alice'), carol.hear('bob')]);
    await bob.leave();
    await Promise.all([alice.lose('bob'), carol.lose('bob')]);
  });
});
