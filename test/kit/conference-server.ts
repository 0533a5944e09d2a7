// A conference as an application would write it, as small as can be, for the test page.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';

import crosspoint, {
  type Room,
  type RTCPeerConnection,
  type Server,
  type ServerOptions,
  type TransportOptions,
} from '../../src/index.js';
import { assertNoSanitizerReport, listenToWorkers } from './worker-output.js';

const pages = new URL('../interop/pages/', import.meta.url);

/** The codecs of every room. */
export const mediaCodecs = [
  { kind: 'audio', name: 'audio/opus', clockRate: 48000, payloadType: 100 },
  { kind: 'video', name: 'video/VP8', clockRate: 90000, payloadType: 123 },
] as const;

/** What differs from the defaults of the tests. */
export interface ConferenceOptions {
  server?: ServerOptions;
  transport?: TransportOptions;
}

/** What a test does with an answer before the peer connection gets it. */
export type Tamper = (sdp: string) => string;

/** The server's end of one page. */
export class ServerParticipant {
  offers = 0;
  sections = 0;
  /** Answers that were refused. */
  readonly errors: Error[] = [];
  #isNegotiating = false;
  #isOfferDue = false;
  #resolveAnswer: ((sdp: string) => void) | undefined;

  constructor(
    readonly name: string,
    readonly peerConnection: RTCPeerConnection,
    private readonly socket: WebSocket,
    private readonly tamper: Tamper
  ) {
    peerConnection.on('negotiationneeded', () => void this.negotiate());
    peerConnection.on('close', () => socket.close());
    socket.on('close', () => peerConnection.close());
    socket.on('message', data => {
      const { sdp } = JSON.parse((data as Buffer).toString()) as { sdp?: string };
      if (sdp !== undefined) this.#resolveAnswer?.(this.tamper(sdp));
    });
  }

  /** Makes offers until none is due. */
  async negotiate(): Promise<void> {
    this.#isOfferDue = true;
    if (this.#isNegotiating) return;
    this.#isNegotiating = true;
    while (this.#isOfferDue && !this.peerConnection.closed) {
      this.#isOfferDue = false;
      await this.#offer().catch((error: Error) => {
        this.errors.push(error);
        this.peerConnection.reset();
      });
    }
    this.#isNegotiating = false;
  }

  async #offer(): Promise<void> {
    const offer = await this.peerConnection.createOffer({
      offerToReceiveAudio: 1,
      offerToReceiveVideo: 1,
    });
    await this.peerConnection.setLocalDescription(offer);
    this.offers++;
    this.sections = offer.sdp.match(/^m=/gm)?.length ?? 0;
    const answer = new Promise<string>(resolve => (this.#resolveAnswer = resolve));
    this.socket.send(JSON.stringify({ sdp: offer.sdp, streams: this.#streams() }));
    await this.peerConnection.setRemoteDescription({ type: 'answer', sdp: await answer });
  }

  #streams(): Record<string, string> {
    return Object.fromEntries(
      this.peerConnection.peer.rtpSenders.map(({ msid, associatedPeer }) => [
        msid.stream,
        associatedPeer.name,
      ])
    );
  }
}

/** Serves the test page, and rooms on 127.0.0.1. One for each suite. */
export class ConferenceServer {
  readonly participants = new Map<string, ServerParticipant>();
  /** Name → what becomes of that participant's answers; for those who join after it was set. */
  readonly tampering = new Map<string, Tamper>();
  readonly #rooms = new Map<string, Promise<Room>>();

  private constructor(
    readonly mediaServer: Server,
    private readonly http: HttpServer,
    private readonly sockets: WebSocketServer,
    /** Of the participants to come. */
    public transportOptions: TransportOptions
  ) {
    sockets.on('connection', (socket, request) => {
      const query = new URL(request.url ?? '/', 'http://localhost').searchParams;
      void this.#handleJoin(socket, query.get('room') ?? '', query.get('name') ?? '');
    });
  }

  static async start({
    server = {},
    transport = {},
  }: ConferenceOptions = {}): Promise<ConferenceServer> {
    listenToWorkers();
    const mediaServer = crosspoint.Server({
      numWorkers: 1,
      rtcIPv4: '127.0.0.1',
      rtcIPv6: false,
      logLevel: 'warn',
      ...server,
    });
    const http = createServer((request, response) => {
      const isScript = request.url === '/client.mjs';
      response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
      response.end(readFileSync(new URL(isScript ? 'client.mjs' : 'index.html', pages)));
    });
    const sockets = new WebSocketServer({ server: http });
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    return new ConferenceServer(mediaServer, http, sockets, transport);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.http.address() as AddressInfo).port}/`;
  }

  /** The room of that name, made if need be. */
  room(name: string): Promise<Room> {
    const room =
      this.#rooms.get(name) ?? this.mediaServer.createRoom({ mediaCodecs: [...mediaCodecs] });
    this.#rooms.set(name, room);
    return room;
  }

  /** The participant that came last under that name. */
  participant(name: string): ServerParticipant {
    const participant = this.participants.get(name);
    if (!participant) throw new Error(`nobody called ${name} has joined`);
    return participant;
  }

  /** Ends all and waits for the workers' last words. Rejects if one of them was a sanitizer's. */
  async stop(): Promise<void> {
    const ends = this.mediaServer.workers.map(worker => worker.ended);
    this.mediaServer.close();
    for (const socket of this.sockets.clients) socket.terminate();
    this.sockets.close();
    this.http.closeAllConnections();
    await new Promise(resolve => this.http.close(resolve));
    await Promise.all(ends);
    assertNoSanitizerReport();
  }

  async #handleJoin(socket: WebSocket, roomName: string, name: string): Promise<void> {
    const room = await this.room(roomName);
    const peer = room.Peer(name);
    const peerConnection = new crosspoint.webrtc.RTCPeerConnection({
      peer,
      transportOptions: this.transportOptions,
    });
    const participant = new ServerParticipant(
      name,
      peerConnection,
      socket,
      this.tampering.get(name) ?? (sdp => sdp)
    );
    this.participants.set(name, participant);
    await participant.negotiate();
  }
}
