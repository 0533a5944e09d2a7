// Serves the page of perfect negotiation, and carries messages between two ends of one name.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';

const pages = new URL('../../interop/pages/', import.meta.url);

/** A relay that neither delays nor reorders nor loses: chance sits in the ends. */
export class SignalingServer {
  /** Name → the end that came first and what it has said so far. */
  readonly #waiting = new Map<string, { socket: WebSocket; said: string[] }>();

  private constructor(
    private readonly http: HttpServer,
    private readonly sockets: WebSocketServer
  ) {
    sockets.on('connection', (socket, request) => this.#handleEnd(socket, request.url ?? '/'));
  }

  static async start(): Promise<SignalingServer> {
    const http = createServer((request, response) => {
      const file = request.url === '/' ? 'negotiation.html' : (request.url ?? '').slice(1);
      if (!/^negotiation[\w-]*\.(html|mjs)$/.test(file)) return void response.writeHead(404).end();
      response.setHeader('content-type', file.endsWith('html') ? 'text/html' : 'text/javascript');
      response.end(readFileSync(new URL(file, pages)));
    });
    const sockets = new WebSocketServer({ server: http });
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    return new SignalingServer(http, sockets);
  }

  /** Of the page. */
  get url(): string {
    return `http://127.0.0.1:${(this.http.address() as AddressInfo).port}/`;
  }

  /** Where the two ends of that name meet. */
  channelUrl(name: string): string {
    return `${this.url.replace('http', 'ws')}${name}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets.clients) socket.terminate();
    this.sockets.close();
    this.http.closeAllConnections();
    await new Promise(resolve => this.http.close(resolve));
  }

  #handleEnd(socket: WebSocket, name: string): void {
    const other = this.#waiting.get(name);
    if (!other) {
      const said: string[] = [];
      this.#waiting.set(name, { socket, said });
      socket.on('message', data => said.push(textOf(data)));
      return;
    }
    this.#waiting.delete(name);
    for (const text of other.said) socket.send(text);
    other.socket.removeAllListeners('message');
    other.socket.on('message', data => socket.send(textOf(data)));
    socket.on('message', data => other.socket.send(textOf(data)));
  }
}

const textOf = (data: unknown): string => (data as Buffer).toString();
