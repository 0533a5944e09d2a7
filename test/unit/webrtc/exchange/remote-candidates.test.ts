import { expect } from 'chai';

import { RemoteCandidates } from '../../../../src/webrtc/exchange/remote-candidates.js';
import { RTCSessionDescription } from '../../../../src/webrtc/exchange/rtc-session-description.js';
import type { RTCIceCandidateInit } from '../../../../src/webrtc/transports/rtc-ice-candidate.js';

/** Three sections: audio and video of one generation, and one that is rejected. */
const describing = (ufrag: string): RTCSessionDescription =>
  new RTCSessionDescription({
    type: 'offer',
    sdp: [
      'v=0',
      'o=- 1 1 IN IP4 0.0.0.0',
      's=-',
      't=0 0',
      'm=audio 9 UDP/TLS/RTP/SAVPF 111',
      'a=mid:a',
      `a=ice-ufrag:${ufrag}`,
      'm=video 0 UDP/TLS/RTP/SAVPF 96',
      'a=bundle-only',
      'a=mid:v',
      `a=ice-ufrag:${ufrag}`,
      'm=audio 0 UDP/TLS/RTP/SAVPF 111',
      'a=mid:r',
      '',
    ].join('\r\n'),
  });

const line = 'candidate:1 1 udp 2130706431 192.0.2.9 5000 typ host';

describe('RemoteCandidates', () => {
  let candidates: RemoteCandidates;
  let current: RTCSessionDescription;
  let pending: RTCSessionDescription;
  const add = (
    init: RTCIceCandidateInit,
    descriptions: (RTCSessionDescription | null)[] = [null, current]
  ): unknown[] =>
    candidates
      .add(candidates.check(init), descriptions)
      .map(({ sdpMid, sdpMLineIndex, usernameFragment }) => [
        sdpMid,
        sdpMLineIndex,
        usernameFragment,
      ]);
  const added = (description: RTCSessionDescription): string[] =>
    candidates
      .addedTo(description)!
      .sdp.split(/^(?=m=)/m)
      .map(section =>
        section
          .split('\r\n')
          .filter(text => /^a=(candidate|end)/.test(text))
          .join()
      );

  beforeEach(() => {
    candidates = new RemoteCandidates();
    current = describing('old');
    pending = describing('new');
  });

  describe('takes', () => {
    const cases: [what: string, init: RTCIceCandidateInit, given: unknown[], lines: string[]][] = [
      ['a mid', { sdpMid: 'v' }, ['v', null, 'old'], ['', '', `a=${line}`, '']],
      ['an index', { sdpMLineIndex: 1 }, [null, 1, 'old'], ['', '', `a=${line}`, '']],
      [
        'a mid before an index',
        { sdpMid: 'a', sdpMLineIndex: 1 },
        ['a', 1, 'old'],
        ['', `a=${line}`, '', ''],
      ],
      [
        'a fragment',
        { sdpMid: 'a', usernameFragment: 'old' },
        ['a', null, 'old'],
        ['', `a=${line}`, '', ''],
      ],
    ];
    for (const [what, init, given, lines] of cases) {
      it(`a candidate with ${what}`, () => {
        expect(add({ candidate: line, ...init })).to.deep.equal([given]);
        expect(added(current)).to.deep.equal(lines);
      });
    }

    it('the end of the candidates of a section', () => {
      expect(add({ candidate: '', sdpMid: 'a' })).to.deep.equal([]);
      expect(added(current)).to.deep.equal(['', 'a=end-of-candidates', '', '']);
    });

    it('the end of all candidates, for all that is not rejected', () => {
      for (const init of [{}, { candidate: '' }, { usernameFragment: 'old' }]) {
        expect(add(init)).to.deep.equal([]);
        expect(added(current)).to.deep.equal([
          '',
          'a=end-of-candidates',
          'a=end-of-candidates',
          '',
        ]);
      }
    });

    it('a candidate twice, and shows it once', () => {
      expect(add({ candidate: line, sdpMid: 'a' })).to.have.length(1);
      expect(add({ candidate: line, sdpMid: 'a' })).to.have.length(1);
      expect(added(current)[1]).to.equal(`a=${line}`);
    });

    it('a candidate for a section that is rejected, and forgets it', () => {
      for (const usernameFragment of [null, 'any']) {
        expect(add({ candidate: line, sdpMid: 'r', usernameFragment })).to.deep.equal([]);
      }
      expect(candidates.addedTo(current)).to.equal(current);
    });
  });

  describe('of two generations', () => {
    it('takes the newest, where a candidate does not say', () => {
      expect(add({ candidate: line, sdpMid: 'a' }, [pending, current])).to.deep.equal([
        ['a', null, 'new'],
      ]);
      expect(added(pending)[1]).to.equal(`a=${line}`);
      expect(candidates.addedTo(current)).to.equal(current);
    });

    it('takes the one that a candidate names', () => {
      const init = { candidate: line, sdpMid: 'a', usernameFragment: 'old' };

      expect(add(init, [pending, current])).to.deep.equal([['a', null, 'old']]);
      expect(added(current)[1]).to.equal(`a=${line}`);
      expect(candidates.addedTo(pending)).to.equal(pending);
    });

    it('ends the newest only', () => {
      add({}, [pending, current]);

      expect(added(pending)[1]).to.equal('a=end-of-candidates');
      expect(candidates.addedTo(current)).to.equal(current);
    });
  });

  it('shows a candidate in both descriptions of one generation', () => {
    const again = describing('old');
    add({ candidate: line, sdpMid: 'v' }, [again, current]);

    expect(added(again)[2]).to.equal(`a=${line}`);
    expect(added(current)[2]).to.equal(`a=${line}`);
  });

  describe('of more than it keeps', () => {
    const numbered = (port: number): RTCIceCandidateInit => ({
      candidate: `candidate:1 1 udp 2130706431 192.0.2.9 ${port} typ host`,
      sdpMid: port % 2 ? 'a' : 'v',
    });

    it('keeps a hundred, in all sections of a description together', () => {
      const taken = Array.from({ length: 101 }, (_, at) => add(numbered(1000 + at)).length);

      expect(taken.filter(count => count === 1)).to.have.lengthOf(100);
      expect(taken.at(-1)).to.equal(0);
      expect(candidates.addedTo(current)!.sdp.match(/^a=candidate/gm)).to.have.lengthOf(100);
      expect(candidates.counted).to.deep.equal({ limit: 100, refused: 1 });
    });

    it('keeps as many of the next description again', () => {
      candidates = new RemoteCandidates(1);
      add(numbered(1000));
      add(numbered(1001));

      expect(add(numbered(1002), [pending, current])).to.have.lengthOf(1);
      expect(candidates.counted).to.deep.equal({ limit: 1, refused: 1 });
    });

    it('still takes one that it has, and the end', () => {
      candidates = new RemoteCandidates(1);
      add(numbered(1001));

      expect(add(numbered(1001))).to.have.lengthOf(1);
      add({ candidate: '', sdpMid: 'a' });

      expect(added(current)[1]).to.match(/candidate:.*,a=end-of-candidates$/);
      expect(candidates.counted.refused).to.equal(0);
    });

    it('refuses one that is longer than any is', () => {
      const init = (length: number) => ({ candidate: 'x'.repeat(length), sdpMid: 'a' });

      expect(() => candidates.check(init(2048))).to.not.throw();
      expect(() => candidates.check(init(2049)))
        .to.throw()
        .with.property('name', 'OperationError');
    });
  });

  it('gives the same description until something is added', () => {
    expect(candidates.addedTo(null)).to.equal(null);
    expect(candidates.addedTo(current)).to.equal(current);
    add({ candidate: line, sdpMid: 'a' });
    const one = candidates.addedTo(current);

    expect(candidates.addedTo(current)).to.equal(one);
    expect(one!.type).to.equal('offer');
    add({ candidate: '', sdpMid: 'a' });
    expect(candidates.addedTo(current)).to.not.equal(one);
  });

  it('begins a line of its own where the description does not end with one', () => {
    const { type, sdp } = current;
    const unended = new RTCSessionDescription({ type, sdp: sdp.trimEnd() });
    add({ candidate: line, sdpMLineIndex: 0 }, [unended]);
    add({ candidate: '', sdpMLineIndex: 2 }, [unended]);

    expect(added(unended)[1]).to.equal(`a=${line}`);
    expect(candidates.addedTo(unended)!.sdp).to.match(/\r\na=mid:r\r\n$/);
  });

  describe('refuses', () => {
    const cases: [name: string, what: string, init: unknown, isUndescribed?: true][] = [
      ['TypeError', 'no object', 'candidate'],
      ['TypeError', 'a candidate that is for no section', { candidate: line }],
      ['TypeError', 'the same with nulls', { candidate: line, sdpMid: null, sdpMLineIndex: null }],
      ['TypeError', 'a symbol', { candidate: Symbol('c'), sdpMid: 'a' }],
      ['InvalidStateError', 'all without a description', { candidate: line, sdpMid: 'a' }, true],
      ['InvalidStateError', 'the end without a description', {}, true],
      ['OperationError', 'an unknown mid', { candidate: line, sdpMid: 'x' }],
      [
        'OperationError',
        'an unknown mid beside an index',
        { candidate: line, sdpMid: 'x', sdpMLineIndex: 0 },
      ],
      ['OperationError', 'an empty mid', { candidate: line, sdpMid: '' }],
      ['OperationError', 'an index beyond the last', { candidate: line, sdpMLineIndex: 3 }],
      [
        'OperationError',
        'another generation',
        { candidate: line, sdpMid: 'a', usernameFragment: 'x' },
      ],
      ['OperationError', 'the end of another generation', { usernameFragment: 'x' }],
      ['OperationError', 'the end of an unknown section', { sdpMid: 'x' }],
      ['OperationError', 'what is no candidate', { candidate: 'candidate:1', sdpMid: 'a' }],
      ['OperationError', 'more than a line', { candidate: `${line}\r\na=evil`, sdpMid: 'a' }],
    ];
    for (const [name, what, init, isUndescribed] of cases) {
      it(`${what} with ${name}`, () => {
        const descriptions = isUndescribed ? [null, null] : [null, current];

        expect(() => add(init as RTCIceCandidateInit, descriptions))
          .to.throw()
          .with.property('name', name);
        expect(candidates.addedTo(current)).to.equal(current);
      });
    }
  });
});
