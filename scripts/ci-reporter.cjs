// Mocha's spec reporter, and a summary line in a file for .ci/run.
const { writeFileSync } = require('node:fs');
const { reporters } = require('mocha');

module.exports = class CiReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once('end', () => {
      const { passes, failures, pending } = this.stats;
      const file = options.reporterOptions.summary;
      if (file) writeFileSync(file, `${passes} passed, ${failures} failed, ${pending} skipped\n`);
    });
  }
};
