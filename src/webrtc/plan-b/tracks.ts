// The endpoint's tracks in a section of Plan B, and which transceivers they are for. Pure.
import type { MediaSection, Msid, Session, Source } from '../../../sdp/index.js';
import { invalidAccess } from '../idl/errors.js';
import { receives, sends } from '../jsep/direction.js';
import type { RemoteName, SharedTrack } from '../jsep/section-state.js';
import { isSectionKind } from '../jsep/codec-words.js';

/** One track that the endpoint sends. */
export interface RemoteTrack extends RemoteName {
  /** The section as if this track was the only one in it. */
  section: MediaSection;
}

/** A track of the endpoint, and its owner; without an owner a transceiver is to be made for it. */
export interface Placed {
  track: RemoteTrack;
  owner: SharedTrack | undefined;
}

/**
 * Throws unless there is one section of each kind at most.
 *
 * @throws {DOMException} InvalidAccessError
 */
export function checkPlanB(session: Session, what: string): void {
  const kinds = session.media.map(({ kind }) => kind).filter(isSectionKind);
  const twice = kinds.find((kind, at) => kinds.indexOf(kind) !== at);
  if (twice === undefined) return;
  throw invalidAccess(
    `the ${what} has several ${twice} sections: it is of Unified Plan, and usePlanB is set`
  );
}

/**
 * The tracks of a section, in the order of their sources. Sources with the same track id (of
 * `msid`, or else of `label`), and those of one `ssrc-group`, are one track: its simulcast
 * streams and their repairs.
 */
export function tracksOf(section: MediaSection): RemoteTrack[] {
  if (!sends(section.direction)) return [];
  const tracks = new Map<string, Source[]>();
  for (const source of section.sources) {
    // SSRC 0 is nobody's.
    if (source.ssrc === 0) continue;
    const id = idOf(source, section);
    tracks.set(id, [...(tracks.get(id) ?? []), source]);
  }
  return [...tracks].map(([id, sources]) => {
    const own = new Set(sources.map(({ ssrc }) => ssrc));
    const msid = sources.map(source => msidOf(source, section)).find(found => found);
    return {
      id,
      ssrcs: [...own],
      section: {
        ...section,
        direction: 'sendonly',
        candidates: [],
        msids: msid ? [msid] : [],
        sources,
        sourceGroups: section.sourceGroups.filter(({ ssrcs }) => ssrcs.some(s => own.has(s))),
        rids: [],
      },
    };
  });
}

/** The section of a track that the endpoint sends no more. */
export const vanishedSection = (section: MediaSection): MediaSection => ({
  ...section,
  direction: 'inactive',
  candidates: [],
  msids: [],
  sources: [],
  sourceGroups: [],
});

/** True if the owner had a track of the endpoint, and the endpoint sends that track no more. */
export const isVanished = (owner: SharedTrack, placed: readonly Placed[]): boolean =>
  owner.remote !== undefined && !placed.some(other => other.owner === owner);

/**
 * Finds an owner for each track of the endpoint: the one that had a track of the same id, or else of the
 * same SSRCs; for a new track, one that waits for something to receive.
 */
export function placeTracks(
  tracks: readonly RemoteTrack[],
  owners: readonly SharedTrack[]
): Placed[] {
  const taken = new Set<SharedTrack>();
  const take = (owner: SharedTrack | undefined): SharedTrack | undefined => {
    if (owner) taken.add(owner);
    return owner;
  };
  const isThere = ({ remote }: SharedTrack): boolean => tracks.some(({ id }) => id === remote?.id);
  const known = new Map(
    tracks.map(track => {
      const same = owners.find(({ remote }) => remote?.id === track.id);
      const renamed = owners.find(
        owner =>
          !isThere(owner) &&
          !taken.has(owner) &&
          owner.remote?.ssrcs.some(ssrc => track.ssrcs.includes(ssrc))
      );
      return [track, take(same ?? renamed)];
    })
  );
  const isWaiting = (owner: SharedTrack): boolean =>
    !taken.has(owner) &&
    owner.remote === undefined &&
    owner.transceiver !== undefined &&
    !owner.isStopped &&
    receives(owner.direction);
  return tracks.map(track => ({
    track,
    owner: known.get(track) ?? take(owners.find(isWaiting)),
  }));
}

// Before RFC 8830 endpoints named stream and track in a=ssrc: by `msid`, and before that by `mslabel` and `label`.
function msidOf(source: Source, section: MediaSection): Msid | undefined {
  const { msid, label, mslabel } = source;
  if (msid?.track !== undefined) return msid;
  if (label !== undefined) return { stream: msid?.stream ?? mslabel ?? '-', track: label };
  return section.msids[0] ?? msid;
}

function idOf(source: Source, section: MediaSection): string {
  const named = msidOf(source, section)?.track;
  if (named !== undefined) return named;
  const group = section.sourceGroups.filter(({ ssrcs }) => ssrcs.includes(source.ssrc));
  const related = section.sources.filter(({ ssrc }) => group.some(g => g.ssrcs.includes(ssrc)));
  const nameOfGroup = related.map(other => msidOf(other, section)?.track).find(found => found);
  return nameOfGroup ?? `ssrc ${related[0]?.ssrc ?? source.ssrc}`;
}
