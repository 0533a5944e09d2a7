// Reads the engine's sources: objects name their owners for applications, and never call them.
import { expect } from 'chai';
import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('../../../src/engine/', import.meta.url);

/** The public property by which each noun names its owner. */
const ownerOf: readonly (readonly [noun: string, owner: string])[] = [
  ['peer.ts', 'this.room.'],
  ['rtp-receiver.ts', 'this.peer.'],
  ['rtp-sender.ts', 'this.peer.'],
];

describe('owners in the engine', () => {
  for (const [noun, owner] of ownerOf) {
    it(`are not called by ${noun}`, () => {
      const text = readFileSync(new URL(noun, folder), 'utf8');

      expect(text.split('\n').filter(line => line.includes(owner))).to.deep.equal([]);
    });
  }

  it('are asked for their own owner by nobody', () => {
    const files = readdirSync(folder).map(name => ({
      name,
      text: readFileSync(new URL(name, folder), 'utf8'),
    }));
    const asking = files.filter(({ text }) => /\bpeer\.room\.\w/.test(text));

    expect(asking.map(({ name }) => name)).to.deep.equal([]);
  });
});
