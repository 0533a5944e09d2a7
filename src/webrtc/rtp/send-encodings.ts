// The encodings of a sender: what applications may ask of them. W3C WebRTC 1.0, section 5.2.5. Pure.
import { invalidAccess, invalidModification } from '../idl/errors.js';
import type { Layers } from './forwarding.js';
import type { SectionKind } from '../jsep/codec-words.js';
import { dictionaryOf, enumOf, sequenceOf, textOf, unsignedLong } from '../idl/conversions.js';
import { maxEncodings } from '../../parameters/limits.js';
import { parseScalabilityMode } from '../../parameters/scalability-mode.js';

/** How one stream of a sender is to be sent. W3C WebRTC 1.0, section 5.2.5. */
export interface RTCRtpEncodingParameters {
  /** Names the stream where there are several. RFC 8851. */
  rid?: string;
  /** False stops it. Default true. */
  active?: boolean;
  /**
   * In bits per second: of a simulcast source the best layer within the limit is forwarded. Default
   * no limit.
   */
  maxBitrate?: number;
  /** In frames a second. Checked and kept. Default no limit. */
  maxFramerate?: number;
  /**
   * Layers of a simulcast source differ by 2: 1 forwards the best, 2 the next. Default 1; video
   * only.
   */
  scaleResolutionDownBy?: number;
  /** Such as `L1T2`: how many temporal and spatial layers are forwarded at most. W3C webrtc-svc. */
  scalabilityMode?: string;
  /** Checked and kept. Default `low`. W3C webrtc-priority. */
  priority?: string;
}

const priorities = ['very-low', 'low', 'medium', 'high'] as const;

/**
 * Checks `sendEncodings` of `addTransceiver()`, in the order of W3C WebRTC 1.0, section 5.1.
 *
 * @throws {TypeError} for RIDs that are missing, malformed or there twice, and for wrong types
 * @throws {RangeError} for numbers out of range
 */
export function checkSendEncodings(given: unknown, kind: SectionKind): RTCRtpEncodingParameters[] {
  if (given === undefined)
    return [{ active: true, ...(kind === 'video' && { scaleResolutionDownBy: 1 }) }];
  const encodings = sequenceOf('sendEncodings', given).map(checkEncoding);
  checkRids(encodings);
  if (kind === 'audio') dropVideoOnly(encodings);
  checkRanges(encodings);
  if (encodings.length === 0) return checkSendEncodings(undefined, kind);

  // Audio has no resolution, and so one stream.
  const kept = encodings.slice(0, kind === 'audio' ? 1 : maxEncodings);
  if (kept.length === 1) delete kept[0]!.rid;
  return kept.map((encoding, at) => withDefaults(encoding, kind, kept.length - 1 - at, kept));
}

function withDefaults(
  encoding: RTCRtpEncodingParameters,
  kind: SectionKind,
  stepsBelowBest: number,
  all: readonly RTCRtpEncodingParameters[]
): RTCRtpEncodingParameters {
  const active = encoding.active ?? true;
  if (kind === 'audio') return { ...encoding, active };
  // If any encoding says how far it is scaled, one that does not is not scaled; else each has half
  // the width and height of the next.
  const isSaid = all.some(other => other.scaleResolutionDownBy !== undefined);
  const scaleResolutionDownBy =
    encoding.scaleResolutionDownBy ?? (isSaid ? 1 : 2 ** stepsBelowBest);
  return { ...encoding, active, scaleResolutionDownBy };
}

// Members that audio does not have are removed before their values are checked.
function dropVideoOnly(encodings: readonly RTCRtpEncodingParameters[]): void {
  for (const encoding of encodings) {
    delete encoding.scaleResolutionDownBy;
    delete encoding.maxFramerate;
  }
}

function checkEncoding(given: unknown): RTCRtpEncodingParameters {
  const from = dictionaryOf('an encoding', given);
  const encoding: RTCRtpEncodingParameters = {};
  if (from['rid'] !== undefined) encoding.rid = textOf('rid', from['rid']);
  if (from['active'] !== undefined) encoding.active = Boolean(from['active']);
  if (from['maxBitrate'] !== undefined) {
    encoding.maxBitrate = unsignedLong('maxBitrate', from['maxBitrate']);
  }
  for (const name of ['maxFramerate', 'scaleResolutionDownBy'] as const) {
    if (from[name] === undefined) continue;
    const value = Number(from[name]);
    if (!Number.isFinite(value)) throw new TypeError(`${name} has to be a number`);
    encoding[name] = value;
  }
  if (from['priority'] !== undefined) {
    encoding.priority = enumOf('priority', from['priority'], priorities, 'low');
  }
  if (from['scalabilityMode'] !== undefined) {
    encoding.scalabilityMode = textOf('scalabilityMode', from['scalabilityMode']);
  }
  return encoding;
}

function checkRids(encodings: readonly RTCRtpEncodingParameters[]): void {
  const rids = encodings.flatMap(({ rid }) => (rid === undefined ? [] : [rid]));
  // RFC 8851, section 10, as browsers have it: letters and digits, 255 of them.
  if (rids.some(rid => !/^[a-zA-Z0-9]{1,255}$/.test(rid))) throw new TypeError('malformed rid');
  if (encodings.length > 1 && rids.length < encodings.length) {
    throw new TypeError('each of several encodings needs a rid');
  }
  if (new Set(rids).size < rids.length) throw new TypeError('a rid is there twice');
}

function checkRanges(encodings: readonly RTCRtpEncodingParameters[]): void {
  for (const { scaleResolutionDownBy, maxFramerate, scalabilityMode } of encodings) {
    if (scaleResolutionDownBy !== undefined && scaleResolutionDownBy < 1) {
      throw new RangeError('scaleResolutionDownBy has to be at least 1');
    }
    if (maxFramerate !== undefined && maxFramerate < 0) {
      throw new RangeError('maxFramerate must not be negative');
    }
    if (scalabilityMode !== undefined && !parseScalabilityMode(scalabilityMode)) {
      throw new DOMException(`unknown scalabilityMode "${scalabilityMode}"`, 'OperationError');
    }
  }
}

/**
 * Checks the encodings of `setParameters()` against those that are.
 *
 * @throws {DOMException} InvalidModificationError if their number, order or RIDs changed
 * @throws {RangeError} for numbers out of range
 */
export function checkChangedEncodings(
  given: unknown,
  current: readonly RTCRtpEncodingParameters[],
  kind: SectionKind
): RTCRtpEncodingParameters[] {
  const encodings = sequenceOf('parameters.encodings', given).map(checkEncoding);
  if (encodings.length !== current.length) {
    throw invalidModification(`there are ${current.length} encodings, not ${encodings.length}`);
  }
  if (encodings.some(({ rid }, at) => rid !== current[at]?.rid)) {
    throw invalidModification('RIDs can neither be changed nor change places');
  }
  if (kind === 'audio') dropVideoOnly(encodings);
  checkRanges(encodings);
  return encodings.map(encoding => ({
    ...encoding,
    active: encoding.active ?? true,
    ...(kind === 'video' && { scaleResolutionDownBy: encoding.scaleResolutionDownBy ?? 1 }),
  }));
}

/** Checks `receiveEncodings`: RIDs of the layers that the endpoint is to send. */
export function checkReceiveEncodings(given: unknown): string[] {
  if (given === undefined) return [];
  const encodings = sequenceOf('receiveEncodings', given).map(checkEncoding);
  if (encodings.length > maxEncodings) throw invalidAccess(`at most ${maxEncodings} layers`);
  checkRids(encodings);
  return encodings.length > 1 ? encodings.flatMap(({ rid }) => rid ?? []) : [];
}

/** What an encoding asks of a source with that many simulcast layers. */
export function layersOf(encoding: RTCRtpEncodingParameters, sourceLayers: number): Layers {
  const { scaleResolutionDownBy = 1, maxBitrate, scalabilityMode } = encoding;
  const mode = scalabilityMode === undefined ? undefined : parseScalabilityMode(scalabilityMode);
  const steps = Math.floor(Math.log2(scaleResolutionDownBy));
  const best = sourceLayers > 1 ? sourceLayers - 1 : undefined;
  const scaled = steps > 0 && best !== undefined ? Math.max(0, best - steps) : undefined;
  // A mode counts the layers of one stream, not those of a simulcast.
  const ofMode = mode && best === undefined ? mode.spatialLayers - 1 : undefined;
  const spatialLayer = scaled ?? ofMode;
  return {
    ...(spatialLayer !== undefined && { spatialLayer }),
    ...(mode && { temporalLayer: mode.temporalLayers - 1 }),
    // A limit of 0 would mean none: 1 bit per second leaves the lowest layer.
    ...(maxBitrate !== undefined && { maxBitrateBps: Math.max(1, maxBitrate) }),
  };
}
