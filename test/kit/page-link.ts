// A connection of ours and one of a page, which both may change: both negotiate by themselves.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';

import type { RTCPeerConnection, SdpType } from '../../src/index.js';
import type { Browser, Tab } from './browser.js';
import { eventually } from './eventually.js';
import { assertNoSanitizerReport, listenToWorkers } from './worker-output.js';

const pages = new URL('../interop/pages/', import.meta.url);

/** So many looks without a packet tell a pause from a hiccup: about a second. */
const quietLooks = 8;

/** What has come to a page in one m-section. */
export interface Look {
  packets: number;
  frames: number;
  freezes: number;
  width: number;
  energy: number;
  ssrc?: number;
  codec?: string;
  payloadType?: number;
  color?: string;
  direction?: string;
  muted?: boolean;
}

/** What goes out of a page in one m-section, of one layer. */
export interface SentLayer {
  rid?: string;
  ssrc: number;
  packetsSent: number;
  frameWidth?: number;
  codec?: string;
  payloadType?: number;
}

interface Message {
  description?: { type: SdpType; sdp: string };
  candidate?: object;
}

/** Both ends; ours is the polite one. W3C WebRTC 1.0, section 10.7. */
export class PageLink {
  readonly errors: unknown[] = [];
  /** The descriptions in the order in which they went over the wire. */
  readonly told: { by: 'us' | 'page'; type: string; sdp: string }[] = [];
  #sent = 0;
  #handled = 0;
  #underWay = 0;

  constructor(
    readonly peerConnection: RTCPeerConnection,
    readonly tab: Tab,
    private readonly socket: WebSocket
  ) {
    peerConnection.onnegotiationneeded = () => void this.#noting(() => this.#describe());
    peerConnection.onicecandidate = ({ candidate }) => {
      if (candidate) this.#send({ candidate });
    };
    socket.on('message', data => {
      const message = JSON.parse((data as Buffer).toString()) as Message;
      void this.#noting(() => this.#handle(message)).then(() => this.#handled++);
    });
  }

  /** The value of an expression in the page. */
  page<T = void>(expression: string): Promise<T> {
    return this.tab.evaluate<T>(expression);
  }

  /** Has the page add a track, by an expression for it, and waits for its mid. */
  async send(track: string, init = '{}'): Promise<string> {
    await this.page(`(async () => {
      window.added = pc.addTransceiver(await ${track}, { direction: 'sendonly', ...${init} });
    })()`);
    return eventually('the page sends', () =>
      this.page<string | undefined>('added.mid ?? undefined')
    );
  }

  /** Waits until pictures or sound may come in that many sections, and gives their mids. */
  incoming(kind: 'audio' | 'video', count: number): Promise<string[]> {
    return eventually(`${count} sections of ${kind}`, async () => {
      const mids = await this.page<string[]>(`incoming('${kind}')`);
      return mids.length === count && mids;
    });
  }

  look(mid: string): Promise<Look> {
    return this.page<Look>(`look(${JSON.stringify(mid)})`);
  }

  lookOut(mid: string): Promise<SentLayer[]> {
    return this.page<SentLayer[]>(`lookOut(${JSON.stringify(mid)})`);
  }

  /** Waits until what came in that section is so. */
  async until(mid: string, what: string, is: (look: Look) => boolean): Promise<Look> {
    let last: Look | undefined;
    try {
      return await eventually(what, async () => {
        last = await this.look(mid);
        return is(last) && last;
      });
    } catch (error) {
      const { errors } = this;
      const progress = await this.page<object>('progress()').catch(() => ({}));
      const seen = JSON.stringify({ mid, last, errors: errors.map(String), progress });
      throw new Error(`${(error as Error).message}; ${seen}`, { cause: error });
    }
  }

  /** Waits until the page has decoded more pictures of that section than now. */
  async seeFrames(mid: string, count = 10): Promise<Look> {
    const { frames: before = 0 } = await this.look(mid);
    return this.until(mid, `${count} more pictures`, ({ frames }) => frames >= before + count);
  }

  /** Waits until the page has heard more of that section than now. */
  async hear(mid: string): Promise<Look> {
    const { packets: before = 0, energy: silence = 0 } = await this.look(mid);
    return this.until(
      mid,
      'more sound',
      ({ packets, energy }) => packets >= before + 20 && energy > silence
    );
  }

  /** Waits until nothing has come in that section for a while. */
  async seeNothing(mid: string): Promise<void> {
    let before = -1;
    let looks = 0;
    await this.until(mid, 'nothing comes', ({ packets }) => {
      looks = packets === before ? looks + 1 : 0;
      before = packets;
      return looks === quietLooks;
    });
  }

  /** Waits until both ends are stable and nothing is on its way. */
  async settle(): Promise<void> {
    const picture = async (): Promise<string | false> => {
      const page = await this.page<{ sent: number; handled: number; state: string }>('progress()');
      const isQuiet =
        this.#underWay === 0 && page.sent === this.#handled && page.handled === this.#sent;
      const { signalingState } = this.peerConnection;
      const isStable = page.state === 'stable' && signalingState === 'stable';
      return isQuiet && isStable && `${page.sent} ${this.#sent}`;
    };
    // Twice in a row: what was just called may not have said that it needs an exchange.
    let before: string | false = false;
    await eventually('both ends are stable', async () => {
      const last = before;
      before = await picture();
      return before !== false && before === last;
    });
    const { errors } = await this.page<{ errors: string[] }>('progress()');
    if (errors.length > 0) throw new Error(`the page failed: ${errors.join('; ')}`);
    if (this.errors.length > 0) throw this.errors[0];
  }

  async close(): Promise<void> {
    this.socket.terminate();
    this.peerConnection.close();
    await this.tab.close();
  }

  async #describe(): Promise<void> {
    await this.peerConnection.setLocalDescription();
    const { type, sdp } = this.peerConnection.localDescription!;
    this.told.push({ by: 'us', type, sdp });
    this.#send({ description: { type, sdp } });
  }

  async #handle({ description, candidate }: Message): Promise<void> {
    if (candidate) return this.peerConnection.addIceCandidate(candidate);
    this.told.push({ by: 'page', type: description!.type, sdp: description!.sdp });
    await this.peerConnection.setRemoteDescription(description!);
    if (description!.type === 'offer') await this.#describe();
  }

  #send(message: Message): void {
    this.#sent++;
    this.socket.send(JSON.stringify(message));
  }

  async #noting(work: () => Promise<void>): Promise<void> {
    this.#underWay++;
    await work().catch((error: unknown) => {
      if (!this.peerConnection.closed) this.errors.push(error);
    });
    this.#underWay--;
  }
}

/** Serves the page, and carries the messages. One for each suite. */
export class LinkServer {
  readonly #links: PageLink[] = [];
  readonly #waiting = new Map<string, (socket: WebSocket) => void>();
  #count = 0;

  private constructor(
    private readonly http: HttpServer,
    private readonly sockets: WebSocketServer
  ) {
    sockets.on('connection', (socket, { url = '' }) => this.#waiting.get(url.slice(1))?.(socket));
  }

  static async start(): Promise<LinkServer> {
    listenToWorkers();
    const http = createServer((request, response) => {
      const file = request.url === '/' ? 'link.html' : (request.url ?? '').slice(1);
      if (!/^link\.(html|mjs)$/.test(file)) return void response.writeHead(404).end();
      response.setHeader('content-type', file.endsWith('html') ? 'text/html' : 'text/javascript');
      response.end(readFileSync(new URL(file, pages)));
    });
    const sockets = new WebSocketServer({ server: http });
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    return new LinkServer(http, sockets);
  }

  /** A fresh page of that browser, at the other end of a connection of ours. */
  async link(
    browser: Browser,
    peerConnection: RTCPeerConnection,
    configuration: object = {}
  ): Promise<PageLink> {
    const name = String(++this.#count);
    const arrival = new Promise<WebSocket>(resolve => this.#waiting.set(name, resolve));
    const { port } = this.http.address() as AddressInfo;
    const tab = await browser.open(`http://127.0.0.1:${port}/`);
    // The connection may have something to say as soon as the page listens.
    const connecting = tab.evaluate(`connect('${name}', ${JSON.stringify(configuration)})`);
    const link = new PageLink(peerConnection, tab, await arrival);
    await connecting;
    this.#links.push(link);
    return link;
  }

  /** Closes what was linked since the last time. */
  async closeLinks(): Promise<void> {
    for (const link of this.#links.splice(0)) await link.close();
  }

  async stop(): Promise<void> {
    await this.closeLinks();
    for (const socket of this.sockets.clients) socket.terminate();
    this.sockets.close();
    this.http.closeAllConnections();
    await new Promise(resolve => this.http.close(resolve));
    assertNoSanitizerReport();
  }
}
