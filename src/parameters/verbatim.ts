// Parameters where nothing is negotiated: checked, never changed; pure.
import {
  checkInteger,
  checkList,
  checkObject,
  checkPayloadType,
  copyOf,
  refuse,
} from './checks.js';
import { isMediaKind, supportedCodecs } from './codecs.js';
import type { MediaKind, RtpCodecParameters, RtpEncodingParameters, RtpParameters } from './rtp.js';

/** The RTX stream of a codec. RFC 4588. */
export interface VerbatimRtx {
  /** The payload type of the retransmissions. */
  payloadType: number;
  /** For how long packets are kept, in milliseconds; kept as it is given. */
  rtxTime?: number;
}

/** A FEC stream of a codec. */
export interface VerbatimFec {
  /** Such as `ulpfec`. */
  mechanism: string;
  /** The payload type of the FEC packets. */
  payloadType: number;
}

/** A codec of a room without `mediaCodecs`; any name will do, with or without its type. */
export interface VerbatimRtpCodec extends Omit<RtpCodecParameters, 'clockRate'> {
  /** In hertz. Default: what the codec of that name has; else 8000 for audio, 90000 for video. */
  clockRate?: number;
  /** The RTX stream of the codec, where no codec in the list names it by `apt`. RFC 4588. */
  rtx?: VerbatimRtx;
  /** The FEC streams of the codec; kept as they are given. Default none. */
  fec?: VerbatimFec[];
}

/** An encoding of a room without `mediaCodecs`: what is not signalled cannot be copied. */
export interface VerbatimRtpEncoding extends RtpEncodingParameters {
  /** The SSRC of the media packets, 1 to 4294967295. */
  ssrc: number;
  /** As `rtx.ssrc`. */
  rtxSsrc?: number;
  /** As `fec.ssrc`. */
  fecSsrc?: number;
}

/** What an endpoint sends in a room without `mediaCodecs`. Fields that we do not know are kept. */
export interface VerbatimRtpParameters extends Omit<RtpParameters, 'codecs' | 'encodings'> {
  /** The codecs of the track; at least one. */
  codecs: VerbatimRtpCodec[];
  /** The streams of the track; at least one. */
  encodings: VerbatimRtpEncoding[];
}

const maxSsrc = 0xffffffff;

/** A copy of what `receive()` is given. Throws a TypeError if that is not enough to forward packets. */
export function verbatimParameters(given: unknown): RtpParameters {
  const parameters = copyOf(checkObject(given, 'rtpParameters'), 'rtpParameters');
  const { muxId, codecs, encodings, rtcp, headerExtensions } = parameters;
  if (muxId !== undefined && (typeof muxId !== 'string' || muxId === '')) {
    refuse('muxId must be a string that is not empty');
  }
  const payloadTypes = checkList(codecs, 'codecs').map(checkCodec);
  if (payloadTypes.length === 0) refuse('empty RtpParameters.codecs');
  const twice = payloadTypes.find((type, index) => payloadTypes.indexOf(type) !== index);
  if (twice !== undefined) refuse(`payloadType ${twice} is there twice`);

  const list = checkList(encodings, 'encodings');
  if (list.length === 0) refuse('empty RtpParameters.encodings');
  list.forEach((entry, index) => checkEncoding(entry, index, payloadTypes));
  if (rtcp !== undefined && rtcp !== null) checkObject(rtcp, 'rtcp');
  checkList(headerExtensions, 'headerExtensions').forEach((entry, index) => {
    const what = `headerExtensions[${index}]`;
    const { uri, id } = checkObject(entry, what);
    if (typeof uri !== 'string' || uri === '') refuse(`${what}.uri is missing`);
    checkInteger(id, `${what}.id`, 1, 255);
  });
  return parameters as unknown as RtpParameters;
}

/** The kind that `given` names, or else the one that is known already; throws a TypeError if they differ. */
export function kindOf(given: unknown, known: MediaKind | undefined): MediaKind {
  const named = (given as { kind?: unknown } | null | undefined)?.kind ?? undefined;
  if (named === undefined) return known ?? refuse('missing `kind`');
  if (!isMediaKind(named)) return refuse(`unsupported kind: ${JSON.stringify(named)}`);
  if (known && named !== known) return refuse(`kind is ${known}, not ${named}`);
  return named;
}

/** A codec's media type: a bare name gets its kind's. */
export function mediaTypeOf({ name }: { name: string }, kind: MediaKind): string {
  if (name.includes('/')) return name;
  return `${kind === 'audio' ? 'audio' : 'video'}/${name}`;
}

/** A codec's clock rate: given, or that of the catalogue, or what is usual for the kind. */
export function clockRateOf(codec: VerbatimRtpCodec, kind: MediaKind): number {
  if (codec.clockRate) return codec.clockRate;
  const name = mediaTypeOf(codec, kind).toLowerCase();
  const known = supportedCodecs.find(supported => supported.name.toLowerCase() === name);
  return known?.clockRate ?? (kind === 'audio' ? 8000 : 90000);
}

/** The payload type that a codec itself names for its RTX. */
export const ownRtxPayloadType = (codec: VerbatimRtpCodec): number | undefined =>
  codec.rtx?.payloadType;

/** The SSRCs of an encoding, however they are written; zero is none. */
export function ssrcsOf(encoding: Partial<VerbatimRtpEncoding>): {
  ssrc: number | undefined;
  rtxSsrc: number | undefined;
  fecSsrc: number | undefined;
} {
  return {
    ssrc: encoding.ssrc || undefined,
    rtxSsrc: encoding.rtx?.ssrc || encoding.rtxSsrc || undefined,
    fecSsrc: encoding.fec?.ssrc || encoding.fecSsrc || undefined,
  };
}

function checkCodec(entry: unknown, index: number): number {
  const what = `codecs[${index}]`;
  const { name, payloadType, clockRate, rtx } = checkObject(entry, what);
  if (typeof name !== 'string' || name === '') refuse(`${what}.name is missing`);
  if (clockRate !== undefined) checkInteger(clockRate, `${what}.clockRate`, 1, maxSsrc);
  if (rtx !== undefined) {
    checkPayloadType(checkObject(rtx, `${what}.rtx`)['payloadType'], `${what}.rtx`);
  }
  return checkPayloadType(payloadType, what);
}

function checkEncoding(entry: unknown, index: number, payloadTypes: readonly number[]): void {
  const what = `encodings[${index}]`;
  const encoding = checkObject(entry, what) as unknown as VerbatimRtpEncoding;
  checkInteger(encoding.ssrc, `${what}.ssrc`, 1, maxSsrc);
  const { rtxSsrc, fecSsrc } = ssrcsOf(encoding);
  for (const ssrc of [rtxSsrc, fecSsrc]) {
    if (ssrc !== undefined) checkInteger(ssrc, `${what}: ssrc`, 1, maxSsrc);
  }
  const { codecPayloadType } = encoding;
  if (codecPayloadType !== undefined && !payloadTypes.includes(codecPayloadType)) {
    refuse(`${what}: unknown codecPayloadType ${String(codecPayloadType)}`);
  }
}
