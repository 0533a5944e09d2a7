// M-sections as the two sides left them: what planning starts from. Pure.
import type { Codec } from '../../../sdp/index.js';
import type { RtpCodecParameters } from '../../parameters/rtp.js';
import type { Direction } from './direction.js';
import type { SectionKind } from './codec-words.js';
import type { SectionMedia } from './section-media.js';
import type { Side } from './signaling-state.js';

/** Codecs and header extensions of a transceiver before they have numbers of the connection. */
export interface Formats {
  codecs: readonly RtpCodecParameters[];
  headerExtensions: readonly { uri: string; id: number }[];
  /** The application chose the order, so that answers follow it and not the offer's. */
  isOrdered: boolean;
}

/** What planning has to know of a transceiver. */
export interface TransceiverFacts {
  id: number;
  kind: SectionKind;
  /** Undefined while no section belongs to the transceiver. */
  mid: string | undefined;
  /** What the application and the room want, seen from our side. */
  direction: Direction;
  /** Nobody wants anything of the transceiver any more: its section is to be rejected. */
  isStopped: boolean;
  /** The room feeds the transceiver, which comes after those that the application made. */
  isFed: boolean;
  /** `addTrack()` made the transceiver, so that a section of an endpoint's offer may take it. */
  isAddedTrack: boolean;
  /** What an offer of ours says. */
  media: SectionMedia;
  /** What may be answered, in the numbers of the room. */
  formats: Formats;
}

/** What tells a track of the endpoint from others in a section of Plan B. */
export interface RemoteName {
  id: string;
  ssrcs: readonly number[];
}

/** One of those who share a section of Plan B. */
export interface SharedTrack {
  /** None for a track of the endpoint that nobody wants any more. */
  transceiver: number | undefined;
  /** What the application wanted of the transceiver, seen from our side. */
  direction: Direction;
  isStopped: boolean;
  /** What the transceiver is able to send. */
  codecs: readonly Codec[];
  /** The endpoint's track that the transceiver receives, if there is one. */
  remote: RemoteName | undefined;
}

/** One m-section as it was described last. Its place in the list is its place in the SDP. */
export interface SectionState {
  mid: string;
  /** `audio`, `video`, `application`, or whatever else an endpoint offered and we rejected. */
  kind: string;
  protocol: string;
  /** Undefined where nothing is behind it: rejected for good, or data channels. */
  transceiver: number | undefined;
  /** True once an answer accepted it. */
  isEstablished: boolean;
  /** True if it has port 0: with no transceiver behind it, the place is free. */
  isRejected: boolean;
  offeredBy: Side;
  /** As offered last, seen from our side whoever offered. */
  offered: Direction;
  /** What flows by the answer, seen from our side; before the answer, as offered. */
  direction: Direction;
  /** What we say of our media. */
  media: SectionMedia;
  /** The transceiver has ended; the section is not rejected because it is the first of the BUNDLE group. */
  isParked?: boolean;
  /** Plan B only, where `transceiver` is undefined: those who share the section. */
  tracks?: readonly SharedTrack[];
}

/** The ids of the transceivers behind a section. */
export const transceiversOf = ({ transceiver, tracks = [] }: SectionState): number[] =>
  [transceiver, ...tracks.map(track => track.transceiver)].filter(id => id !== undefined);

/** The place of a section that is rejected for good may be taken by something new. RFC 9429, section 5.2.2. */
export const isFree = (state: SectionState): boolean =>
  state.isRejected && state.transceiver === undefined;

/** The section of the data channels, while it has not been rejected. */
export const isData = (state: SectionState): boolean =>
  state.kind === 'application' && !state.isRejected;
