// The states of a connection, and their events. W3C WebRTC 1.0, sections 4.3 and 4.4.3.
import type { ConnectionPath } from './connection-path.js';
import {
  connectionState,
  iceConnectionState,
  type RTCIceConnectionState,
  type RTCPeerConnectionState,
} from './connection-states.js';
import type { RTCIceGathererState } from './transports/rtc-ice-transport.js';

/** The events of state changes, beside that of `signalingState`. */
export type StatusEvent =
  'icegatheringstatechange' | 'iceconnectionstatechange' | 'connectionstatechange';

/** What `iceConnectionState` and its likes say. */
export class ConnectionStatus {
  ice: RTCIceConnectionState = 'new';
  connection: RTCPeerConnectionState = 'new';
  gathering: RTCIceGathererState = 'new';

  /** @param tell fires an event of the connection, as long as that is open */
  constructor(private readonly tell: (type: StatusEvent) => void) {}

  /**
   * A part of the path has changed, and has not told yet. What is returned tells of our own
   * changes, which come after that.
   */
  refresh({ ice, dtls, isEnded }: ConnectionPath): () => void {
    const { ice: iceBefore, connection, gathering } = this;
    this.ice = isEnded ? 'disconnected' : iceConnectionState(ice?.state, false);
    this.connection = isEnded ? 'disconnected' : connectionState(ice?.state, dtls?.state, false);
    this.gathering = ice?.gatheringState ?? 'new';
    const told: StatusEvent[] = [
      ...(this.gathering === gathering ? [] : ['icegatheringstatechange' as const]),
      ...(this.ice === iceBefore ? [] : ['iceconnectionstatechange' as const]),
      ...(this.connection === connection ? [] : ['connectionstatechange' as const]),
    ];
    return () => told.forEach(type => this.tell(type));
  }

  /** The end: without events. */
  close(): void {
    this.ice = 'closed';
    this.connection = 'closed';
  }
}
