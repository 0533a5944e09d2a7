// Single candidates, as they are trickled.
import { expect } from 'chai';

import { parseCandidate, writeCandidate } from '../../../sdp/index.js';

const lines = [
  'candidate:udpcandidate 1 udp 1078862079 192.0.2.1 40000 typ host',
  'candidate:4 1 tcp 1518280447 2001:db8::1 9 typ host tcptype active',
  'candidate:4 1 udp 1694498815 203.0.113.9 6000 typ srflx raddr 10.0.0.1 rport 5000',
  'candidate:a+/9 1 tcp 8331263 203.0.113.9 6000 typ relay raddr 10.0.0.1 rport 5 tcptype so',
];

describe('RFC 8839 5.1, a candidate', () => {
  for (const line of lines) {
    it(`is written as it was read: ${line}`, () => {
      expect(writeCandidate(parseCandidate(line)!)).to.equal(line);
    });

    it(`is no candidate, or another one, when it is cut off: ${line}`, () => {
      for (let length = 0; length < line.length; length++) {
        const read = parseCandidate(line.slice(0, length));
        expect(read && writeCandidate(read)).not.to.equal(line);
      }
    });
  }

  it('may be an SDP line', () => {
    expect(parseCandidate(`a=${lines[0]!}`)).to.deep.equal(parseCandidate(lines[0]!));
  });

  it('may say more than we know', () => {
    const more = `${lines[0]!} generation 0 ufrag x network-id 1`;
    expect(parseCandidate(more)).to.deep.equal(parseCandidate(lines[0]!));
  });

  it('is read in the time of its length', () => {
    const long = `${lines[0]!}${' x y'.repeat(100_000)} z`;
    expect(parseCandidate(long)).to.equal(undefined);
  });

  const broken = [
    '',
    'candidate',
    'candidates:1 1 udp 1 192.0.2.1 9 typ host',
    'candidate:1 0 udp 1 192.0.2.1 9 typ host',
    'candidate:1 257 udp 1 192.0.2.1 9 typ host',
    'candidate:1 1 udp 4294967296 192.0.2.1 9 typ host',
    'candidate:1 1 udp -1 192.0.2.1 9 typ host',
    'candidate:1 1 udp 1 192.0.2.1 65536 typ host',
    'candidate:1 1 udp 1 192.0.2.1 9 host',
    'candidate:_ 1 udp 1 192.0.2.1 9 typ host',
    'candidate:1 1 udp 1 192.0.2.1 9 typ host raddr 10.0.0.1 rport 65536',
    'candidate:1 1 udp 1 192.0.2.1 9 typ host lonely',
    'candidate:1 1 udp 1 192.0.2.1 9 typ host\r\na=x',
  ];
  for (const line of broken) {
    it(`is none: ${JSON.stringify(line)}`, () => {
      expect(parseCandidate(line)).to.equal(undefined);
    });
  }
});
