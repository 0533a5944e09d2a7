// The trees of sdp-transform, which knows the grammar of each line.
import transform, { type SessionDescription } from 'sdp-transform';

import { SdpError } from './session.js';

/** The tree of sdp-transform, for those who want to look at single lines. */
export function readTree(text: string): SessionDescription {
  return failing(() => transform.parse(text));
}

/** Writes a tree of sdp-transform, such as an application may have changed by hand. */
export function writeTree(tree: SessionDescription): string {
  return failing(() => transform.write(tree));
}

function failing<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw new SdpError(error instanceof Error ? error.message : String(error));
  }
}
