// What dump() says of streams, by the names of version 1; pure.
import { isRtxName } from '../parameters/codecs.js';
import { extensionUris } from '../parameters/header-extensions.js';
import type { MediaKind, RtpCodecParameters, RtpParameters } from '../parameters/rtp.js';
import { clockRateOf, mediaTypeOf, ssrcsOf } from '../parameters/verbatim.js';
import type { Dump, DumpValue } from '../worker/messages.js';

/** The streams of a receiver as the worker counts them, each with what was signalled of the stream. */
export function receiverStreams(
  counted: DumpValue,
  parameters: RtpParameters | undefined,
  kind: MediaKind | undefined
): Dump[] {
  if (!Array.isArray(counted) || !parameters || !kind) return [];
  return (counted as Dump[]).map(stream => {
    const params = streamParams(Number(stream['ssrc']), parameters, kind);
    return {
      ...stream,
      params,
      received: stream['packetsReceived'],
      // RFC 3550, section 6.4.1: in units of the RTP clock.
      jitter: Math.round((Number(stream['jitterMs']) * Number(params['clockRate'])) / 1000),
    };
  });
}

/** The stream of a sender; undefined while the worker does not hold the sender. */
export function senderStream(
  counted: Dump,
  parameters: RtpParameters,
  kind: MediaKind
): Dump | undefined {
  const { ssrc } = ssrcsOf(parameters.encodings?.[0] ?? {});
  if (!ssrc || counted['rtpSenderId'] === undefined) return undefined;
  return {
    params: streamParams(ssrc, parameters, kind),
    received: counted['packetsForwarded'],
    receivedBytes: counted['bytesSent'],
  };
}

function streamParams(ssrc: number, parameters: RtpParameters, kind: MediaKind): Dump {
  const { codecs, encodings = [], headerExtensions = [] } = parameters;
  const encoding = encodings.find(entry => ssrcsOf(entry).ssrc === ssrc) ?? encodings[0];
  const media = codecs.filter(codec => !isRtxName(codec.name));
  const codec =
    media.find(({ payloadType }) => payloadType === encoding?.codecPayloadType) ?? media[0];
  const idOf = (uri: string): number =>
    headerExtensions.find(extension => extension.uri === uri)?.id ?? 0;
  return {
    ssrc,
    ...(codec && describe(codec, kind)),
    ssrcAudioLevelId: idOf(extensionUris.audioLevel),
    absSendTimeId: idOf(extensionUris.absSendTime),
  };
}

function describe(codec: RtpCodecParameters, kind: MediaKind): Dump {
  const has = (parameter: string | undefined): boolean =>
    (codec.rtcpFeedback ?? []).some(
      feedback => feedback.type === 'nack' && (feedback.parameter || undefined) === parameter
    );
  return {
    payloadType: codec.payloadType,
    mime: mediaTypeOf(codec, kind),
    clockRate: clockRateOf(codec, kind),
    useNack: has(undefined),
    usePli: has('pli'),
  };
}
