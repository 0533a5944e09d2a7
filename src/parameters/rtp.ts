// RTP capabilities and parameters: plain data with the field names of ORTC.

/** What a track carries; `depth` is video of distances. */
export type MediaKind = 'audio' | 'video' | 'depth';

/** A codec parameter value as it survives the way through SDP and JSON. */
export type CodecParameter = boolean | number | string | readonly number[];

/** One kind of RTCP feedback. RFC 4585, section 4.2. */
export interface RtcpFeedback {
  /** `nack`, `ccm`, `transport-cc`, `goog-remb`, … */
  type: string;
  /** `pli`, `fir`, …; absent or null where the type stands alone. */
  parameter?: string | null;
}

/** A codec as one side is able to use it. */
export interface RtpCodecCapability {
  kind?: MediaKind;
  /** Media type, such as `audio/opus` or `video/VP8`; compared without regard to case. */
  name: string;
  payloadType: number;
  /** In hertz. */
  clockRate: number;
  /** In milliseconds. */
  maxptime?: number;
  /** In milliseconds. */
  ptime?: number;
  numChannels?: number;
  rtcpFeedback?: RtcpFeedback[];
  parameters?: Record<string, CodecParameter>;
}

/** A header extension as one side is able to use it. RFC 8285. */
export interface RtpHeaderExtension {
  /** Absent or `''` where the extension serves every kind. */
  kind?: MediaKind | '';
  uri: string;
  preferredId: number;
  /** Default false. RFC 6904. */
  preferredEncrypt?: boolean;
}

/** What a room or a peer is able to receive and send. */
export interface RtpCapabilities {
  codecs: RtpCodecCapability[];
  headerExtensions: RtpHeaderExtension[];
  /** FEC mechanisms by name; none is supported yet. */
  fecMechanisms: string[];
}

/** A codec as it is in use. */
export type RtpCodecParameters = Omit<RtpCodecCapability, 'kind'>;

/** One stream of a track; several with simulcast. */
export interface RtpEncodingParameters {
  ssrc?: number;
  codecPayloadType?: number;
  fec?: { mechanism?: string; ssrc?: number };
  rtx?: { ssrc?: number };
  resolutionScale?: number;
  framerateScale?: number;
  maxFramerate?: number;
  /** Default true. */
  active?: boolean;
  /** The RID. RFC 8852. */
  encodingId?: string;
  dependencyEncodingIds?: string[];
}

/** A header extension as it is in use. RFC 8285. */
export interface RtpHeaderExtensionParameters {
  uri: string;
  id: number;
  encrypt?: boolean;
  parameters?: Record<string, CodecParameter>;
}

/** What goes with the RTCP of a track. */
export interface RtcpParameters {
  cname?: string;
  ssrc?: number;
  /** Default true. RFC 5506. */
  reducedSize?: boolean;
}

/** How one track travels. */
export interface RtpParameters {
  /** Needed where the receiver was made without one. */
  kind?: MediaKind;
  /** The MID. RFC 8843. */
  muxId?: string;
  codecs: RtpCodecParameters[];
  encodings?: RtpEncodingParameters[];
  headerExtensions?: RtpHeaderExtensionParameters[];
  rtcp?: RtcpParameters;
  /** Any JSON; kept as given and copied to every sender derived from a receiver. */
  userParameters?: Record<string, unknown>;
}
