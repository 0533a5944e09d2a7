import { expect } from 'chai';

import type { RTCPeerConnection } from '../../../../src/webrtc/rtc-peer-connection.js';
import {
  closeAll,
  exchange,
  offer,
  pair,
  tasks,
  transportOf,
  type Pair,
} from '../kit/connection-pair.js';

const ufragsOf = (pc: RTCPeerConnection): string[] => [
  ...new Set(
    [...pc.localDescription!.sdp.matchAll(/^a=ice-ufrag:(\S+)/gm)].map(match => match[1]!)
  ),
];
const ssrcsOf = (pc: RTCPeerConnection): string[] => [
  ...new Set([...pc.localDescription!.sdp.matchAll(/^a=ssrc:(\d+)/gm)].map(match => match[1]!)),
];

describe('the end of the first section of a BUNDLE group', () => {
  let base: Pair;

  beforeEach(async () => {
    base = await pair();
    const { a, b } = base;
    a.addTransceiver('audio');
    a.addTransceiver('video');
    await exchange(a, b);
  });

  afterEach(closeAll);

  it('by us gives those that stay another transport, and other SSRCs', async () => {
    const { a, b } = base;
    const [ufrags, ssrcs, before] = [ufragsOf(a), ssrcsOf(a), transportOf(a)];
    a.getTransceivers()[0]!.stop();

    await exchange(a, b);

    expect(ufragsOf(a)).to.have.length(1).and.not.deep.equal(ufrags);
    expect(ssrcsOf(a).some(ssrc => ssrcs.includes(ssrc))).to.equal(false);
    expect(before.closed).to.equal(true);
    expect(a.closed).to.equal(false);
  });

  it('by the endpoint does the same in our answer', async () => {
    const { a, b } = base;
    const [ufrags, before] = [ufragsOf(b), transportOf(b)];
    a.getTransceivers()[0]!.stop();

    await exchange(a, b);

    expect(ufragsOf(b)).to.have.length(1).and.not.deep.equal(ufrags);
    expect(before.closed).to.equal(true);
    const { rtpReceiver } = b.getTransceivers()[0]!.receiver.track.feed;
    expect(rtpReceiver?.transport).to.equal(transportOf(b));
    expect(b.closed).to.equal(false);
  });

  it('is taken back by a rollback, with transport and SSRCs', async () => {
    const { a, b } = base;
    const [ssrcs, before] = [ssrcsOf(a), transportOf(a)];
    a.getTransceivers()[0]!.stop();
    await offer(a, b);
    const [, successor] = a.peer.transports;

    await a.setLocalDescription({ type: 'rollback' });

    expect(successor?.closed).to.equal(true);
    expect(before.closed).to.equal(false);
    expect(ssrcsOf(a)).to.deep.equal(ssrcs);
  });

  it('leaves the transport alone where another section is the first', async () => {
    const { a, b } = base;
    const before = transportOf(a);
    a.getTransceivers()[1]!.stop();

    await exchange(a, b);

    expect(transportOf(a)).to.equal(before);
    expect(before.closed).to.equal(false);
  });

  it('may be heard of after the endpoint has ended DTLS', async () => {
    const { a, b, worker } = base;
    const { id } = transportOf(b);
    worker.notify({ event: 'transport.dtlsState', data: { id, state: 'closed' } });
    await tasks();
    expect(b.closed).to.equal(false);
    expect(b.connectionState).to.equal('disconnected');
    a.getTransceivers()[0]!.stop();

    await exchange(a, b);

    expect(b.closed).to.equal(false);
    expect(b.connectionState).not.to.equal('disconnected');
  });
});
