// Each parser, for a while, with whatever libFuzzer comes up with.
import { expect } from 'chai';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { root, runToEnd, sanitizedFolder, titled, whyNotSanitized } from '../kit/sanitized.js';

const seconds = Number(process.env['FUZZ_SECONDS'] ?? 10);
const targets = readdirSync(join(root, 'native/test/fuzz'))
  .filter(name => name.endsWith('_fuzz.cpp'))
  .map(name => name.replace(/\.cpp$/, ''));

describe('fuzzing', () => {
  let scratch: string;

  before(() => {
    scratch = mkdtempSync(join(tmpdir(), 'crosspoint-fuzz-'));
  });
  after(() => rmSync(scratch, { recursive: true, force: true }));

  it('has a target for each parser', () => {
    expect(targets.length).to.be.greaterThan(10);
  });

  for (const target of targets) {
    const whyNot = whyNotSanitized(target);
    (whyNot === undefined ? it : it.skip)(
      titled(`finds nothing with ${target} in ${seconds} s`, whyNot),
      async function () {
        this.timeout((seconds + 120) * 1000);
        const args = [
          `-max_total_time=${seconds}`,
          `-artifact_prefix=${scratch}/`,
          '-seed=1',
          // Stories of many steps from the beginning.
          '-len_control=0',
          '-max_len=1024',
          '-timeout=20',
        ];

        const { code, output } = await runToEnd(join(sanitizedFolder, target), args);

        expect(code, output.slice(-4000)).to.equal(0);
        expect(output).to.match(/Done [1-9]\d* runs/);
      }
    );
  }
});
