import { expect } from 'chai';

import { parse, parseMsid, write } from '../../../sdp/index.js';

const head = 'v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\n';
const section = (...lines: string[]) =>
  parse(head + lines.map(line => `a=${line}\r\n`).join('')).media[0]!;

describe('parseMsid', () => {
  const cases: [text: string, msid: unknown][] = [
    ['stream track', { stream: 'stream', track: 'track' }],
    ['stream', { stream: 'stream' }],
    ['- track', { stream: '-', track: 'track' }],
    ['{a} {b}', { stream: '{a}', track: '{b}' }],
    ['', undefined],
    ['a b c', undefined],
    ['x'.repeat(256), undefined],
  ];
  for (const [text, msid] of cases) {
    it(`makes ${JSON.stringify(msid)} of ${JSON.stringify(text.slice(0, 20))}`, () => {
      expect(parseMsid(text)).to.deep.equal(msid);
    });
  }
});

describe('the sources of a section', () => {
  it('are one for each SSRC, in the order of their first lines', () => {
    const { sources } = section('ssrc:2 cname:c', 'ssrc:1 cname:c', 'ssrc:2 msid:s t', 'ssrc:2 x');
    expect(sources).to.deep.equal([
      { ssrc: 2, cname: 'c', msid: { stream: 's', track: 't' }, attributes: [{ name: 'x' }] },
      { ssrc: 1, cname: 'c' },
    ]);
  });

  it('are written as they were read', () => {
    const session = parse(
      `${head}a=ssrc:2 cname:c\r\na=ssrc:2 mslabel:s\r\na=ssrc-group:FID 2 3\r\n`
    );
    const [again] = parse(write(session)).media;
    expect(again!.sources).to.deep.equal(session.media[0]!.sources);
    expect(again!.sourceGroups).to.deep.equal([{ semantics: 'FID', ssrcs: [2, 3] }]);
  });

  it('may be in groups of SSRC 0', () => {
    expect(section('ssrc-group:FID 0 3').sourceGroups).to.deep.equal([
      { semantics: 'FID', ssrcs: [0, 3] },
    ]);
  });
});
