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
  /** A transceiver has one as long as its association lasts. */
  mid: string | undefined;
  /** What is wanted, seen from our side. */
  direction: Direction;
  /** Nothing is wanted of it any more: its section is to be rejected. */
  isStopped: boolean;
  /** The room feeds it: it comes after what the application asked for. */
  isFed: boolean;
  /** `addTrack()` made it, so that an offer of the endpoint may take it over. */
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

/** A part of a section of Plan B. */
export interface SharedTrack {
  /** None for a track of the endpoint that nobody wants any more. */
  transceiver: number | undefined;
  /** What was wanted, seen from our side. */
  direction: Direction;
  isStopped: boolean;
  /** What the transceiver is able to send. */
  codecs: readonly Codec[];
  /** What it receives, while the endpoint sends. */
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
  /** What came of the offer, seen from our side; as offered until then. */
  direction: Direction;
  /** What we say of our media. */
  media: SectionMedia;
  /** It would be rejected, were it not the first of the BUNDLE group: its transceiver has ended. */
  isParked?: boolean;
  /** Who is in it; Plan B only, where `transceiver` is undefined. */
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
