// Many endpoints of libwebrtc in one room of ours, all in one process of their own.
import { fileURLToPath } from 'node:url';

import crosspoint, { type Room, type RTCPeerConnection } from '../../../src/index.js';
import { LineProgram } from './line-program.js';

/** What one endpoint decodes: a track for each of the others. */
export interface CrowdView {
  name: string;
  tracks: { frames: number; silentMs: number }[];
}

/** Endpoints that offer once, when they join; from then on we offer what the room brings. */
export class Crowd {
  readonly #room: Room;
  readonly #program: LineProgram;
  readonly #connections: RTCPeerConnection[] = [];
  /** What failed in an offer that our end made by itself. */
  readonly errors: unknown[] = [];

  constructor(room: Room) {
    this.#room = room;
    const script = fileURLToPath(new URL('wrtc-crowd.mjs', import.meta.url));
    this.#program = new LineProgram(process.execPath, [script]);
  }

  async join(name: string): Promise<void> {
    const connection = new crosspoint.webrtc.RTCPeerConnection({ peer: this.#room.Peer(name) });
    this.#connections.push(connection);
    let isBusy = true;
    let isOfferDue = false;
    const offerWhileDue = async (): Promise<void> => {
      while (isOfferDue && !connection.closed) {
        isBusy = true;
        isOfferDue = false;
        await connection.setLocalDescription();
        const request = { name, offer: connection.localDescription!.sdp };
        const { answer } = await this.#program.ask<{ answer: string }>(request);
        await connection.setRemoteDescription({ type: 'answer', sdp: answer });
        isBusy = false;
      }
    };
    const offerSoon = (): void => {
      offerWhileDue().catch((error: unknown) => !connection.closed && this.errors.push(error));
    };
    connection.on('negotiationneeded', () => {
      isOfferDue = true;
      if (!isBusy) offerSoon();
    });
    const { offer } = await this.#program.ask<{ offer: string }>({ do: 'offer', name });
    await connection.setRemoteDescription({ type: 'offer', sdp: offer });
    await connection.setLocalDescription();
    await this.#program.ask({ name, answer: connection.localDescription!.sdp });
    isBusy = false;
    offerSoon();
  }

  async look(): Promise<CrowdView[]> {
    return (await this.#program.ask<{ seen: CrowdView[] }>({ do: 'report' })).seen;
  }

  async close(): Promise<void> {
    for (const connection of this.#connections) connection.close();
    await this.#program.close();
  }
}
