// Chromium that reaches the server over TCP, and two workers with a room each.
import { expect } from 'chai';

import { describeWith, type Browser } from '../kit/browser.js';
import { chromium } from '../kit/chromium.js';
import { ConferenceClient } from '../kit/conference-client.js';
import { ConferenceServer, type ConferenceOptions } from '../kit/conference-server.js';
import { eventually } from '../kit/eventually.js';

/** The protocol of the route that a participant's media takes. */
const protocolOf = (server: ConferenceServer, name: string): string | undefined =>
  server.participant(name).peerConnection.peer.transports[0]?.iceSelectedTuple?.protocol;

/** TCP connections that are open. */
async function connections(server: ConferenceServer): Promise<number> {
  const { workers } = await server.mediaServer.dump();
  const sockets = workers[0]!['sockets'] as { protocol: string; connections?: number }[];
  return sockets.find(({ protocol }) => protocol === 'tcp')!.connections!;
}

describeWith([chromium], 'Chromium by other ways', function () {
  this.timeout(60_000);
  let server: ConferenceServer | undefined;
  let browser: Browser;
  let clients: ConferenceClient[];

  before(async () => {
    browser = await chromium.launch();
  });

  beforeEach(() => {
    clients = [];
  });

  afterEach(async () => {
    for (const client of clients) await client.close();
    await server?.stop();
    server = undefined;
  });

  after(() => browser?.close());

  async function start(options: ConferenceOptions): Promise<ConferenceServer> {
    return (server = await ConferenceServer.start(options));
  }

  async function join(name: string, room: string): Promise<ConferenceClient> {
    const client = await ConferenceClient.open(browser, server!, name);
    clients.push(client);
    await client.join(room);
    return client;
  }

  /** Each sees and hears the other. */
  async function expectTalk(one: ConferenceClient, other: ConferenceClient): Promise<void> {
    await Promise.all([one.seeFrames(other.name, 30), other.seeFrames(one.name, 30)]);
    await Promise.all([one.hear(other.name), other.hear(one.name)]);
  }

  it('sees and hears another over TCP only', async () => {
    const running = await start({ transport: { udp: false } });
    const alice = await join('alice', 'lobby');
    const bob = await join('bob', 'lobby');

    await expectTalk(alice, bob);

    expect(protocolOf(running, 'alice')).to.equal('tcp');
    expect(protocolOf(running, 'bob')).to.equal('tcp');
    const { workers } = await running.mediaServer.dump();
    const sockets = workers[0]!['sockets'] as { protocol: string; datagramsReceived: number }[];
    const received = (protocol: string): number =>
      sockets.find(socket => socket.protocol === protocol)!.datagramsReceived;
    expect(received('udp')).to.equal(0);
    expect(received('tcp')).to.be.greaterThan(100);
  });

  it('over TCP meets another over UDP', async () => {
    const running = await start({});
    const alice = await join('alice', 'lobby');
    running.transportOptions = { udp: false };
    const bob = await join('bob', 'lobby');

    await expectTalk(alice, bob);

    expect(protocolOf(running, 'alice')).to.equal('udp');
    expect(protocolOf(running, 'bob')).to.equal('tcp');
  });

  it('loses nobody else when a page over TCP goes away', async () => {
    const running = await start({ transport: { udp: false } });
    const alice = await join('alice', 'lobby');
    const bob = await join('bob', 'lobby');
    const carol = await join('carol', 'lobby');
    await carol.seeFrames('alice');

    const before = await connections(running);

    await carol.close();
    clients = clients.filter(client => client !== carol);

    await eventually('the connection of carol ends', async () => {
      const now = await connections(running);
      return now < before;
    });
    await expectTalk(alice, bob);
  });

  it('has a UDP port for itself where each transport has one', async () => {
    const running = await start({ server: { portPerTransport: true } });
    const alice = await join('alice', 'lobby');
    const bob = await join('bob', 'lobby');

    await expectTalk(alice, bob);

    const ports = ['alice', 'bob'].map(
      name =>
        running.participant(name).peerConnection.peer.transports[0]!.iceSelectedTuple!.localPort
    );
    expect(ports[0]).not.to.equal(ports[1]);
  });

  it('talks in two rooms on two workers', async () => {
    const running = await start({ server: { numWorkers: 2 } });
    const [alice, bob] = [await join('alice', 'one'), await join('bob', 'one')];
    const [carol, dave] = [await join('carol', 'two'), await join('dave', 'two')];

    await Promise.all([expectTalk(alice, bob), expectTalk(carol, dave)]);

    const { workers } = await running.mediaServer.dump();
    expect(workers.map(worker => (worker['rooms'] as unknown[]).length)).to.deep.equal([1, 1]);
    const { received } = await alice.look();
    expect(new Set(received.map(({ owner }) => owner))).to.deep.equal(new Set(['bob']));
  });
});
