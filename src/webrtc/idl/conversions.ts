// Conversions of Web IDL: what JavaScript callers may pass, and what it becomes. Pure.

/** A member or an argument as a dictionary; null and undefined are empty ones. */
export function dictionaryOf(name: string, value: unknown): Record<string, unknown> {
  if (value === undefined || value === null) return {};
  if (typeof value !== 'object' && typeof value !== 'function') {
    throw new TypeError(`${name} has to be an object`);
  }
  return value as Record<string, unknown>;
}

/** Throws unless `init` is a dictionary with all the required members. */
export function checkInit(init: unknown, required: readonly string[]): void {
  const given = dictionaryOf('init', init);
  for (const name of required) {
    if (given[name] === undefined) throw new TypeError(`init.${name} is required`);
  }
}

/** Throws unless `value` is an object of that class. */
export function checkInstance<T>(
  name: string,
  value: unknown,
  type: { readonly prototype: T; readonly name: string }
): T {
  const { prototype } = type;
  if (
    typeof value === 'object' &&
    value &&
    Object.prototype.isPrototypeOf.call(prototype as object, value)
  ) {
    return value as T;
  }
  throw new TypeError(`${name} has to be a ${type.name}`);
}

/** An enumeration; `fallback` stands for a member that is missing. */
export function enumOf<T extends string>(
  name: string,
  value: unknown,
  values: readonly T[],
  fallback: T
): T {
  if (value === undefined) return fallback;
  const text = textOf(name, value) as T;
  if (!values.includes(text)) throw new TypeError(`${name} has to be one of ${values.join(', ')}`);
  return text;
}

/** A DOMString. */
export function textOf(name: string, value: unknown): string {
  // Template strings and the like would throw a less telling TypeError for a symbol.
  if (typeof value === 'symbol') throw new TypeError(`${name} has to be a string`);
  return String(value);
}

/** A DOMString that may be null; a missing one is null. */
export const nullableTextOf = (name: string, value: unknown): string | null =>
  value === undefined || value === null ? null : textOf(name, value);

/** A USVString: a DOMString in which lone surrogates are replaced. */
export const unicodeTextOf = (name: string, value: unknown): string =>
  Buffer.from(textOf(name, value)).toString();

/** `[EnforceRange]` of an integer type from 0 to `max`. */
export function enforceRange(name: string, value: unknown, max: number): number {
  if (typeof value === 'symbol' || typeof value === 'bigint') {
    throw new TypeError(`${name} has to be a number`);
  }
  const number = Math.trunc(Number(value)) + 0;
  if (!(number >= 0 && number <= max)) {
    throw new TypeError(`${name} has to be a number from 0 to ${max}`);
  }
  return number;
}

/** An `unsigned short` without `[EnforceRange]`: what does not fit is cut off. */
export const unsignedShort = (name: string, value: unknown): number =>
  unsignedInteger(name, value, 2 ** 16);

/** An `unsigned long`, likewise. */
export const unsignedLong = (name: string, value: unknown): number =>
  unsignedInteger(name, value, 2 ** 32);

function unsignedInteger(name: string, value: unknown, modulus: number): number {
  if (typeof value === 'symbol' || typeof value === 'bigint') {
    throw new TypeError(`${name} has to be a number`);
  }
  const number = Math.trunc(Number(value));
  return Number.isFinite(number) ? ((number % modulus) + modulus) % modulus : 0;
}

/** A sequence: any iterable object. */
export function sequenceOf(name: string, value: unknown): unknown[] {
  const isIterable =
    (typeof value === 'object' || typeof value === 'function') &&
    value !== null &&
    typeof (value as Partial<Iterable<unknown>>)[Symbol.iterator] === 'function';
  if (!isIterable) throw new TypeError(`${name} has to be a sequence`);
  return [...(value as Iterable<unknown>)];
}
