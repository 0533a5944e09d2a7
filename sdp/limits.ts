// How much a description may say: hostile text is to cost next to nothing.

/** What a reader of descriptions may be told of how long they get. */
export interface Limits {
  /** In characters. Default 256 KiB. */
  maxLength?: number;
  /** Default 1000. */
  maxSections?: number;
}

export const maxLength = 256 * 1024;
export const maxSections = 1000;

/** In characters: of an m-section, and of what comes before the first one. */
export const maxSectionLength = 64 * 1024;

/** How many lines of an m-section may have the same attribute, such as `candidate` or `ssrc`. */
export const maxRepeats = 200;

/** How many attributes a section may have in all. */
export const maxLines = 2000;
