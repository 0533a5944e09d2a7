import { expect } from 'chai';

import { workerEnvironment } from '../../../src/worker/worker-environment.js';

describe('workerEnvironment', () => {
  it('keeps what a worker needs', () => {
    const needed = {
      PATH: '/bin',
      LANG: 'C',
      LD_LIBRARY_PATH: '/opt/lib',
      CROSSPOINT_WORKER_PATH: '/tmp/worker',
      ASAN_OPTIONS: 'detect_leaks=0',
      UBSAN_OPTIONS: 'print_stacktrace=1',
    };
    expect(workerEnvironment(needed)).to.deep.equal(needed);
  });

  it('leaves the secrets of the application out', () => {
    const secrets = {
      DATABASE_URL: 'postgres://me:secret@db',
      AWS_SECRET_ACCESS_KEY: 'secret',
      MY_PATH: 'secret',
      PATHS: 'secret',
      NODE_OPTIONS: '--require=/app/secret',
      LD_PRELOAD: '/app/trace.so',
      XCROSSPOINT_KEY: 'secret',
    };
    expect(workerEnvironment(secrets)).to.deep.equal({});
  });
});
