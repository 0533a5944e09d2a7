// All classes of W3C WebRTC 1.0 by name.
export {
  MediaStreamTrackEvent,
  RTCDataChannelEvent,
  RTCErrorEvent,
  RTCPeerConnectionIceErrorEvent,
  RTCPeerConnectionIceEvent,
  RTCTrackEvent,
} from './event-classes.js';
export { RTCError } from './errors.js';
export { MediaStream } from './media/media-stream.js';
export { MediaStreamTrack } from './media/media-stream-track.js';
export { RTCPeerConnection } from './peer-connection.js';
export { RTCRtpReceiver } from './rtc-rtp-receiver.js';
export { RTCRtpSender } from './rtc-rtp-sender.js';
export { RTCRtpTransceiver } from './rtc-rtp-transceiver.js';
export { RTCSessionDescription } from './rtc-session-description.js';
export { RTCStatsReport } from './stats/rtc-stats-report.js';
export { RTCCertificate } from './transports/rtc-certificate.js';
export { RTCDataChannel } from './transports/rtc-data-channel.js';
export { RTCDtlsTransport } from './transports/rtc-dtls-transport.js';
export { RTCIceCandidate } from './transports/rtc-ice-candidate.js';
export { RTCIceTransport } from './transports/rtc-ice-transport.js';
export { RTCSctpTransport } from './transports/rtc-sctp-transport.js';
