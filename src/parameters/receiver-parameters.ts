// What an endpoint says that it sends → what a receiver takes of that: checked, cut down, completed; pure.
import {
  checkCodec,
  checkInteger,
  checkList,
  checkObject,
  checkPayloadType,
  codecParameters,
  copyOf,
  refuse,
  rtcpFeedback,
  sameFeedback,
  timing,
} from './checks.js';
import { isFeatureName, isRtxName, matchesCodec, rtxOf } from './codecs.js';
import { sameUri } from './header-extensions.js';
import type {
  MediaKind,
  RtcpParameters,
  RtpCapabilities,
  RtpCodecCapability,
  RtpCodecParameters,
  RtpEncodingParameters,
  RtpHeaderExtensionParameters,
  RtpParameters,
} from './rtp.js';

const maxSsrc = 0xffffffff;

/**
 * Normalises what `receive()` is given. Payload types stay the endpoint's: a codec is known by its
 * name and parameters. Header extensions take the ids of the capabilities.
 *
 * Throws if the parameters are wrong, or if nothing is left that the capabilities allow.
 */
export function normalizeReceiverParameters(
  given: RtpParameters,
  kind: MediaKind,
  capabilities: RtpCapabilities
): RtpParameters {
  const { muxId, codecs, encodings, headerExtensions, rtcp, userParameters } = checkObject(
    given,
    'rtpParameters'
  );
  if (muxId !== undefined && (typeof muxId !== 'string' || muxId === '')) {
    refuse('muxId must be a string that is not empty');
  }
  const offered = checkCodecs(codecs);
  const checkedEncodings = checkEncodings(encodings, offered);
  const allowed = allowedCodecs(offered, kind, capabilities);

  return {
    ...(muxId !== undefined && { muxId: muxId as string }),
    codecs: allowed,
    encodings: allowedEncodings(checkedEncodings, allowed),
    headerExtensions: allowedExtensions(headerExtensions, kind, capabilities),
    ...(rtcp !== undefined && rtcp !== null && { rtcp: checkRtcp(rtcp) }),
    userParameters: copyOfUserParameters(userParameters),
  };
}

function checkCodecs(given: unknown): RtpCodecParameters[] {
  const list = checkList(given, 'codecs');
  if (list.length === 0) refuse('empty RtpParameters.codecs');
  const codecs = list.map((entry, index): RtpCodecParameters => {
    const what = `codecs[${index}]`;
    const codec = checkObject(entry, what);
    checkCodec(codec, what);
    const { numChannels } = codec;
    return {
      name: codec['name'] as string,
      payloadType: checkPayloadType(codec['payloadType'], what),
      clockRate: codec['clockRate'] as number,
      ...timing(codec),
      ...(numChannels !== undefined && { numChannels: numChannels as number }),
      rtcpFeedback: rtcpFeedback(codec['rtcpFeedback'], what),
      parameters: codecParameters(codec['parameters']),
    };
  });
  for (const [index, codec] of codecs.entries()) {
    const first = codecs.findIndex(other => other.payloadType === codec.payloadType);
    if (first !== index) refuse(`payloadType ${codec.payloadType} is there twice`);
    if (isRtxName(codec.name)) checkApt(codec, codecs);
  }
  if (!codecs.some(codec => !isFeatureName(codec.name))) refuse('no media codecs found');
  return codecs;
}

function checkApt(rtx: RtpCodecParameters, codecs: readonly RtpCodecParameters[]): void {
  const apt = rtx.parameters?.['apt'];
  if (!Number.isInteger(apt)) refuse(`RTX codec ${rtx.payloadType} has no integer parameters.apt`);
  const target = codecs.find(codec => codec.payloadType === apt);
  if (!target || (isFeatureName(target.name) && !isRed(target.name))) {
    refuse(`parameters.apt ${String(apt)} of RTX codec ${rtx.payloadType} is no media codec`);
  }
}

// RED wraps media, and browsers repair it by RTX.
const isRed = (name: string): boolean => /\/red$/i.test(name);

function checkEncodings(
  given: unknown,
  codecs: readonly RtpCodecParameters[]
): RtpEncodingParameters[] {
  return checkList(given, 'encodings').map((entry, index) => {
    const what = `encodings[${index}]`;
    const encoding = copyOf(checkObject(entry, what), what) as RtpEncodingParameters;
    const { ssrc, rtx, fec, codecPayloadType } = encoding;
    for (const value of [ssrc, rtx?.ssrc, fec?.ssrc]) {
      if (value !== undefined) checkInteger(value, `${what}: ssrc`, 0, maxSsrc);
    }
    if (codecPayloadType !== undefined) {
      const codec = codecs.find(other => other.payloadType === codecPayloadType);
      if (!codec) refuse(`${what}: unknown codecPayloadType ${String(codecPayloadType)}`);
      if (isFeatureName(codec!.name)) refuse(`${what}: codecPayloadType is of no media codec`);
    }
    return encoding;
  });
}

/** Media codecs that the capabilities know, with their feedback cut down, and the RTX of those. */
function allowedCodecs(
  offered: readonly RtpCodecParameters[],
  kind: MediaKind,
  { codecs: capable }: RtpCapabilities
): RtpCodecParameters[] {
  const media = new Map<number, RtpCodecCapability>();
  for (const codec of offered) {
    if (isFeatureName(codec.name)) continue;
    const known = capable.find(other => other.kind === kind && matchesCodec(other, codec));
    if (known) media.set(codec.payloadType, known);
  }
  if (media.size === 0) refuse('no media codecs found that the peer capabilities allow');

  return offered.flatMap(codec => {
    const known = media.get(codec.payloadType);
    if (known) return [withFeedbackOf(codec, known)];
    const repaired = media.get(Number(codec.parameters?.['apt']));
    return isRtxName(codec.name) && repaired && rtxOf(repaired, capable) ? [codec] : [];
  });
}

const withFeedbackOf = (
  codec: RtpCodecParameters,
  known: RtpCodecCapability
): RtpCodecParameters => ({
  ...codec,
  rtcpFeedback: (codec.rtcpFeedback ?? []).filter(feedback =>
    known.rtcpFeedback?.some(other => sameFeedback(other, feedback))
  ),
});

/** At least one encoding, each with a codec. */
function allowedEncodings(
  encodings: readonly RtpEncodingParameters[],
  codecs: readonly RtpCodecParameters[]
): RtpEncodingParameters[] {
  const media = codecs.filter(codec => !isFeatureName(codec.name));
  const codecPayloadType = media[0]!.payloadType;
  const allowed = encodings
    .map(encoding => ({
      ...encoding,
      codecPayloadType: encoding.codecPayloadType ?? codecPayloadType,
    }))
    .filter(encoding => media.some(codec => codec.payloadType === encoding.codecPayloadType));
  return allowed.length > 0 ? allowed : [{ codecPayloadType }];
}

function allowedExtensions(
  given: unknown,
  kind: MediaKind,
  { headerExtensions: capable }: RtpCapabilities
): RtpHeaderExtensionParameters[] {
  const ids = new Set<number>();
  return checkList(given, 'headerExtensions').flatMap((entry, index) => {
    const what = `headerExtensions[${index}]`;
    const extension = checkObject(entry, what);
    const { uri } = extension;
    if (typeof uri !== 'string' || uri === '') return refuse(`${what}.uri is missing`);
    const id = checkInteger(extension['id'], `${what}.id`, 1, 255);
    if (ids.has(id)) refuse(`${what}: id ${id} is there twice`);
    ids.add(id);

    const known = capable.find(
      other => sameUri(other.uri, uri) && (!other.kind || other.kind === kind)
    );
    if (!known) return [];
    const copy = copyOf(extension, what) as unknown as RtpHeaderExtensionParameters;
    return [{ ...copy, id: known.preferredId }];
  });
}

function checkRtcp(given: unknown): RtcpParameters {
  const { cname, ssrc, reducedSize } = checkObject(given, 'rtcp');
  if (cname !== undefined && typeof cname !== 'string') refuse('rtcp.cname must be a string');
  if (ssrc !== undefined) checkInteger(ssrc, 'rtcp.ssrc', 0, maxSsrc);
  return {
    ...(cname !== undefined && { cname: cname as string }),
    ...(ssrc !== undefined && { ssrc: ssrc as number }),
    reducedSize: reducedSize !== false,
  };
}

function copyOfUserParameters(given: unknown): Record<string, unknown> {
  if (typeof given !== 'object' || given === null) return {};
  return copyOf(given as Record<string, unknown>, 'userParameters');
}
