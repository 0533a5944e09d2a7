// A whole session with everything logged: no key, password or ufrag, and above debug no address.
import { expect } from 'chai';
import { once } from 'node:events';

import { describeWith, type Browser } from '../kit/browser.js';
import { chromium } from '../kit/chromium.js';
import { ConferenceClient } from '../kit/conference-client.js';
import { ConferenceServer } from '../kit/conference-server.js';
import { eventually } from '../kit/eventually.js';
import { collectLogs, isAboveDebug } from '../kit/log-lines.js';

const logTags = ['info', 'ice', 'dtls', 'rtp', 'srtp', 'rtcp', 'rtx', 'rbe'] as const;

describeWith([chromium], 'the log of a session', function () {
  this.timeout(60_000);
  let server: ConferenceServer;
  let browser: Browser;
  let logs: ReturnType<typeof collectLogs>;
  const secrets = new Set<string>();

  before(async () => {
    server = await ConferenceServer.start({ server: { logLevel: 'debug', logTags: [...logTags] } });
    logs = collectLogs();
    browser = await chromium.launch();
    const [alice, bob, mallory] = await Promise.all(
      ['alice', 'bob', 'mallory'].map(name => ConferenceClient.open(browser, server, name))
    );
    for (const name of ['alice', 'bob']) server.tampering.set(name, keep);
    // A certificate that is not the one announced: the handshake has to fail.
    server.tampering.set('mallory', sdp =>
      keep(sdp).replace(/^(a=fingerprint:sha-256 ).{8}/gm, '$100:00:00')
    );
    await alice!.join('lobby');
    await bob!.join('lobby');
    await alice!.seeFrames('bob');
    const { peer } = server.participant('alice').peerConnection;
    keepOf(peer.transports[0]!.iceLocalParameters);
    await peer.transports[0]!.changeUfragPwd();
    keepOf(peer.transports[0]!.iceLocalParameters);

    await mallory!.join('lobby');
    await eventually('the handshake fails', () => logs.lines.some(isAboveDebug));
    const room = await server.room('lobby');
    const closed = once(room, 'close');
    process.kill((await server.mediaServer.dump()).workers[0]!['pid'] as number, 'SIGKILL');
    await closed;
  });

  after(async () => {
    await browser?.close();
    await server?.stop();
    logs?.stop();
  });

  const keep = (sdp: string): string => {
    for (const [, secret] of sdp.matchAll(/^a=ice-(?:ufrag|pwd):(\S+)/gm)) secrets.add(secret!);
    return sdp;
  };

  const keepOf = (ice: { usernameFragment: string; password: string }): void => {
    secrets.add(ice.usernameFragment).add(ice.password);
  };

  it('has lines of every level', () => {
    const names = new Set(logs.lines.map(({ namespace }) => namespace));
    expect(names).to.include('crosspoint-worker:WARN');
    expect(names).to.include('crosspoint:ERROR:Server');
    expect(names).to.include('crosspoint:Transport');
  });

  it('holds no ufrag and no password of either side', () => {
    expect(secrets.size).to.be.at.least(8);
    // Chromium's ufrags have four characters, which a longer word may hold by chance.
    const words = new Set(logs.lines.flatMap(({ text }) => text.split(/[^\w+/]+/)));
    expect([...secrets].filter(secret => words.has(secret))).to.deep.equal([]);
  });

  it('holds no key', () => {
    const found = logs.lines.filter(({ text }) => /PRIVATE KEY|[0-9a-f]{32}/i.test(text));
    expect(found).to.deep.equal([]);
  });

  it('holds no address above debug', () => {
    const address = /\b\d{1,3}(\.\d{1,3}){3}\b|\b[0-9a-f]{1,4}(:[0-9a-f]{0,4}){3,7}\b/i;
    const found = logs.lines.filter(line => isAboveDebug(line) && address.test(line.text));
    expect(found).to.deep.equal([]);
  });
});
