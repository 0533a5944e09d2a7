// The keys that certificates may have. W3C WebRTC 1.0, section 4.9.1. Pure.
import { notSupported } from '../idl/errors.js';
import { dictionaryOf, enforceRange, textOf } from '../idl/conversions.js';

/** What `RTCPeerConnection.generateCertificate()` takes, if not a string. */
export interface KeygenAlgorithm {
  name: string;
  /** ECDSA: `P-256`. */
  namedCurve?: string;
  /** RSASSA-PKCS1-v1_5: 2048 or more. */
  modulusLength?: number;
  /** RSASSA-PKCS1-v1_5: 65537 as bytes. */
  publicExponent?: Uint8Array;
  /** RSASSA-PKCS1-v1_5: `SHA-256`. */
  hash?: string | { name: string };
  /** In milliseconds from now. Default 30 days; at most 365. */
  expires?: number;
}

/** A key as Web Crypto makes it. */
export type Keygen =
  | { name: 'ECDSA'; namedCurve: 'P-256' }
  | {
      name: 'RSASSA-PKCS1-v1_5';
      modulusLength: number;
      publicExponent: Uint8Array;
      hash: 'SHA-256';
    };

const publicExponent = new Uint8Array([1, 0, 1]);
// Below, browsers refuse the certificate; above, the key takes too long to make.
const minModulusLength = 2048;
const maxModulusLength = 4096;

/**
 * Reads the algorithm as Web Crypto normalises it.
 *
 * @throws {TypeError} for a member that is missing
 * @throws {DOMException} NotSupportedError for keys that certificates cannot have
 */
export function keygenOf(keygenAlgorithm: unknown): Keygen {
  const given =
    typeof keygenAlgorithm === 'object' && keygenAlgorithm !== null
      ? dictionaryOf('keygenAlgorithm', keygenAlgorithm)
      : { name: textOf('keygenAlgorithm', keygenAlgorithm) };
  const name = textOf('name', required(given, 'name')).toUpperCase();
  if (name === 'ECDSA') return ecdsa(given);
  if (name === 'RSASSA-PKCS1-V1_5') return rsa(given);
  throw notSupported(`a certificate has no key of ${name}`);
}

function ecdsa(given: Record<string, unknown>): Keygen {
  const namedCurve = textOf('namedCurve', required(given, 'namedCurve'));
  if (namedCurve !== 'P-256') throw notSupported(`ECDSA with ${namedCurve} is not supported`);
  return { name: 'ECDSA', namedCurve };
}

function rsa(given: Record<string, unknown>): Keygen {
  const hash = hashOf(required(given, 'hash'));
  const length = required(given, 'modulusLength');
  const modulusLength = enforceRange('modulusLength', length, 2 ** 32 - 1);
  const exponent = required(given, 'publicExponent');
  if (!(exponent instanceof Uint8Array)) throw new TypeError('publicExponent is a Uint8Array');

  if (hash !== 'SHA-256') throw notSupported(`RSA with ${hash} is not supported`);
  const isLengthGood = modulusLength >= minModulusLength && modulusLength <= maxModulusLength;
  if (!isLengthGood || modulusLength % 8 !== 0) {
    throw notSupported(`an RSA key of ${modulusLength} bits is not supported`);
  }
  if (Buffer.compare(exponent, publicExponent) !== 0) {
    throw notSupported('an RSA key with a public exponent other than 65537 is not supported');
  }
  return { name: 'RSASSA-PKCS1-v1_5', modulusLength, publicExponent, hash };
}

function hashOf(hash: unknown): string {
  const name =
    typeof hash === 'object' && hash !== null ? required(dictionaryOf('hash', hash), 'name') : hash;
  return textOf('hash', name).toUpperCase();
}

function required(given: Record<string, unknown>, name: string): unknown {
  if (given[name] === undefined) throw new TypeError(`keygenAlgorithm.${name} is required`);
  return given[name];
}
