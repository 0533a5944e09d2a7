// The error classes that leave this library, and the catalogue of their codes.

/**
 * Every reason for which this library rejects a call. A code never changes its
 * meaning and is never reused; README.md lists them for users.
 */
export type ErrorCode =
  | 'INVALID_STATE' // the object is closed, or the call came too early
  | 'INVALID_PARAMETERS' // the caller's description cannot be honoured
  | 'UNSUPPORTED' // valid, but this server does not do it
  | 'LIMIT_REACHED' // one more than an option allows
  | 'TIMED_OUT' // the worker did not answer in time
  | 'WORKER_DIED'; // the worker process is gone

/** The catalogue as values: each code is here once. */
export const errorCodes: readonly ErrorCode[] = [
  'INVALID_STATE',
  'INVALID_PARAMETERS',
  'UNSUPPORTED',
  'LIMIT_REACHED',
  'TIMED_OUT',
  'WORKER_DIED',
];

/** What went wrong inside the library or its worker. Branch on `code`, not on `message`. */
export class EngineError extends Error {
  /**
   * Makes an error.
   *
   * @param options a `cause`, where another error led to this one
   */
  constructor(
    /** Why the call was rejected. */
    readonly code: ErrorCode,
    message: string,
    options?: ErrorOptions
  ) {
    super(message, options);
  }

  /**
   * True for an error of this library, with that code if one is given; also for one of another copy of
   * this package.
   */
  static is(error: unknown, code?: ErrorCode): error is EngineError {
    if (!(error instanceof Error)) return false;
    const found = (error as Partial<EngineError>).code;
    return found !== undefined && errorCodes.includes(found) && (!code || found === code);
  }

  /** @internal The error that a worker answered; an unknown code of another build becomes `UNSUPPORTED`. */
  static fromWorker(code: string, message: string): EngineError {
    if (code === 'INVALID_STATE') return new InvalidStateError(message);
    const known = errorCodes.find(candidate => candidate === code);
    return new EngineError(known ?? 'UNSUPPORTED', message);
  }
}

/** A call at the wrong time: the object has closed, or something else has to happen first. */
export class InvalidStateError extends EngineError {
  /**
   * Makes an error.
   *
   * @param options a `cause`, where another error led to this one
   */
  constructor(message: string, options?: ErrorOptions) {
    super('INVALID_STATE', message, options);
  }
}

/** A call on something that has ended: `reason` ended it, if it was not its own `close()`. */
export const closedError = (what: string, reason?: Error): InvalidStateError =>
  reason
    ? new InvalidStateError(`${what} closed: ${reason.message}`, { cause: reason })
    : new InvalidStateError(`${what} closed`);

/** A wrong argument: a `TypeError` with a code, as all errors of this library have one. */
export class InvalidParametersError extends TypeError {
  /** Always `INVALID_PARAMETERS`. */
  readonly code = 'INVALID_PARAMETERS' as const satisfies ErrorCode;
}

// As with built-in errors, the name is on the prototype, where it is not enumerated. The name of a
// wrong argument stays 'TypeError'.
for (const [type, name] of [
  [EngineError, 'EngineError'],
  [InvalidStateError, 'InvalidStateError'],
] as const) {
  Object.defineProperty(type.prototype, 'name', {
    value: name,
    writable: true,
    configurable: true,
  });
}
