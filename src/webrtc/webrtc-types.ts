// The dictionaries and other types of W3C WebRTC 1.0 by name.
export type {
  RTCPeerConnectionEventMap,
  RTCPeerConnectionEvents,
} from './connection/connection-face.js';
export type {
  RTCIceConnectionState,
  RTCPeerConnectionState,
} from './connection/connection-status.js';
export type { ConnectionDump } from './connection/connection.js';
export type { Direction } from './jsep/direction.js';
export type { RTCDataChannelEventInit } from './transports/rtc-data-channel-event.js';
export type { RTCPeerConnectionIceErrorEventInit } from './transports/rtc-peer-connection-ice-error-event.js';
export type { RTCPeerConnectionIceEventInit } from './transports/rtc-peer-connection-ice-event.js';
export type { RTCTrackEventInit } from './rtp/rtc-track-event.js';
export type {
  CloseEvent,
  EventAttribute,
  EventHandler,
  EventHandlerObject,
  EventHandlerOptions,
  TypedEventHandler,
  TypedEventHandlerObject,
} from './idl/events.js';
export type { MediaStreamTrackEventInit } from './media/media-stream-track-event.js';
export type { RTCErrorDetailType, RTCErrorInit } from './idl/errors.js';
export type { MediaStreamEvents } from './media/media-stream.js';
export type { MediaStreamTrackEvents, MediaTrackConstraints } from './media/media-stream-track.js';
export type { RTCOfferOptions, RTCPeerConnectionOptions } from './connection/options.js';
export type { RTCRtpSendParameters } from './rtp/rtc-rtp-sender.js';
export type { RTCRtpTransceiverDirection } from './rtp/rtc-rtp-transceiver.js';
export type {
  RTCSessionDescriptionInit,
  SerializedDescription,
} from './exchange/rtc-session-description.js';
export type {
  RTCRtpCapabilities,
  RTCRtpCodec,
  RTCRtpCodecParameters,
  RTCRtpHeaderExtensionParameters,
  RTCRtpParameters,
} from './rtp/rtp-codec-parameters.js';
export type { RTCRtpTransceiverInit } from './rtp/transceiver-init.js';
export type { RTCRtpEncodingParameters } from './rtp/send-encodings.js';
export type { SdpType, SignalingState } from './jsep/signaling-state.js';
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
export type {
  RTCSctpTransportEvents,
  RTCSctpTransportState,
} from './transports/rtc-sctp-transport.js';
