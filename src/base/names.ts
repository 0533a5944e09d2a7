// Names that callers write by hand: options and codecs. What is not known is never passed over.
import { InvalidParametersError } from './errors.js';

/**
 * Throws a TypeError for the first name of `given` that is not in `known`, and says which known
 * name is nearest.
 *
 * @param what whose options they are, such as `Server()`
 * @param synonyms names of other libraries for what is known here
 */
export function checkOptionNames(
  given: object,
  known: readonly string[],
  what: string,
  synonyms: Readonly<Record<string, string>> = {}
): void {
  const names = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : name));
  const wrong = names.find(name => !known.includes(name));
  if (wrong === undefined) return;
  const meant = Object.hasOwn(synonyms, wrong) ? synonyms[wrong]! : nearestName(wrong, known);
  throw new InvalidParametersError(
    `${what} has no option "${wrong}"${meant === undefined ? '' : `; did you mean "${meant}"?`}`
  );
}

/** The known name that takes the fewest changes of letters, whatever their case. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const [first, ...others] = known.map(candidate => ({
    candidate,
    distance: editDistance(name.toLowerCase(), candidate.toLowerCase()),
  }));
  return first && others.reduce((a, b) => (b.distance < a.distance ? b : a), first).candidate;
}

/** Longer names are compared by their beginning: a caller's text must not cost time. */
const maxCompared = 64;

/** Insertions, deletions, replacements and swaps of neighbours that make `b` of `a`. */
function editDistance(a: string, b: string): number {
  const [from, to] = [a.slice(0, maxCompared), b.slice(0, maxCompared)];
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const isSame = from[i - 1] === to[j - 1];
      const isSwap = from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      const replaced = last[j - 1]! + (isSame ? 0 : 1);
      const swapped = isSwap ? beforeLast[j - 2]! + 1 : replaced;
      row.push(Math.min(replaced, swapped, last[j]! + 1, row[j - 1]! + 1));
    }
    beforeLast = last;
    last = row;
  }
  return last[to.length]!;
}
