// The public face: exports only.
/// <reference types="node" preserve="true" />
import * as errors from './base/errors.js';
import * as extra from './base/extra.js';
import { callable } from './engine/callable.js';
import { Server as ServerClass } from './engine/server.js';
import * as webrtc from './webrtc/webrtc.js';

/** Runs workers and rooms. May be called with and without `new`. */
export const Server = callable(ServerClass);
export type Server = ServerClass;

// The classes and types of W3C WebRTC 1.0 in one namespace. `Object.assign(globalThis, webrtc)` makes
// an environment in which code written for a browser's connections runs.
export { errors, extra, webrtc };
export type * from './webrtc/webrtc.js';

export type { Listener } from './base/typed-emitter.js';
export type { Dump, DumpValue } from './engine/dump.js';
export type { AudioLevel, Room, RoomEvents, Routing } from './engine/room.js';
export type { Peer, PeerEvents } from './engine/peer.js';
export type { RoomOptions, ServerDump, ServerEvents } from './engine/server.js';
export type { LogLevel, LogTag, ServerOptions } from './engine/server-options.js';
export type { TrackLimits } from './engine/track-quota.js';
export type { Transport, TransportEvents } from './engine/transport.js';
export type { TransportOptions } from './engine/transport-options.js';
export type { TrackName } from './engine/msid.js';
export type { RtpObject } from './engine/rtp-packet.js';
export type { RtpReceiver, RtpReceiverEvents } from './engine/rtp-receiver.js';
export type { RtpSender } from './engine/rtp-sender.js';
export type { RtpSenderEvents } from './engine/sender-events.js';
export type { PassingLayers, SenderLayers } from './engine/sender-layers.js';
export type { RoomMediaCodec } from './parameters/capabilities.js';
export type { CodecName } from './parameters/codecs.js';
export type * from './parameters/rtp.js';
export type * from './parameters/transport.js';
export type {
  VerbatimFec,
  VerbatimRtpCodec,
  VerbatimRtpEncoding,
  VerbatimRtpParameters,
  VerbatimRtx,
} from './parameters/verbatim.js';

/** The same names in one object, for those who `import crosspoint from 'crosspoint'`. */
export default { Server, errors, extra, webrtc };
