// Runs of perfect negotiation between two ends, wherever these are.
import { WebSocket } from 'ws';

import {
  abandon,
  look,
  openChannel,
  run,
  type EndView,
  type Globals,
  type RunOptions,
} from '../../interop/pages/negotiation.mjs';
import type { Browser, Tab } from '../browser.js';
import { disagreements } from './agreement.js';
import type { SignalingServer } from './signaling-server.js';

const deadlineMs = 15_000;

/** Where connections are made and acted upon. */
export interface End {
  readonly name: string;
  run(options: RunOptions): Promise<EndView>;
  /** What the run that is under way sees. */
  look(options: RunOptions): Promise<EndView | undefined>;
  /** Ends a run that does not finish. */
  abandon(options: RunOptions): Promise<void>;
}

/** An end in a page of its own, which may be asked for one run after the other. */
export async function pageEnd(
  browser: Browser,
  server: SignalingServer
): Promise<End & { tab: Tab }> {
  const tab = await browser.open(server.url);
  await tab.evaluate('negotiation.allowAddresses()');
  return {
    name: browser.name,
    tab,
    run: options => tab.evaluate<EndView>(`negotiation.run(${JSON.stringify(options)})`),
    look: options => tab.evaluate(`negotiation.look(${JSON.stringify(options)})`),
    abandon: options => tab.evaluate(`negotiation.abandon(${JSON.stringify(options)})`),
  };
}

/** An end in this process, of any implementation in W3C's words. */
export function nodeEnd(name: string, globals: Globals, server: SignalingServer): End {
  return {
    name,
    async run(options) {
      const channel = await openChannel(server.channelUrl(options.name), WebSocket);
      const view = await run(options, globals, channel);
      channel.close();
      return view;
    },
    look: options => Promise.resolve(look(options)),
    abandon: options => Promise.resolve(abandon(options)),
  };
}

/** The seeds of a test, or the one that NEGOTIATION_SEED names. */
export function seeds(first: number, count: number): number[] {
  const asked = process.env['NEGOTIATION_SEED'];
  if (asked !== undefined) return [Number(asked)];
  return Array.from({ length: count }, (_, at) => first + at);
}

/** What happened in some runs, to see that they were worth it. */
export type Counts = EndView['counts'];

export const noCounts: Counts = {
  offers: 0,
  ignored: 0,
  collisions: 0,
  rollbacks: 0,
  restarts: 0,
};

export function addCounts(one: Counts, other: Counts): Counts {
  const names = Object.keys(one) as (keyof Counts)[];
  return Object.fromEntries(names.map(name => [name, one[name] + other[name]])) as Counts;
}

/** Runs one seed after the other. Rejects with all that is known at the first that ends in discord. */
export async function negotiate(
  polite: End,
  impolite: End,
  seeds: readonly number[],
  options: Partial<RunOptions> = {}
): Promise<Counts> {
  let counts = noCounts;
  for (const seed of seeds) {
    for (const view of await negotiateOnce(polite, impolite, seed, options)) {
      counts = addCounts(counts, view.counts);
    }
  }
  return counts;
}

async function negotiateOnce(
  polite: End,
  impolite: End,
  seed: number,
  options: Partial<RunOptions>
): Promise<[EndView, EndView]> {
  const name = `${polite.name}-${impolite.name}-${seed}`;
  const where = `seed ${seed}, polite ${polite.name}, impolite ${impolite.name}`;
  const run = { ...options, name, seed };
  const [politely, impolitely] = [
    { ...run, isPolite: true },
    { ...run, isPolite: false },
  ];
  const views = await beforeDeadline(Promise.all([polite.run(politely), impolite.run(impolitely)]));
  if (!views) {
    const stuck = [await polite.look(politely), await impolite.look(impolitely)];
    await polite.abandon(politely);
    await impolite.abandon(impolitely);
    throw new Error(
      `${where}: does not end within ${deadlineMs} ms\n${stuck.map(told).join('\n')}`
    );
  }
  const faults = disagreements(...views);
  if (faults.length > 0) {
    throw new Error(`${where}:\n${faults.join('\n')}\n${views.map(told).join('\n')}`);
  }
  return views;
}

function told(view: EndView | undefined, at: number): string {
  const { log = [], local, remote, signalingState, connectionState } = view ?? {};
  const end = at === 0 ? 'polite' : 'impolite';
  return [
    `--- ${end}`,
    ...log,
    `--- ${signalingState}, ${connectionState}`,
    '--- local',
    local,
    '--- remote',
    remote,
  ].join('\n');
}

async function beforeDeadline<T>(promise: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>(resolve => {
    timer = setTimeout(() => resolve(undefined), deadlineMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
