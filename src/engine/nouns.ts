// The types of the objects above: how a receiver can have a `peer` without importing it.

/**
 * API nouns by name. Imports run down only, from Room to Peer to what a peer has; but the
 * objects of the API also name their owners. An owner's file adds its class here, and what it
 * owns reads the type from here.
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- filled from elsewhere
export interface Nouns {}
