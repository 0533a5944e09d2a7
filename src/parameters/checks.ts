// Checks that capabilities and parameters share. Applications may be JavaScript: no type is trusted.
import { paramFromSDP } from '../base/extra.js';
import { InvalidParametersError } from '../base/errors.js';
import type { CodecParameter, RtcpFeedback } from './rtp.js';

/** Throws a TypeError with this message. */
export const refuse = (message: string): never => {
  throw new InvalidParametersError(message);
};

/** Gives `value` back; throws a TypeError unless it is an object. `what` names the value in the message. */
export function checkObject(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) refuse(`${what} must be an object`);
  return value as Record<string, unknown>;
}

/** A copy of `value` that shares nothing with it; throws a TypeError where something in it cannot be copied. */
export function copyOf(value: Record<string, unknown>, what: string): Record<string, unknown> {
  try {
    return structuredClone(value);
  } catch (cause) {
    throw new InvalidParametersError(`${what} must be plain data`, { cause });
  }
}

/** More entries than any description of a track has; keeps foreign parameters from costing time. */
const maxEntries = 256;

/**
 * Gives `value` back, or an empty list if there is none; throws a TypeError for what is no list, and
 * for one of more than 256 entries.
 */
export function checkList(value: unknown, what: string): unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) refuse(`${what} must be an array`);
  if ((value as unknown[]).length > maxEntries)
    refuse(`${what} has more than ${maxEntries} entries`);
  return value as unknown[];
}

/** Gives `value` back; throws a TypeError unless it is an integer from `min` to `max`. */
export function checkInteger(value: unknown, what: string, min: number, max: number): number {
  if (!Number.isInteger(value) || (value as number) < min || (value as number) > max) {
    refuse(`${what} must be an integer from ${min} to ${max}`);
  }
  return value as number;
}

/** Throws a TypeError unless the name, the clock rate and the optional numbers of a codec make sense. */
export function checkCodec(codec: Record<string, unknown>, what: string): void {
  const { name, clockRate } = codec;
  if (typeof name !== 'string' || !/^(audio|video)\/[^/]+$/i.test(name)) {
    refuse(`${what}.name must be a media type such as "audio/opus", not ${JSON.stringify(name)}`);
  }
  checkInteger(clockRate, `${what}.clockRate`, 1, 0xffffffff);
  for (const field of ['numChannels', 'ptime', 'maxptime']) {
    if (codec[field] !== undefined) checkInteger(codec[field], `${what}.${field}`, 1, 0xffff);
  }
}

/** Gives `value` back; throws a TypeError unless it is a payload type, 0 to 127. */
export const checkPayloadType = (value: unknown, what: string): number =>
  checkInteger(value, `${what}.payloadType`, 0, 127);

/** The packet times of a codec, as far as they are given. */
export const timing = (codec: Record<string, unknown>): { maxptime?: number; ptime?: number } => ({
  ...(codec['maxptime'] !== undefined && { maxptime: codec['maxptime'] as number }),
  ...(codec['ptime'] !== undefined && { ptime: codec['ptime'] as number }),
});

/** The codec parameters of `given` under our names, without values that have no meaning in fmtp. */
export function codecParameters(given: unknown): Record<string, CodecParameter> {
  if (typeof given !== 'object' || given === null) return {};
  const kept = Object.entries(given).filter(([, value]) => isCodecParameter(value));
  return Object.fromEntries(kept.map(([name, value]) => [ourName(name), value as CodecParameter]));
}

/** True if both are the same kind of feedback; an empty parameter is none. */
export const sameFeedback = (a: RtcpFeedback, b: RtcpFeedback): boolean =>
  a.type === b.type && (a.parameter || undefined) === (b.parameter || undefined);

/** A copy of a codec's feedback; throws a TypeError for an entry without a type. */
export function rtcpFeedback(given: unknown, what: string): RtcpFeedback[] {
  return checkList(given, `${what}.rtcpFeedback`).map(entry => {
    const { type, parameter } = checkObject(entry, `${what}.rtcpFeedback`);
    if (typeof type !== 'string' || type === '') refuse(`${what}.rtcpFeedback.type is missing`);
    const own = { type: type as string };
    return parameter === undefined ? own : { ...own, parameter: parameter as string | null };
  });
}

function isCodecParameter(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(Number.isInteger);
  return ['boolean', 'number', 'string'].includes(typeof value);
}

// A name with dashes, or in lower case throughout, is SDP's; all others are ours already.
function ourName(name: string): string {
  return name.includes('-') || name === name.toLowerCase() ? paramFromSDP(name) : name;
}
