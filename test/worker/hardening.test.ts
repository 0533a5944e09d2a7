// What the compiler and the linker did to the worker against holes in it.
import { expect } from 'chai';
import { spawnSync } from 'node:child_process';

import { workerPath } from '../../src/worker/worker-path.js';

const isSanitized = (process.env['CROSSPOINT_WORKER_PATH'] ?? '').includes('sanitized');
const readelf = (...flags: string[]): string =>
  spawnSync('readelf', ['-W', ...flags, workerPath()], { encoding: 'utf8' }).stdout ?? '';
const isPossible = process.platform === 'linux' && readelf('-h') !== '' && !isSanitized;

(isPossible ? describe : describe.skip)('The binary of the worker', () => {
  it('may be loaded anywhere', () => {
    expect(readelf('-h')).to.match(/Type:\s+DYN/);
    expect(readelf('-d')).to.match(/FLAGS_1.*\bPIE\b/);
  });

  it('resolves its symbols at the start, after which they cannot be written', () => {
    expect(readelf('-l')).to.match(/GNU_RELRO/);
    expect(readelf('-d')).to.match(/FLAGS.*\bBIND_NOW\b/);
  });

  it('has no memory that can be both written and run', () => {
    const segments = readelf('-l').match(/^\s+(?:LOAD|GNU_STACK)\s.*$/gm)!;
    expect(segments).to.not.be.empty;
    for (const segment of segments) expect(segment).to.not.match(/ RWE /);
  });

  it('notices an overrun of its stack', () => {
    expect(readelf('--dyn-syms')).to.include('__stack_chk_fail');
  });

  it('checks the sizes of its buffers and the indexes of its containers', () => {
    expect(readelf('--dyn-syms')).to.match(/__\w+_chk@/);
    expect(readelf('--dyn-syms')).to.include('__glibcxx_assert_fail');
  });
});
