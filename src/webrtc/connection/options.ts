// Checks of what applications pass in; callers may well be JavaScript.
import { checkOptionNames } from '../../base/names.js';
import { checkTransportOptions, type TransportOptions } from '../../engine/transport-options.js';
import type { Peer } from '../../engine/peer.js';
import type { Server } from '../../engine/server.js';
import { invalidState } from '../idl/errors.js';
import { checkServer } from '../room/default-room.js';
import {
  checkConfiguration,
  configurationNames,
  type CheckedConfiguration,
} from '../transports/configuration.js';

/** What the constructor takes beside the RTCConfiguration of W3C. */
export interface RTCPeerConnectionOptions {
  /**
   * The participant, who has no other connection. The connection takes it over: closing one closes
   * the other. Default: one of a hidden room that routes nothing by itself.
   */
  peer?: Peer | undefined;
  /**
   * In place of a peer: the server that holds the hidden room, and decides on ports and addresses.
   * All connections that name it share one of its workers. Default:
   * a server of the library's own with one worker, which runs while a connection needs it.
   */
  server?: Server | undefined;
  /**
   * Ports and protocols of the transport, as `Peer.createTransport()` takes them. Default: all of
   * the server's.
   */
  transportOptions?: TransportOptions | undefined;
  /** What the endpoint is asked to send at most, in bits per second. Default: no limit. */
  maxBitrate?: number | undefined;
  /**
   * How many candidates of the endpoint are kept, of each description and of the transport; more
   * are counted in `dump()`, and have no other effect. Default 100.
   */
  maxRemoteCandidates?: number | undefined;
  /**
   * How long a description of the endpoint may be, in characters; a longer one is refused
   * (RTCError), and nothing changes. Default 262144. Where a description of ours is longer than a
   * quarter of that, four times its length is allowed.
   */
  maxDescriptionLength?: number | undefined;
  /**
   * How many m-sections a description of the endpoint may have beyond those there are, whatever
   * their direction. More are refused (RTCError), and nothing changes. Default 128.
   */
  maxNewSections?: number | undefined;
  /** The endpoint speaks Plan B, as Chromium did before version 93. Default false: Unified Plan. */
  usePlanB?: boolean | undefined;
}

/** What `createOffer()` takes. */
export interface RTCOfferOptions {
  /**
   * How many audio tracks the endpoint may send at once; true is 1. Default 1 in the first offer. With
   * `usePlanB` any number above 0 means no limit.
   */
  offerToReceiveAudio?: number | boolean | undefined;
  /**
   * How many video tracks, as `offerToReceiveAudio`. Later offers may raise both numbers, and never
   * lower them.
   */
  offerToReceiveVideo?: number | boolean | undefined;
  /** The offer has new ICE credentials, as after `restartIce()`. Default false. */
  iceRestart?: boolean | undefined;
}

const offerOptionNames = [
  'offerToReceiveAudio',
  'offerToReceiveVideo',
  'iceRestart',
  'voiceActivityDetection', // Of earlier texts of the W3C; without effect here.
];

// More than any page has tracks; keeps a typing error from making a huge description.
const maxSlots = 100;

/** What the constructor takes, after its checks. */
export interface CheckedOptions {
  options: RTCPeerConnectionOptions;
  configuration: CheckedConfiguration;
}

const optionNames: readonly (keyof RTCPeerConnectionOptions)[] = [
  'peer',
  'server',
  'transportOptions',
  'maxBitrate',
  'maxRemoteCandidates',
  'maxDescriptionLength',
  'maxNewSections',
  'usePlanB',
];

// What browsers took, and code that was written for them still says; without effect here.
const namesOfBrowsers = [
  'alwaysNegotiateDataChannels',
  'enableCpuOveruseDetection',
  'enableDscp',
  'enableDtlsSrtp',
  'encodedInsertableStreams',
  'iceTransports',
  'offerExtmapAllowMixed',
  'peerIdentity',
  'rtcAudioJitterBufferFastAccelerate',
  'rtcAudioJitterBufferMaxPackets',
  'rtcAudioJitterBufferMinDelayMs',
  'sdpSemantics',
];

const constructorNames = [...optionNames, ...configurationNames, ...namesOfBrowsers];

/**
 * Checks what the constructor takes.
 *
 * @throws {TypeError} or a DOMException, as W3C WebRTC 1.0, section 4.4.1.1
 */
export function checkOptions(given: unknown): CheckedOptions {
  const configuration = checkConfiguration(given);
  checkOptionNames(Object(given) as object, constructorNames, 'RTCPeerConnection()');
  const options = (given ?? {}) as RTCPeerConnectionOptions;
  const { peer, maxBitrate } = options;
  if (peer !== undefined && (typeof peer !== 'object' || !isPeer(peer))) {
    throw new TypeError('missing/wrong options.peer: it has to be a Peer of a room');
  }
  if (maxBitrate !== undefined && !(Number.isFinite(maxBitrate) && maxBitrate > 0)) {
    throw new TypeError('options.maxBitrate has to be a number above 0');
  }
  for (const name of ['maxRemoteCandidates', 'maxDescriptionLength', 'maxNewSections'] as const) {
    const { [name]: limit = 1 } = options;
    if (!Number.isInteger(limit) || limit < 1) {
      throw new TypeError(`options.${name} has to be a whole number above 0`);
    }
  }
  // Found here, and not by the first description, which opens the transport.
  if (options.transportOptions !== undefined) checkTransportOptions(options.transportOptions);
  const server = checkServer(options.server);
  if (peer && server) throw new TypeError('options.server is for connections without options.peer');
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
  checkOptionNames(given, offerOptionNames, 'createOffer()');
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
