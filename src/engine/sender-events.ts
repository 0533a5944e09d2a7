// The events of an RtpSender.
import type { RtpParameters } from '../parameters/rtp.js';
import type { PassingLayers } from './sender-layers.js';
import type { Transport } from './transport.js';

/** What an RtpSender tells, with the arguments of listeners. */
export interface RtpSenderEvents {
  /**
   * The sender is gone for good: with its receiver, its peer, or the room. Fires once, and is the last
   * event.
   */
  close: [error?: Error];
  /**
   * The sender has other parameters, because the receiver or the peer's capabilities have. Fires for
   * each change; `active` says whether media is forwarded now.
   */
  parameterschange: [rtpParameters: RtpParameters, active: boolean];
  /** As `parameterschange`, by the name of version 0.1. Fires right after it. */
  updateparameters: [rtpParameters: RtpParameters];
  /** Media began or ceased to be forwarded. Fires for each change of `active` that is to be told. */
  activechange: [active: boolean];
  /**
   * Other layers pass than before: of a simulcast track the encoding, once its key frame came.
   * Does not fire for a track without layers.
   */
  layerschange: [layers: PassingLayers];
  /** `setTransport()` was accepted. Fires for each call. */
  transport: [transport: Transport];
}
