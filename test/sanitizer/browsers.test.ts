// The browser tests once more, with a worker that reports every misuse of memory.
import { expect } from 'chai';
import { join } from 'node:path';

import {
  root,
  runToEnd,
  sanitizedFolder,
  sanitizerReport,
  titled,
  whyNotSanitized,
} from '../kit/sanitized.js';

// Those that lead the worker along different ways: protocols, stacks, layers, repair, churn, attack.
// The others repeat these ways with other descriptions, which the worker does not see.
const suites = [
  'coming-and-going',
  'crowd',
  'foreign-publishers',
  'foreign-simulcast',
  'foreign-stacks',
  'forwarding',
  'hostile',
  'ipv6',
  'packets',
  'plan-b',
  'rooms',
  'simulcast',
  'succession',
  'tcp',
  'verbatim',
].map(name => `${name}.test.ts`);

describe('a worker under sanitizers', () => {
  const whyNot = whyNotSanitized('crosspoint-worker');

  for (const suite of suites) {
    (whyNot === undefined ? it : it.skip)(
      titled(`serves ${suite} without a report`, whyNot),
      async function () {
        this.timeout(600_000);
        const mocha = join(root, 'node_modules/mocha/bin/mocha.js');

        const { code, output } = await runToEnd(
          process.execPath,
          [mocha, join('test/interop', suite)],
          {
            CROSSPOINT_WORKER_PATH: join(sanitizedFolder, 'crosspoint-worker'),
          }
        );

        expect(sanitizerReport(output)).to.equal(undefined);
        expect(code, output.slice(-4000)).to.equal(0);
      }
    );
  }
});
