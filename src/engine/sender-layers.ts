// Which layers of a track a viewer is to get.
import { checkOptionNames } from '../base/names.js';
import { checkInteger, checkObject, refuse } from '../parameters/checks.js';
import type { Layers } from '../worker/messages.js';

/** The highest layers that a viewer gets, counted from the lowest, 0. What is absent is not limited. */
export interface SenderLayers {
  /** The encoding of a simulcast track, by its place in the receiver's list; else the SVC layer. */
  spatialLayer?: number;
  /** The highest temporal layer, of the encoding that is forwarded. */
  temporalLayer?: number;
  /**
   * In bits per second. Of several encodings only those are forwarded whose measured bitrate is not
   * above this; the lowest one in any case.
   */
  maxBitrateBps?: number;
}

/** The highest layers that are forwarded just now; absent where none is left out. */
export type PassingLayers = Omit<SenderLayers, 'maxBitrateBps'>;

const highestLayer = 254;

/** A copy of the caller's limits, without what limits nothing. */
export function checkLayers(layers: SenderLayers): Layers {
  const given = checkObject(layers, 'layers');
  checkOptionNames(given, ['spatialLayer', 'temporalLayer', 'maxBitrateBps'], 'setLayers()');
  const checked: Layers = {};
  for (const name of ['spatialLayer', 'temporalLayer'] as const) {
    if (given[name] === undefined) continue;
    checked[name] = checkInteger(given[name], `layers.${name}`, 0, highestLayer);
  }
  const bitrate = given['maxBitrateBps'];
  if (bitrate === undefined) return checked;
  if (typeof bitrate !== 'number' || !Number.isFinite(bitrate) || bitrate <= 0) {
    return refuse('layers.maxBitrateBps must be a number above 0');
  }
  checked.maxBitrateBps = Math.max(1, Math.min(Math.round(bitrate), Number.MAX_SAFE_INTEGER));
  return checked;
}
