// The README's twenty lines, as they are written there: the server and the page.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createNetServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';

import { expect } from 'chai';

import { describeWith, type Browser, type Tab } from '../kit/browser.js';
import { chromium } from '../kit/chromium.js';
import { eventually } from '../kit/eventually.js';
import { root } from '../kit/sanitized.js';

const readme = readFileSync(join(root, 'README.md'), 'utf8');

function block(name: string): string {
  return new RegExp(`\`\`\`js ${name}\\n([\\s\\S]*?)\`\`\``).exec(readme)![1]!;
}

async function freePort(): Promise<number> {
  const probe = createNetServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

const isListening = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/`).then(
    () => true,
    () => false
  );

const framesDecoded = `(async () => {
  let frames = 0;
  if (!window.pc) return frames;
  for (const stat of (await pc.getStats()).values()) {
    if (stat.type === 'inbound-rtp' && stat.kind === 'video') frames += stat.framesDecoded;
  }
  return frames;
})()`;

describeWith([chromium], "the README's conference", function () {
  this.timeout(60_000);
  // Inside the package, so that it can import it by name as a user would.
  const program = join(root, 'build/readme-server.mjs');
  let child: ChildProcess;
  let pages: Server;
  let browser: Browser;

  before(async () => {
    const port = await freePort();
    writeFileSync(program, block('server').replace('8080', String(port)));
    child = spawn(process.execPath, [program], { stdio: 'inherit' });
    const page = block('page')
      .replace('8080', String(port))
      .replace('const pc =', 'const pc = window.pc =');
    pages = createServer((_, response) => {
      response.setHeader('content-type', 'text/html');
      response.end(`<script>(async () => {${page}})()</script>`);
    }).listen(0, '127.0.0.1');
    await once(pages, 'listening');
    await eventually('the server listens', () => isListening(port));
    browser = await chromium.launch();
  });

  after(async () => {
    await browser?.close();
    pages?.close();
    if (child?.exitCode === null) {
      child.kill();
      await once(child, 'exit');
    }
    rmSync(program, { force: true });
  });

  it('shows two tabs to each other', async () => {
    const { port } = pages.address() as AddressInfo;
    const tabs: Tab[] = [];
    for (let i = 0; i < 2; ++i) tabs.push(await browser.open(`http://localhost:${port}/`));

    for (const tab of tabs) {
      const frames = await eventually(
        'twenty frames',
        async () => {
          const count = await tab.evaluate<number>(framesDecoded);
          return count >= 20 && count;
        },
        30_000
      );
      expect(frames).to.be.at.least(20);
      expect(await tab.evaluate<number>('document.querySelectorAll("video").length')).to.equal(1);
    }
  });
});
