import { expect } from 'chai';

import { dumpAll } from '../../../src/engine/dump.js';
import { rejection } from './kit.js';

const open = (n: number): { closed: boolean; dump(): Promise<{ n: number }> } => ({
  closed: false,
  dump: () => Promise.resolve({ n }),
});

const failing = (closed: boolean): ReturnType<typeof open> => ({
  closed,
  dump: () => Promise.reject(new Error('no answer')),
});

describe('dumpAll', () => {
  it('gives the dumps in the order of the objects', async () => {
    expect(await dumpAll([open(1), open(2)])).to.deep.equal([{ n: 1 }, { n: 2 }]);
  });

  it('leaves out what closed while the worker was asked', async () => {
    expect(await dumpAll([open(1), failing(true), open(3)])).to.deep.equal([{ n: 1 }, { n: 3 }]);
  });

  it('leaves out what closed although it was answered', async () => {
    expect(await dumpAll([{ ...open(1), closed: true }])).to.deep.equal([]);
  });

  it('fails where something that is open gives no dump', async () => {
    expect((await rejection(dumpAll([open(1), failing(false)]))).message).to.equal('no answer');
  });

  it('goes over the objects once, whatever happens to their set meanwhile', async () => {
    const objects = new Set([open(1)]);
    const dumps = dumpAll(objects);
    objects.clear();

    expect(await dumps).to.deep.equal([{ n: 1 }]);
  });
});
