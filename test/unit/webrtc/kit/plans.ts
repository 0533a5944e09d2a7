// Transceivers and offers as plain values, for the tests of the pure files.
import { effectiveCapabilities, roomCodecs } from '../../../../src/parameters/capabilities.js';
import type { TransportFacts } from '../../../../src/webrtc/jsep/describe.js';
import type { Direction } from '../../../../src/webrtc/jsep/direction.js';
import type {
  Formats,
  SectionState,
  TransceiverFacts,
} from '../../../../src/webrtc/jsep/section-state.js';
import {
  codecsOfKind,
  describeFormats,
  extensionsOfKind,
  type SectionKind,
} from '../../../../src/webrtc/jsep/codec-words.js';
import {
  describeStreams,
  noMedia,
  type SectionMedia,
} from '../../../../src/webrtc/jsep/section-media.js';
import { planLocalOffer, type Wanted } from '../../../../src/webrtc/jsep/local-offer.js';
import { roomOptions } from '../../../kit/fake-channel.js';

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

/** Everything that the usual room has of one kind. */
export const formatsOf = (kind: SectionKind): Formats => ({
  codecs: codecsOfKind(capabilities, kind),
  headerExtensions: extensionsOfKind(capabilities, kind),
  isOrdered: false,
});

/** A transceiver of the application that nothing was negotiated for. */
export function transceiver(
  id: number,
  kind: SectionKind,
  direction: Direction,
  given: Partial<TransceiverFacts> = {}
): TransceiverFacts {
  const formats = given.formats ?? formatsOf(kind);
  return {
    id,
    kind,
    mid: undefined,
    direction,
    isStopped: false,
    isFed: false,
    isAddedTrack: false,
    media: { ...noMedia, ...describeFormats(formats.codecs, formats.headerExtensions) },
    ...given,
    formats,
  };
}

/** A place for a track of the peer. */
export const slot = (id: number, kind: SectionKind): TransceiverFacts =>
  transceiver(id, kind, 'recvonly');

/** The lines about one track with that id. */
export const streamLines = (id: number, kind: SectionKind): Partial<SectionMedia> =>
  describeStreams(
    [{ ssrc: 1000 + id, rtxSsrc: 2000 + id, rid: undefined, active: true }],
    [{ stream: 'stream', track: `track${id}` }],
    'publisher',
    kind === 'video'
  );

/** A track that the room sends. */
export function sending(id: number, kind: SectionKind): TransceiverFacts {
  const mime = kind === 'audio' ? ['audio/opus'] : ['video/VP8', 'video/rtx'];
  const formats: Formats = {
    codecs: capabilities.codecs.filter(
      ({ kind: of, name, parameters }) =>
        of === kind && mime.includes(name) && (parameters?.['apt'] ?? 110) === 110
    ),
    headerExtensions: [{ uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', id: 5 }],
    isOrdered: false,
  };
  const facts = transceiver(id, kind, 'sendonly', { formats, isFed: true });
  return { ...facts, media: { ...facts.media, ...streamLines(id, kind) } };
}

/** What is wanted of a connection with a peer, whose transport outlives its sections. */
export const wanting = (
  transceivers: readonly TransceiverFacts[],
  others: Partial<Wanted> = {}
): Wanted => ({ transceivers, hasDataChannels: false, keepsTransport: true, ...others });

/** The offer that the answers in test/vectors/sdp belong to. */
export const usualTransceivers = [
  slot(1, 'audio'),
  slot(2, 'video'),
  sending(3, 'audio'),
  sending(4, 'video'),
];
export const usualOffer = (): SectionState[] =>
  planLocalOffer([], wanting(usualTransceivers), 0).sections;

/** The lines as an answer leaves them that accepts everything. */
export const accepted = (sections: readonly SectionState[]): SectionState[] =>
  sections.map(state =>
    state.isRejected
      ? { ...state, transceiver: undefined, isEstablished: false }
      : { ...state, isEstablished: true }
  );

/** Lines in short: mid, kind, and direction or the port 0. */
export const summary = (sections: readonly SectionState[]): string[] =>
  sections.map(
    ({ mid, kind, direction, isRejected }) => `${mid} ${kind} ${isRejected ? 0 : direction}`
  );

export const stopped = (facts: TransceiverFacts): TransceiverFacts => ({
  ...facts,
  isStopped: true,
});
