// Offers of an endpoint as plain values, for the tests of the pure files.
import {
  emptySection,
  type Codec,
  type MediaSection,
  type Rid,
  type Session,
} from '../../../../sdp/index.js';
import type { TransceiverFacts } from '../../../../src/webrtc/jsep/section-state.js';
import { planLocalAnswer, type LocalAnswer } from '../../../../src/webrtc/jsep/local-answer.js';
import { planRemoteOffer, type RemoteOffer } from '../../../../src/webrtc/jsep/remote-offer.js';

/** A codec with everything that the short forms below leave out. */
export const codec = (
  payloadType: number,
  name: string,
  clockRate: number,
  others: Partial<Codec> = {}
): Codec => ({ payloadType, name, clockRate, parameters: {}, feedback: [], ...others });

export const opus = codec(111, 'opus', 48000, {
  channels: 2,
  parameters: { minptime: 20, stereo: 1 },
  feedback: [{ type: 'transport-cc' }, { type: 'nack' }],
});
export const vp8 = codec(96, 'VP8', 90000, {
  feedback: [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }, { type: 'lntf' }],
});
export const rtx = (payloadType: number, apt: number): Codec =>
  codec(payloadType, 'rtx', 90000, { parameters: { apt } });

const midUri = 'urn:ietf:params:rtp-hdrext:sdes:mid';

/** A section of an endpoint that wants all that it can have. */
export function offered(
  mid: string,
  kind: string,
  others: Partial<MediaSection> = {}
): MediaSection {
  const codecs = others.codecs ?? (kind === 'audio' ? [opus] : [vp8, rtx(97, 96)]);
  return {
    ...emptySection(kind),
    mid,
    codecs,
    formats: codecs.map(({ payloadType }) => String(payloadType)),
    rtcpMux: true,
    rtcpReducedSize: true,
    iceUfrag: 'their-ufrag',
    icePwd: 'their-password',
    iceOptions: ['trickle'],
    fingerprints: [{ algorithm: 'sha-256', value: Array(32).fill('CD').join(':') }],
    setup: 'actpass',
    headerExtensions: [{ id: 4, uri: midUri }],
    ...others,
  };
}

/** A section for data channels. */
export const offeredData = (mid: string, others: Partial<MediaSection> = {}): MediaSection =>
  offered(mid, 'application', {
    protocol: 'UDP/DTLS/SCTP',
    codecs: [],
    formats: ['webrtc-datachannel'],
    headerExtensions: [],
    sctpPort: 5000,
    maxMessageSize: 262_144,
    ...others,
  });

/** Simulcast of the writer of a section, by RIDs. */
export const simulcast = (
  direction: 'send' | 'recv',
  ...rids: string[]
): Pick<MediaSection, 'rids' | 'simulcast'> => ({
  rids: rids.map((id): Rid => ({ id, direction })),
  simulcast: { send: [], recv: [], [direction]: rids.map(rid => [{ rid, paused: false }]) },
});

/** A description; all sections are in one group unless `others` says otherwise. */
export const session = (media: MediaSection[], others: Partial<Session> = {}): Session => ({
  origin: { username: '-', sessionId: '1', sessionVersion: 1 },
  iceLite: false,
  extmapAllowMixed: true,
  bundles: [media.flatMap(({ mid }) => mid ?? [])],
  media,
  ...others,
});

/** A first offer that nobody here has waited for, with these transceivers for its sections. */
export function offerFor(
  media: MediaSection[],
  transceivers: readonly TransceiverFacts[],
  others: Partial<Session> = {}
): RemoteOffer {
  const offer = planRemoteOffer([], [], session(media, others), undefined);
  const sections = offer.sections.map((one, at) => ({
    ...one,
    transceiver: one.transceiver === 'new' ? transceivers[at]?.id : one.transceiver,
  }));
  return { ...offer, sections };
}

/** Our answer to it. */
export const answerTo = (
  media: MediaSection[],
  transceivers: readonly TransceiverFacts[],
  others: Partial<Session> = {}
): LocalAnswer => planLocalAnswer(offerFor(media, transceivers, others), transceivers);
