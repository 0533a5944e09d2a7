// What descriptions to viewers call the tracks of publishers: names of the server's own. RFC 8830.
import { derivedId } from '../base/identifiers.js';

/** What an `a=msid` line says of a track. */
export interface TrackName {
  /** The id of the MediaStream; `-` where the publisher has the track in none. */
  stream: string;
  /** The id of the MediaStreamTrack. */
  track: string;
}

/**
 * Names a track for those who get it. Whatever a publisher calls its streams, viewers get ids that are
 * harmless, unique, and nobody's to choose: the same as long as the publisher's peer is there, for all
 * viewers, and for all tracks that the publisher has in one stream.
 *
 * @param peerId the random id of the publisher's peer
 * @param msid what the publisher calls the track, if it does so: `stream`, or `stream track`
 * @param track the id that the track is to have
 */
export function trackNameFor(peerId: string, msid: unknown, track: string): TrackName {
  const stream = typeof msid === 'string' ? (msid.trim().split(/\s+/)[0] ?? '') : '';
  return { stream: stream === '-' ? '-' : derivedId(peerId, stream), track };
}
