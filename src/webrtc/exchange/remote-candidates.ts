// Candidates of the endpoint that come after its description. W3C WebRTC 1.0, section 4.4.1.7.
import { isRejected, parse } from '../../../sdp/index.js';
import { invalidState, operationFailed } from '../idl/errors.js';
import { RTCSessionDescription } from './rtc-session-description.js';
import { RTCIceCandidate, type RTCIceCandidateInit } from '../transports/rtc-ice-candidate.js';
import { defaultMaxRemoteCandidates } from '../transports/rtc-ice-transport.js';
import { dictionaryOf, nullableTextOf, textOf, unsignedShort } from '../idl/conversions.js';

/** A candidate before its m-section is known; an empty `candidate` is the end of them. */
interface Given {
  candidate: string;
  sdpMid: string | null;
  sdpMLineIndex: number | null;
  usernameFragment: string | null;
}

interface Section {
  mid: string | undefined;
  ufrag: string | undefined;
  isRejected: boolean;
}

/** One description, and the sections of it that a candidate belongs to. */
interface Place {
  description: RTCSessionDescription;
  sections: readonly Section[];
  at: readonly number[];
}

/** Lines that were added to a description: by the index of their m-section. */
interface AddedLines {
  lines: Map<number, Set<string>>;
  /** How many of them are candidates. */
  candidates: number;
}

const endOfCandidates = 'a=end-of-candidates';

// Real candidates have about 100 characters, with extensions some hundreds.
const maxCandidateLength = 2048;

/** What a dump shows of the candidates that came after a description. */
export interface CandidateCount {
  /** How many of each description are kept at most. */
  limit: number;
  /** How many more came, and were not kept. */
  refused: number;
}

/** Adds candidates to the descriptions that they belong to, which show them from then on. */
export class RemoteCandidates {
  readonly #added = new WeakMap<RTCSessionDescription, AddedLines>();
  readonly #written = new WeakMap<RTCSessionDescription, RTCSessionDescription>();
  #refused = 0;

  /** @param limit how many candidates are added to one description; more are counted only */
  constructor(private readonly limit = defaultMaxRemoteCandidates) {}

  /** The limit, and how many candidates it refused, for `dump()`. */
  get counted(): CandidateCount {
    return { limit: this.limit, refused: this.#refused };
  }

  /**
   * @throws {TypeError} if it is no candidate, or says nothing of where it belongs to
   * @throws {DOMException} OperationError if it is too long
   */
  check(init: RTCIceCandidateInit | null | undefined): Given {
    const given = dictionaryOf('candidate', init);
    const index = given['sdpMLineIndex'] ?? null;
    const checked = {
      candidate: textOf('candidate', given['candidate'] ?? ''),
      sdpMid: nullableTextOf('sdpMid', given['sdpMid']),
      sdpMLineIndex: index === null ? null : unsignedShort('sdpMLineIndex', index),
      usernameFragment: nullableTextOf('usernameFragment', given['usernameFragment']),
    };
    if (checked.candidate.length > maxCandidateLength) {
      throw refused(`a candidate has at most ${maxCandidateLength} characters`);
    }
    const isPlaced = checked.sdpMid !== null || checked.sdpMLineIndex !== null;
    if (checked.candidate !== '' && !isPlaced) {
      throw new TypeError('sdpMid and sdpMLineIndex are both null');
    }
    return checked;
  }

  /**
   * Adds a candidate to those of `descriptions`, the newest first, that it belongs to. Returns it;
   * nothing where it is the end of candidates, of a section that is rejected, or above the limit.
   *
   * A candidate without a user name fragment is of the newest generation.
   *
   * @throws {DOMException} InvalidStateError without a description, OperationError if it fits none
   */
  add(given: Given, descriptions: readonly (RTCSessionDescription | null)[]): RTCIceCandidate[] {
    const present = descriptions.filter(description => description !== null);
    if (present.length === 0) throw invalidState('there is no remote description yet');
    const places = present.flatMap((description): Place[] => {
      const sections = sectionsOf(description);
      const at = indicesFor(given, sections);
      return at ? [{ description, sections, at }] : [];
    });
    const [newest] = places;
    if (!newest) throw refused(`no m-section or ICE generation fits ${given.candidate}`);
    if (newest.at.every(index => newest.sections[index]!.isRejected)) return [];

    const isNewest = (place: Place): boolean =>
      given.usernameFragment !== null || ufragOf(place) === ufragOf(newest);
    const candidate = given.candidate === '' ? undefined : toCandidate(given, ufragOf(newest));
    let isKept = false;
    for (const { description, sections, at } of places.filter(isNewest)) {
      for (const index of at) {
        if (sections[index]!.isRejected) continue;
        isKept = this.#addLine(description, index, given.candidate) || isKept;
      }
    }
    if (!isKept) this.#refused++;
    return candidate && isKept ? [candidate] : [];
  }

  /** The description with what was added to it; the same object until something is. */
  addedTo(description: RTCSessionDescription | null): RTCSessionDescription | null {
    const added = description && this.#added.get(description);
    if (!added) return description;
    const known = this.#written.get(description);
    if (known) return known;
    const sections = description.sdp.replace(/([^\n])$/, '$1\r\n').split(/^(?=m=)/m);
    // The first piece is the session part, before any section.
    const sdp = sections
      .map(
        (section, at) =>
          section + [...(added.lines.get(at - 1) ?? [])].map(line => `${line}\r\n`).join('')
      )
      .join('');
    const written = new RTCSessionDescription({ type: description.type, sdp });
    this.#written.set(description, written);
    return written;
  }

  // Returns whether the description has the line of this candidate now.
  #addLine(description: RTCSessionDescription, index: number, candidate: string): boolean {
    const added: AddedLines = this.#added.get(description) ?? { lines: new Map(), candidates: 0 };
    const lines = added.lines.get(index) ?? new Set<string>();
    const line = candidate === '' ? endOfCandidates : `a=${candidate.replace(/^a=/, '')}`;
    if (lines.has(line)) return true;
    if (line !== endOfCandidates) {
      if (added.candidates >= this.limit) return false;
      added.candidates++;
    }
    this.#added.set(description, added);
    added.lines.set(index, lines.add(line));
    this.#written.delete(description);
    return true;
  }
}

const known = new WeakMap<RTCSessionDescription, Section[]>();

function sectionsOf(description: RTCSessionDescription): Section[] {
  const before = known.get(description);
  if (before) return before;
  const { media } = parse(description.sdp, { maxLength: Infinity });
  const sections = media.map(section => ({
    mid: section.mid,
    ufrag: section.iceUfrag,
    isRejected: isRejected(section),
  }));
  known.set(description, sections);
  return sections;
}

const ufragOf = ({ sections, at }: Place): string | undefined =>
  at.map(index => sections[index]!).find(({ isRejected }) => !isRejected)?.ufrag;

/**
 * The indices of the sections that a candidate belongs to; undefined if it belongs to none of this
 * description.
 */
function indicesFor(given: Given, sections: readonly Section[]): number[] | undefined {
  const { sdpMid, sdpMLineIndex, usernameFragment: ufrag } = given;
  // A rejected section has no generation: any candidate for it is taken, and leads to nothing.
  const isOfGeneration = (at: number): boolean =>
    ufrag === null || sections[at]?.ufrag === ufrag || sections[at]?.isRejected === true;
  if (sdpMid === null && sdpMLineIndex === null) {
    // An end of candidates that names no section is the end of all.
    const live = sections.flatMap((section, at) =>
      !section.isRejected && isOfGeneration(at) ? [at] : []
    );
    const isOver = sections.every(({ isRejected }) => isRejected);
    return live.length > 0 || isOver ? live : undefined;
  }
  const at =
    sdpMid === null ? sdpMLineIndex! : sections.findIndex(section => section.mid === sdpMid);
  return at >= 0 && at < sections.length && isOfGeneration(at) ? [at] : undefined;
}

function toCandidate(given: Given, ufrag: string | undefined): RTCIceCandidate {
  const usernameFragment = given.usernameFragment ?? ufrag ?? null;
  const candidate = new RTCIceCandidate({ ...given, usernameFragment });
  if (candidate.foundation === null) throw refused(`cannot read the candidate ${given.candidate}`);
  return candidate;
}

const refused = (reason: string): DOMException =>
  operationFailed('the candidate cannot be added', new Error(reason));
