// The DTLS half of a remote description: who is the client, and which certificate. RFC 8842, RFC 8122. Pure.
import type { Fingerprint, MediaSection } from '../../../sdp/index.js';
import { fingerprintFromSDP } from '../../base/extra.js';
import type { DtlsFingerprint } from '../../parameters/transport.js';
import { invalidAccess } from '../idl/errors.js';

/** The endpoint's end of the DTLS association; the same for the life of a transport. */
export interface SettledDtls {
  /** The endpoint's role. */
  role: 'client' | 'server';
  /**
   * Those that we know the hash of: the certificate has to match any of them. RFC 8122, section 5:
   * they may be of several certificates. `value` is lower-case hexadecimal without colons.
   */
  fingerprint: readonly DtlsFingerprint[];
}

const bytesOf = new Map<string, number>([
  ['sha-1', 20],
  ['sha-224', 28],
  ['sha-256', 32],
  ['sha-384', 48],
  ['sha-512', 64],
]);
/** An endpoint has a certificate or two, with each of five hashes. */
const maxFingerprints = 16;

/**
 * Reads from a description who is the client of DTLS, and by which certificate the endpoint is known.
 *
 * @param type of the description
 * @param tagged the section that speaks for the transport
 * @param accepted all accepted sections: some endpoints name their certificate in another one only
 * @param settled what the first exchange on this transport agreed
 * @throws {DOMException} InvalidAccessError
 */
export function planRemoteDtls(
  type: 'offer' | 'answer',
  tagged: MediaSection,
  accepted: readonly MediaSection[],
  settled: SettledDtls | undefined
): SettledDtls {
  const speaker =
    [tagged, ...accepted].find(({ fingerprints }) => fingerprints.length > 0) ?? tagged;
  const given = speaker.fingerprints.map(({ algorithm, value }) => ({
    algorithm,
    value: fingerprintFromSDP(value),
  }));
  if (given.length === 0) throw invalidAccess(`the ${type} has no DTLS fingerprint`);

  const setup = speaker.setup ?? tagged.setup;
  const role =
    type === 'offer' ? offeredRole(setup, settled?.role) : answeredRole(setup, settled?.role);
  if (!settled) return { role, fingerprint: supported(given) };

  if (role !== settled.role) {
    throw invalidAccess(`the ${type} changes the DTLS roles: both sides would be the same`);
  }
  const isKnown = ({ algorithm, value }: Fingerprint): boolean =>
    settled.fingerprint.some(known => known.algorithm === algorithm && known.value === value);
  if (!given.some(isKnown)) {
    throw invalidAccess(`the ${type} changes the DTLS fingerprint, which needs a new connection`);
  }
  return settled;
}

// Against actpass we are the server: then our order of SRTP profiles decides.
function offeredRole(
  setup: MediaSection['setup'],
  settled: SettledDtls['role'] | undefined
): SettledDtls['role'] {
  switch (setup) {
    case undefined:
    case 'actpass':
      return settled ?? 'client';
    case 'active':
      return 'client';
    case 'passive':
      return 'server';
    default:
      throw invalidAccess(`an offer cannot say a=setup:${setup} here, RFC 8842, section 5.2`);
  }
}

function answeredRole(
  setup: MediaSection['setup'],
  settled: SettledDtls['role'] | undefined
): SettledDtls['role'] {
  switch (setup) {
    case 'active':
      return 'client';
    case 'passive':
      return 'server';
    case undefined:
      // RFC 4145, section 4: an answer that says nothing is passive.
      return settled ?? 'server';
    default:
      throw invalidAccess(`an answer cannot say a=setup:${setup}, RFC 8842, section 5.3`);
  }
}

function supported(given: readonly Fingerprint[]): DtlsFingerprint[] {
  const known = given.filter(({ algorithm }) => bytesOf.has(algorithm)) as DtlsFingerprint[];
  for (const { algorithm, value } of known) {
    const sizeBytes = bytesOf.get(algorithm)!;
    if (value.length !== 2 * sizeBytes) {
      throw invalidAccess(`the ${algorithm} fingerprint is not ${sizeBytes} bytes long`);
    }
  }
  if (known.length > 0) return known.slice(0, maxFingerprints);
  const names = given.map(({ algorithm }) => algorithm).join(', ');
  throw invalidAccess(`unsupported DTLS fingerprint hash: ${names}`);
}
