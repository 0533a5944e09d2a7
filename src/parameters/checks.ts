// Checks that capabilities and parameters share. Callers may be JavaScript: no type is trusted.
import { paramFromSDP } from '../base/extra.js';
import { InvalidParametersError } from '../base/errors.js';
import type { CodecParameter, RtcpFeedback } from './rtp.js';

export const refuse = (message: string): never => {
  throw new InvalidParametersError(message);
};

export function checkObject(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) refuse(`${what} must be an object`);
  return value as Record<string, unknown>;
}

/** A copy that shares nothing with the original. Only what JSON can say can be copied. */
export function copyOf(value: Record<string, unknown>, what: string): Record<string, unknown> {
  try {
    return structuredClone(value);
  } catch (cause) {
    throw new InvalidParametersError(`${what} must be plain data`, { cause });
  }
}

/** An absent list is an empty one. */
export function checkList(value: unknown, what: string): unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) refuse(`${what} must be an array`);
  return value as unknown[];
}

export function checkInteger(value: unknown, what: string, min: number, max: number): number {
  if (!Number.isInteger(value) || (value as number) < min || (value as number) > max) {
    refuse(`${what} must be an integer from ${min} to ${max}`);
  }
  return value as number;
}

/** Name, clock rate and, unless it may be chosen for the caller, payload type. */
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

export const checkPayloadType = (value: unknown, what: string): number =>
  checkInteger(value, `${what}.payloadType`, 0, 127);

/** The optional fields of a codec that are kept as they are given. */
export const timing = (codec: Record<string, unknown>): { maxptime?: number; ptime?: number } => ({
  ...(codec['maxptime'] !== undefined && { maxptime: codec['maxptime'] as number }),
  ...(codec['ptime'] !== undefined && { ptime: codec['ptime'] as number }),
});

/** Codec parameters under our names, with the values that have a meaning in fmtp. */
export function codecParameters(given: unknown): Record<string, CodecParameter> {
  if (typeof given !== 'object' || given === null) return {};
  const kept = Object.entries(given).filter(([, value]) => isCodecParameter(value));
  return Object.fromEntries(kept.map(([name, value]) => [ourName(name), value as CodecParameter]));
}

export const sameFeedback = (a: RtcpFeedback, b: RtcpFeedback): boolean =>
  a.type === b.type && (a.parameter || undefined) === (b.parameter || undefined);

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

// A name with dashes, or one that SDP writes in lower case throughout, is SDP's; others are ours.
function ourName(name: string): string {
  return name.includes('-') || name === name.toLowerCase() ? paramFromSDP(name) : name;
}
