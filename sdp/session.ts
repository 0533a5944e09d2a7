// SDP as meaning: what the other files of this folder read from text and write to text.

/** Which way media flows, seen from whoever wrote the description. RFC 8866, section 6.7. */
export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

/** Who opens the DTLS association. RFC 4145, section 4; RFC 8842. */
export type Setup = 'actpass' | 'active' | 'passive' | 'holdconn';

/** The hash of a certificate. RFC 8122, section 5. */
export interface Fingerprint {
  /** Lower case, such as `sha-256`. */
  algorithm: string;
  /** Upper-case hexadecimal pairs with colons between them. */
  value: string;
}

/** RFC 8839, section 5.1. */
export interface Candidate {
  foundation: string;
  component: number;
  /** Lower case: `udp` or `tcp`. */
  protocol: string;
  priority: number;
  /** An IP address or a host name. */
  address: string;
  port: number;
  /** `host`, `srflx`, `prflx` or `relay`. */
  type: string;
  relatedAddress?: string;
  relatedPort?: number;
  /** RFC 6544, section 4.5. */
  tcpType?: string;
}

/** RFC 4585, section 4.2. */
export interface Feedback {
  type: string;
  parameter?: string;
}

/** The parameters of `a=fmtp` by the names that SDP gives them; a name without value is `true`. */
export type FormatParameters = Record<string, string | number | true>;

/** One payload type of a section: its `rtpmap`, `fmtp` and `rtcp-fb` together. */
export interface Codec {
  payloadType: number;
  /** The encoding name as written, such as `opus` or `VP8`. */
  name: string;
  /** In hertz. */
  clockRate: number;
  /** Audio only; absent where it is one. */
  channels?: number;
  parameters: FormatParameters;
  /** What was said for this payload type or for all (`*`). */
  feedback: Feedback[];
}

/** RFC 8285, section 5. */
export interface HeaderExtension {
  id: number;
  uri: string;
  direction?: Direction;
  /** RFC 6904. */
  encrypt?: boolean;
  /** The extension's own attributes, such as `vad=on`. */
  attributes?: string;
}

/** A line `a=name:value`, or `a=name` where there is no value. */
export interface Attribute {
  name: string;
  value?: string;
}

/** A `b=` line. RFC 8866, section 5.8; RFC 3890 for `TIAS`, which counts bits and not kilobits. */
export interface Bandwidth {
  type: 'AS' | 'CT' | 'RR' | 'RS' | 'TIAS';
  limit: number;
}

/** RFC 8830. */
export interface Msid {
  /** The id of the MediaStream; `-` where the track is in none. */
  stream: string;
  track?: string;
}

/** All `a=ssrc` lines of one source. RFC 5576, section 4.1. */
export interface Source {
  ssrc: number;
  cname?: string;
  msid?: Msid;
  /** The id of the MediaStream once more, as old Chromium and Safari have it. */
  mslabel?: string;
  /** The id of the track once more. */
  label?: string;
  /** What else is said of it. */
  attributes?: Attribute[];
}

/** RFC 5576, section 4.2. */
export interface SourceGroup {
  /** `FID`, `SIM`, `FEC-FR`, … */
  semantics: string;
  ssrcs: number[];
}

/** RFC 8851. */
export interface Rid {
  id: string;
  direction: 'send' | 'recv';
  /** Payload types and restrictions as written. */
  restrictions?: string;
}

export interface SimulcastStream {
  rid: string;
  paused: boolean;
}

/** Alternatives in the inner lists, simultaneous streams in the outer. RFC 8853, section 5.1. */
export interface Simulcast {
  send: SimulcastStream[][];
  recv: SimulcastStream[][];
}

/** `a=sctpmap`, by which data channels were offered before RFC 8841. */
export interface SctpMap {
  port: number;
  /** `webrtc-datachannel`. */
  application: string;
  streams?: number;
}

/**
 * One m-section. What may stand at session level is copied down into it when read.
 *
 * A value: nobody changes one, nor anything in it, once it was made. `write()` keeps the text of
 * each object and a `DescriptionReader` gives the same object again, so whoever wants another
 * section makes another object, and unchanged sections stay the objects that they were.
 */
export interface MediaSection {
  /** `audio`, `video`, `application`, … */
  kind: string;
  port: number;
  /** Such as `UDP/TLS/RTP/SAVPF`. */
  protocol: string;
  /** The formats of the m-line, in order of preference; payload types where it is RTP. */
  formats: string[];
  /** The address of the `c=` line. */
  address?: string;
  bandwidths: Bandwidth[];
  mid?: string;
  direction: Direction;
  /** RFC 9143, section 6: port 0 beside it is no rejection. */
  bundleOnly: boolean;
  rtcpMux: boolean;
  rtcpReducedSize: boolean;
  iceUfrag?: string;
  icePwd?: string;
  iceOptions: string[];
  candidates: Candidate[];
  endOfCandidates: boolean;
  fingerprints: Fingerprint[];
  setup?: Setup;
  /** In the order of `formats`; payload types without a known encoding are left out. */
  codecs: Codec[];
  headerExtensions: HeaderExtension[];
  /** RFC 8285, section 6, where the section says it itself. See also `Session`. */
  extmapAllowMixed: boolean;
  /** In milliseconds. RFC 8866, section 6.4. */
  ptime?: number;
  maxptime?: number;
  msids: Msid[];
  sources: Source[];
  sourceGroups: SourceGroup[];
  rids: Rid[];
  simulcast?: Simulcast;
  /** RFC 8841; of `sctpMap` where there is no other. */
  sctpPort?: number;
  sctpMap?: SctpMap;
  maxMessageSize?: number;
  /** All attributes that no other member tells, in their order. */
  attributes: Attribute[];
}

export interface Origin {
  username: string;
  sessionId: string;
  sessionVersion: number;
}

/** A whole description. RFC 8866 and RFC 9429. */
export interface Session {
  origin: Origin;
  iceLite: boolean;
  extmapAllowMixed: boolean;
  /** What follows `a=msid-semantic:`, such as `WMS *`. */
  msidSemantic?: string;
  /** The mids of each BUNDLE group, the tagged section first. RFC 9143. */
  bundles: string[][];
  /** As in `MediaSection`: groups that are no bundles, an identity, … */
  attributes?: Attribute[];
  media: MediaSection[];
}

/** True if the section is refused: port 0, and not only for want of a port of its own. */
export const isRejected = (section: MediaSection): boolean =>
  section.port === 0 && !section.bundleOnly;

/** The value of an attribute that the model has no member for: empty where it has none itself. */
export const attributeOf = (
  { attributes }: Pick<Session, 'attributes'>,
  name: string
): string | undefined => {
  const found = attributes?.find(attribute => attribute.name === name);
  return found && (found.value ?? '');
};

/** A section that says nothing yet: what `Session` needs beside kind and mid. */
export const emptySection = (kind: string): MediaSection => ({
  kind,
  port: 9,
  protocol: 'UDP/TLS/RTP/SAVPF',
  formats: [],
  bandwidths: [],
  direction: 'sendrecv',
  bundleOnly: false,
  rtcpMux: false,
  rtcpReducedSize: false,
  iceOptions: [],
  candidates: [],
  endOfCandidates: false,
  fingerprints: [],
  codecs: [],
  headerExtensions: [],
  extmapAllowMixed: false,
  msids: [],
  sources: [],
  sourceGroups: [],
  rids: [],
  attributes: [],
});

/** The only error that reading or writing a description throws. */
export class SdpError extends Error {
  /** Counted from 1; absent where it is not about one line. */
  readonly line: number | undefined;

  constructor(message: string, line?: number) {
    super(line === undefined ? message : `line ${line}: ${message}`);
    this.line = line;
  }
}
Object.defineProperty(SdpError.prototype, 'name', { value: 'SdpError', writable: true });
