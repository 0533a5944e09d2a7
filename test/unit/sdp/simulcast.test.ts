import { expect } from 'chai';

import { parse, write } from '../../../sdp/index.js';

const head = 'v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\n';
const section = (...lines: string[]) =>
  parse(head + lines.map(line => `a=${line}\r\n`).join('')).media[0]!;

describe('a=rid', () => {
  it('has a direction, and restrictions as they stand', () => {
    expect(section('rid:a-1 send pt=96;max-width=1', 'rid:b_2 recv').rids).to.deep.equal([
      { id: 'a-1', direction: 'send', restrictions: 'pt=96;max-width=1' },
      { id: 'b_2', direction: 'recv' },
    ]);
  });

  for (const line of ['rid:', 'rid:a', 'rid:a both', 'rid:a b send', 'rid:\u00e9 send']) {
    it(`is passed over as ${JSON.stringify(line)}`, () => {
      expect(section(line).rids).to.deep.equal([]);
    });
  }
});

describe('a=simulcast', () => {
  const of = (rid: string, paused = false) => ({ rid, paused });

  it('has streams with alternatives, some of them paused', () => {
    expect(section('simulcast:send a,~b;c recv d').simulcast).to.deep.equal({
      send: [[of('a'), of('b', true)], [of('c')]],
      recv: [[of('d')]],
    });
  });

  it('is read as Firefox wrote it before version 60', () => {
    expect(section('simulcast: send rid=a;b paused=b').simulcast).to.deep.equal({
      send: [[of('a')], [of('b', true)]],
      recv: [],
    });
  });

  it('is written as RFC 8853 has it', () => {
    expect(write(parse(`${head}a=simulcast: send rid=a;b paused=b\r\n`))).to.contain(
      'a=simulcast:send a;~b\r\n'
    );
  });

  for (const line of ['simulcast:', 'simulcast:send', 'simulcast:both a', 'simulcast:send a b c']) {
    it(`is passed over as ${line}`, () => {
      expect(section(line).simulcast).to.equal(undefined);
    });
  }
});
