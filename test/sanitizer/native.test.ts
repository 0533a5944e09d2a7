// The C++ tests once more, compiled by clang with its sanitizers.
import { expect } from 'chai';
import { join } from 'node:path';

import {
  runToEnd,
  sanitizedFolder,
  sanitizerReport,
  titled,
  whyNotSanitized,
} from '../kit/sanitized.js';

describe('the C++ tests under sanitizers', () => {
  const whyNot = whyNotSanitized('crosspoint-native-test');

  (whyNot === undefined ? it : it.skip)(titled('pass without a report', whyNot), async function () {
    this.timeout(600_000);

    const { code, output } = await runToEnd(join(sanitizedFolder, 'crosspoint-native-test'), [
      '--no-colors',
    ]);

    expect(sanitizerReport(output)).to.equal(undefined);
    expect(code, output.slice(-4000)).to.equal(0);
    expect(output).to.match(/\| 0 failed/);
  });
});
