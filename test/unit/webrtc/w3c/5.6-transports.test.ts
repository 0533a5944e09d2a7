import { expect } from 'chai';

import { RTCTrackEvent } from '../../../../src/webrtc/rtp/rtc-track-event.js';
import { MediaStream } from '../../../../src/webrtc/media/media-stream.js';
import { RTCPeerConnection } from '../../../../src/webrtc/rtc-peer-connection.js';
import { closeAll, exchange, offer, pair, tasks, thrownName } from '../kit/connection-pair.js';

describe('W3C WebRTC 1.0, 5.5 and 5.6 the transports of a connection', () => {
  afterEach(closeAll);

  it('are one for all that is bundled', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    a.addTransceiver('video');
    a.createDataChannel('x');

    await exchange(a, b);

    const transports = [...a.getSenders(), ...a.getReceivers()].map(({ transport }) => transport);
    expect(new Set([...transports, a.sctp!.transport]).size).to.equal(1);
  });

  it('know our ICE parameters, and those of the other side after the answer', async () => {
    const { a, b } = await pair();
    const { sender } = a.addTransceiver('audio');
    await offer(a, b);
    const { iceTransport } = sender.transport!;
    expect(iceTransport.getRemoteParameters()).to.equal(null);

    await b.setLocalDescription();
    await a.setRemoteDescription({
      type: 'answer',
      sdp: b.localDescription!.sdp.replace('a=ice-lite\r\n', ''),
    });

    const theirs = b.getReceivers()[0]!.transport!.iceTransport;
    expect(iceTransport.getRemoteParameters()).to.deep.equal(theirs.getLocalParameters());
    expect(iceTransport.getLocalParameters()).to.deep.equal(theirs.getRemoteParameters());
  });

  it('know the candidates of the description', async () => {
    const { a, b } = await pair();
    const { sender } = a.addTransceiver('audio');

    await exchange(a, b);
    await tasks();

    const { iceTransport } = sender.transport!;
    expect(iceTransport.getRemoteCandidates().map(({ address }) => address)).to.include(
      '192.0.2.1'
    );
    expect(iceTransport.getSelectedCandidatePair()).to.equal(null);
  });

  it('are controlled: we are ICE-lite', async () => {
    const { a, b } = await pair();
    const { sender } = a.addTransceiver('audio');

    await exchange(a, b);

    expect(sender.transport!.iceTransport.role).to.equal('controlled');
  });

  it('have the new parameters after a restart', async () => {
    const { a, b } = await pair();
    const { sender } = a.addTransceiver('audio');
    await exchange(a, b);
    const { iceTransport } = sender.transport!;
    const before = iceTransport.getRemoteParameters()!.usernameFragment;

    void a.restartIce();
    await exchange(a, b);
    await tasks();

    expect(iceTransport.getRemoteParameters()!.usernameFragment).not.to.equal(before);
    expect(sender.transport!.iceTransport).to.equal(iceTransport);
  });

  it('have no certificate of the other side before the handshake', async () => {
    const { a, b } = await pair();
    const { sender } = a.addTransceiver('audio');

    await exchange(a, b);

    expect(sender.transport!.getRemoteCertificates()).to.deep.equal([]);
    expect(sender.transport!.state).to.equal('new');
  });

  it('use the certificate of the configuration', async () => {
    const certificate = await RTCPeerConnection.generateCertificate({
      name: 'ECDSA',
      namedCurve: 'P-256',
    });
    const { a, worker } = await pair({ certificates: [certificate] });
    a.addTransceiver('audio');

    await a.setLocalDescription();

    expect(worker.paramsOf('transport.create')[0]).to.have.nested.property(
      'certificate.certificate'
    );
  });
});

describe('W3C WebRTC 1.0, 5.7 RTCTrackEvent', () => {
  afterEach(closeAll);

  const parts = async () => {
    const { a } = await pair();
    const transceiver = a.addTransceiver('audio');
    const { receiver } = transceiver;
    return { transceiver, receiver, track: receiver.track };
  };

  it('has what it is made of', async () => {
    const init = { ...(await parts()), streams: [new MediaStream()] };

    const event = new RTCTrackEvent('track', init);

    expect(event).to.be.instanceOf(Event);
    expect(event.type).to.equal('track');
    for (const name of ['receiver', 'track', 'transceiver'] as const) {
      expect(event[name]).to.equal(init[name]);
    }
    expect(event.streams).to.deep.equal(init.streams);
    expect(event.bubbles).to.equal(false);
  });

  it('has no streams by default', async () => {
    expect(new RTCTrackEvent('track', await parts()).streams).to.deep.equal([]);
  });

  it('has one frozen list of streams', async () => {
    const event = new RTCTrackEvent('track', await parts());

    expect(event.streams).to.equal(event.streams);
    expect(Object.isFrozen(event.streams)).to.equal(true);
  });

  for (const missing of ['receiver', 'track', 'transceiver']) {
    it(`throws a TypeError without ${missing}`, async () => {
      const init: Record<string, unknown> = { ...(await parts()) };
      delete init[missing];

      expect(thrownName(() => new RTCTrackEvent('track', init as never))).to.equal('TypeError');
    });
  }

  it('throws a TypeError for null', async () => {
    const init = { ...(await parts()), track: null };

    expect(thrownName(() => new RTCTrackEvent('track', init as never))).to.equal('TypeError');
  });

  it('reaches ontrack, with the connection as this and target', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    const seen: unknown[] = [];
    b.ontrack = function (this: unknown, event) {
      seen.push(this, event.target, event instanceof RTCTrackEvent);
    };

    await offer(a, b);

    expect(seen).to.deep.equal([b, b, true]);
  });
});
