// Perfect negotiation between a browser and us, by chance, with each of the two in each role.
import { expect } from 'chai';

import { webrtc } from '../../src/index.js';
import { describeWith, type Browser, type BrowserKind } from '../kit/browser.js';
import { chromium } from '../kit/chromium.js';
import { firefox } from '../kit/firefox.js';
import {
  negotiate,
  nodeEnd,
  pageEnd,
  seeds,
  type Counts,
  type End,
} from '../kit/negotiation/runs.js';
import { SignalingServer } from '../kit/negotiation/signaling-server.js';

/** What to run with a browser, and what its bugs forbid while it is polite. */
interface Plan {
  kind: BrowserKind;
  /** In each role. */
  runs: number;
  withoutIfPolite: string[];
}

const plans: Plan[] = [
  { kind: chromium, runs: 100, withoutIfPolite: [] },
  // Firefox 153 refuses an offer that restarts ICE while one of its own is out.
  { kind: firefox, runs: 10, withoutIfPolite: ['restartIce'] },
];

for (const { kind, runs, withoutIfPolite } of plans) {
  describeWith([kind], `perfect negotiation between ${kind.name} and us`, function () {
    this.timeout(240_000);
    let server: SignalingServer;
    let browser: Browser;
    let ours: End;
    let page: End;

    before(async () => {
      server = await SignalingServer.start();
      browser = await kind.launch();
      ours = nodeEnd('ours', webrtc, server);
      page = await pageEnd(browser, server);
    });

    after(async () => {
      await browser?.close();
      await server?.stop();
    });

    it('comes to the same on both ends while the browser is polite', async () => {
      const some = seeds(1, runs);

      const counts = await negotiate(page, ours, some, {
        keepsTransport: true,
        // Chromium 156 may never gather candidates if its first offer is rolled back too early.
        expectsConnection: kind !== chromium,
        without: withoutIfPolite,
      });

      expectMuch(
        { ...counts, restarts: withoutIfPolite.length > 0 ? Infinity : counts.restarts },
        some
      );
    });

    it('comes to the same on both ends while we are polite', async () => {
      const some = seeds(runs + 1, runs);

      const counts = await negotiate(ours, page, some, {
        keepsTransport: true,
        expectsConnection: true,
      });

      expectMuch(counts, some);
    });
  });
}

// That the runs were worth it.
function expectMuch(counts: Counts, seeds: readonly number[]): void {
  if (seeds.length === 1) return;
  for (const count of Object.values(counts)) expect(count).to.be.at.least(seeds.length / 2);
}
