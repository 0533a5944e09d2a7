// Frames of the pipe: a length of four bytes, big-endian, then one MessagePack value.
import { decode, encode } from '@msgpack/msgpack';

import { EngineError } from '../base/errors.js';

/** A longer frame means that the two sides have lost step; no message comes near this. */
export const maxFrameBytes = 16 * 1024 * 1024;

const lengthBytes = 4;

/** One message as one frame. */
export function writeFrame(message: unknown): Buffer {
  // `undefined` becomes nil, which the other side reads as "absent".
  const payload = encode(message);
  if (payload.length > maxFrameBytes) {
    throw new EngineError('INVALID_PARAMETERS', `request too big: ${payload.length} bytes`);
  }
  const frame = Buffer.allocUnsafe(lengthBytes + payload.length);
  frame.writeUInt32BE(payload.length, 0);
  frame.set(payload, lengthBytes);
  return frame;
}

/**
 * Cuts a byte stream into messages. Keeps what is not complete yet.
 *
 * Throws once the stream makes no sense; there is no way back into step, so its
 * owner gives the worker up.
 */
export class FrameReader {
  #chunks: Buffer[] = [];
  #size = 0;

  /** Takes the next bytes in and returns the messages that are complete with them. */
  read(chunk: Buffer): unknown[] {
    this.#chunks.push(chunk);
    this.#size += chunk.length;

    const messages: unknown[] = [];
    for (let frame = this.#nextFrame(); frame; frame = this.#nextFrame()) {
      messages.push(unpack(frame));
    }
    return messages;
  }

  #nextFrame(): Buffer | undefined {
    if (this.#size < lengthBytes) return undefined;
    const length = this.#peekLength();
    if (length > maxFrameBytes) {
      throw new EngineError('WORKER_DIED', `worker sent a frame of ${length} bytes`);
    }
    if (this.#size < lengthBytes + length) return undefined;

    const bytes = this.#joined();
    const end = lengthBytes + length;
    this.#chunks = [bytes.subarray(end)];
    this.#size -= end;
    return bytes.subarray(lengthBytes, end);
  }

  #peekLength(): number {
    const first = this.#chunks[0];
    return (first && first.length >= lengthBytes ? first : this.#joined()).readUInt32BE(0);
  }

  #joined(): Buffer {
    const joined = this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks);
    this.#chunks = [joined];
    return joined;
  }
}

function unpack(payload: Buffer): unknown {
  try {
    return decode(payload);
  } catch (cause) {
    throw new EngineError('WORKER_DIED', 'worker sent a frame that is not MessagePack', { cause });
  }
}
