// transport, and certificate beside it: what ICE and DTLS have come to.
import { createHash } from 'node:crypto';

import { fingerprintToSDP } from '../../base/extra.js';
import type { Transport } from '../../engine/transport.js';
import { transportId, type Gathering } from './gathering.js';
import type { RTCCertificateStats, RTCTransportStats } from './stats-types.js';

/** The transport and the certificates that it names. */
export function transportStats(
  gathering: Gathering,
  transport: Transport,
  selectedPairId: string | undefined
): (RTCTransportStats | RTCCertificateStats)[] {
  const { subject, memory, timestamp } = gathering;
  const [remoteDer] = subject.dtlsTransport?.getRemoteCertificates() ?? [];
  const local = memory?.certificate && certificateStats(memory.certificate, timestamp);
  const remote = remoteDer && certificateStats(new Uint8Array(remoteDer), timestamp);

  const { counters } = gathering;
  const { dtls } = counters;
  const stats: RTCTransportStats = {
    id: transportId,
    type: 'transport',
    timestamp,
    packetsSent: counters.packetsSent,
    packetsReceived: counters.packetsReceived,
    bytesSent: counters.bytesSent,
    bytesReceived: counters.bytesReceived,
    iceRole: transport.iceRole,
    iceLocalUsernameFragment: transport.iceLocalParameters.usernameFragment,
    iceState: subject.iceTransport?.state ?? 'new',
    dtlsState: subject.dtlsTransport?.state ?? 'new',
    dtlsRole: dtlsRoleOf(transport),
    ...(selectedPairId !== undefined && { selectedCandidatePairId: selectedPairId }),
    selectedCandidatePairChanges: counters.routeChanges,
    ...(local && { localCertificateId: local.id }),
    ...(remote && { remoteCertificateId: remote.id }),
    ...(dtls && {
      tlsVersion: dtls.version,
      dtlsCipher: dtls.cipher,
      srtpCipher: dtls.srtpProfile,
    }),
  };
  return [stats, ...[local, remote].filter(certificate => certificate !== undefined)];
}

function dtlsRoleOf({ dtlsLocalParameters: { role } }: Transport): 'client' | 'server' | 'unknown' {
  return role === 'auto' ? 'unknown' : role;
}

function certificateStats(der: Uint8Array, timestamp: number): RTCCertificateStats {
  const fingerprint = fingerprintToSDP(createHash('sha256').update(der).digest('hex'));
  return {
    id: `certificate:${fingerprint}`,
    type: 'certificate',
    timestamp,
    fingerprint,
    fingerprintAlgorithm: 'sha-256',
    base64Certificate: Buffer.from(der).toString('base64'),
  };
}
