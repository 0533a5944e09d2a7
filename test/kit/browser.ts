// What the tests want of a browser, whichever it is; and whether it is installed.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A browser process with a profile of its own, which `close()` removes. */
export interface Browser {
  readonly name: string;
  open(url: string): Promise<Tab>;
  close(): Promise<void>;
}

/** One page. */
export interface Tab {
  /** The value of an expression; a promise is waited for. */
  evaluate<T>(expression: string): Promise<T>;
  /** A picture of it. */
  screenshot(path: string): Promise<void>;
  close(): Promise<void>;
}

/** Something that can be launched if it is installed. */
export interface BrowserKind {
  readonly name: string;
  readonly path: string | undefined;
  launch(): Promise<Browser>;
}

/** The first of `names` that is a program on this machine. */
export function findProgram(names: readonly string[]): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  return names.flatMap(name => folders.map(folder => join(folder, name))).find(isProgram);
}

/** A suite that needs browsers or other stacks. Where one is missing it is skipped, and its title says so. */
export function describeWith(
  kinds: readonly Pick<BrowserKind, 'name' | 'path'>[],
  title: string,
  body: (this: Mocha.Suite) => void
): void {
  const missing = kinds.filter(({ path }) => !path).map(({ name }) => name);
  if (missing.length === 0) describe(title, body);
  else describe.skip(`${title} (skipped: no ${missing.join(' and no ')} on this machine)`, body);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
