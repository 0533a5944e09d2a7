// RTCDtlsTransport and RTCSctpTransport.
import { expect } from 'chai';
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { RTCDtlsTransport } from '../../../../src/webrtc/transports/rtc-dtls-transport.js';
import { RTCSctpTransport } from '../../../../src/webrtc/transports/rtc-sctp-transport.js';
import { record } from '../kit/publisher.js';
import { path, type Path } from '../kit/transport-path.js';

const pem = readFileSync(
  new URL('../../../vectors/certificates/ecdsa.pem', import.meta.url),
  'utf8'
);

describe('W3C WebRTC 5.5, RTCDtlsTransport', () => {
  let alice: Path;
  let dtls: RTCDtlsTransport;
  let events: string[];

  beforeEach(async () => {
    alice = await path();
    dtls = alice.dtls;
    events = record(dtls, 'statechange', 'error');
  });

  it('is not made by applications', () => {
    expect(() => new (RTCDtlsTransport as never as new () => unknown)()).to.throw(TypeError);
  });

  it('is new, above its ICE transport', () => {
    expect(dtls).to.include({ state: 'new', iceTransport: alice.ice });
  });

  it('goes the way of the engine', () => {
    const states: string[] = [];
    dtls.onstatechange = () => states.push(dtls.state);
    alice.setDtls('connecting');
    alice.setDtls('connected', pem);
    expect(states).to.deep.equal(['connecting', 'connected']);
  });

  it('fires nothing where its state stays the same', () => {
    alice.setDtls('connecting');
    alice.setDtls('connecting');
    expect(events).to.deep.equal(['statechange']);
  });

  it('has no remote certificate before the handshake is done', () => {
    alice.setDtls('connecting');
    expect(dtls.getRemoteCertificates()).to.deep.equal([]);
  });

  it('has the remote certificate in DER when it fires statechange', () => {
    let certificates: ArrayBuffer[] = [];
    dtls.onstatechange = () => (certificates = dtls.getRemoteCertificates());

    alice.setDtls('connected', pem);

    expect(certificates).to.have.length(1);
    expect(certificates[0]).to.be.instanceOf(ArrayBuffer);
    expect(Buffer.from(certificates[0]!)).to.deep.equal(new X509Certificate(pem).raw);
  });

  it('fires error before statechange when it fails', () => {
    alice.setDtls('connecting');
    alice.setDtls('failed');
    expect(events).to.deep.equal(['statechange', 'error', 'statechange']);
  });

  it('is failed when error is fired, which says dtls-failure', () => {
    const heard: string[] = [];
    dtls.onerror = event => heard.push(event.error.errorDetail, dtls.state);
    alice.setDtls('failed');
    expect(heard).to.deep.equal(['dtls-failure', 'failed']);
  });

  it('stays failed when the engine gives up', () => {
    alice.setDtls('failed');
    expect(alice.transport.closed).to.equal(true);
    expect(dtls.state).to.equal('failed');
  });

  it('fires statechange when the peer ends it', () => {
    alice.setDtls('connected', pem);
    alice.setDtls('closed');
    expect(dtls.state).to.equal('closed');
    expect(events).to.deep.equal(['statechange', 'statechange']);
  });

  it('is closed without an event by our own side', () => {
    alice.transport.close();
    expect(dtls.state).to.equal('closed');
    expect(events).to.deep.equal([]);
  });

  it('is closed by the connection even when it had failed', () => {
    alice.setDtls('failed');
    dtls.close();
    expect(dtls.state).to.equal('closed');
  });

  it('lets the connection change before the event, and fire after it', () => {
    const order: string[] = [];
    dtls.watch({
      handleState: () => order.push(dtls.state),
      handleStateTold: () => order.push('event of the connection'),
    });
    dtls.onstatechange = () => order.push('statechange');
    alice.setDtls('connecting');
    expect(order).to.deep.equal(['connecting', 'statechange', 'event of the connection']);
  });
});

describe('W3C WebRTC 6.1, RTCSctpTransport', () => {
  let sctp: RTCSctpTransport;
  let dtls: RTCDtlsTransport;

  beforeEach(async () => {
    ({ dtls } = await path());
    sctp = new RTCSctpTransport(dtls);
  });

  it('is not made by applications', () => {
    expect(() => new (RTCSctpTransport as never as new () => unknown)()).to.throw(TypeError);
  });

  it('is connecting above its DTLS transport', () => {
    expect(sctp).to.include({ state: 'connecting', transport: dtls, maxChannels: null });
  });

  it('fires statechange when it is closed', () => {
    const states: string[] = [];
    sctp.onstatechange = () => states.push(sctp.state);
    sctp.close();
    sctp.close();
    expect(states).to.deep.equal(['closed']);
  });

  it('is closed without an event by the connection', () => {
    const events = record(sctp, 'statechange');
    sctp.close({ isSilent: true });
    expect(sctp.state).to.equal('closed');
    expect(events).to.deep.equal([]);
  });

  it('takes 65536 bytes a message at the start', () => {
    expect(sctp.maxMessageSize).to.equal(65536);
  });

  // Section 6.1.1.2; what we can send is 262144 bytes.
  const sizes: [remote: number | undefined, expected: number][] = [
    [undefined, 65536],
    [1000, 1000],
    [262143, 262143],
    [262144, 262144],
    [262145, 262144],
    [0, 262144],
  ];
  for (const [remote, expected] of sizes) {
    it(`takes ${expected} bytes a message if the peer says ${remote}`, () => {
      sctp.setRemoteMaxMessageSize(remote);
      expect(sctp.maxMessageSize).to.equal(expected);
    });
  }
});
