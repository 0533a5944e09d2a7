// The dictionaries and other types of W3C WebRTC 1.0 by name.
export type { RTCPeerConnectionEvents } from './connection-face.js';
export type { RTCIceConnectionState, RTCPeerConnectionState } from './connection-states.js';
export type { Direction } from './direction.js';
export type {
  RTCDataChannelEventInit,
  RTCPeerConnectionIceErrorEventInit,
  RTCPeerConnectionIceEventInit,
  RTCTrackEventInit,
} from './event-classes.js';
export type {
  EventAttribute,
  EventHandler,
  EventHandlerObject,
  EventHandlerOptions,
} from './events.js';
export type { MediaStreamTrackEventInit } from './media/media-stream-track-event.js';
export type { RTCErrorDetailType, RTCErrorInit } from './errors.js';
export type { MediaStreamEvents } from './media/media-stream.js';
export type { MediaStreamTrackEvents, MediaTrackConstraints } from './media/media-stream-track.js';
export type { RTCOfferOptions, RTCPeerConnectionOptions } from './options.js';
export type { RTCRtpSendParameters } from './rtc-rtp-sender.js';
export type { RTCRtpTransceiverDirection } from './rtc-rtp-transceiver.js';
export type { RTCSessionDescriptionInit } from './rtc-session-description.js';
export type {
  RTCRtpCapabilities,
  RTCRtpCodec,
  RTCRtpCodecParameters,
  RTCRtpHeaderExtensionParameters,
  RTCRtpParameters,
} from './rtp-codec-parameters.js';
export type { RTCRtpTransceiverInit } from './rtp-connection.js';
export type { RTCRtpEncodingParameters } from './send-encodings.js';
export type { SdpType, SignalingState } from './signaling-state.js';
export type * from './stats/stats-types.js';
export type {
  RTCBundlePolicy,
  RTCConfiguration,
  RTCIceServer,
  RTCIceTransportPolicy,
  RTCRtcpMuxPolicy,
} from './transports/configuration.js';
export type { RTCDataChannelInit } from './transports/data-channel-init.js';
export type { RTCDtlsFingerprint } from './transports/rtc-certificate.js';
export type { RTCDataChannelEvents, RTCDataChannelState } from './transports/rtc-data-channel.js';
export type {
  RTCDtlsTransportEvents,
  RTCDtlsTransportState,
} from './transports/rtc-dtls-transport.js';
export type { RTCErrorEventInit } from './transports/rtc-error-event.js';
export type {
  RTCIceCandidateInit,
  RTCIceCandidateType,
  RTCIceComponent,
  RTCIceProtocol,
  RTCIceTcpCandidateType,
  RTCLocalIceCandidateInit,
} from './transports/rtc-ice-candidate.js';
export type {
  RTCIceCandidatePair,
  RTCIceGathererState,
  RTCIceParameters,
  RTCIceTransportEvents,
  RTCIceTransportState,
} from './transports/rtc-ice-transport.js';
export type { RTCSctpTransportState } from './transports/rtc-sctp-transport.js';
