// What examples/conference tells its pages over their WebSockets; no browser is needed for that.
import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';

import { Child } from '../kit/child.js';
import { eventually } from '../kit/eventually.js';

const script = fileURLToPath(new URL('../../examples/conference/server.mjs', import.meta.url));

interface Message {
  type: string;
  id?: number;
  peerId?: string;
  on?: boolean;
  participants?: { name: string; isSharing: boolean }[];
}

/** A page as the server sees it: a socket, and what came over it. */
class Page {
  readonly heard: Message[] = [];

  private constructor(
    readonly socket: WebSocket,
    readonly token: string
  ) {
    socket.on('message', data =>
      this.heard.push(JSON.parse((data as Buffer).toString()) as Message)
    );
    socket.on('error', () => {});
  }

  static async open(url: string, token: string = randomUUID()): Promise<Page> {
    const page = new Page(new WebSocket(`${url.replace('http', 'ws')}signaling`), token);
    await once(page.socket, 'open');
    return page;
  }

  say(type: string, rest: object = {}): void {
    this.socket.send(JSON.stringify({ type, room: 'signalling', token: this.token, ...rest }));
  }

  /** The first message of that type. */
  hears(type: string): Promise<Message> {
    return eventually(`a message "${type}"`, () => this.heard.find(one => one.type === type));
  }

  types(): string[] {
    return this.heard.map(({ type }) => type);
  }
}

describe("the conference example's signalling", function () {
  this.timeout(30_000);
  let example: Child;
  let url: string;

  beforeEach(async () => {
    example = new Child(script, { env: { PORT: '0', LISTEN_IP: '127.0.0.1', WORKERS: '1' } });
    url = await example.url;
  });

  afterEach(() => example.stop());

  async function join(name: string): Promise<Page> {
    const page = await Page.open(url);
    page.say('join', { name });
    await page.hears('offer');
    return page;
  }

  it('tells who leaves', async () => {
    const [ada, grace] = [await join('Ada'), await join('Grace')];

    grace.say('leave');

    await ada.hears('left');
  });

  it('tells nobody that others left when the server ends', async () => {
    const pages = [await join('Ada'), await join('Grace'), await join('Margaret')];
    const closed = pages.map(({ socket }) => once(socket, 'close'));

    await example.stop('SIGTERM');
    await Promise.all(closed);

    for (const page of pages) expect(page.types()).to.not.include('left');
  });

  it('tells nobody that others left when the worker dies', async () => {
    const pages = [await join('Ada'), await join('Grace')];
    const closed = pages.map(({ socket }) => once(socket, 'close'));

    for (const pid of example.childPids) process.kill(pid, 'SIGKILL');
    await Promise.all(closed);

    for (const page of pages) expect(page.types()).to.not.include('left');
  });

  it('goes on with a page that is back with another socket', async () => {
    const [ada, grace] = [await join('Ada'), await join('Grace')];
    grace.say('share', { on: true });
    await ada.hears('sharing');
    const offer = await ada.hears('offer');

    ada.socket.terminate();
    const again = await Page.open(url, ada.token);
    again.say('resume');

    const { participants } = await again.hears('resumed');
    expect(participants).to.deep.include.members([
      { ...participants![0], name: 'Grace', isSharing: true },
    ]);
    // The answer to it may have been lost with the old socket.
    expect((await again.hears('offer')).id).to.equal(offer.id);
    expect(grace.types()).to.not.include('left');
  });

  it('sends a page to the door that it does not know', async () => {
    const stranger = await Page.open(url);
    stranger.say('resume');
    await stranger.hears('gone');

    stranger.say('join', { name: 'Ada' });

    await stranger.hears('joined');
  });
});
