// Checks of what callers hand to a transport; pure.
import { EngineError, InvalidParametersError } from '../base/errors.js';
import { checkOptionNames } from '../base/names.js';
import type {
  DtlsCertificate,
  DtlsFingerprint,
  DtlsRemoteParameters,
  DtlsRole,
  FingerprintAlgorithm,
} from '../parameters/transport.js';
import type { TransportOptions as WireOptions } from '../worker/messages.js';

/** What `Peer.createTransport()` takes. */
export interface TransportOptions {
  /** Whether the endpoint may connect by UDP. Default true. */
  udp?: boolean;
  /** Whether the endpoint may connect by TCP. Default true. RFC 6544. */
  tcp?: boolean;
  /** Give IPv4 candidates the higher priority. Default false. */
  preferIPv4?: boolean;
  /** Give IPv6 candidates the higher priority. Default false. */
  preferIPv6?: boolean;
  /** Give UDP candidates the higher priority. Default false. */
  preferUdp?: boolean;
  /** Give TCP candidates the higher priority. Default false. */
  preferTcp?: boolean;
}

const defaults: WireOptions = {
  udp: true,
  tcp: true,
  preferIPv4: false,
  preferIPv6: false,
  preferUdp: false,
  preferTcp: false,
};

/** Bytes of a digest. */
const digestBytes: Record<FingerprintAlgorithm, number> = {
  'sha-1': 20,
  'sha-224': 28,
  'sha-256': 32,
  'sha-384': 48,
  'sha-512': 64,
};

/** The lowest limit with which a call goes on. */
const minBitrateBps = 10_000;

/** Fills in the defaults. */
export function checkTransportOptions(options: TransportOptions | undefined): WireOptions {
  if (options !== undefined && (typeof options !== 'object' || options === null)) {
    throw new InvalidParametersError('transport options must be an object');
  }
  checkOptionNames(options ?? {}, Object.keys(defaults), 'createTransport()');
  const checked = { ...defaults };
  for (const name of Object.keys(defaults) as (keyof WireOptions)[]) {
    const value: unknown = options?.[name];
    if (value === undefined || value === null) continue;
    if (typeof value !== 'boolean') throw new InvalidParametersError(`${name} must be a boolean`);
    checked[name] = value;
  }
  if (!checked.udp && !checked.tcp) {
    throw new EngineError('INVALID_PARAMETERS', 'could not open any IP:port');
  }
  return checked;
}

/** A certificate for one transport; whether OpenSSL takes the certificate, the worker says. */
export function checkCertificate(given: DtlsCertificate): DtlsCertificate {
  const { certificate, privateKey } = Object(given) as Partial<Record<string, unknown>>;
  const areTexts = typeof certificate === 'string' && typeof privateKey === 'string';
  if (!areTexts || certificate === '' || privateKey === '') {
    throw new InvalidParametersError('certificate and privateKey must be PEM texts');
  }
  return { certificate, privateKey };
}

/** The endpoint's side of DTLS, with its fingerprints in our notation. */
export function checkRemoteDtls(parameters: DtlsRemoteParameters): {
  role: DtlsRole;
  fingerprints: DtlsFingerprint[];
} {
  // Callers may well be JavaScript: nothing of the type is taken on trust.
  const given = (parameters ?? {}) as unknown as {
    role?: unknown;
    fingerprint?: Record<string, unknown> | Record<string, unknown>[];
  };
  const role = given.role ?? 'auto';
  if (role !== 'auto' && role !== 'client' && role !== 'server') {
    throw new InvalidParametersError('invalid `data.role`');
  }
  const alternatives = Array.isArray(given.fingerprint) ? given.fingerprint : [given.fingerprint];
  if (alternatives.length === 0) throw new InvalidParametersError('missing `data.fingerprint`');
  return { role, fingerprints: alternatives.map(checkFingerprint) };
}

function checkFingerprint(fingerprint: Record<string, unknown> | undefined): DtlsFingerprint {
  if (typeof fingerprint !== 'object' || fingerprint === null) {
    throw new InvalidParametersError('missing `data.fingerprint`');
  }
  const { algorithm, value } = fingerprint;
  if (typeof algorithm !== 'string') {
    throw new InvalidParametersError('missing `data.fingerprint.algorithm`');
  }
  if (typeof value !== 'string' || value === '') {
    throw new InvalidParametersError('missing `data.fingerprint.value`');
  }
  const name = algorithm.toLowerCase() as FingerprintAlgorithm;
  if (!Object.hasOwn(digestBytes, name)) {
    throw new InvalidParametersError('unsupported `data.fingerprint.algorithm`');
  }
  // The notation of SDP (RFC 8122) is understood as well.
  const digits = value.replaceAll(':', '').toLowerCase();
  if (!/^[0-9a-f]+$/.test(digits) || digits.length !== 2 * digestBytes[name]) {
    throw new InvalidParametersError(`invalid \`data.fingerprint.value\` for ${name}`);
  }
  return { algorithm: name, value: digits };
}

/** A limit that the worker can work with, in bits per second; 0 for none. */
export function checkBitrate(bitrateBps: number): number {
  if (typeof bitrateBps !== 'number' || !Number.isFinite(bitrateBps) || bitrateBps < 0) {
    throw new InvalidParametersError('bitrate must be a number that is not negative');
  }
  return bitrateBps === 0 ? 0 : Math.max(minBitrateBps, Math.round(bitrateBps));
}
