// Dumps of many objects at once.
import type { Dump } from '../worker/messages.js';

export type { Dump, DumpValue } from '../worker/messages.js';

/** Something that closes and can be dumped. */
interface Dumpable {
  readonly closed: boolean;
  dump(): Promise<Dump>;
}

/** The dumps of all that are still open when the worker answers; what closed meanwhile is left out. */
export async function dumpAll(objects: Iterable<Dumpable>): Promise<Dump[]> {
  const list = [...objects];
  const outcomes = await Promise.allSettled(list.map(object => object.dump()));
  return outcomes.flatMap((outcome, index) => {
    if (list[index]?.closed) return [];
    if (outcome.status === 'rejected') throw outcome.reason;
    return [outcome.value];
  });
}
