// ICE and DTLS parameters: plain data.

/**
 * How far ICE has come, as a lite agent sees it: `new` until the endpoint's first check, `connected`
 * by a check, `completed` once the endpoint has nominated a path, `disconnected` when the endpoint is
 * silent for longer than its consent lasts (RFC 7675), `failed` when it stays away after that or has
 * never come, `closed` with the transport.
 */
export type IceState = 'new' | 'connected' | 'completed' | 'disconnected' | 'failed' | 'closed';
/**
 * How far DTLS has come: `new` until a handshake begins, `failed` where the endpoint's certificate
 * is not the one that was signalled, or the handshake ends otherwise without keys.
 */
export type DtlsState = 'new' | 'connecting' | 'connected' | 'failed' | 'closed';
/** Who begins the handshake: the client; `auto` while that is open. RFC 5763, section 5. */
export type DtlsRole = 'auto' | 'client' | 'server';

/** The credentials of one side's ICE agent. RFC 8839, section 5.4. */
export interface IceParameters {
  /** 4 to 256 characters; names the side in checks. */
  usernameFragment: string;
  /** 22 to 256 characters; proves that a check is of somebody who knows the description. */
  password: string;
}

/** RFC 8839, section 5.1; host candidates only, as of an ICE-lite agent. */
export interface IceCandidate {
  /** The same for candidates with the same base and protocol. RFC 8445, section 5.1.1.3. */
  foundation: string;
  /** Higher is better. RFC 8445, section 5.1.2. */
  priority: number;
  /** The family of the address that is listened on. */
  family: 'ipv4' | 'ipv6';
  /** An IP address, or the announced host name. */
  ip: string;
  /** The port that is listened on. */
  port: number;
  /** Always `host`. */
  type: 'host';
  /** The transport protocol. */
  protocol: 'udp' | 'tcp';
  /** With `tcp` only: the endpoint connects. RFC 6544. */
  tcpType?: 'passive';
}

/** The path in use, as the worker tells it. */
export interface IceTuple {
  /** The address of ours that packets come to. */
  localIP: string;
  /** The port of ours that packets come to. */
  localPort: number;
  /** The address from which the endpoint's packets come. */
  remoteIP: string;
  /** The port from which the endpoint's packets come. */
  remotePort: number;
  /** The transport protocol. */
  protocol: 'udp' | 'tcp';
}

/** One end of a path. */
export interface IceTupleEnd {
  /** The IP address. */
  ip: string;
  /** The port. */
  port: number;
  /** The transport protocol. */
  protocol: 'udp' | 'tcp';
}

/** The path in use. `local` and `remote` say the same in the form of version 0.1. */
export interface IceSelectedTuple extends IceTuple {
  /** Our end. */
  local: IceTupleEnd;
  /** The endpoint's end. */
  remote: IceTupleEnd;
}

/** Hash functions of RFC 8122, section 5. */
export type FingerprintAlgorithm = 'sha-1' | 'sha-224' | 'sha-256' | 'sha-384' | 'sha-512';

/** The hash of a certificate. */
export interface DtlsFingerprint {
  /** The hash function. */
  algorithm: FingerprintAlgorithm;
  /** Lower-case hexadecimal without colons; `setRemoteDtlsParameters()` takes SDP's form as well. */
  value: string;
}

/** What an endpoint has to know of our DTLS side. */
export interface DtlsLocalParameters {
  /** `auto` until the endpoint's role is known. */
  role: DtlsRole;
  /** The hash of our certificate by each algorithm, in lower-case hexadecimal without colons. */
  fingerprints: Record<FingerprintAlgorithm, string>;
}

/** A certificate of our own with its unencrypted private key. */
export interface DtlsCertificate {
  /** The certificate in PEM. */
  certificate: string;
  /** The unencrypted private key in PEM; never logged, and never shown in a dump. */
  privateKey: string;
}

/** What an endpoint signals of its DTLS side. */
export interface DtlsRemoteParameters {
  /** The endpoint's role. Default `auto`, which lets us be the client. */
  role?: DtlsRole;
  /**
   * The hash of the certificate that the endpoint is going to show. Of several, which may be of
   * several certificates, it has to match any. RFC 8122, section 5.
   */
  fingerprint: DtlsFingerprint | readonly DtlsFingerprint[];
}
