// ICE and DTLS parameters: plain data.

/** How far ICE has come. */
export type IceState = 'new' | 'connected' | 'completed' | 'disconnected' | 'closed';
/** How far DTLS has come. */
export type DtlsState = 'new' | 'connecting' | 'connected' | 'failed' | 'closed';
/** Who begins the handshake; `auto` while that is open. RFC 5763, section 5. */
export type DtlsRole = 'auto' | 'client' | 'server';

/** RFC 8839, section 5.4. */
export interface IceParameters {
  usernameFragment: string;
  password: string;
}

/** RFC 8839, section 5.1; host candidates only, as of an ICE-lite agent. */
export interface IceCandidate {
  foundation: string;
  priority: number;
  family: 'ipv4' | 'ipv6';
  /** An IP address, or the announced host name. */
  ip: string;
  port: number;
  type: 'host';
  protocol: 'udp' | 'tcp';
  /** With `tcp` only. RFC 6544. */
  tcpType?: 'passive';
}

/** The path in use, as the worker tells it. */
export interface IceTuple {
  localIP: string;
  localPort: number;
  remoteIP: string;
  remotePort: number;
  protocol: 'udp' | 'tcp';
}

/** One end of a path. */
export interface IceTupleEnd {
  ip: string;
  port: number;
  protocol: 'udp' | 'tcp';
}

/** The path in use. `local` and `remote` say the same in the form of version 0.1. */
export interface IceSelectedTuple extends IceTuple {
  local: IceTupleEnd;
  remote: IceTupleEnd;
}

/** Hash functions of RFC 8122, section 5. */
export type FingerprintAlgorithm = 'sha-1' | 'sha-224' | 'sha-256' | 'sha-384' | 'sha-512';

/** The hash of a certificate. */
export interface DtlsFingerprint {
  algorithm: FingerprintAlgorithm;
  /** Lower-case hexadecimal without colons. */
  value: string;
}

/** Our certificate in every algorithm. */
export interface DtlsLocalParameters {
  role: DtlsRole;
  fingerprints: Record<FingerprintAlgorithm, string>;
}

/** A certificate of our own with its unencrypted private key, both in PEM. */
export interface DtlsCertificate {
  certificate: string;
  privateKey: string;
}

/** What a peer signals of its DTLS side. */
export interface DtlsRemoteParameters {
  /** The remote side's role. Default `auto`, which lets us be the client. */
  role?: DtlsRole;
  fingerprint: DtlsFingerprint;
}
