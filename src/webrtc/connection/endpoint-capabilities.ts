// What an endpoint is able to do, read from any description that the endpoint made.
import { parse } from '../../../sdp/index.js';
import { EngineError } from '../../base/errors.js';
import type { Peer } from '../../engine/peer.js';
import { invalidAccess, invalidState, operationFailed, reading } from '../idl/errors.js';
import { capabilitiesFrom } from '../jsep/codec-words.js';

/**
 * Tells the engine's peer which codecs and header extensions the endpoint is able to use.
 *
 * @throws {DOMException} RTCError if the text cannot be read, InvalidAccessError if it is of no
 *   use, InvalidStateError if the capabilities are known already
 */
export async function takeCapabilities(peer: Peer, sdp: string): Promise<void> {
  const capabilities = capabilitiesFrom(reading('capabilities', () => parse(sdp)));
  if (capabilities.codecs.length === 0) throw invalidAccess('the SDP names no audio or video');
  await peer.setCapabilities(capabilities).catch(refuse);
}

function refuse(error: unknown): never {
  if (EngineError.is(error, 'INVALID_STATE')) throw invalidState(error.message);
  const { code, message } = Object(error) as { code?: unknown; message?: unknown };
  if (code === 'INVALID_PARAMETERS') {
    throw invalidAccess(`invalid capabilities: ${String(message)}`);
  }
  throw operationFailed('could not set the capabilities', error);
}
