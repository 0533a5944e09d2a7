// What applications pass to addTrack() and addTransceiver(), checked. W3C WebRTC 1.0, section 5.1.
import { dictionaryOf, enumOf, sequenceOf } from '../idl/conversions.js';
import type { Direction } from '../jsep/direction.js';
import { isSectionKind, type SectionKind } from '../jsep/codec-words.js';
import { MediaStream } from '../media/media-stream.js';
import { MediaStreamTrack } from '../media/media-stream-track.js';
import type { RTCRtpEncodingParameters } from './send-encodings.js';

/** What `addTransceiver()` takes. W3C WebRTC 1.0, section 5.1. */
export interface RTCRtpTransceiverInit {
  /** What is wanted, seen from our side. Default `sendrecv`. */
  direction?: Direction;
  /** The streams that the endpoint is to put the track into. Default none. */
  streams?: MediaStream[];
  /** Several with RIDs offer simulcast, at most four. Default one. */
  sendEncodings?: RTCRtpEncodingParameters[];
  /**
   * Not of W3C: the RIDs of the simulcast layers that the endpoint is asked to send, from the
   * lowest to the highest. Browsers follow where the m-section is new to them. Default none.
   */
  receiveEncodings?: {
    /** RFC 8851: letters and digits. */
    rid: string;
  }[];
}

const directions = ['sendrecv', 'sendonly', 'recvonly', 'inactive', 'stopped'] as const;

/** The arguments of `addTransceiver()` with the types of WebIDL; encodings are not looked at yet. */
export interface TransceiverArguments {
  kind: SectionKind;
  track: MediaStreamTrack | null;
  direction: Direction | 'stopped';
  streamIds: string[];
  sendEncodings: unknown;
  receiveEncodings: unknown;
}

/** @throws {TypeError} for an unknown kind, and for wrong types */
export function readTransceiverArguments(
  trackOrKind: unknown,
  init: unknown
): TransceiverArguments {
  const given = dictionaryOf('init', init);
  const direction = enumOf('direction', given['direction'], directions, 'sendrecv');
  const streams = given['streams'] === undefined ? [] : sequenceOf('streams', given['streams']);
  return {
    streamIds: streamIdsOf(streams),
    kind: kindOf(trackOrKind),
    track: trackOrKind instanceof MediaStreamTrack ? trackOrKind : null,
    direction,
    sendEncodings: given['sendEncodings'],
    receiveEncodings: given['receiveEncodings'],
  };
}

/** @throws {TypeError} for what is no MediaStream */
export function streamIdsOf(streams: readonly unknown[]): string[] {
  return streams.map(stream => {
    if (!(stream instanceof MediaStream)) throw new TypeError('streams have to be MediaStreams');
    return stream.signaledId;
  });
}

function kindOf(trackOrKind: unknown): SectionKind {
  if (trackOrKind instanceof MediaStreamTrack) return trackOrKind.kind;
  const kind = String(trackOrKind);
  if (!isSectionKind(kind)) throw new TypeError(`unknown kind "${kind}"`);
  return kind;
}
