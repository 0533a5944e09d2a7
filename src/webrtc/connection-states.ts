// The states of a connection as those of its transports add up. W3C WebRTC 1.0, section 4.3. Pure.
import type { RTCDtlsTransportState } from './transports/rtc-dtls-transport.js';
import type { RTCIceTransportState } from './transports/rtc-ice-transport.js';

/** W3C WebRTC 1.0, section 4.3.4. */
export type RTCIceConnectionState = RTCIceTransportState;

/** W3C WebRTC 1.0, section 4.3.3. */
export type RTCPeerConnectionState =
  'new' | 'connecting' | 'connected' | 'disconnected' | 'failed' | 'closed';

/** There is one transport, so its state is nearly the connection's; undefined before it is in use. */
export function iceConnectionState(
  ice: RTCIceTransportState | undefined,
  isClosed: boolean
): RTCIceConnectionState {
  if (isClosed) return 'closed';
  return ice === undefined || ice === 'closed' ? 'new' : ice;
}

/** ICE and DTLS together. */
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
