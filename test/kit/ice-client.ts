// The least of an ICE client: sends binding requests over UDP or TCP and reads the answers.
import { createHmac, randomBytes } from 'node:crypto';
import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, type Socket as TcpSocket } from 'node:net';

import type { IceCandidate, IceParameters } from '../../src/parameters/transport.js';

const magicCookie = [0x21, 0x12, 0xa4, 0x42];
const tcpMessageHeader = 2;

/** The class of an answer. RFC 8489, section 5. */
export type Answer = 'success' | 'error';

/** A binding request as browsers send it. RFC 8445, section 7.1; without FINGERPRINT. */
export function bindingRequest(
  { usernameFragment, password }: IceParameters,
  { nominate = false } = {}
): Buffer {
  const attributes = Buffer.concat([
    attribute(0x0006, Buffer.from(`${usernameFragment}:client`)), // USERNAME
    attribute(0x0024, Buffer.from([0x6e, 0, 0, 1])), // PRIORITY
    attribute(0x802a, Buffer.alloc(8, 9)), // ICE-CONTROLLING
    ...(nominate ? [attribute(0x0025, Buffer.alloc(0))] : []), // USE-CANDIDATE
  ]);
  const integritySize = 24;
  const header = Buffer.from([0, 1, 0, 0, ...magicCookie, ...randomBytes(12)]);
  header.writeUInt16BE(attributes.length + integritySize, 2);
  const covered = Buffer.concat([header, attributes]);
  const digest = createHmac('sha1', password).update(covered).digest();
  return Buffer.concat([covered, attribute(0x0008, digest)]);
}

function attribute(type: number, value: Buffer): Buffer {
  const header = Buffer.alloc(4);
  header.writeUInt16BE(type, 0);
  header.writeUInt16BE(value.length, 2);
  return Buffer.concat([header, value, Buffer.alloc(-value.length & 3)]);
}

const answerOf = (message: Buffer): Answer =>
  message[0] === 1 && message[1] === 1 ? 'success' : 'error';

/** With its length in front. RFC 4571, section 2. */
export function framed(datagram: Buffer): Buffer {
  const length = Buffer.alloc(tcpMessageHeader);
  length.writeUInt16BE(datagram.length);
  return Buffer.concat([length, datagram]);
}

/** One UDP socket. */
export class UdpClient {
  readonly answers: Answer[] = [];

  private constructor(readonly socket: UdpSocket) {
    socket.on('message', message => this.answers.push(answerOf(message)));
    socket.on('error', () => {});
  }

  static async open(ip: string): Promise<UdpClient> {
    const client = new UdpClient(createSocket(ip.includes(':') ? 'udp6' : 'udp4'));
    client.socket.bind(0, ip);
    await once(client.socket, 'listening');
    return client;
  }

  send(datagram: Buffer, { ip, port }: Pick<IceCandidate, 'ip' | 'port'>): void {
    this.socket.send(datagram, port, ip);
  }

  close(): void {
    this.socket.close();
  }
}

/** One TCP connection. */
export class TcpClient {
  readonly answers: Answer[] = [];
  #received = Buffer.alloc(0);
  readonly ended: Promise<unknown>;

  private constructor(readonly socket: TcpSocket) {
    socket.on('data', bytes => this.#handleBytes(bytes));
    socket.on('error', () => {});
    this.ended = once(socket, 'close').catch(() => {});
  }

  static async open({ ip, port }: Pick<IceCandidate, 'ip' | 'port'>): Promise<TcpClient> {
    const client = new TcpClient(connect(port, ip));
    await once(client.socket, 'connect');
    return client;
  }

  send(datagram: Buffer): void {
    this.socket.write(framed(datagram));
  }

  close(): void {
    this.socket.destroy();
  }

  #handleBytes(bytes: Buffer): void {
    this.#received = Buffer.concat([this.#received, bytes]);
    while (this.#received.length >= tcpMessageHeader) {
      const end = tcpMessageHeader + this.#received.readUInt16BE();
      if (this.#received.length < end) return;
      this.answers.push(answerOf(this.#received.subarray(tcpMessageHeader, end)));
      this.#received = this.#received.subarray(end);
    }
  }
}
