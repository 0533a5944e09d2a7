import { expect } from 'chai';

import { parse, parseParameters, writeParameters } from '../../../sdp/index.js';

const section = (...lines: string[]) =>
  parse(
    `v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96 97\r\n${lines.map(line => `a=${line}\r\n`).join('')}`
  ).media[0]!;

describe('parseParameters', () => {
  const cases: [text: string, parameters: Record<string, string | number | true>][] = [
    ['minptime=10;useinbandfec=1', { minptime: 10, useinbandfec: 1 }],
    [' a = 1 ; b ;; c=x=y ', { a: 1, b: true, c: 'x=y' }],
    ['profile-level-id=42001f', { 'profile-level-id': '42001f' }],
    ['p=007;q=1.5;r=-1;s=', { p: '007', q: 1.5, r: -1, s: '' }],
    ['0-15,66', { '0-15,66': true }],
    ['APT=96', { apt: 96 }],
    ['__proto__=1;constructor=2', { constructor: 2 }],
    ['a\0=1;b=\0;\u00e9=1;c=\u00e9;d e=1;f=ok', { f: 'ok' }],
  ];
  for (const [text, parameters] of cases) {
    it(`reads ${JSON.stringify(text)}`, () => {
      expect(parseParameters(text)).to.deep.equal(parameters);
    });
  }

  it('reads what writeParameters() writes', () => {
    const parameters = { a: 1, b: true as const, c: 'x' };
    expect(parseParameters(writeParameters(parameters))).to.deep.equal(parameters);
  });
});

describe('the codecs of a section', () => {
  it('are those of the m-line, in its order', () => {
    const { codecs } = section(
      'rtpmap:97 H264/90000',
      'rtpmap:96 VP8/90000',
      'rtpmap:98 VP9/90000'
    );
    expect(codecs.map(({ name }) => name)).to.deep.equal(['VP8', 'H264']);
  });

  it('have the feedback for all after their own, each once', () => {
    const { codecs } = section(
      'rtpmap:96 VP8/90000',
      'rtcp-fb:* nack',
      'rtcp-fb:96 nack pli',
      'rtcp-fb:96 nack'
    );
    expect(codecs[0]!.feedback).to.deep.equal([
      { type: 'nack', parameter: 'pli' },
      { type: 'nack' },
    ]);
  });

  it('take no feedback that is malformed, or of a format that there is not', () => {
    const { codecs } = section(
      'rtpmap:96 VP8/90000',
      'rtcp-fb:96',
      'rtcp-fb:x nack',
      'rtcp-fb:1 nack'
    );
    expect(codecs[0]!.feedback).to.deep.equal([]);
  });
});
