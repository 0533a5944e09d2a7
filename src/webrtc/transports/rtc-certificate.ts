// RTCCertificate: what a connection proves its identity with in the DTLS handshake.
import { createHash, webcrypto } from 'node:crypto';

import { calendarNow } from '../../base/clock.js';
import { dictionaryOf, enforceRange } from '../idl/conversions.js';
import { keygenOf, type KeygenAlgorithm } from './keygen-algorithm.js';
import { pemOf, selfSigned } from './self-signed.js';

/** W3C WebRTC 1.0, section 4.9. */
export interface RTCDtlsFingerprint {
  /** Such as `sha-256`. */
  algorithm: string;
  /** Lower-case hexadecimal pairs with colons between them. */
  value: string;
}

const dayMs = 24 * 60 * 60 * 1000;
const defaultLifetimeMs = 30 * dayMs;
const maxLifetimeMs = 365 * dayMs;

// Whoever has it may make certificates: this file.
const key = Symbol('RTCCertificate');

// No member of the class shows the key: neither an application nor a page of its log gets it.
let privateKeyOf: (certificate: RTCCertificate) => Buffer;

interface Contents {
  der: Buffer;
  privateKeyDer: Buffer;
  expires: number;
}

/**
 * A self-signed certificate with its private key. W3C WebRTC 1.0, section 4.9.
 *
 * Made by `RTCPeerConnection.generateCertificate()`, for the `certificates` of a configuration. It
 * lives in this process; there is no way to store it.
 */
export class RTCCertificate {
  readonly #contents: Contents;

  static {
    privateKeyOf = certificate => certificate.#contents.privateKeyDer;
  }

  /** @internal Use `RTCPeerConnection.generateCertificate()`. */
  constructor(guard: symbol, contents: Contents) {
    if (guard !== key) throw new TypeError('Illegal constructor');
    this.#contents = contents;
  }

  /** In milliseconds since 1970. */
  get expires(): number {
    return this.#contents.expires;
  }

  /** The hashes that a description shows. RFC 8122. */
  getFingerprints(): RTCDtlsFingerprint[] {
    const digest = createHash('sha256').update(this.#contents.der).digest('hex');
    return [{ algorithm: 'sha-256', value: digest.match(/../g)?.join(':') ?? '' }];
  }

  /** @internal */
  get isExpired(): boolean {
    return this.expires < calendarNow();
  }

  /** @internal */
  get certificatePem(): string {
    return pemOf('CERTIFICATE', this.#contents.der);
  }
}

/** The key for the worker that shows the certificate; PKCS #8. Not exported by the package. */
export const privateKeyPemOf = (certificate: RTCCertificate): string =>
  pemOf('PRIVATE KEY', privateKeyOf(certificate));

/**
 * `RTCPeerConnection.generateCertificate()`. W3C WebRTC 1.0, section 4.9.1.
 *
 * @param keygenAlgorithm ECDSA with P-256, or RSASSA-PKCS1-v1_5 with SHA-256; `expires` is in
 *   milliseconds from now, 30 days by default and 365 at most
 * @throws {DOMException} NotSupportedError for other keys
 */
export async function generateCertificate(
  keygenAlgorithm: KeygenAlgorithm | string
): Promise<RTCCertificate> {
  const algorithm = keygenOf(keygenAlgorithm);
  const lifetimeMs = lifetimeOf(keygenAlgorithm);
  const now = calendarNow();
  const { subtle } = webcrypto;
  const keys = await subtle.generateKey(algorithm, true, ['sign', 'verify']);

  const expires = now + lifetimeMs;
  // Clocks differ, so it is valid from a day before.
  const der = await selfSigned(keys, { notBefore: now - dayMs, notAfter: expires });
  const privateKeyDer = Buffer.from(await subtle.exportKey('pkcs8', keys.privateKey));
  return new RTCCertificate(key, { der, privateKeyDer, expires });
}

function lifetimeOf(keygenAlgorithm: KeygenAlgorithm | string): number {
  if (typeof keygenAlgorithm === 'string') return defaultLifetimeMs;
  const { expires } = dictionaryOf('keygenAlgorithm', keygenAlgorithm);
  if (expires === undefined) return defaultLifetimeMs;
  return Math.min(enforceRange('expires', expires, Number.MAX_SAFE_INTEGER), maxLifetimeMs);
}
