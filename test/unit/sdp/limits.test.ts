import { expect } from 'chai';

import {
  DescriptionReader,
  maxLength,
  maxRepeats,
  maxSectionLength,
  parse,
  SdpError,
} from '../../../sdp/index.js';
import { maxLines } from '../../../sdp/limits.js';

const head = 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n';
const video = 'm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=rtpmap:96 VP8/90000\r\n';

/** A description of one section with `count` lines more. */
const lines = (count: number, line: (at: number) => string): string =>
  head + video + Array.from({ length: count }, (_, at) => `a=${line(at)}\r\n`).join('');

/** A description of this length, in sections that are not too long. */
function long(length: number): string {
  const section = video + `a=x:${'y'.repeat(60_000)}\r\n`;
  const text = head + section.repeat(Math.floor((length - head.length) / section.length));
  return text + video + `a=x:${'y'.repeat(length - text.length - video.length - 6)}\r\n`;
}

describe('a description', () => {
  it(`may have ${maxLength} characters`, () => {
    expect(() => parse(long(maxLength))).not.to.throw();
  });

  it('may not have one more', () => {
    expect(() => parse(long(maxLength + 1))).to.throw(SdpError, `longer than ${maxLength} char`);
  });

  it('may have as many as the reader is told', () => {
    expect(() => parse(long(300_000), { maxLength: 300_000 })).not.to.throw();
    expect(() => parse(long(30_000), { maxLength: 29_999 })).to.throw(
      SdpError,
      'longer than 29999'
    );
  });

  it('may have as many sections as the reader is told', () => {
    expect(() => parse(head + video.repeat(3), { maxSections: 2 })).to.throw(
      SdpError,
      /more than 2/
    );
  });

  it('is not remembered if it is too long', () => {
    const reader = new DescriptionReader();
    const before = reader.parse(head + video);
    expect(() => reader.parse(long(30_000), { maxLength: 20_000 })).to.throw(SdpError);
    expect(reader.parse(head + video).media[0]).to.equal(before.media[0]);
  });
});

describe('a section', () => {
  const filled = (length: number): string =>
    head + video + `a=x:${'y'.repeat(length - video.length - 6)}\r\n`;

  it(`may have ${maxSectionLength} characters, and not one more`, () => {
    expect(() => parse(filled(maxSectionLength))).not.to.throw();
    expect(() => parse(filled(maxSectionLength + 1))).to.throw(SdpError, 'section is longer than');
  });

  const repeated: [name: string, line: (at: number) => string][] = [
    ['ssrc', at => `ssrc:${at + 1} cname:x`],
    ['ssrc-group', at => `ssrc-group:FID ${at + 1} ${at + 1000}`],
    ['candidate', at => `candidate:${at} 1 udp 1 10.0.0.1 ${at + 1} typ host`],
    ['rtcp-fb', at => `rtcp-fb:* a${at}`],
    ['msid', at => `msid:s${at} t`],
    ['rid', at => `rid:r${at} send`],
    ['x-unknown', () => 'x-unknown'],
  ];
  for (const [name, line] of repeated) {
    it(`may have ${maxRepeats} lines of a=${name}, and not one more`, () => {
      expect(() => parse(lines(maxRepeats, line))).not.to.throw();
      expect(() => parse(lines(maxRepeats + 1, line))).to.throw(SdpError, `lines a=${name}`);
    });
  }

  it(`may have ${maxLines} attributes, and not one more`, () => {
    // One of them is the rtpmap.
    expect(() => parse(lines(maxLines - 1, at => `x${at}`))).not.to.throw();
    expect(() => parse(lines(maxLines, at => `x${at}`))).to.throw(
      SdpError,
      `${maxLines} attributes`
    );
  });

  it('is refused for its 201 lines of one attribute in the session part as well', () => {
    const groups = 'a=group:BUNDLE q\r\n'.repeat(maxRepeats + 1);
    expect(() => parse(head + groups + video)).to.throw(SdpError, 'lines a=group');
  });
});
