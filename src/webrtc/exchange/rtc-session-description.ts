// RTCSessionDescription: what the two sides tell each other over the application's signalling.
import { SdpError, readTree, writeTree, type SdpTree } from '../../../sdp/index.js';
import type { SdpType } from '../jsep/signaling-state.js';

/** A description as plain data. W3C WebRTC 1.0, section 4.6. */
export interface RTCSessionDescriptionInit {
  /** `offer`, `answer`, `pranswer` or `rollback`. */
  type: SdpType;
  /** The text, or a tree of sdp-transform. Default empty, as only a rollback may be. */
  sdp?: string | SdpTree;
}

/** A description as plain data. */
export interface SerializedDescription {
  /** `offer`, `answer` or `pranswer`. */
  type: SdpType;
  /** The text. */
  sdp: string;
}

const types: readonly unknown[] = ['offer', 'pranswer', 'answer', 'rollback'];

/**
 * A session description: its type and its text. W3C WebRTC 1.0, section 4.6.
 *
 * Immutable. Any text is taken here; `setRemoteDescription()` rejects a text that is wrong.
 *
 * @example
 * socket.send(JSON.stringify({ offer: peerconnection.localDescription }));
 */
export class RTCSessionDescription {
  readonly #type: SdpType;
  readonly #sdp: string;
  #parsed: SdpTree | undefined;

  /** @throws {TypeError} if it is not of the form `{ type, sdp }` */
  constructor(init: RTCSessionDescriptionInit) {
    const { type, sdp } = Object(init) as { type?: unknown; sdp?: unknown };
    if (!types.includes(type)) throw new TypeError(`invalid type "${String(type)}"`);
    this.#type = type as SdpType;

    if (typeof sdp === 'string') {
      this.#sdp = sdp;
    } else if (typeof sdp === 'object' && sdp !== null) {
      this.#parsed = sdp as SdpTree;
      this.#sdp = written(this.#parsed);
    } else if (sdp === undefined || (type === 'rollback' && sdp === null)) {
      this.#sdp = '';
    } else {
      throw new TypeError('invalid sdp: it has to be a string or an sdp-transform object');
    }
  }

  /** `offer`, `answer`, `pranswer` or `rollback`. */
  get type(): SdpType {
    return this.#type;
  }

  /** The text; empty for a rollback. */
  get sdp(): string {
    return this.#sdp;
  }

  /** The tree of sdp-transform; the same object each time. Changing it does not change `sdp`. */
  get parsed(): SdpTree {
    return (this.#parsed ??= readTree(this.#sdp));
  }

  /** A plain object for signalling. */
  serialize(): SerializedDescription {
    return { type: this.#type, sdp: this.#sdp };
  }

  /** What `JSON.stringify()` makes of it. */
  toJSON(): SerializedDescription {
    return this.serialize();
  }
}

function written(tree: SdpTree): string {
  try {
    return writeTree(tree);
  } catch (error) {
    if (!(error instanceof SdpError)) throw error;
    throw new TypeError(`invalid sdp-transform object: ${error.message}`, { cause: error });
  }
}
