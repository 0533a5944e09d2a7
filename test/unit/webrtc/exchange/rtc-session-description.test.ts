import { expect } from 'chai';

import { RTCSessionDescription } from '../../../../src/webrtc/exchange/rtc-session-description.js';
import { vector } from '../../sdp/vectors.js';

const sdp = vector('chromium-156-answer');

describe('RTCSessionDescription', () => {
  it('keeps type and text', () => {
    const description = new RTCSessionDescription({ type: 'answer', sdp });

    expect(description.type).to.equal('answer');
    expect(description.sdp).to.equal(sdp);
  });

  it('serializes to a plain object', () => {
    const description = new RTCSessionDescription({ type: 'answer', sdp });

    expect(description.serialize()).to.deep.equal({ type: 'answer', sdp });
    expect(JSON.parse(JSON.stringify({ description }))).to.deep.equal({
      description: { type: 'answer', sdp },
    });
  });

  it('takes itself as argument', () => {
    const description = new RTCSessionDescription({ type: 'answer', sdp });

    expect(new RTCSessionDescription(description).serialize()).to.deep.equal({
      type: 'answer',
      sdp,
    });
  });

  it('shows the lines as one tree', () => {
    const description = new RTCSessionDescription({ type: 'answer', sdp });

    expect(description.parsed.media.map(({ type }) => type)).to.deep.equal([
      'audio',
      'video',
      'audio',
      'video',
    ]);
    expect(description.parsed).to.equal(description.parsed);
  });

  it('writes a tree', () => {
    const { parsed } = new RTCSessionDescription({ type: 'answer', sdp });

    const written = new RTCSessionDescription({ type: 'offer', sdp: parsed });

    expect(written.sdp).to.match(/^v=0\r\n/);
    expect(written.parsed).to.equal(parsed);
  });

  it('is empty where nothing is said', () => {
    expect(new RTCSessionDescription({ type: 'offer' }).sdp).to.equal('');
  });

  it('needs no text to roll back', () => {
    expect(new RTCSessionDescription({ type: 'rollback' }).sdp).to.equal('');
  });

  const wrong: [what: string, init: unknown][] = [
    ['nothing', undefined],
    ['null', null],
    ['a string', 'offer'],
    ['an unknown type', { type: 'question', sdp }],
    ['no type', { sdp }],
    ['a number for a text', { type: 'offer', sdp: 1 }],
    ['an object that is no tree', { type: 'offer', sdp: {} }],
  ];
  for (const [what, init] of wrong) {
    it(`refuses ${what}`, () => {
      expect(() => new RTCSessionDescription(init as never)).to.throw(TypeError);
    });
  }
});
