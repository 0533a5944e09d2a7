// Words of SDP ↔ words of parameters/. Pure.
import {
  isRejected,
  parseMsid,
  type Codec,
  type FormatParameters,
  type HeaderExtension,
  type MediaSection,
  type Msid,
  type Rid,
  type Session,
  type Simulcast,
  type Source,
  type SourceGroup,
} from '../../../sdp/index.js';
import { paramFromSDP, paramToSDP } from '../../base/extra.js';
import type {
  CodecParameter,
  MediaKind,
  RtpCapabilities,
  RtpCodecCapability,
  RtpCodecParameters,
  RtpEncodingParameters,
  RtpParameters,
} from '../../parameters/rtp.js';

/** What the engine has and an m-section can say; `depth` has no word in SDP. */
export type SectionKind = Exclude<MediaKind, 'depth'>;

export const isSectionKind = (kind: string): kind is SectionKind =>
  kind === 'audio' || kind === 'video';

/** What an m-section says about its media, beside direction and transport. */
export interface SectionMedia {
  codecs: Codec[];
  headerExtensions: HeaderExtension[];
  msids: Msid[];
  sources: Source[];
  sourceGroups: SourceGroup[];
  rids: Rid[];
  simulcast?: Simulcast;
  /** False where an offer does not have it. RFC 5506. Default true. */
  rtcpReducedSize?: false;
}

/** What the lines about sources say of one stream that we send. */
export interface SentStream {
  ssrc: number;
  rtxSsrc: number | undefined;
  rid: string | undefined;
  active: boolean;
}

// RFC 3550, section 6.5: an SDES item holds 255 bytes.
const maxCnameLength = 255;

// One more than any browser sends.
const maxEncodings = 4;

/** True for codecs that only accompany others. */
export const isFeatureCodec = (name: string): boolean =>
  /^(rtx|ulpfec|flexfec|flexfec-03|red)$/i.test(name);

export const noMedia: SectionMedia = {
  codecs: [],
  headerExtensions: [],
  msids: [],
  sources: [],
  sourceGroups: [],
  rids: [],
};

/** Codecs and extensions in the words of SDP. */
export const describeFormats = (
  codecs: readonly RtpCodecParameters[],
  headerExtensions: readonly { uri: string; id: number }[]
): Pick<SectionMedia, 'codecs' | 'headerExtensions'> => ({
  codecs: unique(codecs.map(toSdpCodec)),
  headerExtensions: headerExtensions.map(({ uri, id }) => ({ id, uri })),
});

/** The codecs of one kind that a peer is capable of, RTX among them. */
export const codecsOfKind = (
  capabilities: RtpCapabilities,
  kind: SectionKind
): RtpCodecCapability[] => capabilities.codecs.filter(codec => isOfKind(codec, kind));

/** The header extensions for one kind, under the ids that we prefer. */
export const extensionsOfKind = (
  capabilities: RtpCapabilities,
  kind: SectionKind
): { uri: string; id: number }[] =>
  capabilities.headerExtensions
    .filter(extension => !extension.kind || extension.kind === kind)
    .map(({ uri, preferredId }) => ({ uri, id: preferredId }));

/** The lines about what we send: whose it is, and under which SSRCs or RIDs. */
export function describeStreams(
  streams: readonly SentStream[],
  msids: readonly Msid[],
  cname: string,
  hasRtx: boolean
): Omit<SectionMedia, 'codecs' | 'headerExtensions'> {
  const rids = streams.flatMap(({ rid, active }) => (rid === undefined ? [] : [{ rid, active }]));
  if (rids.length > 1) {
    return {
      msids: [...msids],
      sources: [],
      sourceGroups: [],
      rids: rids.map(({ rid }) => ({ id: rid, direction: 'send' })),
      simulcast: { send: rids.map(({ rid, active }) => [{ rid, paused: !active }]), recv: [] },
    };
  }
  const groups = streams
    .slice(0, 1)
    .map(({ ssrc, rtxSsrc }) => (hasRtx && rtxSsrc !== undefined ? [ssrc, rtxSsrc] : [ssrc]));
  const [msid] = msids;
  return {
    msids: [...msids],
    sources: groups.flat().map(ssrc => ({ ssrc, cname: singleLine(cname), ...(msid && { msid }) })),
    sourceGroups: groups
      .filter(group => group.length > 1)
      .map(ssrcs => ({ semantics: 'FID', ssrcs })),
    rids: [],
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
  mid: string | undefined,
  offered: Pick<SectionMedia, 'codecs' | 'headerExtensions'>
): RtpParameters {
  const source = section.sources[0];
  const [msid] = sentMsids(section);
  const offeredUris = new Set(offered.headerExtensions.map(({ uri }) => uri));
  const encodings = receivedEncodings(section);

  return {
    ...(mid !== undefined && { muxId: mid }),
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
function receivedEncodings(section: MediaSection): RtpEncodingParameters[] {
  const { sources, sourceGroups } = section;
  const rids = sentRids(section);
  if (rids.length > 0) return rids.map(encodingId => ({ encodingId }));

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

const parametersOf = new WeakMap<MediaSection, readonly RtpCodecParameters[]>();

/** The codecs of a section in the words of parameters: the same list for the same section. */
export function sentParameters(section: MediaSection): readonly RtpCodecParameters[] {
  const known = parametersOf.get(section);
  if (known) return known;
  const parameters = section.codecs.map(codec => toParameters(codec, section.kind));
  parametersOf.set(section, parameters);
  return parameters;
}

/** What the writer of a section calls the track that it sends there. */
export const sentMsids = ({ msids, sources }: MediaSection): Msid[] => {
  if (msids.length > 0) return msids;
  // Before RFC 8830 it stood at the source.
  const msid = sources.find(source => source.msid)?.msid;
  return msid ? [msid] : [];
};

/** The ids of the streams that the writer of a section puts its track into. */
export const sentStreamIds = (section: MediaSection): string[] => [
  ...new Set(sentMsids(section).flatMap(({ stream }) => (stream === '-' ? [] : [stream]))),
];

/** The RIDs of the layers that the writer of a section sends; none without simulcast. RFC 8853. */
export function sentRids({ rids, simulcast }: MediaSection): string[] {
  const known = new Set(rids.filter(rid => rid.direction === 'send').map(({ id }) => id));
  const streams = (simulcast?.send ?? []).flatMap(([first]) => (first ? [first.rid] : []));
  return [...new Set(streams)].filter(rid => known.has(rid)).slice(0, maxEncodings);
}

/** The RIDs of the layers that the writer of a section asks for; none without simulcast. RFC 8853. */
export function wantedRids({ rids, simulcast }: MediaSection): string[] {
  const known = new Set(rids.filter(rid => rid.direction === 'recv').map(({ id }) => id));
  const streams = (simulcast?.recv ?? []).flatMap(([first]) => (first ? [first.rid] : []));
  return [...new Set(streams)].filter(rid => known.has(rid));
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
export const namedMsid = (value: unknown): Msid | undefined =>
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

export function toParameters(codec: Codec, kind: string): RtpCodecParameters {
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
