// Random names and numbers; the only home of randomness on this side of the pipe.
import { createHash, randomBytes, randomInt } from 'node:crypto';

const lowerCase = 'abcdefghijklmnopqrstuvwxyz';
const lowerCaseAndDigits = `${lowerCase}0123456789`;

/** An id that no other object of this process will get: 62 random bits, short enough for a log. */
export const randomId = (): string => pick(lowerCaseAndDigits, 12);

/** The same id for the same names, and another for others; it tells nobody the names. 128 bits, in hex. */
export const derivedId = (...names: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(names)).digest('hex').slice(0, 32);

/** `length` random lower-case letters; for names that people and SDP see. */
export const randomLetters = (length: number): string => pick(lowerCase, length);

/** An SSRC that is not in use. Zero is left out: libwebrtc gives it a meaning of its own. */
export function randomSsrc(isUsed: (ssrc: number) => boolean): number {
  for (;;) {
    const ssrc = randomBytes(4).readUInt32BE();
    if (ssrc !== 0 && !isUsed(ssrc)) return ssrc;
  }
}

function pick(alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join('');
}
