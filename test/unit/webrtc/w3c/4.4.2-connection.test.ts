import { expect } from 'chai';

import { RTCPeerConnection } from '../../../../src/webrtc/rtc-peer-connection.js';
import {
  closeAll,
  exchange,
  heard,
  offer,
  pair,
  record,
  rejectionName,
  stage,
  tasks,
  thrownName,
} from '../kit/connection-pair.js';

describe('W3C WebRTC 1.0, 4.4.1.1 constructor', () => {
  afterEach(closeAll);

  it('begins with nothing', async () => {
    const { connect } = await stage();

    const connection = connect();

    expect(connection.getTransceivers()).to.deep.equal([]);
    expect(connection).to.include({
      localDescription: null,
      currentLocalDescription: null,
      pendingLocalDescription: null,
      remoteDescription: null,
      currentRemoteDescription: null,
      pendingRemoteDescription: null,
      signalingState: 'stable',
      iceGatheringState: 'new',
      iceConnectionState: 'new',
      connectionState: 'new',
      canTrickleIceCandidates: null,
      sctp: null,
    });
  });

  it('fires nothing by itself', async () => {
    const { connect } = await stage();
    const log = record(connect(), ['negotiationneeded', 'signalingstatechange']);

    await tasks();

    expect(log).to.deep.equal([]);
  });

  it('has no handlers yet', async () => {
    const { connect } = await stage();

    expect(connect()).to.include({
      onnegotiationneeded: null,
      onicecandidate: null,
      onicecandidateerror: null,
      onsignalingstatechange: null,
      oniceconnectionstatechange: null,
      onicegatheringstatechange: null,
      onconnectionstatechange: null,
      ontrack: null,
      ondatachannel: null,
    });
  });

  for (const given of [1, 'x', true]) {
    it(`throws a TypeError for ${JSON.stringify(given)}`, () => {
      expect(() => new RTCPeerConnection(given as never)).to.throw(TypeError);
    });
  }

  it('throws as the configuration does', async () => {
    const { connect } = await stage();

    expect(thrownName(() => connect({ iceTransportPolicy: 'x' as never }))).to.equal('TypeError');
    expect(thrownName(() => connect({ iceServers: [{ urls: 'x' }] }))).to.equal('SyntaxError');
    expect(thrownName(() => connect({ iceServers: [{ urls: 'turn:example.net' }] }))).to.equal(
      'InvalidAccessError'
    );
  });

  it('throws an InvalidAccessError for a certificate that is expired', async () => {
    const { connect } = await stage();
    const certificate = await RTCPeerConnection.generateCertificate({
      name: 'ECDSA',
      namedCurve: 'P-256',
      expires: 0,
    });

    expect(thrownName(() => connect({ certificates: [certificate] }))).to.equal(
      'InvalidAccessError'
    );
  });
});

describe('W3C WebRTC 1.0, 4.4.2 getConfiguration() and setConfiguration()', () => {
  afterEach(closeAll);

  it('gives the defaults', async () => {
    const { connect } = await stage();

    expect(connect().getConfiguration()).to.deep.equal({
      bundlePolicy: 'balanced',
      certificates: [],
      iceCandidatePoolSize: 0,
      iceServers: [],
      iceTransportPolicy: 'all',
      rtcpMuxPolicy: 'require',
    });
  });

  it('gives what was given, as a copy', async () => {
    const { connect } = await stage();
    const connection = connect({ iceServers: [{ urls: 'stun:example.net' }] });

    connection.getConfiguration().iceServers!.pop();

    expect(connection.getConfiguration().iceServers).to.have.length(1);
  });

  it('gives what was set', async () => {
    const { connect } = await stage();
    const connection = connect();

    connection.setConfiguration({ iceTransportPolicy: 'relay' });

    expect(connection.getConfiguration().iceTransportPolicy).to.equal('relay');
  });

  it('still gives it once closed', async () => {
    const { connect } = await stage();
    const connection = connect({ bundlePolicy: 'max-bundle' });

    connection.close();

    expect(connection.getConfiguration().bundlePolicy).to.equal('max-bundle');
  });

  it('throws an InvalidStateError when it is set once closed', async () => {
    const { connect } = await stage();
    const connection = connect();
    connection.close();

    expect(thrownName(() => connection.setConfiguration({}))).to.equal('InvalidStateError');
  });

  it('throws an InvalidModificationError for another bundle policy', async () => {
    const { connect } = await stage();
    const connection = connect();

    expect(thrownName(() => connection.setConfiguration({ bundlePolicy: 'max-bundle' }))).to.equal(
      'InvalidModificationError'
    );
    expect(connection.getConfiguration().bundlePolicy).to.equal('balanced');
  });

  it('changes the pool size until a local description is set', async () => {
    const { connect } = await stage();
    const connection = connect();
    connection.addTransceiver('audio');
    connection.setConfiguration({ iceCandidatePoolSize: 1 });
    await connection.setLocalDescription();

    expect(thrownName(() => connection.setConfiguration({ iceCandidatePoolSize: 2 }))).to.equal(
      'InvalidModificationError'
    );
  });
});

describe('W3C WebRTC 1.0, 4.4.2 canTrickleIceCandidates', () => {
  afterEach(closeAll);

  it('is null before there is a remote description', async () => {
    const { a } = await pair();
    a.addTransceiver('audio');
    await a.setLocalDescription();

    expect(a.canTrickleIceCandidates).to.equal(null);
  });

  it('is true for an offer that says trickle', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');

    await offer(a, b);

    expect(b.canTrickleIceCandidates).to.equal(true);
  });

  it('is false for an offer that does not', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await a.setLocalDescription();
    const { type, sdp } = heard(a.localDescription);

    await b.setRemoteDescription({ type, sdp: sdp.replaceAll(/a=ice-options.*\r\n/g, '') });

    expect(b.canTrickleIceCandidates).to.equal(false);
  });

  it('is true where the session as a whole says it', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await a.setLocalDescription();
    const { type, sdp } = heard(a.localDescription);
    const moved = sdp
      .replaceAll(/a=ice-options.*\r\n/g, '')
      .replace('m=', 'a=ice-options:trickle\r\nm=');

    await b.setRemoteDescription({ type, sdp: moved });

    expect(b.canTrickleIceCandidates).to.equal(true);
  });

  it('is true for an answer that says trickle', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');

    await exchange(a, b);

    expect(a.canTrickleIceCandidates).to.equal(true);
  });

  it('is false for an answer that does not', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await offer(a, b);
    await b.setLocalDescription();
    const { type, sdp } = heard(b.localDescription);

    await a.setRemoteDescription({ type, sdp: sdp.replaceAll(/a=ice-options.*\r\n/g, '') });

    expect(a.canTrickleIceCandidates).to.equal(false);
  });
});

describe('W3C WebRTC 1.0, 4.4.1.10 close()', () => {
  afterEach(closeAll);

  const closed = async () => {
    const { a, b, track } = await pair();
    const transceiver = a.addTransceiver(track('audio'));
    const channel = a.createDataChannel('x');
    await exchange(a, b);
    const { transport } = transceiver.sender;
    const { sctp } = a;
    const log = record(a, ['signalingstatechange', 'connectionstatechange', 'negotiationneeded']);
    record(transport, ['statechange'], log, () => 'dtls');
    record(transport!.iceTransport, ['statechange'], log, () => 'ice');
    record(sctp, ['statechange'], log, () => 'sctp');
    record(transceiver.receiver.track, ['ended', 'mute'], log);
    a.close();
    return { a, b, transceiver, channel, transport: transport!, sctp: sctp!, log };
  };

  it('sets all states', async () => {
    const { a } = await closed();

    expect(a).to.include({
      signalingState: 'closed',
      iceConnectionState: 'closed',
      connectionState: 'closed',
    });
  });

  it('closes the transports', async () => {
    const { transport, sctp } = await closed();

    expect([transport.state, transport.iceTransport.state, sctp.state]).to.deep.equal(
      Array(3).fill('closed')
    );
  });

  it('closes data channels at once', async () => {
    const { channel } = await closed();

    expect(channel.readyState).to.equal('closed');
  });

  it('stops transceivers', async () => {
    const { transceiver } = await closed();

    expect(transceiver).to.include({ direction: 'stopped', currentDirection: 'stopped' });
  });

  it('fires nothing', async () => {
    const { log } = await closed();

    await tasks();

    expect(log).to.deep.equal([]);
  });

  it('leaves descriptions and sctp as they were', async () => {
    const { a, sctp } = await closed();

    expect(a.currentLocalDescription!.type).to.equal('offer');
    expect(a.sctp).to.equal(sctp);
  });

  it('does nothing the second time', async () => {
    const { a } = await closed();

    a.close();

    expect(a.signalingState).to.equal('closed');
  });

  const calls: [name: string, call: (a: RTCPeerConnection) => unknown][] = [
    ['addTransceiver()', a => a.addTransceiver('audio')],
    ['createDataChannel()', a => a.createDataChannel('y')],
    ['setConfiguration()', a => a.setConfiguration({})],
  ];
  for (const [name, call] of calls) {
    it(`makes ${name} throw an InvalidStateError`, async () => {
      const { a } = await closed();

      expect(thrownName(() => call(a))).to.equal('InvalidStateError');
    });
  }

  it('makes addTrack() and removeTrack() throw an InvalidStateError', async () => {
    const { a, track } = await pair();
    const sender = a.addTrack(track('audio'));
    const other = track('video');
    a.close();

    expect(thrownName(() => a.addTrack(other))).to.equal('InvalidStateError');
    expect(thrownName(() => a.removeTrack(sender))).to.equal('InvalidStateError');
  });

  it('makes members of transceivers throw an InvalidStateError', async () => {
    const { transceiver } = await closed();

    expect(thrownName(() => transceiver.stop())).to.equal('InvalidStateError');
    expect(thrownName(() => (transceiver.direction = 'inactive'))).to.equal('InvalidStateError');
    expect(thrownName(() => transceiver.sender.setStreams())).to.equal('InvalidStateError');
  });

  it('makes members of senders reject with InvalidStateError', async () => {
    const { transceiver } = await closed();
    const { sender } = transceiver;

    expect(await rejectionName(sender.replaceTrack(null))).to.equal('InvalidStateError');
    expect(await rejectionName(sender.setParameters(sender.getParameters()))).to.equal(
      'InvalidStateError'
    );
  });
});
