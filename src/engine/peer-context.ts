// What a peer gives to its receivers and senders: the room's context, and a view of the peer.
import type { RtpCapabilities } from '../parameters/rtp.js';
import type { RoomContext } from './room-context.js';
import type { Transport } from './transport.js';

/** The part of a peer that its receivers and senders need; it follows the peer. */
export interface PeerContext extends RoomContext {
  /** The peer's open transports. */
  readonly transports: ReadonlySet<Transport>;
  /** What the peer and the room have in common; undefined until the peer's capabilities are known. */
  readonly capabilities: () => RtpCapabilities | undefined;
  /** The canonical name of the media that the peer publishes. RFC 3550, section 6.5.1. */
  readonly cname: string;
}

/** True once media may come from and go to the peer. */
export const isAble = ({ terms, capabilities }: PeerContext): boolean =>
  !terms.negotiates || capabilities() !== undefined;
