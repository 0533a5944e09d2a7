// Codecs, header extensions and their parameters: words of SDP ↔ words of parameters/. Pure.
import {
  isRejected,
  type Codec,
  type FormatParameters,
  type HeaderExtension,
  type MediaSection,
  type Session,
} from '../../../sdp/index.js';
import { paramFromSDP, paramToSDP } from '../../base/extra.js';
import { isFeatureName, isRtxName } from '../../parameters/codecs.js';
import type {
  CodecParameter,
  MediaKind,
  RtpCapabilities,
  RtpCodecCapability,
  RtpCodecParameters,
} from '../../parameters/rtp.js';

/** What the engine has and an m-section can say; `depth` has no word in SDP. */
export type SectionKind = Exclude<MediaKind, 'depth'>;

export const isSectionKind = (kind: string): kind is SectionKind =>
  kind === 'audio' || kind === 'video';

/** Codecs and extensions in the words of SDP. */
export const describeFormats = (
  codecs: readonly RtpCodecParameters[],
  headerExtensions: readonly { uri: string; id: number }[]
): { codecs: Codec[]; headerExtensions: HeaderExtension[] } => ({
  codecs: unique(codecs.map(toSdpCodec)),
  headerExtensions: headerExtensions.map(({ uri, id }) => ({ id, uri: printable(uri) })),
});

/** The codecs of one kind among those that an endpoint is capable of, with RTX. */
export const codecsOfKind = (
  capabilities: RtpCapabilities,
  kind: SectionKind
): RtpCodecCapability[] => capabilities.codecs.filter(codec => isOfKind(codec, kind));

/** The header extensions of one kind among those that an endpoint is capable of, under the preferred ids. */
export const extensionsOfKind = (
  capabilities: RtpCapabilities,
  kind: SectionKind
): { uri: string; id: number }[] =>
  capabilities.headerExtensions
    .filter(extension => !extension.kind || extension.kind === kind)
    .map(({ uri, preferredId }) => ({ uri, id: preferredId }));

/** The offered codecs that an answer accepts, in the order of the answer; RTX only with the codec it repairs. */
export function answeredCodecs(section: MediaSection, offered: Codec[]): Codec[] {
  const answered = section.formats.flatMap(format => {
    const ours = offered.find(({ payloadType }) => String(payloadType) === format);
    const theirs = section.codecs.find(({ payloadType }) => String(payloadType) === format);
    if (!ours) return [];
    return { ...ours, ...(theirs && { parameters: theirs.parameters, feedback: theirs.feedback }) };
  });
  return answered.filter(
    ({ name, parameters }) =>
      !isRtxName(name) ||
      answered.some(({ payloadType }) => payloadType === Number(parameters['apt']))
  );
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

/** What an endpoint is able to do, from any description that it made. */
export function capabilitiesFrom(session: Session): RtpCapabilities {
  const codecs = new Map<number, RtpCodecCapability>();
  const extensions = new Map<string, RtpCapabilities['headerExtensions'][number]>();

  for (const section of session.media) {
    const { kind } = section;
    if (!isSectionKind(kind) || isRejected(section)) continue;
    for (const codec of section.codecs) {
      if (isFeatureName(codec.name) && !isRtxName(codec.name)) continue;
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

export function toSdpCodec(codec: RtpCodecParameters): Codec {
  const parameters: FormatParameters = {};
  for (const [name, value] of Object.entries(codec.parameters ?? {})) {
    const word = printable(paramToSDP(name));
    if (word !== '') parameters[word] = toSdpValue(value);
  }
  return {
    payloadType: codec.payloadType,
    name: printable(codec.name.slice(codec.name.indexOf('/') + 1)),
    clockRate: codec.clockRate,
    ...(codec.numChannels !== undefined && { channels: codec.numChannels }),
    parameters,
    feedback: (codec.rtcpFeedback ?? []).map(({ type, parameter }) => ({
      type: printable(type),
      ...(parameter && { parameter: printable(parameter) }),
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

const isOfKind = (codec: RtpCodecCapability, kind: SectionKind): boolean =>
  (codec.kind ?? codec.name.split('/')[0]) === kind;

const unique = (codecs: Codec[]): Codec[] =>
  codecs.filter((codec, at) => codecs.findIndex(c => c.payloadType === codec.payloadType) === at);

/**
 * A text without what would end its line or its parameter, or is no printable ASCII: what others chose
 * has to be harmless in a description (RFC 8866, section 9).
 */
export const printable = (text: string): string => text.replace(/[^\x20-\x7e]|;/g, '');

function toSdpValue(value: CodecParameter): string | number {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'string') return printable(value);
  return typeof value === 'number' ? value : printable(value.join(','));
}
