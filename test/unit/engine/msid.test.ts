import { expect } from 'chai';

import { trackNameFor } from '../../../src/engine/msid.js';

const streamOf = (peerId: string, msid: unknown): string => trackNameFor(peerId, msid, 't').stream;

describe('trackNameFor', () => {
  it('keeps tracks of one stream together', () => {
    expect(streamOf('alice', 's camera')).to.equal(streamOf('alice', 's mic'));
  });

  it('keeps streams of one peer apart', () => {
    expect(streamOf('alice', 'a t')).not.to.equal(streamOf('alice', 'b t'));
  });

  it('keeps streams of two peers apart that have one name', () => {
    expect(streamOf('alice', 'FFmpeg video')).not.to.equal(streamOf('bob', 'FFmpeg video'));
  });

  it('keeps a track in no stream that the publisher has in none', () => {
    expect(trackNameFor('alice', '- camera', 't')).to.deep.equal({ stream: '-', track: 't' });
  });

  it('puts tracks without a name into one stream', () => {
    expect(streamOf('alice', undefined)).to.equal(streamOf('alice', 7));
  });

  for (const msid of [
    ':',
    's\0x t',
    '\u00e9',
    '<b> t',
    `${'s'.repeat(255)} t`,
    '',
    'a b c',
    'a\r\nb',
  ]) {
    it(`makes a token of ${JSON.stringify(msid).slice(0, 20)}`, () => {
      expect(streamOf('alice', msid)).to.match(/^[0-9a-f]{32}$/);
    });
  }
});
