// Runs the C++ tests and reports each case as one of ours.
import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const binary =
  process.env['CROSSPOINT_NATIVE_TEST_PATH'] ?? join(root, 'build/Release/crosspoint-native-test');

interface NativeCase {
  name: string;
  file: string;
  failures: string[];
}

function attribute(text: string, name: string): string {
  const value = new RegExp(` ${name}="([^"]*)"`).exec(text)?.[1] ?? '';
  const entities: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
  return value.replace(/&(\w+);/g, (whole, name: string) => entities[name] ?? whole);
}

function parseReport(xml: string): NativeCase[] {
  return [...xml.matchAll(/<TestCase ([^>]*)>([\s\S]*?)<\/TestCase>/g)].map(([, head, body]) => ({
    name: attribute(` ${head!}`, 'name'),
    file: attribute(` ${head!}`, 'filename')
      .replace(/^.*native\/test\//, '')
      .replace(/_test\.cpp$/, ''),
    failures: [...body!.matchAll(/<(Expression|Exception|Message)\b([^>]*)>([\s\S]*?)<\/\1>/g)]
      .filter(([, , head]) => attribute(head!, 'success') !== 'true')
      .map(
        ([, , head, detail]) =>
          `${attribute(head!, 'filename')}:${attribute(head!, 'line')} ${detail!.replace(/\s+/g, ' ')}`
      )
      .concat(/test_case_success="false"/.test(body!) ? ['the case failed'] : []),
  }));
}

const run = spawnSync(binary, ['--reporters=xml', '--no-colors'], {
  encoding: 'utf8',
  maxBuffer: 1 << 28,
});
const cases = parseReport(run.stdout ?? '');

describe('native', () => {
  it('ran to its end', () => {
    expect(run.error).to.equal(undefined);
    expect(cases.length, 'number of cases').to.be.greaterThan(100);
    expect(run.signal).to.equal(null);
    expect(run.status === 0, run.stderr).to.equal(
      cases.every(({ failures }) => failures.length === 0)
    );
  });

  for (const file of new Set(cases.map(({ file }) => file))) {
    describe(file, () => {
      for (const { name, failures } of cases.filter(one => one.file === file)) {
        it(name, () => {
          expect(failures).to.deep.equal([]);
        });
      }
    });
  }
});
