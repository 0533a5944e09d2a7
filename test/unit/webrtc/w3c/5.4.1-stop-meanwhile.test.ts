import { expect } from 'chai';

import { MediaStream } from '../../../../src/webrtc/media/media-stream.js';
import { answer, closeAll, exchange, heard, offer, pair, tasks } from '../kit/connection-pair.js';

describe('W3C WebRTC 1.0, 5.4.1 stop() while an answer is being applied', () => {
  afterEach(closeAll);

  it('lets the answer be applied, and receives nothing', async () => {
    const { a, b, track, worker } = await pair();
    const transceiver = a.addTransceiver('audio');
    b.addTrack(track('audio'));
    await offer(a, b);
    await b.setLocalDescription();

    worker.hold();
    const applied = a.setRemoteDescription(heard(b.localDescription));
    await tasks();
    transceiver.stop();
    worker.release();
    await applied;

    expect(a.signalingState).to.equal('stable');
    expect(a.peer.rtpReceivers).to.deep.equal([]);
  });

  it('lets the answer be applied that changes what was received before', async () => {
    const { a, b, track, worker } = await pair();
    const transceiver = a.addTransceiver('audio');
    const sender = b.addTrack(track('audio'));
    await exchange(a, b);
    sender.setStreams(new MediaStream());
    await offer(a, b);
    await b.setLocalDescription();

    worker.hold();
    const applied = a.setRemoteDescription(heard(b.localDescription));
    await tasks();
    transceiver.stop();
    worker.release();
    await applied;

    expect(a.signalingState).to.equal('stable');
    expect(a.peer.rtpReceivers).to.deep.equal([]);
    await offer(a, b);
    await answer(b, a);
    expect(a.getTransceivers()).to.deep.equal([]);
  });
});
