// Which MediaStreamTrack belongs to which receiver of the engine.
import type { RtpReceiver } from '../../engine/rtp-receiver.js';
import { invalidState } from '../idl/errors.js';
import { MediaStreamTrack, TrackFeed } from './media-stream-track.js';

const tracks = new WeakMap<RtpReceiver, MediaStreamTrack>();

/**
 * The track of an engine receiver: the one that its connection made, or else a new one, which
 * ends with the receiver. Always the same for the same receiver.
 *
 * @throws {DOMException} InvalidStateError while nobody has said what kind of media it is
 */
export function trackOf(rtpReceiver: RtpReceiver): MediaStreamTrack {
  return tracks.get(rtpReceiver) ?? makeTrack(rtpReceiver);
}

/** Remembers the track that a connection made for a receiver. */
export function rememberTrack(rtpReceiver: RtpReceiver, track: MediaStreamTrack): void {
  tracks.set(rtpReceiver, track);
}

function makeTrack(rtpReceiver: RtpReceiver): MediaStreamTrack {
  const { kind } = rtpReceiver;
  if (!kind) throw invalidState('the receiver has no kind before its first receive()');
  const feed = new TrackFeed(kind === 'audio' ? 'audio' : 'video');
  const track = new MediaStreamTrack(feed);
  rememberTrack(rtpReceiver, track);
  feed.connect(rtpReceiver);
  if (rtpReceiver.closed) track.end();
  else rtpReceiver.once('close', () => track.end());
  return track;
}
