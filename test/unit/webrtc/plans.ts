// Transceivers and offers as plain values, for the tests of the pure files.
import { effectiveCapabilities, roomCodecs } from '../../../src/parameters/capabilities.js';
import type { RtpParameters } from '../../../src/parameters/rtp.js';
import { senderMedia, slotMedia, type SectionKind } from '../../../src/webrtc/media-mapping.js';
import {
  planOffer,
  type Line,
  type TransceiverFacts,
  type TransportFacts,
} from '../../../src/webrtc/offer-answer.js';
import { roomOptions } from '../../kit/fake-channel.js';

const codecs = roomCodecs(roomOptions.mediaCodecs);

/** What a peer of the usual room can do. */
export const capabilities = effectiveCapabilities(codecs, codecs.capabilities);

export const transportFacts: TransportFacts = {
  iceParameters: { usernameFragment: 'our-ufrag', password: 'our-password' },
  iceCandidates: [
    {
      foundation: 'udpcandidate',
      priority: 1078862079,
      family: 'ipv4',
      ip: '192.0.2.1',
      port: 40000,
      type: 'host',
      protocol: 'udp',
    },
    {
      foundation: 'tcpcandidate',
      priority: 1078862078,
      family: 'ipv6',
      ip: '2001:db8::1',
      port: 40000,
      type: 'host',
      protocol: 'tcp',
      tcpType: 'passive',
    },
  ],
  sha256: 'ab'.repeat(32),
};

/** A place for a track of the peer. */
export const slot = (id: number, kind: SectionKind): TransceiverFacts => ({
  id,
  kind,
  mid: undefined,
  direction: 'recvonly',
  isStopped: false,
  media: slotMedia(capabilities, kind),
});

/** A track that we send. */
export const sending = (id: number, kind: SectionKind): TransceiverFacts => ({
  id,
  kind,
  mid: undefined,
  direction: 'sendonly',
  isStopped: false,
  media: senderMedia(sentParameters(id, kind), { stream: 'stream', track: `track${id}` }),
});

export const sentParameters = (id: number, kind: SectionKind): RtpParameters => {
  const mime = kind === 'audio' ? ['audio/opus'] : ['video/VP8', 'video/rtx'];
  return {
    codecs: capabilities.codecs.filter(
      ({ kind: of, name, parameters }) =>
        of === kind && mime.includes(name) && (parameters?.['apt'] ?? 110) === 110
    ),
    encodings: [{ ssrc: 1000 + id, rtx: { ssrc: 2000 + id } }],
    headerExtensions: [{ uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', id: 5 }],
    rtcp: { cname: 'publisher' },
  };
};

/** The offer that the answers in test/vectors/sdp belong to. */
export const usualTransceivers = [
  slot(1, 'audio'),
  slot(2, 'video'),
  sending(3, 'audio'),
  sending(4, 'video'),
];
export const usualOffer = (): Line[] => planOffer([], usualTransceivers, 0).lines;

/** The lines as an answer leaves them that accepts everything. */
export const accepted = (lines: readonly Line[]): Line[] =>
  lines.map(line =>
    line.isRejected
      ? { ...line, transceiver: undefined, isEstablished: false }
      : { ...line, isEstablished: true }
  );
