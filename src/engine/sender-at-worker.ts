// What the worker knows of an RtpSender, kept in line with what it is to know.
import { isDeepStrictEqual } from 'node:util';

import type { Channel } from '../worker/channel.js';
import type { Layers, SenderParams } from '../worker/messages.js';

/** What the worker is told of a sender. */
export interface SenderWire {
  transportId: string;
  rtp: SenderParams;
  layers: Layers;
  paused: boolean;
}

type SenderMethod = 'sender.create' | 'sender.setLayers' | 'sender.pause' | 'sender.resume';

/** Remembers what the worker was told of one sender, and tells the worker what is different. */
export class SenderAtWorker {
  #told: SenderWire | undefined;

  constructor(
    private readonly channel: Channel,
    private readonly ids: { routerId: string; senderId: string },
    private readonly receiverId: string
  ) {}

  /** True while the worker holds the sender. */
  get exists(): boolean {
    return this.#told !== undefined;
  }

  /**
   * Brings the worker to `wanted`; undefined closes the worker's sender. Requests leave before this
   * returns, so that whatever is called next finds the worker in the state that it was told.
   */
  async tell(wanted: SenderWire | undefined): Promise<void> {
    const before = this.#told;
    this.#told = wanted;
    const isSame =
      wanted?.transportId === before?.transportId && isDeepStrictEqual(wanted?.rtp, before?.rtp);
    if (isSame && wanted && before) return this.#adjust(wanted, before);
    if (before) this.channel.tell('sender.close', this.ids);
    if (!wanted) return;
    const { layers, ...others } = wanted;
    const hasLimits = Object.keys(layers).length > 0;
    const { receiverId } = this;
    const params = { ...this.ids, ...others, ...(hasLimits && { layers }), receiverId };
    await this.#request(wanted, undefined, 'sender.create', params);
  }

  /** The worker has dropped the sender by itself. */
  forget(): void {
    this.#told = undefined;
  }

  /** Closes the worker's sender, if there is one. */
  close(): void {
    if (this.#told) this.channel.tell('sender.close', this.ids);
    this.#told = undefined;
  }

  async #adjust(wanted: SenderWire, before: SenderWire): Promise<void> {
    const { layers, paused } = wanted;
    const requests: Promise<void>[] = [];
    if (!isDeepStrictEqual(layers, before.layers)) {
      const params = { ...this.ids, layers };
      requests.push(this.#request(wanted, before, 'sender.setLayers', params));
    }
    if (paused !== before.paused) {
      const method = paused ? 'sender.pause' : 'sender.resume';
      requests.push(this.#request(wanted, before, method, this.ids));
    }
    await Promise.all(requests);
  }

  // A refused request leaves the worker as it was.
  async #request<M extends SenderMethod>(
    wanted: SenderWire,
    before: SenderWire | undefined,
    method: M,
    params: Parameters<typeof this.channel.request<M>>[1]
  ): Promise<void> {
    try {
      await this.channel.request(method, params);
    } catch (error) {
      if (this.#told === wanted) this.#told = before;
      throw error;
    }
  }
}
