// RTP parameters in the words of the worker; pure.
import { isRtxName, matchesCodec, sameUri } from '../parameters/codecs.js';
import type {
  MediaKind,
  RtpCodecParameters,
  RtpHeaderExtensionParameters,
  RtpParameters,
} from '../parameters/rtp.js';
import type {
  ReceiverCodec,
  ReceiverParams,
  SenderCodec,
  SenderParams,
} from '../worker/messages.js';

/** What a remote description accepted of a sender. */
export interface NegotiatedSending {
  /** The MID to write into packets. */
  muxId: string;
  /** The accepted ones of the sender's payload types, RTX included. */
  payloadTypes: readonly number[];
  headerExtensions: readonly { uri: string; id: number }[];
}

/**
 * A receiver as the worker is told of it. `sentExtensions` are the extensions under the ids that
 * the peer writes, which need not be those of the normalised parameters.
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
    codecs: mediaCodecs(parameters).map(codec => receiverCodec(codec, parameters.codecs)),
    encodings: (parameters.encodings ?? []).map(({ ssrc, rtx, fec, encodingId }) => ({
      ...(ssrc && { ssrc }),
      ...(rtx?.ssrc && { rtxSsrc: rtx.ssrc }),
      ...(fec?.ssrc && { fecSsrc: fec.ssrc }),
      ...(encodingId && { rid: encodingId }),
    })),
    headerExtensions: sentExtensions
      .filter(sent => known.some(extension => sameUri(extension.uri, sent.uri)))
      .map(({ uri, id }) => ({ uri, id })),
    ...(parameters.rtcp?.cname && { cname: parameters.rtcp.cname }),
  };
}

/** A sender as the worker is told of it; undefined if nothing can be sent. */
export function senderWire(
  kind: MediaKind,
  source: RtpParameters,
  parameters: RtpParameters,
  negotiated: NegotiatedSending | undefined
): SenderParams | undefined {
  const encoding = parameters.encodings?.[0];
  const accepts = (payloadType: number): boolean =>
    !negotiated || negotiated.payloadTypes.includes(payloadType);
  const codecs = mediaCodecs(parameters)
    .filter(codec => accepts(codec.payloadType))
    .flatMap(codec => senderCodecs(codec, source, parameters, accepts));
  if (!encoding?.ssrc || codecs.length === 0) return undefined;

  const usesRtx = codecs.some(codec => codec.rtxPayloadType !== undefined);
  const extensions = negotiated?.headerExtensions ?? parameters.headerExtensions ?? [];
  return {
    kind,
    ...(parameters.muxId !== undefined && { mid: parameters.muxId }),
    ssrc: encoding.ssrc,
    ...(usesRtx && encoding.rtx?.ssrc && { rtxSsrc: encoding.rtx.ssrc }),
    cname: parameters.rtcp?.cname ?? '',
    codecs,
    headerExtensions: extensions.map(({ uri, id }) => ({ uri, id })),
  };
}

const mediaCodecs = (parameters: RtpParameters): RtpCodecParameters[] =>
  parameters.codecs.filter(codec => !isRtxName(codec.name));

function rtxOf(codec: RtpCodecParameters, codecs: RtpCodecParameters[]): number | undefined {
  return codecs.find(
    other => isRtxName(other.name) && other.parameters?.['apt'] === codec.payloadType
  )?.payloadType;
}

function receiverCodec(codec: RtpCodecParameters, all: RtpCodecParameters[]): ReceiverCodec {
  const has = (type: string, parameter?: string): boolean =>
    (codec.rtcpFeedback ?? []).some(
      feedback => feedback.type === type && (feedback.parameter || undefined) === parameter
    );
  const rtxPayloadType = rtxOf(codec, all);
  return {
    payloadType: codec.payloadType,
    name: codec.name,
    clockRate: codec.clockRate,
    ...(rtxPayloadType !== undefined && { rtxPayloadType }),
    nack: has('nack'),
    pli: has('nack', 'pli'),
    fir: has('ccm', 'fir'),
    transportCc: has('transport-cc'),
    remb: has('goog-remb'),
  };
}

// Several payload types of a receiver may be the same codec to the viewer.
function senderCodecs(
  codec: RtpCodecParameters,
  source: RtpParameters,
  parameters: RtpParameters,
  accepts: (payloadType: number) => boolean
): SenderCodec[] {
  const rtxPayloadType = rtxOf(codec, parameters.codecs);
  const nack = (codec.rtcpFeedback ?? []).some(
    ({ type, parameter }) => type === 'nack' && !parameter
  );
  return mediaCodecs(source)
    .filter(sent => matchesCodec(sent, codec))
    .map(sent => ({
      receiverPayloadType: sent.payloadType,
      payloadType: codec.payloadType,
      ...(rtxPayloadType !== undefined && accepts(rtxPayloadType) && { rtxPayloadType }),
      nack,
    }));
}
