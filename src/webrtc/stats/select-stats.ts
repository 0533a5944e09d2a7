// The stats selection algorithm: what belongs to one sender or receiver. Pure.
import type { RTCAnyStats } from './stats-types.js';

/**
 * `chosen`, and all of `all` that they refer to, directly or indirectly, in the order of `all`.
 * W3C WebRTC, section 8.5.
 */
export function selectStats(
  all: readonly RTCAnyStats[],
  chosen: readonly RTCAnyStats[]
): RTCAnyStats[] {
  const byId = new Map(all.map(stats => [stats.id, stats]));
  const found = new Set<RTCAnyStats>();
  const visit = (stats: RTCAnyStats | undefined): void => {
    if (!stats || found.has(stats)) return;
    found.add(stats);
    for (const id of referencesOf(stats)) visit(byId.get(id));
  };
  chosen.forEach(visit);
  return all.filter(stats => found.has(stats));
}

/** The ids that a statistic names: by convention of the standard, members that end with `Id`. */
export const referencesOf = (stats: RTCAnyStats): string[] =>
  Object.entries(stats).flatMap(([name, value]) =>
    name.endsWith('Id') && typeof value === 'string' ? [value] : []
  );
