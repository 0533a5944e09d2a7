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
  /** The kind of the tracks that the codec is for. */
  kind?: MediaKind;
  /** Media type, such as `audio/opus` or `video/VP8`; compared without regard to case. */
  name: string;
  /** The number of the codec in RTP packets: 0 to 127. RFC 3550, section 5.1. */
  payloadType: number;
  /** How fast RTP timestamps run, in hertz. */
  clockRate: number;
  /** The longest time that one packet may hold, in milliseconds. RFC 8866, section 6.4. */
  maxptime?: number;
  /** The time that one packet should hold, in milliseconds. RFC 8866, section 6.4. */
  ptime?: number;
  /** Audio channels. Default 1, and 2 for opus (RFC 7587, section 7). */
  numChannels?: number;
  /** The RTCP feedback about packets of the codec. Default none. */
  rtcpFeedback?: RtcpFeedback[];
  /** What `a=fmtp` says of the codec, by camelCase names: see `extra.paramFromSDP()`. Default none. */
  parameters?: Record<string, CodecParameter>;
}

/** A header extension as one side is able to use it. RFC 8285. */
export interface RtpHeaderExtension {
  /** Absent or `''` where the extension serves every kind. */
  kind?: MediaKind | '';
  /** Names the extension; compared without regard to case. */
  uri: string;
  /** The id that this side would give to the extension: 1 to 255. */
  preferredId: number;
  /** Whether the extension should be encrypted. Default false. RFC 6904. */
  preferredEncrypt?: boolean;
}

/** What a room or a peer is able to receive and send. */
export interface RtpCapabilities {
  /** In the order of preference, with the RTX codec of each codec that has one. */
  codecs: RtpCodecCapability[];
  /** The header extensions of all codecs. */
  headerExtensions: RtpHeaderExtension[];
  /** FEC mechanisms by name; none is supported yet. */
  fecMechanisms: string[];
}

/** A codec as it is in use. */
export type RtpCodecParameters = Omit<RtpCodecCapability, 'kind'>;

/** The FEC stream of an encoding. */
export interface RtpFecParameters {
  /** Such as `ulpfec`; kept as it is given. */
  mechanism?: string;
  /** The SSRC of the FEC packets. */
  ssrc?: number;
}

/** The RTX stream of an encoding. RFC 4588. */
export interface RtpRtxParameters {
  /** The SSRC of the retransmitted packets. */
  ssrc?: number;
}

/** One stream of a track; several with simulcast. */
export interface RtpEncodingParameters {
  /** The SSRC of the media packets, 1 to 4294967295. Default: learnt from packets, by MID and RID. */
  ssrc?: number;
  /** Which of the track's codecs the encoding uses. Default: the first one that carries media. */
  codecPayloadType?: number;
  /** The FEC stream that protects the encoding. Default none. */
  fec?: RtpFecParameters;
  /** The stream in which lost packets are sent again. Default none. */
  rtx?: RtpRtxParameters;
  /** By what the picture's sides are divided; kept as it is given. */
  resolutionScale?: number;
  /** By what the frame rate is divided; kept as it is given. */
  framerateScale?: number;
  /** In frames per second; kept as it is given. */
  maxFramerate?: number;
  /** Whether the encoding is sent; kept as it is given. Default true. */
  active?: boolean;
  /** The RID. RFC 8852. */
  encodingId?: string;
  /** The RIDs of the encodings without which this one cannot be decoded; kept as they are given. */
  dependencyEncodingIds?: string[];
}

/** A header extension as it is in use. RFC 8285. */
export interface RtpHeaderExtensionParameters {
  /** Names the extension; compared without regard to case. */
  uri: string;
  /** The number of the extension in RTP packets: 1 to 255. */
  id: number;
  /** Whether the extension is encrypted; kept as it is given. RFC 6904. */
  encrypt?: boolean;
  /** What else is said of the extension; kept as it is given. */
  parameters?: Record<string, CodecParameter>;
}

/** What goes with the RTCP of a track. */
export interface RtcpParameters {
  /**
   * The canonical name of the sender. RFC 3550, section 6.5.1. What a publisher says is kept in the
   * parameters of its receiver; viewers get one that the server made for the publisher's peer.
   */
  cname?: string;
  /** The SSRC of the receiver reports about the track; kept as it is given. */
  ssrc?: number;
  /** Whether RTCP packets need not begin with a report. Default true. RFC 5506. */
  reducedSize?: boolean;
}

/** How one track travels. */
export interface RtpParameters {
  /** Needed where the receiver was made without one. */
  kind?: MediaKind;
  /** The MID by which packets name their m-section. RFC 9143, section 15. Default none. */
  muxId?: string;
  /** The codecs of the track; at least one of them carries media. */
  codecs: RtpCodecParameters[];
  /** The streams of the track. Default: one that is learnt from packets. */
  encodings?: RtpEncodingParameters[];
  /** The header extensions in the packets of the track. Default none. */
  headerExtensions?: RtpHeaderExtensionParameters[];
  /** What goes with the RTCP of the track. */
  rtcp?: RtcpParameters;
  /**
   * Any JSON; kept as it is given, and copied to every sender derived from a receiver. Connections
   * write into `msid` what a publisher called its stream and track.
   */
  userParameters?: Record<string, unknown>;
}
