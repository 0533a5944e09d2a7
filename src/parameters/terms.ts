// On what terms a room passes media on: negotiated, or as it comes; pure.
import {
  effectiveCapabilities,
  roomCodecs,
  type RoomCodecs,
  type RoomMediaCodec,
} from './capabilities.js';
import { checkList, checkObject, copyOf } from './checks.js';
import { matchesCodec } from './codecs.js';
import { normalizeReceiverParameters } from './receiver-parameters.js';
import type { MediaKind, RtpCapabilities, RtpCodecParameters, RtpParameters } from './rtp.js';
import { senderParameters, type SenderInput } from './sender-parameters.js';
import { verbatimParameters } from './verbatim.js';

/**
 * What a room makes of parameters on their way from a publisher to a viewer: the one place in
 * which rooms with and without `mediaCodecs` differ.
 */
export interface Terms {
  /** False where peers need no capabilities. */
  readonly negotiates: boolean;
  /** What `getCapabilities()` shows, and the RTX codec of each payload type. */
  readonly codecs: RoomCodecs;
  /** What a peer that is capable of `given` can do in the room. */
  effectiveCapabilities: (given: RtpCapabilities) => RtpCapabilities;
  /** What a receiver takes of what an endpoint sends. Throws a TypeError if that is nothing. */
  receiverParameters: (
    given: RtpParameters,
    kind: MediaKind,
    capabilities: RtpCapabilities | undefined
  ) => RtpParameters;
  /** What a viewer gets of what a receiver takes. */
  senderParameters: (input: SenderInput) => RtpParameters;
  /** True if what a source sends as `sent` reaches a viewer as `seen`. */
  carries: (sent: RtpCodecParameters, seen: RtpCodecParameters) => boolean;
}

/** The terms of a room with these codecs, or of one that was given none. */
export const termsOf = (mediaCodecs: readonly RoomMediaCodec[] | null | undefined): Terms =>
  mediaCodecs === undefined || mediaCodecs === null ? verbatim() : negotiated(mediaCodecs);

/** Codecs are the room's; a viewer gets what the viewer is capable of. */
function negotiated(mediaCodecs: readonly RoomMediaCodec[]): Terms {
  const codecs = roomCodecs(mediaCodecs);
  return {
    negotiates: true,
    codecs,
    effectiveCapabilities: given => effectiveCapabilities(codecs, given),
    receiverParameters: (given, kind, capabilities) =>
      normalizeReceiverParameters(given, kind, capabilities!),
    senderParameters,
    carries: matchesCodec,
  };
}

/** Codecs are the business of the peers; a viewer gets what a publisher sends, unchanged. */
function verbatim(): Terms {
  return {
    negotiates: false,
    codecs: {
      capabilities: { codecs: [], headerExtensions: [], fecMechanisms: [] },
      rtx: new Map(),
    },
    effectiveCapabilities(given) {
      const { codecs, headerExtensions } = checkObject(given, 'capabilities');
      checkList(codecs, 'capabilities.codecs');
      checkList(headerExtensions, 'capabilities.headerExtensions');
      const copy = copyOf({ ...given }, 'capabilities') as Partial<RtpCapabilities>;
      return { codecs: [], headerExtensions: [], fecMechanisms: [], ...copy };
    },
    receiverParameters: verbatimParameters,
    senderParameters: ({ source }) => structuredClone(source),
    carries: (sent, seen) => sent.payloadType === seen.payloadType,
  };
}
