// RTP parameters in the words of the worker; pure.
import { isRtxName, rtxOf } from '../parameters/codecs.js';
import { extensionUris, hasUri, sameUri } from '../parameters/header-extensions.js';
import type {
  MediaKind,
  RtpCodecParameters,
  RtpHeaderExtensionParameters,
  RtpParameters,
} from '../parameters/rtp.js';
import type { Terms } from '../parameters/terms.js';
import { clockRateOf, mediaTypeOf, ownRtxPayloadType, ssrcsOf } from '../parameters/verbatim.js';
import type {
  ReceiverCodec,
  ReceiverParams,
  SenderCodec,
  SenderParams,
} from '../worker/messages.js';

/** What the endpoint's description accepted of a sender. */
export interface NegotiatedSending {
  /** The MID to write into packets; undefined where the description has none (Plan B). */
  muxId: string | undefined;
  /** The RID to write, where the endpoint takes several streams of one track. */
  rid?: string;
  /** The accepted codecs under the viewer's own payload types, RTX included. */
  codecs: readonly RtpCodecParameters[];
  /** The accepted extensions under the viewer's own ids. */
  headerExtensions: readonly { uri: string; id: number }[];
  /** Both forms of header extensions may be in one stream. RFC 8285, section 6. Default true. */
  mixesExtensionForms?: false;
  /** The canonical name that our description gave. Default: that of the sender's parameters. RFC 7022. */
  cname?: string;
}

/**
 * A receiver as the worker is told of it. `sentExtensions` are the extensions under the ids that
 * the endpoint writes, which need not be those of the normalised parameters.
 */
export function receiverWire(
  kind: MediaKind,
  parameters: RtpParameters,
  sentExtensions: readonly RtpHeaderExtensionParameters[] = []
): ReceiverParams {
  const known = parameters.headerExtensions ?? [];
  return {
    kind,
    ...(parameters.muxId !== undefined && { mid: parameters.muxId }),
    codecs: mediaCodecs(parameters.codecs).map(codec =>
      receiverCodec(codec, parameters.codecs, kind)
    ),
    encodings: (parameters.encodings ?? []).map(encoding => {
      const { ssrc, rtxSsrc, fecSsrc } = ssrcsOf(encoding);
      return {
        ...(ssrc && { ssrc }),
        ...(rtxSsrc && { rtxSsrc }),
        ...(fecSsrc && { fecSsrc }),
        ...(encoding.encodingId && { rid: encoding.encodingId }),
      };
    }),
    headerExtensions: sentExtensions
      .filter(({ uri }) => hasUri(known, uri))
      .map(({ uri, id }) => ({ uri, id })),
    ...(parameters.rtcp?.cname && { cname: parameters.rtcp.cname }),
  };
}

/**
 * A sender as the worker is told of it; undefined if nothing can be sent. Several payload types
 * of a source may be the same codec to the viewer: `carries` says which.
 */
export function senderWire(
  kind: MediaKind,
  source: RtpParameters,
  parameters: RtpParameters,
  negotiated: NegotiatedSending | undefined,
  carries: Terms['carries']
): SenderParams | undefined {
  const { ssrc, rtxSsrc } = ssrcsOf(parameters.encodings?.[0] ?? {});
  const accepted = negotiated?.codecs ?? parameters.codecs;
  const codecs = mediaCodecs(accepted).flatMap(codec =>
    mediaCodecs(source.codecs)
      .filter(sent => carries(sent, codec))
      .map(sent => senderCodec(sent.payloadType, codec, accepted))
  );
  if (!ssrc || codecs.length === 0) return undefined;

  const usesRtx = codecs.some(codec => codec.rtxPayloadType !== undefined);
  const extensions = negotiated
    ? // An offset of the publisher's transmission time is wrong after a stop here.
      negotiated.headerExtensions.filter(({ uri }) => !sameUri(uri, extensionUris.toffset))
    : (parameters.headerExtensions ?? []);
  return {
    kind,
    ...(parameters.muxId !== undefined && { mid: parameters.muxId }),
    ssrc,
    ...(usesRtx && rtxSsrc && { rtxSsrc }),
    ...(negotiated?.rid && { rid: negotiated.rid }),
    cname: negotiated?.cname ?? parameters.rtcp?.cname ?? '',
    codecs,
    headerExtensions: extensions.map(({ uri, id }) => ({ uri, id })),
    ...(negotiated?.mixesExtensionForms === false && { mixesExtensionForms: false }),
  };
}

const mediaCodecs = (codecs: readonly RtpCodecParameters[]): RtpCodecParameters[] =>
  codecs.filter(codec => !isRtxName(codec.name));

const rtxPayloadTypeOf = (
  codec: RtpCodecParameters,
  codecs: readonly RtpCodecParameters[]
): number | undefined => rtxOf(codec, codecs)?.payloadType ?? ownRtxPayloadType(codec);

function receiverCodec(
  codec: RtpCodecParameters,
  all: RtpCodecParameters[],
  kind: MediaKind
): ReceiverCodec {
  const has = (type: string, parameter?: string): boolean =>
    (codec.rtcpFeedback ?? []).some(
      feedback => feedback.type === type && (feedback.parameter || undefined) === parameter
    );
  const rtxPayloadType = rtxPayloadTypeOf(codec, all);
  return {
    payloadType: codec.payloadType,
    name: mediaTypeOf(codec, kind),
    clockRate: clockRateOf(codec, kind),
    ...(rtxPayloadType !== undefined && { rtxPayloadType }),
    nack: has('nack'),
    pli: has('nack', 'pli'),
    fir: has('ccm', 'fir'),
    transportCc: has('transport-cc'),
    remb: has('goog-remb'),
  };
}

function senderCodec(
  receiverPayloadType: number,
  codec: RtpCodecParameters,
  accepted: readonly RtpCodecParameters[]
): SenderCodec {
  const rtxPayloadType = rtxPayloadTypeOf(codec, accepted);
  const nack = (codec.rtcpFeedback ?? []).some(
    ({ type, parameter }) => type === 'nack' && !parameter
  );
  return {
    receiverPayloadType,
    payloadType: codec.payloadType,
    ...(rtxPayloadType !== undefined && { rtxPayloadType }),
    nack,
  };
}
