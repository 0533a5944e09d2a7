import { expect } from 'chai';

import { receiverStreams, senderStream } from '../../../src/engine/stream-dump.js';
import { opus, vp8 } from './kit.js';

const counted = [{ ssrc: 1111, packetsReceived: 5, bytesReceived: 500, jitterMs: 10 }];

describe('receiverStreams', () => {
  it('adds what was signalled to what the worker counts', () => {
    expect(receiverStreams(counted, vp8, 'video')).to.deep.equal([
      {
        ...counted[0],
        params: {
          ssrc: 1111,
          payloadType: 96,
          mime: 'video/VP8',
          clockRate: 90000,
          useNack: true,
          usePli: true,
          ssrcAudioLevelId: 0,
          absSendTimeId: 0,
        },
        received: 5,
        jitter: 900,
      },
    ]);
  });

  it('describes a stream whose SSRC was not signalled', () => {
    const [stream] = receiverStreams([{ ssrc: 9, jitterMs: 0 }], opus, 'audio');
    expect(stream!['params']).to.include({ ssrc: 9, mime: 'audio/opus', useNack: false });
  });

  it('shows the ids of header extensions', () => {
    const headerExtensions = [
      { uri: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level', id: 1 },
      { uri: 'http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time', id: 3 },
    ];
    const [stream] = receiverStreams(counted, { ...opus, headerExtensions }, 'audio');
    expect(stream!['params']).to.include({ ssrcAudioLevelId: 1, absSendTimeId: 3 });
  });

  it('is empty before there are parameters', () => {
    expect(receiverStreams(undefined, undefined, undefined)).to.deep.equal([]);
  });
});

describe('senderStream', () => {
  it('adds what was signalled to what the worker counts', () => {
    const stream = senderStream(
      { rtpSenderId: 'sender', packetsForwarded: 3, bytesSent: 300 },
      vp8,
      'video'
    );
    expect(stream).to.deep.include({ received: 3, receivedBytes: 300 });
    expect(stream!['params']).to.include({ ssrc: 1111, payloadType: 96 });
  });

  it('is nothing while the worker has no such sender', () => {
    expect(senderStream({}, vp8, 'video')).to.equal(undefined);
  });

  it('is nothing where nothing can be sent', () => {
    expect(senderStream({ rtpSenderId: 'x' }, { ...vp8, encodings: [] }, 'video')).to.equal(
      undefined
    );
  });
});
