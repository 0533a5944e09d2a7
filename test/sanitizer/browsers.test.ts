// The browser tests once more, with a worker that reports every misuse of memory.
import { expect } from 'chai';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import {
  root,
  runToEnd,
  sanitizedFolder,
  sanitizerReport,
  titled,
  whyNotSanitized,
} from '../kit/sanitized.js';

const suites = readdirSync(join(root, 'test/interop'))
  .filter(name => name.endsWith('.test.ts'))
  // A killed or stopped worker has nothing to report, the example has no other paths, and two
  // browsers among themselves need no worker.
  .filter(name => !/^(worker-death|example|negotiation-browsers)\./.test(name));

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
