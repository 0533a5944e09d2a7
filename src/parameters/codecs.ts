// The catalogue of the codecs that rooms can speak, and when two codecs are the same; pure.
import type { MediaKind, RtcpFeedback, RtpCodecCapability, RtpCodecParameters } from './rtp.js';

/** The fields of a codec by which two codecs are the same or not. */
export type CodecIdentity = Pick<
  RtpCodecCapability,
  'name' | 'clockRate' | 'numChannels' | 'parameters'
>;

/** The names of the codecs that a room can speak. */
export type CodecName =
  | 'audio/opus'
  | 'audio/PCMU'
  | 'audio/PCMA'
  | 'audio/ISAC'
  | 'audio/G722'
  | 'audio/iLBC'
  | 'audio/SILK'
  | 'audio/CN'
  | 'audio/telephone-event'
  | 'video/VP8'
  | 'video/VP9'
  | 'video/H264'
  | 'video/H265'
  | 'video/AV1';

/** A codec of the catalogue. */
export type SupportedCodec = Omit<RtpCodecCapability, 'name' | 'payloadType'> & {
  name: CodecName;
  rtcpFeedback: RtcpFeedback[];
};

const mediaKinds: readonly MediaKind[] = ['audio', 'video', 'depth'];

/** True for a kind that tracks can have. */
export const isMediaKind = (kind: unknown): kind is MediaKind =>
  mediaKinds.includes(kind as MediaKind);

const videoFeedback: RtcpFeedback[] = [
  { type: 'nack' },
  { type: 'nack', parameter: 'pli' },
  { type: 'ccm', parameter: 'fir' },
  { type: 'goog-remb' },
  { type: 'transport-cc' },
];

const audio = (name: CodecName, ...clockRates: number[]): SupportedCodec[] =>
  clockRates.map(clockRate => ({ name, clockRate, rtcpFeedback: [] }));

const video = (name: CodecName, parameters?: SupportedCodec['parameters']): SupportedCodec => ({
  name,
  clockRate: 90000,
  rtcpFeedback: videoFeedback,
  ...(parameters && { parameters }),
});

/** Every codec a room may be given. */
export const supportedCodecs: readonly SupportedCodec[] = [
  {
    name: 'audio/opus',
    clockRate: 48000,
    numChannels: 2,
    rtcpFeedback: [{ type: 'transport-cc' }],
  },
  ...audio('audio/PCMU', 8000),
  ...audio('audio/PCMA', 8000),
  ...audio('audio/ISAC', 32000, 16000),
  ...audio('audio/G722', 8000),
  ...audio('audio/iLBC', 8000),
  ...audio('audio/SILK', 24000, 16000, 12000, 8000),
  ...audio('audio/CN', 32000, 16000, 8000),
  ...audio('audio/telephone-event', 48000, 32000, 16000, 8000),
  video('video/VP8'),
  video('video/VP9'),
  video('video/H264', { packetizationMode: 0 }),
  video('video/H264', { packetizationMode: 1 }),
  video('video/H265'),
  video('video/AV1'),
];

/** Codecs that only repair or wrap others: they carry no media of their own. */
const featureSubtypes = ['rtx', 'ulpfec', 'flexfec', 'flexfec-03', 'red', 'x-ulpfecuc'];

const subtypeOf = (name: string): string => name.slice(name.indexOf('/') + 1).toLowerCase();

/** True for RTX, RFC 4588. */
export const isRtxName = (name: string): boolean => subtypeOf(name) === 'rtx';

/** True for a codec that only repairs or wraps others, such as RTX, RED and FEC. */
export const isFeatureName = (name: string): boolean => featureSubtypes.includes(subtypeOf(name));

/** Of `codecs` the one that repairs `codec`, as its `apt` says. RFC 4588, section 8.6. */
export const rtxOf = (
  { payloadType }: Pick<RtpCodecParameters, 'payloadType'>,
  codecs: readonly RtpCodecParameters[]
): RtpCodecParameters | undefined =>
  codecs.find(({ name, parameters }) => isRtxName(name) && parameters?.['apt'] === payloadType);

/** The entries of the catalogue that have the codec's name, and the one that is the same codec. */
export function supportedLike(codec: CodecIdentity): {
  ofName: SupportedCodec[];
  exact: SupportedCodec | undefined;
} {
  const ofName = supportedCodecs.filter(
    ({ name }) => name.toLowerCase() === codec.name.toLowerCase()
  );
  const isH264 = subtypeOf(codec.name) === 'h264';
  const exact = ofName.find(
    supported =>
      hasSameFormat(supported, codec) &&
      (!isH264 || packetizationMode(supported) === packetizationMode(codec))
  );
  return { ofName, exact };
}

/**
 * True if what one side sends as `a` the other can take as `b`: same format, and the parameters
 * that divide a format into incompatible ones agree.
 */
export function matchesCodec(a: CodecIdentity, b: CodecIdentity): boolean {
  if (!hasSameFormat(a, b)) return false;
  switch (subtypeOf(a.name)) {
    case 'h264':
      return packetizationMode(a) === packetizationMode(b) && h264ProfilesMatch(a, b);
    case 'vp9': // RFC 9628, section 6
      return numberOf(a, 'profileId', 0) === numberOf(b, 'profileId', 0);
    case 'av1':
      return numberOf(a, 'profile', 0) === numberOf(b, 'profile', 0);
    case 'h265': // RFC 7798, section 7.1
      return numberOf(a, 'profileId', 1) === numberOf(b, 'profileId', 1);
    default:
      return true;
  }
}

/** Opus is always announced with two channels (RFC 7587, section 7); else one is the rule. */
export const channelsOf = (codec: CodecIdentity): number =>
  subtypeOf(codec.name) === 'opus' ? Math.max(2, codec.numChannels ?? 2) : (codec.numChannels ?? 1);

function hasSameFormat(a: CodecIdentity, b: CodecIdentity): boolean {
  return (
    a.name.toLowerCase() === b.name.toLowerCase() &&
    a.clockRate === b.clockRate &&
    channelsOf(a) === channelsOf(b)
  );
}

function numberOf(codec: CodecIdentity, name: string, absent: number): number {
  const value = codec.parameters?.[name];
  return value === undefined ? absent : Number(value);
}

const packetizationMode = (codec: CodecIdentity): number => numberOf(codec, 'packetizationMode', 0);

// The level may differ: an SFU adds nothing to a stream, and receivers cope with lower levels.
// A side that names no profile takes all profiles.
function h264ProfilesMatch(a: CodecIdentity, b: CodecIdentity): boolean {
  const profileOfA = h264Profile(a);
  const profileOfB = h264Profile(b);
  return !profileOfA || !profileOfB || profileOfA === profileOfB;
}

// RFC 6184, section 8.1, table 5: profile_idc, then the bits of profile_iop that matter.
const h264Profiles: readonly (readonly [idc: number, mask: number, iop: number, name: string])[] = [
  [0x42, 0x4f, 0x40, 'constrained baseline'],
  [0x4d, 0x8f, 0x80, 'constrained baseline'],
  [0x58, 0xcf, 0xc0, 'constrained baseline'],
  [0x42, 0x4f, 0x00, 'baseline'],
  [0x58, 0xcf, 0x80, 'baseline'],
  [0x4d, 0xaf, 0x00, 'main'],
  [0x58, 0xcf, 0x00, 'extended'],
  [0x64, 0xff, 0x0c, 'constrained high'],
  [0x64, 0xff, 0x00, 'high'],
];

function h264Profile(codec: CodecIdentity): string | undefined {
  const value = String(codec.parameters?.['profileLevelId'] ?? '').toLowerCase();
  if (!/^[0-9a-f]{6}$/.test(value)) return undefined;
  const idc = parseInt(value.slice(0, 2), 16);
  const iop = parseInt(value.slice(2, 4), 16);
  const known = h264Profiles.find(entry => entry[0] === idc && (iop & entry[1]) === entry[2]);
  return known?.[3] ?? value.slice(0, 4);
}
