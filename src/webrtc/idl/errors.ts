// The errors of this folder: DOMExceptions with the names that the W3C text gives.
import { SdpError } from '../../../sdp/index.js';

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

/** A value that does not follow its grammar. */
export const syntaxError = (message: string): DOMException =>
  new DOMException(message, 'SyntaxError');

/** The engine could not do it; `cause` says why. */
export const operationFailed = (message: string, cause: unknown): DOMException => {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return causedBy(cause, new DOMException(`${message}: ${reason}`, 'OperationError'));
};

/** Too late for this call: the connection has ended. `reason` ended it, if it was not `close()`. */
export const connectionClosed = (reason: Error | undefined): DOMException =>
  reason
    ? causedBy(reason, invalidState(`the connection has ended: ${reason.message}`))
    : invalidState('the RTCPeerConnection is closed');

// Node takes a cause in the constructor, the DOM does not; this is like what Node makes of it.
const causedBy = <E extends DOMException>(cause: unknown, error: E): E =>
  Object.defineProperty(error, 'cause', { value: cause, writable: true, configurable: true });

/** What went wrong, for programs. W3C WebRTC 1.0, section 11.1. */
export type RTCErrorDetailType =
  | 'data-channel-failure'
  | 'dtls-failure'
  | 'fingerprint-failure'
  | 'sctp-failure'
  | 'sdp-syntax-error'
  | 'hardware-encoder-not-available'
  | 'hardware-encoder-error';

const errorDetails: readonly unknown[] = [
  'data-channel-failure',
  'dtls-failure',
  'fingerprint-failure',
  'sctp-failure',
  'sdp-syntax-error',
  'hardware-encoder-not-available',
  'hardware-encoder-error',
] satisfies RTCErrorDetailType[];

/** What the constructor of an RTCError takes. */
export interface RTCErrorInit {
  /** What went wrong. */
  errorDetail: RTCErrorDetailType;
  /** Counted from 1. Default null. */
  sdpLineNumber?: number | undefined;
  /** Of an SCTP abort. Default null. */
  sctpCauseCode?: number | undefined;
  /** A DTLS alert of the endpoint. Default null. */
  receivedAlert?: number | undefined;
  /** A DTLS alert of ours. Default null. */
  sentAlert?: number | undefined;
}

/** An OperationError that says more. W3C WebRTC 1.0, section 11.1. */
export class RTCError extends DOMException {
  /** What went wrong. */
  readonly errorDetail: RTCErrorDetailType;
  /** Of a description that cannot be read. Counted from 1; null where it is not about one line. */
  readonly sdpLineNumber: number | null;
  /** Of an SCTP abort; null for any other error. */
  readonly sctpCauseCode: number | null;
  /** The DTLS alert of the endpoint that ended it; null without one. */
  readonly receivedAlert: number | null;
  /** The DTLS alert of ours that ended it; null without one. */
  readonly sentAlert: number | null;

  /** @throws {TypeError} without a known `errorDetail` */
  constructor(init: RTCErrorInit, message = '') {
    if (!errorDetails.includes((Object(init) as RTCErrorInit).errorDetail)) {
      throw new TypeError('init.errorDetail has to be one of RTCErrorDetailType');
    }
    super(message, 'OperationError');
    this.errorDetail = init.errorDetail;
    this.sdpLineNumber = init.sdpLineNumber ?? null;
    this.sctpCauseCode = init.sctpCauseCode ?? null;
    this.receivedAlert = init.receivedAlert ?? null;
    this.sentAlert = init.sentAlert ?? null;
  }
}

/** Runs `read` and gives its SdpErrors their W3C face. */
export function reading<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof SdpError)) throw error;
    const init = { errorDetail: 'sdp-syntax-error', sdpLineNumber: error.line } as const;
    throw causedBy(error, new RTCError(init, `invalid ${what} SDP: ${error.message}`));
  }
}
