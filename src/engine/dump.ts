// Dumps of many objects at once.
import type { Dump } from '../worker/messages.js';

export type { Dump, DumpValue } from '../worker/messages.js';

/** An object of the API that can be dumped until it closes. */
interface Dumpable {
  readonly closed: boolean;
  dump(): Promise<Dump>;
}

/** The dumps of those objects that are still open when the worker answers. */
export async function dumpAll(objects: Iterable<Dumpable>): Promise<Dump[]> {
  const list = [...objects];
  const outcomes = await Promise.allSettled(list.map(object => object.dump()));
  return outcomes.flatMap((outcome, index) => {
    if (list[index]?.closed) return [];
    if (outcome.status === 'rejected') throw outcome.reason;
    return [outcome.value];
  });
}
