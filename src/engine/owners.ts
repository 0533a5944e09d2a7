// The types of the public properties `peer` and `room`, by which an object of the API names its owner.

/**
 * Owners by name. An owner's file adds its class here, since imports run down only, from Room to
 * Peer to what a peer has. The objects name their owners for applications; they never call them:
 * what they need comes as an argument of their constructor (RoomContext, PeerContext, `onClosed`).
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- filled by the owners
export interface Owners {}
