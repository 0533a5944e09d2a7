// That the test of perfect negotiation is sound: two tabs of one browser pass it.
import { expect } from 'chai';

import { describeWith, type Browser } from '../kit/browser.js';
import { chromium } from '../kit/chromium.js';
import { negotiate, pageEnd, seeds } from '../kit/negotiation/runs.js';
import { SignalingServer } from '../kit/negotiation/signaling-server.js';

describeWith([chromium], 'perfect negotiation between two Chromium tabs', function () {
  let server: SignalingServer;
  let browser: Browser;

  before(async function () {
    this.timeout(30_000);
    server = await SignalingServer.start();
    browser = await chromium.launch();
  });

  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  it('comes to the same on both ends, whatever collides', async function () {
    this.timeout(120_000);
    // What is shown is that the test can be passed. Chromium 156 now and then gathers no candidates
    // after an early rollback, on either end.
    this.retries(2);
    const polite = await pageEnd(browser, server);
    const impolite = await pageEnd(browser, server);

    const counts = await negotiate(polite, impolite, seeds(1, 30));

    for (const each of Object.values(counts)) expect(each).to.be.greaterThan(0);
  });
});
