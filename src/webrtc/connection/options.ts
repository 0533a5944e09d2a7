// Checks of what applications pass in; callers may well be JavaScript.
import type { TransportOptions } from '../../engine/transport-options.js';
import type { Peer } from '../../engine/peer.js';
import { invalidState } from '../idl/errors.js';
import { checkConfiguration, type CheckedConfiguration } from '../transports/configuration.js';

/** What the constructor takes beside the RTCConfiguration of W3C. */
export interface RTCPeerConnectionOptions {
  /**
   * The participant. The connection takes it over: closing one closes the other. Default: one of a
   * hidden room that routes nothing by itself.
   */
  peer?: Peer | undefined;
  /** For `peer.createTransport()`. */
  transportOptions?: TransportOptions | undefined;
  /** What the peer is asked to send at most, in bits per second. Default: no limit. */
  maxBitrate?: number | undefined;
  /** The endpoint speaks Plan B, as Chromium did before version 93. Default false: Unified Plan. */
  usePlanB?: boolean | undefined;
}

/** What `createOffer()` takes. */
export interface RTCOfferOptions {
  /** How many audio tracks the peer may send at once; true is 1. Default 1 in the first offer. Plan B has no limit but 0. */
  offerToReceiveAudio?: number | boolean | undefined;
  /** The same for video. Later offers may raise both; they never sink. */
  offerToReceiveVideo?: number | boolean | undefined;
  /** New ICE credentials, as after `restartIce()`. Default false. */
  iceRestart?: boolean | undefined;
}

// More slots than any page has tracks; keeps a typing error from making a huge description.
const maxSlots = 100;

/** What the constructor takes, checked. */
export interface CheckedOptions {
  options: RTCPeerConnectionOptions;
  configuration: CheckedConfiguration;
}

/** @throws {TypeError} or a DOMException */
export function checkOptions(given: unknown): CheckedOptions {
  const configuration = checkConfiguration(given);
  const options = (given ?? {}) as RTCPeerConnectionOptions;
  const { peer, maxBitrate } = options;
  if (peer !== undefined && (typeof peer !== 'object' || !isPeer(peer))) {
    throw new TypeError('missing/wrong options.peer: it has to be a Peer of a room');
  }
  if (maxBitrate !== undefined && !(Number.isFinite(maxBitrate) && maxBitrate > 0)) {
    throw new TypeError('options.maxBitrate has to be a number above 0');
  }
  if (peer?.closed) throw invalidState('the peer is closed');
  return { options: { ...options }, configuration };
}

const isPeer = (peer: object | null): boolean =>
  typeof (peer as Peer | null)?.createTransport === 'function';

/** The numbers of slots asked for; undefined where nothing was said. */
export function checkOfferOptions(options: RTCOfferOptions | null | undefined): {
  audio: number | undefined;
  video: number | undefined;
  iceRestart: boolean;
} {
  const given = Object(options) as RTCOfferOptions;
  const { offerToReceiveAudio, offerToReceiveVideo, iceRestart } = given;
  return {
    audio: checkCount('offerToReceiveAudio', offerToReceiveAudio),
    video: checkCount('offerToReceiveVideo', offerToReceiveVideo),
    iceRestart: Boolean(iceRestart),
  };
}

function checkCount(name: string, value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  const count = typeof value === 'boolean' ? Number(value) : value;
  if (typeof count !== 'number' || !Number.isInteger(count) || count < 0 || count > maxSlots) {
    throw new TypeError(`${name} has to be a boolean or a number from 0 to ${maxSlots}`);
  }
  return count;
}
