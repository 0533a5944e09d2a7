// The URIs of header extensions, and which of them rooms can speak; pure. RFC 8285.
import type { MediaKind, RtpHeaderExtension } from './rtp.js';

/** Every header extension that this library knows, by a short name. */
export const extensionUris = {
  /** RFC 6464. */
  audioLevel: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level',
  /** RFC 5450. */
  toffset: 'urn:ietf:params:rtp-hdrext:toffset',
  absSendTime: 'http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time',
  /** 3GPP TS 26.114. */
  videoOrientation: 'urn:3gpp:video-orientation',
  /** RFC 9143, section 15. */
  mid: 'urn:ietf:params:rtp-hdrext:sdes:mid',
  /** RFC 8852. */
  rid: 'urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id',
  /** RFC 8852. */
  repairedRid: 'urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id',
  transportCc: 'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01',
  playoutDelay: 'http://www.webrtc.org/experiments/rtp-hdrext/playout-delay',
  absCaptureTime: 'http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time',
  dependencyDescriptor:
    'https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension',
  videoContentType: 'http://www.webrtc.org/experiments/rtp-hdrext/video-content-type',
  layersAllocation: 'http://www.webrtc.org/experiments/rtp-hdrext/video-layers-allocation00',
} as const;

const extension = (preferredId: number, kind: MediaKind | '', uri: string): RtpHeaderExtension => ({
  kind,
  uri,
  preferredId,
  preferredEncrypt: false,
});

/** Every header extension of a room. The ids fit the one-byte form: RFC 8285, section 4.2. */
export const supportedExtensions: readonly RtpHeaderExtension[] = [
  extension(1, 'audio', extensionUris.audioLevel),
  extension(2, 'video', extensionUris.toffset),
  extension(3, '', extensionUris.absSendTime),
  extension(4, 'video', extensionUris.videoOrientation),
  extension(5, '', extensionUris.mid),
  extension(6, 'video', extensionUris.rid),
  extension(7, 'video', extensionUris.repairedRid),
  extension(8, '', extensionUris.transportCc),
  extension(9, 'video', extensionUris.playoutDelay),
  extension(10, '', extensionUris.absCaptureTime),
  extension(11, 'video', extensionUris.dependencyDescriptor),
  extension(12, 'video', extensionUris.videoContentType),
  extension(13, 'video', extensionUris.layersAllocation),
];

/** True if both URIs name the same extension: they are compared as they stand, but for case. */
export const sameUri = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** True if `uri` is one of `uris`. */
export const isUriIn = (uri: string, uris: readonly string[]): boolean =>
  uris.some(other => sameUri(other, uri));

/** True if one of `extensions` has this URI. */
export const hasUri = (extensions: readonly { uri: string }[], uri: string): boolean =>
  extensions.some(extension => sameUri(extension.uri, uri));
