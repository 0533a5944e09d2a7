// Each file with behaviour has a test of its own name, as test/README.md says.
import { expect } from 'chai';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

const root = new URL('../../', import.meta.url);
const folders = ['base', 'engine', 'parameters'];

/** True for a file that holds types, constants of one line, or nothing else to be tried. */
const isData = (text: string): boolean =>
  !/^export (async )?function|^export class|^export const \w+ =[^;]*=>/m.test(text);

describe('The tests of src/', () => {
  for (const folder of folders) {
    it(`mirror the files of src/${folder} that do something`, () => {
      const files = readdirSync(new URL(`src/${folder}/`, root)).filter(name =>
        name.endsWith('.ts')
      );
      const untested = files.filter(
        name =>
          !isData(readFileSync(new URL(`src/${folder}/${name}`, root), 'utf8')) &&
          !existsSync(new URL(`test/unit/${folder}/${name.replace(/\.ts$/, '.test.ts')}`, root))
      );

      expect(untested).to.deep.equal([]);
    });
  }
});
