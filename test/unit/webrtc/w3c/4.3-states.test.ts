import { expect } from 'chai';

import type { DtlsState, IceState } from '../../../../src/parameters/transport.js';
import type { RTCPeerConnection } from '../../../../src/webrtc/rtc-peer-connection.js';
import type { FakeWorker } from '../../../kit/fake-channel.js';
import {
  answer,
  closeAll,
  exchange,
  heard,
  offer,
  pair,
  record,
  stage,
  tasks,
  transportOf,
} from '../kit/connection-pair.js';

/** The engine tells of the path of a connection. */
const setIce = (worker: FakeWorker, connection: RTCPeerConnection, state: IceState): void =>
  worker.notify({ event: 'transport.iceState', data: { id: transportOf(connection).id, state } });
const setDtls = (worker: FakeWorker, connection: RTCPeerConnection, state: DtlsState): void =>
  worker.notify({ event: 'transport.dtlsState', data: { id: transportOf(connection).id, state } });

describe('W3C WebRTC 1.0, 4.3.1 RTCSignalingState', () => {
  afterEach(closeAll);

  it('begins stable', async () => {
    const { a } = await pair();

    expect(a.signalingState).to.equal('stable');
  });

  it('goes through have-local-offer for who offers', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    const states = record(a, ['signalingstatechange'], [], () => a.signalingState);

    await exchange(a, b);

    expect(states).to.deep.equal(['have-local-offer', 'stable']);
  });

  it('goes through have-remote-offer for who answers', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    const states = record(b, ['signalingstatechange'], [], () => b.signalingState);

    await exchange(a, b);

    expect(states).to.deep.equal(['have-remote-offer', 'stable']);
  });

  it('goes through the provisional states', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    const states = record(a, ['signalingstatechange'], [], () => `a ${a.signalingState}`);
    record(b, ['signalingstatechange'], states, () => `b ${b.signalingState}`);

    await offer(a, b);
    await b.setLocalDescription({ type: 'pranswer' });
    await a.setRemoteDescription(heard(b.localDescription));
    await answer(b, a);

    expect(states).to.deep.equal([
      'a have-local-offer',
      'b have-remote-offer',
      'b have-local-pranswer',
      'a have-remote-pranswer',
      'b stable',
      'a stable',
    ]);
  });

  it('is closed at once by close(), without an event', async () => {
    const { a } = await pair();
    const states = record(a, ['signalingstatechange']);

    a.close();

    expect(a.signalingState).to.equal('closed');
    await tasks();
    expect(states).to.deep.equal([]);
  });
});

describe('W3C WebRTC 1.0, 4.3.2 RTCIceGatheringState', () => {
  afterEach(closeAll);

  it('is new before there is a transport', async () => {
    const { a } = await pair();
    a.addTransceiver('audio');
    await a.createOffer();
    await tasks();

    expect(a.iceGatheringState).to.equal('new');
  });

  it('stays new with a description that has no transport', async () => {
    const { a } = await pair();
    const states = record(a, ['icegatheringstatechange']);

    await a.setLocalDescription();
    await tasks();

    expect(a.iceGatheringState).to.equal('new');
    expect(states).to.deep.equal([]);
  });

  it('goes from gathering to complete once a local description is set', async () => {
    const { a } = await pair();
    a.addTransceiver('audio');
    const states = record(a, ['icegatheringstatechange'], [], () => a.iceGatheringState);

    await a.setLocalDescription();
    await tasks();

    expect(states).to.deep.equal(['gathering', 'complete']);
  });

  it('does not begin with a remote description', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');

    await offer(a, b);
    await tasks();

    expect(b.iceGatheringState).to.equal('new');
  });

  it('gathers again for new credentials', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await exchange(a, b);
    await tasks();
    const states = record(a, ['icegatheringstatechange'], [], () => a.iceGatheringState);

    await a.setLocalDescription(await a.createOffer({ iceRestart: true }));
    await tasks();

    expect(states).to.deep.equal(['gathering', 'complete']);
  });

  it('is complete once and for all without new credentials', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await exchange(a, b);
    await tasks();
    const states = record(a, ['icegatheringstatechange', 'icecandidate']);

    a.addTransceiver('video');
    await exchange(a, b);
    await tasks();

    expect(states).to.deep.equal([]);
  });

  it('is new again when the offer of the only transport is taken back', async () => {
    const { a } = await pair();
    a.addTransceiver('audio');
    await a.setLocalDescription();
    await tasks();

    await a.setLocalDescription({ type: 'rollback' });
    await tasks();

    expect(a.iceGatheringState).to.equal('new');
  });

  it('fires the event of the transport before that of the connection', async () => {
    const { a } = await pair();
    const { sender } = a.addTransceiver('audio');
    await a.setLocalDescription();
    const log = record(a, ['icegatheringstatechange'], [], () => 'connection');
    record(sender.transport!.iceTransport, ['gatheringstatechange'], log, () => 'transport');

    await tasks();

    expect(log).to.deep.equal(['transport', 'connection', 'transport', 'connection']);
  });
});

describe('W3C WebRTC 1.0, 4.3.4 RTCIceConnectionState', () => {
  afterEach(closeAll);

  it('begins new', async () => {
    const { a } = await pair();

    expect(a.iceConnectionState).to.equal('new');
  });

  it('is new while nobody has answered', async () => {
    const { a } = await pair();
    a.addTransceiver('audio');

    await a.setLocalDescription();
    await tasks();

    expect(a.iceConnectionState).to.equal('new');
  });

  it('is checking once the parameters of both are known', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');

    await exchange(a, b);
    await tasks();

    expect([a.iceConnectionState, b.iceConnectionState]).to.deep.equal(['checking', 'checking']);
  });

  it('goes the way of the transport', async () => {
    const { a, b, worker } = await pair();
    a.addTransceiver('audio');
    await exchange(a, b);
    const states = record(a, ['iceconnectionstatechange'], [], () => a.iceConnectionState);

    for (const state of ['connected', 'completed', 'disconnected', 'connected'] as const) {
      setIce(worker, a, state);
    }

    expect(states).to.deep.equal(['connected', 'completed', 'disconnected', 'connected']);
  });

  it('is closed by close() without an event', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await exchange(a, b);
    const states = record(a, ['iceconnectionstatechange', 'connectionstatechange']);

    a.close();
    await tasks();

    expect(a.iceConnectionState).to.equal('closed');
    expect(states).to.deep.equal([]);
  });
});

describe('W3C WebRTC 1.0, 4.3.3 RTCPeerConnectionState', () => {
  afterEach(closeAll);

  const connected = async () => {
    const { a, b, worker } = await pair();
    a.addTransceiver('audio');
    await exchange(a, b);
    return {
      a,
      ice: (state: IceState) => setIce(worker, a, state),
      dtls: (state: DtlsState) => setDtls(worker, a, state),
    };
  };

  it('begins new', async () => {
    const { connect } = await stage();

    expect(connect().connectionState).to.equal('new');
  });

  it('is connecting while ICE checks', async () => {
    const { a } = await connected();

    expect(a.connectionState).to.equal('connecting');
  });

  it('is connecting until DTLS is connected too', async () => {
    const { a, ice, dtls } = await connected();

    ice('connected');
    dtls('connecting');

    expect(a.connectionState).to.equal('connecting');
  });

  it('is connected when both are', async () => {
    const { a, ice, dtls } = await connected();

    ice('completed');
    dtls('connected');

    expect(a.connectionState).to.equal('connected');
  });

  it('is disconnected when ICE is', async () => {
    const { a, ice, dtls } = await connected();
    ice('connected');
    dtls('connected');

    ice('disconnected');

    expect(a.connectionState).to.equal('disconnected');
  });

  it('is failed when DTLS is, before all ends with that', async () => {
    const { a, ice, dtls } = await connected();
    ice('connected');
    const states = record(a, ['connectionstatechange'], [], () => a.connectionState);

    dtls('failed');

    expect(states[0]).to.equal('failed');
  });

  it('fires after iceconnectionstatechange, which fires after the transport’s own event', async () => {
    const { a, ice } = await connected();
    const log = record(a, ['connectionstatechange', 'iceconnectionstatechange']);
    const { iceTransport } = a.getSenders()[0]!.transport!;
    record(iceTransport, ['statechange'], log);

    ice('disconnected');

    expect(log).to.deep.equal(['statechange', 'iceconnectionstatechange', 'connectionstatechange']);
  });

  it('has changed before any of the events', async () => {
    const { a, ice } = await connected();
    const { iceTransport } = a.getSenders()[0]!.transport!;
    const states = record(iceTransport, ['statechange'], [], () => a.connectionState);

    ice('disconnected');

    expect(states).to.deep.equal(['disconnected']);
  });

  it('fires nothing where it stays the same', async () => {
    const { a, ice, dtls } = await connected();
    ice('connected');
    dtls('connected');
    const log = record(a, ['connectionstatechange']);

    ice('completed');

    expect(log).to.deep.equal([]);
  });
});
