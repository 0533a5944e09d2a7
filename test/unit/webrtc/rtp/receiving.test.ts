import { expect } from 'chai';

import { trackOf } from '../../../../src/webrtc/media/engine-tracks.js';
import { Receiving } from '../../../../src/webrtc/rtp/receiving.js';
import { opus, publisher } from '../kit/publisher.js';

describe('Receiving', () => {
  it('has a track before anything is received, under the name of the endpoint', () => {
    const { track } = new Receiving('audio', 'its-name');

    expect([track.id, track.kind, track.muted]).to.deep.equal(['its-name', 'audio', true]);
  });

  it('gives its track to the receiver of the engine that it is connected to', async () => {
    const { receiver } = await publisher();
    const receiving = new Receiving('audio');

    receiving.connect(receiver, opus);

    expect(trackOf(receiver)).to.equal(receiving.track);
    expect(receiving.rtpReceiver).to.equal(receiver);
  });

  it('gives the receiver of the engine back when nothing is sent any more', async () => {
    const { receiver } = await publisher();
    const receiving = new Receiving('audio');
    receiving.connect(receiver, opus);

    expect(receiving.disconnect()).to.equal(receiver);
    expect([receiving.rtpReceiver, receiving.received]).to.deep.equal([undefined, undefined]);
    expect(receiver.closed).to.equal(false);
  });
});
