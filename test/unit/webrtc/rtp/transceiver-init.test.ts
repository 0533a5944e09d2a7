import { expect } from 'chai';

import { MediaStream } from '../../../../src/webrtc/media/media-stream.js';
import { readTransceiverArguments } from '../../../../src/webrtc/rtp/transceiver-init.js';
import { thrownName } from '../kit/observing.js';

describe('readTransceiverArguments', () => {
  it('fills in the defaults', () => {
    expect(readTransceiverArguments('audio', undefined)).to.deep.equal({
      kind: 'audio',
      track: null,
      direction: 'sendrecv',
      streamIds: [],
      sendEncodings: undefined,
      receiveEncodings: undefined,
    });
  });

  it('names the streams as our descriptions do', () => {
    const stream = new MediaStream();

    expect(readTransceiverArguments('video', { streams: [stream] }).streamIds).to.have.lengthOf(1);
  });

  const wrong: [what: string, kind: unknown, init: unknown][] = [
    ['an unknown kind', 'depth', {}],
    ['no kind', undefined, {}],
    ['an unknown direction', 'audio', { direction: 'up' }],
    ['a stream that is none', 'audio', { streams: [{}] }],
    ['streams that are no list', 'audio', { streams: 1 }],
    ['an init that is no dictionary', 'audio', 'sendonly'],
  ];
  for (const [what, kind, init] of wrong) {
    it(`refuses ${what}`, () => {
      expect(thrownName(() => readTransceiverArguments(kind, init))).to.equal('TypeError');
    });
  }
});
