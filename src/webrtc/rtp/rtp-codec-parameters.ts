// Codecs in the words of W3C WebRTC 1.0, section 5.2, and the choice of them. Pure.
import { writeParameters } from '../../../sdp/index.js';
import { roomCodecs } from '../../parameters/capabilities.js';
import { isFeatureName, isRtxName, matchesCodec, rtxOf } from '../../parameters/codecs.js';
import type { RtpCapabilities, RtpCodecParameters } from '../../parameters/rtp.js';
import { defaultMediaCodecs } from './default-codecs.js';
import { invalidModification } from '../idl/errors.js';
import {
  codecsOfKind,
  extensionsOfKind,
  isSectionKind,
  toSdpCodec,
  type SectionKind,
} from '../jsep/codec-words.js';
import {
  dictionaryOf,
  sequenceOf,
  textOf,
  unsignedLong,
  unsignedShort,
} from '../idl/conversions.js';

/** A codec as capabilities and preferences name it. W3C WebRTC 1.0, section 5.2.7. */
export interface RTCRtpCodec {
  /** Such as `video/VP8`. */
  mimeType: string;
  /** In hertz. */
  clockRate: number;
  /** Of audio; absent where there is one. */
  channels?: number;
  /** The parameters as in `a=fmtp`, without the number; absent where there are none. */
  sdpFmtpLine?: string;
}

/** A codec that was negotiated. */
export interface RTCRtpCodecParameters extends RTCRtpCodec {
  /** The number in RTP packets. */
  payloadType: number;
}

/** A header extension that was negotiated. */
export interface RTCRtpHeaderExtensionParameters {
  /** What the extension is. */
  uri: string;
  /** Its number in RTP packets. */
  id: number;
  /** Always false: RFC 6904 is not negotiated. */
  encrypted: boolean;
}

/** What `RTCRtpSender.getCapabilities()` says. */
export interface RTCRtpCapabilities {
  /** In the order of preference. */
  codecs: RTCRtpCodec[];
  /** By their URIs. */
  headerExtensions: {
    /** Such as `urn:ietf:params:rtp-hdrext:sdes:mid`. */
    uri: string;
  }[];
}

/** What was negotiated about RTP, for both directions. */
export interface RTCRtpParameters {
  /** Those that were negotiated. */
  headerExtensions: RTCRtpHeaderExtensionParameters[];
  /** What was negotiated of RTCP. */
  rtcp: {
    /** As RTCP tells it. RFC 3550, section 6.5.1. */
    cname?: string;
    /** Whether reduced-size RTCP was negotiated. RFC 5506. */
    reducedSize: boolean;
  };
  /** In the order that was negotiated. */
  codecs: RTCRtpCodecParameters[];
}

let known: RtpCapabilities | undefined;

/** Everything that a connection without a room can negotiate. */
export function defaultCapabilities(): RtpCapabilities {
  if (known) return known;
  const { capabilities, rtx } = roomCodecs(defaultMediaCodecs);
  known = { ...capabilities, codecs: [...capabilities.codecs, ...rtx.values()] };
  return known;
}

/**
 * `RTCRtpSender.getCapabilities()` and `RTCRtpReceiver.getCapabilities()`; null for an unknown
 * kind.
 */
export function capabilitiesOf(kind: string): RTCRtpCapabilities | null {
  if (!isSectionKind(kind)) return null;
  const all = codecsOfKind(defaultCapabilities(), kind).map(toRtcCodec);
  return {
    codecs: all.filter((codec, at) => all.findIndex(other => isSame(other, codec)) === at),
    headerExtensions: extensionsOfKind(defaultCapabilities(), kind).map(({ uri }) => ({ uri })),
  };
}

/** A codec of the engine in the words of W3C. */
export function toRtcCodec(codec: RtpCodecParameters): RTCRtpCodec {
  const { name, clockRate, numChannels } = codec;
  const isRtx = isRtxName(name);
  const line = isRtx ? '' : writeParameters(toSdpCodec(codec).parameters);
  return {
    mimeType: name,
    clockRate,
    ...(numChannels !== undefined && { channels: numChannels }),
    ...(line && { sdpFmtpLine: line }),
  };
}

/** A codec with its payload type; RTX names the payload type that it repairs. */
function toRtcCodecParameters(codec: RtpCodecParameters): RTCRtpCodecParameters {
  const line = writeParameters(toSdpCodec(codec).parameters);
  return {
    ...toRtcCodec(codec),
    payloadType: codec.payloadType,
    ...(line && { sdpFmtpLine: line }),
  };
}

/** What was negotiated, in the words of W3C. */
export const toRtcParameters = (
  codecs: readonly RtpCodecParameters[],
  headerExtensions: readonly { uri: string; id: number }[]
): Pick<RTCRtpParameters, 'codecs' | 'headerExtensions'> => ({
  codecs: codecs.map(toRtcCodecParameters),
  headerExtensions: headerExtensions.map(({ uri, id }) => ({ uri, id, encrypted: false })),
});

/**
 * Checks `setCodecPreferences()`. W3C WebRTC 1.0, section 5.4.2.
 *
 * @throws {TypeError} if it is no list of codecs
 * @throws {DOMException} InvalidModificationError for what `getCapabilities()` does not name
 */
export function checkPreferences(codecs: unknown, kind: SectionKind): RTCRtpCodec[] {
  const given = sequenceOf('codecs', codecs).map(checkCodec);
  const possible = capabilitiesOf(kind)?.codecs ?? [];
  for (const codec of given) {
    if (!possible.some(other => isSame(other, codec))) {
      throw invalidModification(`${codec.mimeType} is not among the capabilities`);
    }
  }
  const media = given.filter(({ mimeType }) => !isFeatureName(mimeType));
  if (given.length > 0 && media.length === 0) {
    throw invalidModification('the preferences name no codec that carries media');
  }
  return given.filter((codec, at) => given.findIndex(other => isSame(other, codec)) === at);
}

/** The codecs that preferences leave, in their order; RTX only where it is among them. */
export function preferred(
  codecs: readonly RtpCodecParameters[],
  preferences: readonly RTCRtpCodec[]
): readonly RtpCodecParameters[] {
  if (preferences.length === 0) return codecs;
  const media = preferences.flatMap(preference =>
    codecs.filter(codec => !isRtxName(codec.name) && names(preference, codec))
  );
  const chosen = [...new Set(media)];
  if (!preferences.some(({ mimeType }) => isRtxName(mimeType))) return chosen;
  return [...chosen, ...chosen.flatMap(codec => rtxOf(codec, codecs) ?? [])];
}

function checkCodec(given: unknown): RTCRtpCodec {
  const { mimeType, clockRate, channels, sdpFmtpLine } = dictionaryOf('a codec', given);
  if (mimeType === undefined || clockRate === undefined) {
    throw new TypeError('a codec needs a mimeType and a clockRate');
  }
  return {
    mimeType: textOf('mimeType', mimeType),
    clockRate: unsignedLong('clockRate', clockRate),
    ...(channels !== undefined && { channels: unsignedShort('channels', channels) }),
    ...(sdpFmtpLine !== undefined && { sdpFmtpLine: textOf('sdpFmtpLine', sdpFmtpLine) }),
  };
}

const isSame = (a: RTCRtpCodec, b: RTCRtpCodec): boolean =>
  a.mimeType.toLowerCase() === b.mimeType.toLowerCase() &&
  a.clockRate === b.clockRate &&
  // Browsers name the number of channels also where it is 1.
  (a.channels ?? 1) === (b.channels ?? 1) &&
  (a.sdpFmtpLine ?? '') === (b.sdpFmtpLine ?? '');

// The room may describe a codec with parameters of its own: what counts is the format.
const names = (preference: RTCRtpCodec, codec: RtpCodecParameters): boolean => {
  const known = defaultCapabilities().codecs.find(other => isSame(toRtcCodec(other), preference));
  return known !== undefined && matchesCodec(known, codec);
};
