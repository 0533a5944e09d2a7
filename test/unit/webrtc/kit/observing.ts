// What tests wait for, and what they write down.

/** Lets queued tasks run. */
export const tasks = async (): Promise<void> => {
  for (let at = 0; at < 4; at++) await new Promise(resolve => setImmediate(resolve));
};

/** What a promise rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<DOMException> {
  try {
    await promise;
  } catch (error) {
    return error as DOMException;
  }
  throw new Error('it did not reject');
}

/** The name of what a promise rejects with: of a DOMException, or `TypeError` and the like. */
export const rejectionName = async (promise: Promise<unknown>): Promise<string> =>
  (await rejection(promise)).name;

/** The name of what a call throws; `nothing` if it does not. */
export function thrownName(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return (error as Error).name;
  }
  return 'nothing';
}

/** Anything that has `addEventListener()`. */
interface Target {
  addEventListener(type: string, listener: (event: Event) => void): void;
}

/** Writes down each event of these types; `say` adds to the name what is of interest. */
export function record(
  target: unknown,
  types: readonly string[],
  log: string[] = [],
  say: (event: Event) => string = ({ type }) => type
): string[] {
  for (const type of types) {
    (target as Target).addEventListener(type, event => log.push(say(event)));
  }
  return log;
}
