// The events of a connection and their `on…` attributes. W3C WebRTC 1.0, sections 4.4.2 and 4.10.
import type { RTCDataChannelEvent } from '../transports/rtc-data-channel-event.js';
import type { RTCPeerConnectionIceErrorEvent } from '../transports/rtc-peer-connection-ice-error-event.js';
import type { RTCPeerConnectionIceEvent } from '../transports/rtc-peer-connection-ice-event.js';
import type { RTCTrackEvent } from '../rtp/rtc-track-event.js';
import { EventFace, type CloseEvent, type EventAttribute } from '../idl/events.js';

/** What a peer connection tells, with the arguments of `on()`. */
export interface RTCPeerConnectionEvents {
  /**
   * An offer is due: what is sent, or may be received, is no longer what was negotiated. Never
   * fires while an exchange is under way; several changes at once fire it once. What the room
   * feeds does not fire it before the first offer, which is the application's own idea.
   */
  negotiationneeded: [];
  /** `signalingState` changed. Closing does not fire it. */
  signalingstatechange: [];
  /** The endpoint sends a track, or puts it into another stream. Once for each. */
  track: [event: RTCTrackEvent];
  /** A candidate of ours; then one with an empty `candidate`, and null at the very end. */
  icecandidate: [event: RTCPeerConnectionIceEvent];
  /** Never fires: nothing is gathered through servers. */
  icecandidateerror: [event: RTCPeerConnectionIceErrorEvent];
  /** `iceConnectionState` changed. Closing does not fire it. */
  iceconnectionstatechange: [];
  /** `iceGatheringState` changed. */
  icegatheringstatechange: [];
  /** `connectionState` changed. `close()` does not fire it; the end of the transport does. */
  connectionstatechange: [];
  /** The endpoint opened a data channel. */
  datachannel: [event: RTCDataChannelEvent];
  /** The connection, its peer or its transport is gone for good. Fires once, and is the last. */
  close: [error?: Error];
}

/** The class of each event of a peer connection, for listeners of `addEventListener()`. */
export interface RTCPeerConnectionEventMap {
  /** An offer is due. */
  negotiationneeded: Event;
  /** `signalingState` changed. */
  signalingstatechange: Event;
  /** `iceConnectionState` changed. */
  iceconnectionstatechange: Event;
  /** `iceGatheringState` changed. */
  icegatheringstatechange: Event;
  /** `connectionState` changed. */
  connectionstatechange: Event;
  /** The endpoint sends a track. */
  track: RTCTrackEvent;
  /** A candidate of ours. */
  icecandidate: RTCPeerConnectionIceEvent;
  /** Never fires. */
  icecandidateerror: RTCPeerConnectionIceErrorEvent;
  /** The endpoint opened a data channel. */
  datachannel: RTCDataChannelEvent;
  /** The connection has ended. */
  close: CloseEvent;
}

/** Base of RTCPeerConnection: its `on…` attributes, null while there is no handler. */
export class ConnectionFace extends EventFace<RTCPeerConnectionEvents, RTCPeerConnectionEventMap> {
  /** The handler of the event `negotiationneeded`: an offer is due. */
  get onnegotiationneeded(): EventAttribute {
    return this.attribute('negotiationneeded');
  }
  set onnegotiationneeded(handler: EventAttribute) {
    this.setAttribute('negotiationneeded', handler);
  }

  /** The handler of the event `signalingstatechange`. */
  get onsignalingstatechange(): EventAttribute {
    return this.attribute('signalingstatechange');
  }
  set onsignalingstatechange(handler: EventAttribute) {
    this.setAttribute('signalingstatechange', handler);
  }

  /** The handler of the event `track`: the endpoint sends a track. */
  get ontrack(): EventAttribute<RTCTrackEvent> {
    return this.attribute('track');
  }
  set ontrack(handler: EventAttribute<RTCTrackEvent>) {
    this.setAttribute('track', handler);
  }

  /** The handler of the event `icecandidate`: a candidate of ours. */
  get onicecandidate(): EventAttribute<RTCPeerConnectionIceEvent> {
    return this.attribute('icecandidate');
  }
  set onicecandidate(handler: EventAttribute<RTCPeerConnectionIceEvent>) {
    this.setAttribute('icecandidate', handler);
  }

  /** The handler of the event `icecandidateerror`, which never fires. */
  get onicecandidateerror(): EventAttribute<RTCPeerConnectionIceErrorEvent> {
    return this.attribute('icecandidateerror');
  }
  set onicecandidateerror(handler: EventAttribute<RTCPeerConnectionIceErrorEvent>) {
    this.setAttribute('icecandidateerror', handler);
  }

  /** The handler of the event `iceconnectionstatechange`. */
  get oniceconnectionstatechange(): EventAttribute {
    return this.attribute('iceconnectionstatechange');
  }
  set oniceconnectionstatechange(handler: EventAttribute) {
    this.setAttribute('iceconnectionstatechange', handler);
  }

  /** The handler of the event `icegatheringstatechange`. */
  get onicegatheringstatechange(): EventAttribute {
    return this.attribute('icegatheringstatechange');
  }
  set onicegatheringstatechange(handler: EventAttribute) {
    this.setAttribute('icegatheringstatechange', handler);
  }

  /** The handler of the event `connectionstatechange`. */
  get onconnectionstatechange(): EventAttribute {
    return this.attribute('connectionstatechange');
  }
  set onconnectionstatechange(handler: EventAttribute) {
    this.setAttribute('connectionstatechange', handler);
  }

  /** The handler of the event `datachannel`: the endpoint opened a data channel. */
  get ondatachannel(): EventAttribute<RTCDataChannelEvent> {
    return this.attribute('datachannel');
  }
  set ondatachannel(handler: EventAttribute<RTCDataChannelEvent>) {
    this.setAttribute('datachannel', handler);
  }

  /** Not of W3C: the connection has ended, and `error` says why if nobody called `close()`. */
  get onclose(): EventAttribute<CloseEvent> {
    return this.attribute('close');
  }
  set onclose(handler: EventAttribute<CloseEvent>) {
    this.setAttribute('close', handler);
  }
}
