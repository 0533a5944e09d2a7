// The errors of this folder: DOMExceptions with the names that the W3C text gives.
import { SdpError } from '../../sdp/index.js';

/** Wrong moment: closed, or the signaling state does not allow it. */
export const invalidState = (message: string): DOMException =>
  new DOMException(message, 'InvalidStateError');

/** A description that reads well but cannot be accepted. */
export const invalidAccess = (message: string): DOMException =>
  new DOMException(message, 'InvalidAccessError');

/** A local description that is not the one created. */
export const invalidModification = (message: string): DOMException =>
  new DOMException(message, 'InvalidModificationError');

/** Valid, but not something this server does. */
export const notSupported = (message: string): DOMException =>
  new DOMException(message, 'NotSupportedError');

/** The engine could not do it; `cause` says why. */
export const operationFailed = (message: string, cause: unknown): DOMException => {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return causedBy(cause, new DOMException(`${message}: ${reason}`, 'OperationError'));
};

// Node takes a cause in the constructor, the DOM does not; this is like what Node makes of it.
const causedBy = <E extends DOMException>(cause: unknown, error: E): E =>
  Object.defineProperty(error, 'cause', { value: cause, writable: true, configurable: true });

/** A description that cannot be read. W3C WebRTC, section 11.1. */
export class RTCError extends DOMException {
  readonly errorDetail = 'sdp-syntax-error';
  /** Counted from 1; null where it is not about one line. */
  readonly sdpLineNumber: number | null;

  constructor(message: string, line: number | undefined, cause: unknown) {
    super(message, 'OperationError');
    causedBy(cause, this);
    this.sdpLineNumber = line ?? null;
  }
}

/** Runs `read` and gives its SdpErrors their W3C face. */
export function reading<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof SdpError)) throw error;
    throw new RTCError(`invalid ${what} SDP: ${error.message}`, error.line, error);
  }
}
