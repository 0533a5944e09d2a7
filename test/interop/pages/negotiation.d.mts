// What the tests in Node know of negotiation.mjs.

/** One transceiver at the end of a run. */
export interface TransceiverView {
  mid: string | null;
  kind: string;
  direction: string;
  currentDirection: string | null;
  /** The ids of the streams that the sender was told to send in, if that can be relied on. */
  sends?: string[];
  /** The ids of the streams that hold the receiver's track. */
  receives: string[];
}

/** One end at the end of a run. */
export interface EndView {
  signalingState: string;
  connectionState: string;
  /** There is a pending description. */
  isPending: boolean;
  transceivers: TransceiverView[];
  local: string | undefined;
  remote: string | undefined;
  /** All streams that track events have told of. */
  streamIds: string[];
  /** Browsers leave tracks in streams now and then if offers were rolled back in between. */
  keepsTracks: boolean;
  counts: Record<'offers' | 'ignored' | 'collisions' | 'rollbacks' | 'restarts', number>;
  errors: string[];
  log: string[];
}

export interface RunOptions {
  /** Of both ends; they find each other by it. */
  name: string;
  seed: number;
  isPolite: boolean;
  expectsConnection?: boolean;
  /** Never stops what the transport of all hangs on. */
  keepsTransport?: boolean;
  mostTurns?: number;
  steps?: number;
  /** Steps that are never taken. */
  without?: string[];
}

/** To the other end: in order, without loss. */
export interface TextChannel {
  send(text: string): void;
  /** From now on; what came before is told at once. */
  listen(handleText: (text: string) => void): void;
  close(): void;
}

/** What `run` makes connections of. */
export interface Globals {
  RTCPeerConnection: unknown;
  MediaStream: unknown;
}

export function look(options: RunOptions): EndView | undefined;
export function abandon(options: RunOptions): void;
export function openChannel(url: string, webSocket?: unknown): Promise<TextChannel>;
export function run(options: RunOptions, globals: Globals, channel: TextChannel): Promise<EndView>;
