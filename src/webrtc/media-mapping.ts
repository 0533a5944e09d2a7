// Words of SDP ↔ words of parameters/. Pure.
import {
  isRejected,
  parseMsid,
  type Codec,
  type FormatParameters,
  type HeaderExtension,
  type MediaSection,
  type Msid,
  type Session,
  type Source,
  type SourceGroup,
} from '../../sdp/index.js';
import { paramFromSDP, paramToSDP } from '../base/extra.js';
import type {
  CodecParameter,
  MediaKind,
  RtpCapabilities,
  RtpCodecCapability,
  RtpCodecParameters,
  RtpEncodingParameters,
  RtpParameters,
} from '../parameters/rtp.js';

/** What the engine has and an m-section can say; `depth` has no word in SDP. */
export type SectionKind = Exclude<MediaKind, 'depth'>;

export const isSectionKind = (kind: string): kind is SectionKind =>
  kind === 'audio' || kind === 'video';

/** What an m-section says about its media, beside direction and transport. */
export interface SectionMedia {
  codecs: Codec[];
  headerExtensions: HeaderExtension[];
  msid?: Msid;
  sources: Source[];
  sourceGroups: SourceGroup[];
}

// RFC 3550, section 6.5: an SDES item holds 255 bytes.
const maxCnameLength = 255;

// One more than any browser sends.
const maxEncodings = 4;

/** True for codecs that only accompany others. */
export const isFeatureCodec = (name: string): boolean =>
  /^(rtx|ulpfec|flexfec|flexfec-03|red)$/i.test(name);

/** The media of a section in which the peer may send. */
export const slotMedia = (capabilities: RtpCapabilities, kind: SectionKind): SectionMedia => ({
  codecs: unique(capabilities.codecs.filter(codec => isOfKind(codec, kind)).map(toSdpCodec)),
  headerExtensions: capabilities.headerExtensions
    .filter(extension => !extension.kind || extension.kind === kind)
    .map(({ uri, preferredId }) => ({ id: preferredId, uri })),
  sources: [],
  sourceGroups: [],
});

/** The media of a section in which we send. `fallback` names the track if nobody else did. */
export function senderMedia(parameters: RtpParameters, fallback: Msid): SectionMedia {
  const { encodings = [], headerExtensions = [], rtcp, userParameters } = parameters;
  const msid = namedMsid(userParameters?.['msid']) ?? fallback;
  const codecs = parameters.codecs.map(toSdpCodec);
  const hasRtx = codecs.some(({ name }) => name.toLowerCase() === 'rtx');

  const groups = encodings.flatMap(({ ssrc, rtx }) =>
    ssrc === undefined ? [] : [hasRtx && rtx?.ssrc !== undefined ? [ssrc, rtx.ssrc] : [ssrc]]
  );
  return {
    // Without an encoding there is nothing the peer could take.
    codecs: groups.length > 0 ? codecs : [],
    headerExtensions: headerExtensions.map(({ uri, id }) => ({ id, uri })),
    msid,
    sources: groups
      .flat()
      .map(ssrc => ({ ssrc, cname: singleLine(rtcp?.cname || msid.stream), msid })),
    sourceGroups: groups
      .filter(group => group.length > 1)
      .map(ssrcs => ({ semantics: 'FID', ssrcs })),
  };
}

/**
 * What the peer sends in a section that it accepted.
 *
 * `offered` are the codecs of our offer: names and clock rates are taken from there, so that a
 * section without `rtpmap` lines is as good as one with them.
 */
export function receivedParameters(
  section: MediaSection,
  mid: string,
  offered: SectionMedia
): RtpParameters {
  const source = section.sources[0];
  const msid = section.msids[0] ?? section.sources.find(({ msid }) => msid)?.msid;
  const offeredUris = new Set(offered.headerExtensions.map(({ uri }) => uri));
  const encodings = receivedEncodings(section);

  return {
    muxId: mid,
    codecs: answeredCodecs(section, offered.codecs).map(codec => toParameters(codec, section.kind)),
    ...(encodings.length > 0 && { encodings }),
    headerExtensions: section.headerExtensions
      .filter(({ uri }) => offeredUris.has(uri))
      .map(({ uri, id }) => ({ uri, id })),
    rtcp: {
      ...(source?.cname !== undefined && { cname: source.cname.slice(0, maxCnameLength) }),
      reducedSize: section.rtcpReducedSize,
    },
    userParameters: msid ? { msid: msid.track ? `${msid.stream} ${msid.track}` : msid.stream } : {},
  };
}

/** The accepted codecs in the order of the answer; RTX only where its codec is accepted too. */
export function answeredCodecs(section: MediaSection, offered: Codec[]): Codec[] {
  const answered = section.formats.flatMap(format => {
    const ours = offered.find(({ payloadType }) => String(payloadType) === format);
    const theirs = section.codecs.find(({ payloadType }) => String(payloadType) === format);
    if (!ours) return [];
    return { ...ours, ...(theirs && { parameters: theirs.parameters, feedback: theirs.feedback }) };
  });
  return answered.filter(
    ({ name, parameters }) =>
      name.toLowerCase() !== 'rtx' ||
      answered.some(({ payloadType }) => payloadType === Number(parameters['apt']))
  );
}

// Several sources are one encoding each only where the peer says that they are simulcast.
function receivedEncodings({ sources, sourceGroups }: MediaSection): RtpEncodingParameters[] {
  const repairs = new Map<number, number>();
  for (const { semantics, ssrcs } of sourceGroups) {
    const [media, rtx] = ssrcs;
    if (semantics === 'FID' && media && rtx) repairs.set(media, rtx);
  }
  const simulcast = sourceGroups.find(({ semantics }) => semantics === 'SIM')?.ssrcs;
  const isRepair = (ssrc: number): boolean => [...repairs.values()].includes(ssrc);
  const first = sources.find(({ ssrc }) => ssrc !== 0 && !isRepair(ssrc))?.ssrc;

  return (simulcast?.slice(0, maxEncodings) ?? (first === undefined ? [] : [first])).map(ssrc => {
    const rtx = repairs.get(ssrc);
    return { ssrc, ...(rtx !== undefined && { rtx: { ssrc: rtx } }) };
  });
}

/** What an endpoint is able to do, from any description that it made. */
export function capabilitiesFrom(session: Session): RtpCapabilities {
  const codecs = new Map<number, RtpCodecCapability>();
  const extensions = new Map<string, RtpCapabilities['headerExtensions'][number]>();

  for (const section of session.media) {
    const { kind } = section;
    if (!isSectionKind(kind) || isRejected(section)) continue;
    for (const codec of section.codecs) {
      if (isFeatureCodec(codec.name) && codec.name.toLowerCase() !== 'rtx') continue;
      if (codecs.has(codec.payloadType)) continue;
      codecs.set(codec.payloadType, { kind, ...toParameters(codec, kind) });
    }
    for (const { id, uri } of section.headerExtensions) {
      const key = `${kind} ${uri}`;
      if (!extensions.has(key)) extensions.set(key, { kind, uri, preferredId: id });
    }
  }
  return {
    codecs: [...codecs.values()],
    headerExtensions: [...extensions.values()],
    fecMechanisms: [],
  };
}

/** A stream and track id that can stand in a line; undefined if it cannot. */
const namedMsid = (value: unknown): Msid | undefined =>
  typeof value === 'string' && !/[\r\n]/.test(value) ? parseMsid(value) : undefined;

const isOfKind = (codec: RtpCodecCapability, kind: SectionKind): boolean =>
  (codec.kind ?? codec.name.split('/')[0]) === kind;

const unique = (codecs: Codec[]): Codec[] =>
  codecs.filter((codec, at) => codecs.findIndex(c => c.payloadType === codec.payloadType) === at);

export function toSdpCodec(codec: RtpCodecParameters): Codec {
  const parameters: FormatParameters = {};
  for (const [name, value] of Object.entries(codec.parameters ?? {})) {
    parameters[singleLine(paramToSDP(name))] = toSdpValue(value);
  }
  return {
    payloadType: codec.payloadType,
    name: codec.name.slice(codec.name.indexOf('/') + 1),
    clockRate: codec.clockRate,
    ...(codec.numChannels !== undefined && { channels: codec.numChannels }),
    parameters,
    feedback: (codec.rtcpFeedback ?? []).map(({ type, parameter }) => ({
      type,
      ...(parameter && { parameter }),
    })),
  };
}

function toParameters(codec: Codec, kind: string): RtpCodecParameters {
  const parameters: Record<string, CodecParameter> = {};
  for (const [name, value] of Object.entries(codec.parameters)) {
    // Not every fmtp is a list of names: `0-15` of telephone-event stays as it is.
    parameters[/^[a-z]/i.test(name) ? paramFromSDP(name) : name] = value;
  }
  return {
    name: `${kind}/${codec.name}`,
    payloadType: codec.payloadType,
    clockRate: codec.clockRate,
    ...(codec.channels !== undefined && { numChannels: codec.channels }),
    rtcpFeedback: codec.feedback.map(({ type, parameter }) => ({
      type,
      ...(parameter !== undefined && { parameter }),
    })),
    parameters,
  };
}

// What an application chose must not end the line, nor the parameter.
const singleLine = (text: string): string => text.replace(/[\r\n;]/g, '');

function toSdpValue(value: CodecParameter): string | number {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'string') return singleLine(value);
  return typeof value === 'number' ? value : value.join(',');
}
