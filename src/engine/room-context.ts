// What a room gives to its peers, and they to what they have, so that nobody asks an owner's owner.
import type { Terms } from '../parameters/terms.js';
import type { Channel } from '../worker/channel.js';
import type { TrackLimits, TrackQuota } from './track-quota.js';

/** The part of a room that all objects in it need. It is the same for the life of the room. */
export interface RoomContext {
  /** The pipe to the worker that holds the room. */
  readonly channel: Channel;
  /** The id by which the worker knows the room. */
  readonly routerId: string;
  /** What the room makes of parameters on their way from a publisher to a viewer. */
  readonly terms: Terms;
  /** How many tracks a peer may send. */
  readonly maxTracksPerPeer: TrackLimits['maxTracksPerPeer'];
  /** The places for tracks that all peers share. */
  readonly quota: TrackQuota;
}
