// The states of a connection, as those of its transports add up to them, and their events.
// W3C WebRTC 1.0, sections 4.3 and 4.4.3.
import type { ConnectionPath } from '../exchange/connection-path.js';
import type { RTCDtlsTransportState } from '../transports/rtc-dtls-transport.js';
import type { RTCIceGathererState, RTCIceTransportState } from '../transports/rtc-ice-transport.js';

/** W3C WebRTC 1.0, section 4.3.4. */
export type RTCIceConnectionState = RTCIceTransportState;

/** W3C WebRTC 1.0, section 4.3.3. */
export type RTCPeerConnectionState =
  'new' | 'connecting' | 'connected' | 'disconnected' | 'failed' | 'closed';

/** The state of the connection's one transport, which is `new` before a description was set. */
export function iceConnectionState(
  ice: RTCIceTransportState | undefined,
  isClosed: boolean
): RTCIceConnectionState {
  if (isClosed) return 'closed';
  return ice === undefined || ice === 'closed' ? 'new' : ice;
}

/** What the states of ICE and DTLS add up to. W3C WebRTC 1.0, section 4.3.3. */
export function connectionState(
  ice: RTCIceTransportState | undefined,
  dtls: RTCDtlsTransportState | undefined,
  isClosed: boolean
): RTCPeerConnectionState {
  if (isClosed) return 'closed';
  if (ice === 'failed' || dtls === 'failed') return 'failed';
  if (ice === 'disconnected') return 'disconnected';
  const isFresh = (state: string | undefined): boolean =>
    state === undefined || state === 'new' || state === 'closed';
  if (isFresh(ice) && isFresh(dtls)) return 'new';
  const hasPath = ice === 'connected' || ice === 'completed' || ice === 'closed';
  return hasPath && (dtls === 'connected' || dtls === 'closed') ? 'connected' : 'connecting';
}

/** The events of state changes, beside that of `signalingState`. */
export type StatusEvent =
  'icegatheringstatechange' | 'iceconnectionstatechange' | 'connectionstatechange';

/** What `iceConnectionState` and its likes say, and which of their events are due. */
export class ConnectionStatus {
  ice: RTCIceConnectionState = 'new';
  connection: RTCPeerConnectionState = 'new';
  gathering: RTCIceGathererState = 'new';
  #due: StatusEvent[] = [];

  /** A state of the path has changed: ours change with it, and their events are due. */
  refresh({ ice, dtls, isEnded }: ConnectionPath): void {
    const before = { ice: this.ice, connection: this.connection, gathering: this.gathering };
    this.ice = isEnded ? 'disconnected' : iceConnectionState(ice?.state, false);
    this.connection = isEnded ? 'disconnected' : connectionState(ice?.state, dtls?.state, false);
    this.gathering = ice?.gatheringState ?? 'new';
    if (this.gathering !== before.gathering) this.#due.push('icegatheringstatechange');
    if (this.ice !== before.ice) this.#due.push('iceconnectionstatechange');
    if (this.connection !== before.connection) this.#due.push('connectionstatechange');
  }

  /** The events that are due, in W3C's order; none of them is due after that. */
  takeEvents(): StatusEvent[] {
    return this.#due.splice(0);
  }

  /** The connection is closed: no event is due. */
  close(): void {
    this.ice = 'closed';
    this.connection = 'closed';
    this.#due = [];
  }
}
