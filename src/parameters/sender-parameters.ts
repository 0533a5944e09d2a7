// What a receiver gets from a publisher → what one viewer is sent; pure.
import { isFeatureName, isRtxName, matchesCodec } from './codecs.js';
import { extensionUris, hasUri, isUriIn } from './header-extensions.js';
import type {
  MediaKind,
  RtpCapabilities,
  RtpCodecCapability,
  RtpCodecParameters,
  RtpEncodingParameters,
  RtpHeaderExtensionParameters,
  RtpParameters,
} from './rtp.js';

/** All that decides how a track travels to one viewer. */
export interface SenderInput {
  /** The receiver's normalised parameters. */
  source: RtpParameters;
  kind: MediaKind;
  /** The viewer's effective capabilities. */
  capabilities: RtpCapabilities;
  /** The MID that the viewer's packets bear unless an answer says otherwise. */
  muxId: string;
  /** The canonical name that the server gave to the publisher. */
  cname: string;
  ssrc: number;
  rtxSsrc: number;
}

/** Extensions that we write afresh for every viewer, whatever the source sends. */
const ownExtensions: readonly string[] = [
  extensionUris.mid,
  extensionUris.absSendTime,
  extensionUris.transportCc,
];

// RIDs tell the encodings of a source apart, and a viewer gets only one; an offset of the
// transmission time is wrong after a stop here; which layers a publisher has to give is between
// it and us.
const droppedExtensions: readonly string[] = [
  extensionUris.rid,
  extensionUris.repairedRid,
  extensionUris.toffset,
  extensionUris.layersAllocation,
];

/**
 * The source's codecs that the viewer can take, under the viewer's payload types; one encoding
 * with our SSRCs, or none if the viewer cannot take the codec of the source's first one.
 */
export function senderParameters(input: SenderInput): RtpParameters {
  const { source, kind, capabilities, muxId } = input;
  const taken = takenCodecs(source, kind, capabilities);
  const media = [...new Map(taken.map(({ codec }) => [codec.payloadType, codec])).values()];
  const rtx = capabilities.codecs.filter(
    codec =>
      isRtxName(codec.name) &&
      media.some(({ payloadType }) => payloadType === codec.parameters?.['apt'])
  );
  return {
    muxId,
    codecs: [...media, ...rtx.map(withoutKind)],
    encodings: encodingFor(input, taken, rtx),
    headerExtensions: extensionsFor(source, kind, capabilities),
    rtcp: { cname: input.cname, reducedSize: true },
    userParameters: structuredClone(source.userParameters ?? {}),
  };
}

/** A codec of the source as the viewer gets it. */
interface TakenCodec {
  sourcePayloadType: number;
  codec: RtpCodecParameters;
}

function takenCodecs(
  source: RtpParameters,
  kind: MediaKind,
  capabilities: RtpCapabilities
): TakenCodec[] {
  return source.codecs.flatMap(sent => {
    if (isFeatureName(sent.name)) return [];
    const known = capabilities.codecs.find(
      other => other.kind === kind && matchesCodec(sent, other)
    );
    if (!known) return [];
    const codec = { ...withoutKind(known), parameters: { ...sent.parameters } };
    return [{ sourcePayloadType: sent.payloadType, codec }];
  });
}

function encodingFor(
  { source, ssrc, rtxSsrc }: SenderInput,
  taken: readonly TakenCodec[],
  rtx: readonly RtpCodecCapability[]
): RtpEncodingParameters[] {
  const sent = source.encodings?.[0]?.codecPayloadType;
  const codec = taken.find(({ sourcePayloadType }) => sourcePayloadType === sent)?.codec;
  if (!codec) return [];
  const { payloadType } = codec;
  const hasRtx = rtx.some(({ parameters }) => parameters?.['apt'] === payloadType);
  return [{ ssrc, codecPayloadType: payloadType, ...(hasRtx && { rtx: { ssrc: rtxSsrc } }) }];
}

function extensionsFor(
  source: RtpParameters,
  kind: MediaKind,
  capabilities: RtpCapabilities
): RtpHeaderExtensionParameters[] {
  const sent = source.headerExtensions ?? [];
  return capabilities.headerExtensions
    .filter(({ kind: served }) => !served || served === kind)
    .filter(({ uri }) => !isUriIn(uri, droppedExtensions))
    .filter(({ uri }) => isUriIn(uri, ownExtensions) || hasUri(sent, uri))
    .map(({ uri, preferredId }) => ({ uri, id: preferredId }));
}

function withoutKind({ kind: _kind, ...codec }: RtpCodecCapability): RtpCodecParameters {
  return structuredClone(codec);
}
