// Chromium that reaches the server over IPv6.
import { expect } from 'chai';
import { networkInterfaces } from 'node:os';

import { describeWith, type Browser } from '../kit/browser.js';
import { chromium } from '../kit/chromium.js';
import { ConferenceClient } from '../kit/conference-client.js';
import { ConferenceServer } from '../kit/conference-server.js';

// Chromium does not offer its loopback addresses beside others: where there is an address that
// others can reach, it has to be that one. An address of the link has no meaning without a zone.
const addresses = Object.values(networkInterfaces())
  .flatMap(entries => entries ?? [])
  .filter(({ family, address }) => family === 'IPv6' && !address.startsWith('fe80'));
const chosen = addresses.find(({ internal }) => !internal) ?? addresses[0];

const describeIpv6: typeof describeWith = chosen
  ? describeWith
  : (_, title) => {
      describe.skip(`${title} (skipped: no IPv6 on this machine)`, () => {});
    };

describeIpv6([chromium], 'Chromium over IPv6', function () {
  this.timeout(60_000);
  let server: ConferenceServer | undefined;
  let browser: Browser;

  before(async () => {
    browser = await chromium.launch();
  });

  afterEach(async () => {
    await server?.stop();
    server = undefined;
  });

  after(() => browser?.close());

  for (const protocol of ['udp', 'tcp'] as const) {
    it(`sees and hears another by ${protocol.toUpperCase()}`, async () => {
      server = await ConferenceServer.start({
        server: { rtcIPv4: false, rtcIPv6: chosen!.address },
        transport: { udp: protocol === 'udp', tcp: protocol === 'tcp' },
      });
      const alice = await ConferenceClient.open(browser, server, 'alice');
      const bob = await ConferenceClient.open(browser, server, 'bob');
      await alice.join('lobby');
      await bob.join('lobby');

      await Promise.all([alice.seeFrames('bob', 30), bob.seeFrames('alice', 30)]);
      await Promise.all([alice.hear('bob'), bob.hear('alice')]);

      const [transport] = server.participant('alice').peerConnection.peer.transports;
      expect(transport!.iceSelectedTuple).to.include({ protocol, localIP: chosen!.address });
      await alice.close();
      await bob.close();
    });
  }
});
