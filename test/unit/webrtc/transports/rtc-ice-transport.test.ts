// RTCIceTransport as a face of the engine's transport.
import { expect } from 'chai';

import { RTCIceCandidate } from '../../../../src/webrtc/transports/rtc-ice-candidate.js';
import { RTCIceTransport } from '../../../../src/webrtc/transports/rtc-ice-transport.js';
import { record } from '../kit/publisher.js';
import { path, type Path } from '../kit/transport-path.js';

const remote = (text: string, usernameFragment = 'theirs'): RTCIceCandidate =>
  new RTCIceCandidate({ candidate: `candidate:${text}`, sdpMid: '0', usernameFragment });

const parameters = { usernameFragment: 'theirs', password: 'their-password' };
const section = { sdpMid: 'video', sdpMLineIndex: 1 };

describe('W3C WebRTC 5.6, RTCIceTransport: at the start', () => {
  it('is not made by applications', () => {
    expect(() => new (RTCIceTransport as never as new () => unknown)()).to.throw(TypeError);
  });

  it('is new, and controlled as an ICE-lite agent is', async () => {
    const { ice } = await path();
    const start = { state: 'new', gatheringState: 'new', role: 'controlled', component: 'rtp' };
    expect(ice).to.include(start);
  });

  it('knows nothing of the peer', async () => {
    const { ice } = await path();
    expect(ice.getRemoteCandidates()).to.deep.equal([]);
    expect(ice.getRemoteParameters()).to.equal(null);
    expect(ice.getSelectedCandidatePair()).to.equal(null);
  });

  it('has the ICE parameters of the engine', async () => {
    const { ice, transport } = await path();
    expect(ice.getLocalParameters()).to.deep.equal(transport.iceLocalParameters);
  });

  it('is connected already where the engine is', async () => {
    const { transport, setIce, select } = await path();
    setIce('connected');
    select();
    const ice = new RTCIceTransport(transport);
    expect(ice.state).to.equal('connected');
    expect(ice.getSelectedCandidatePair()).not.to.equal(null);
  });

  it('is closed where the engine is', async () => {
    const { transport } = await path();
    transport.close();
    expect(new RTCIceTransport(transport).state).to.equal('closed');
  });
});

describe('W3C WebRTC 5.6, RTCIceTransport: state', () => {
  let alice: Path;
  let events: string[];

  beforeEach(async () => {
    alice = await path();
    events = record(alice.ice, 'statechange', 'gatheringstatechange');
  });

  it('goes the way of the engine', () => {
    const states: string[] = [];
    alice.ice.onstatechange = () => states.push(alice.ice.state);
    alice.ice.setChecking();
    alice.setIce('connected');
    alice.setIce('completed');
    alice.setIce('disconnected');
    alice.setIce('connected');
    const way = ['checking', 'connected', 'completed', 'disconnected', 'connected'];
    expect(states).to.deep.equal(way);
  });

  it('fires nothing where it stays the same', () => {
    alice.setIce('connected');
    alice.setIce('connected');
    expect(events).to.deep.equal(['statechange']);
  });

  it('is checking from `new` only', () => {
    alice.setIce('connected');
    alice.ice.setChecking();
    expect(alice.ice.state).to.equal('connected');
  });

  it('does not go back from checking to new', () => {
    alice.ice.setChecking();
    alice.setIce('new');
    expect(alice.ice.state).to.equal('checking');
  });

  it('is closed without an event when the engine closes', () => {
    alice.transport.close();
    expect(alice.ice.state).to.equal('closed');
    expect(events).to.deep.equal([]);
  });

  it('stays closed', () => {
    alice.ice.close();
    alice.setIce('connected');
    alice.ice.setGatheringState('complete');
    expect(alice.ice).to.include({ state: 'closed', gatheringState: 'new' });
    expect(events).to.deep.equal([]);
  });

  it('gathers with an event for each state', () => {
    const states: string[] = [];
    alice.ice.ongatheringstatechange = () => states.push(alice.ice.gatheringState);
    alice.ice.setGatheringState('gathering');
    alice.ice.setGatheringState('gathering');
    alice.ice.setGatheringState('complete');
    expect(states).to.deep.equal(['gathering', 'complete']);
  });

  it('lets the connection change before the event, and fire after it', () => {
    const order: string[] = [];
    alice.ice.watch({
      handleState: () => order.push(`change ${alice.ice.state}`),
      handleStateTold: () => order.push('event of the connection'),
    });
    alice.ice.onstatechange = () => order.push('statechange');
    alice.setIce('connected');
    expect(order).to.deep.equal(['change connected', 'statechange', 'event of the connection']);
  });
});

describe('W3C WebRTC 5.6, RTCIceTransport: local candidates', () => {
  it('are none before they were gathered', async () => {
    const { ice } = await path();
    expect(ice.getLocalCandidates()).to.deep.equal([]);
  });

  it('are those of the engine, in the words of SDP', async () => {
    const { ice } = await path();
    const [candidate] = ice.gather(section);
    expect(candidate!.toJSON()).to.deep.equal({
      candidate: 'candidate:udpcandidate 1 udp 1078862079 192.0.2.1 40000 typ host',
      sdpMid: 'video',
      sdpMLineIndex: 1,
      usernameFragment: 'ufrag',
    });
    expect(ice.getLocalCandidates()).to.deep.equal([candidate]);
  });

  it('get the new user name after a restart', async () => {
    const { ice, transport } = await path();
    ice.gather(section);
    await transport.changeUfragPwd();
    expect(ice.getLocalParameters()!.usernameFragment).to.equal('ufrag');

    const [candidate] = ice.gather(section);

    expect(candidate!.usernameFragment).to.equal('ufrag2');
    expect(ice.getLocalParameters()).to.deep.equal(transport.iceLocalParameters);
  });
});

describe('W3C WebRTC 5.6, RTCIceTransport: remote parameters and candidates', () => {
  it('are what the peer said', async () => {
    const { ice } = await path();
    const candidate = remote('1 1 udp 2122260223 198.51.100.7 50000 typ host');
    ice.setRemoteParameters(parameters);
    ice.addRemoteCandidate(candidate);
    expect(ice.getRemoteParameters()).to.deep.equal(parameters);
    expect(ice.getRemoteCandidates()).to.deep.equal([candidate]);
  });

  it('are each there once', async () => {
    const { ice } = await path();
    ice.addRemoteCandidate(remote('1 1 udp 2122260223 198.51.100.7 50000 typ host'));
    ice.addRemoteCandidate(remote('1 1 udp 2122260223 198.51.100.7 50000 typ host'));
    expect(ice.getRemoteCandidates()).to.have.length(1);
  });

  it('are a hundred at most, until others come with other parameters', async () => {
    const { ice } = await path();
    const add = (ports: number, usernameFragment: string): void => {
      ice.setRemoteParameters({ ...parameters, usernameFragment });
      for (let port = 1; port <= ports; port++) {
        ice.addRemoteCandidate(remote(`1 1 udp 1 198.51.100.7 ${port} typ host`));
      }
    };

    add(101, 'first');
    expect([ice.getRemoteCandidates().length, ice.refusedCandidates]).to.deep.equal([100, 1]);

    add(2, 'second');
    expect([ice.getRemoteCandidates().length, ice.refusedCandidates]).to.deep.equal([2, 1]);
  });

  it('are kept when the same parameters come again', async () => {
    const { ice } = await path();
    ice.setRemoteParameters(parameters);
    ice.addRemoteCandidate(remote('1 1 udp 2122260223 198.51.100.7 50000 typ host'));
    ice.setRemoteParameters({ ...parameters });
    expect(ice.getRemoteCandidates()).to.have.length(1);
  });

  it('are forgotten when the peer restarts ICE', async () => {
    const { ice } = await path();
    ice.setRemoteParameters(parameters);
    ice.addRemoteCandidate(remote('1 1 udp 2122260223 198.51.100.7 50000 typ host'));
    ice.setRemoteParameters({ usernameFragment: 'new', password: 'new-password' });
    expect(ice.getRemoteCandidates()).to.deep.equal([]);
  });

  it('are not the caller’s to change', async () => {
    const { ice } = await path();
    ice.setRemoteParameters(parameters);
    ice.getRemoteParameters()!.password = 'x';
    ice.getLocalParameters()!.password = 'x';
    expect(ice.getRemoteParameters()).to.deep.equal(parameters);
    expect(ice.getLocalParameters()!.password).to.equal('password');
  });
});

describe('W3C WebRTC 5.6, RTCIceTransport: the selected pair', () => {
  it('fires selectedcandidatepairchange', async () => {
    const { ice, select } = await path();
    const pairs: unknown[] = [];
    ice.onselectedcandidatepairchange = () => pairs.push(ice.getSelectedCandidatePair());
    select();
    expect(pairs).to.deep.equal([ice.getSelectedCandidatePair()]);
  });

  it('is of the candidates that both sides know', async () => {
    const { ice, select } = await path();
    const [local] = ice.gather(section);
    const known = remote('1 1 udp 2122260223 198.51.100.7 50000 typ host');
    ice.addRemoteCandidate(known);
    select();
    expect(ice.getSelectedCandidatePair()!.local).to.equal(local);
    expect(ice.getSelectedCandidatePair()!.remote).to.equal(known);
  });

  it('has a local candidate also where packets come to an address that is not announced', async () => {
    const { ice, select } = await path();
    const [local] = ice.gather(section);
    select({ localIP: '10.0.0.1' });
    expect(ice.getSelectedCandidatePair()!.local).to.equal(local);
  });

  it('has a local candidate before they were gathered', async () => {
    const { ice, select } = await path();
    select();
    const { local } = ice.getSelectedCandidatePair()!;
    expect(local).to.include({ address: '192.0.2.1', port: 40000, type: 'host' });
  });

  it('has a peer-reflexive candidate where the peer told none', async () => {
    const { ice, select } = await path();
    ice.setRemoteParameters(parameters);
    select();
    expect(ice.getSelectedCandidatePair()!.remote).to.deep.include({
      address: '198.51.100.7',
      port: 50000,
      protocol: 'udp',
      type: 'prflx',
      usernameFragment: 'theirs',
    });
  });

  it('has the candidate of the peer when that is told later, without an event', async () => {
    const { ice, select } = await path();
    select();
    const events = record(ice, 'selectedcandidatepairchange');
    const known = remote('1 1 udp 2122260223 198.51.100.7 50000 typ host');

    ice.addRemoteCandidate(known);

    expect(ice.getSelectedCandidatePair()!.remote).to.equal(known);
    expect(events).to.deep.equal([]);
  });

  it('keeps its peer-reflexive candidate when another one is told', async () => {
    const { ice, select } = await path();
    select();
    const pair = ice.getSelectedCandidatePair();
    ice.addRemoteCandidate(remote('1 1 udp 2122260223 198.51.100.8 50000 typ host'));
    expect(ice.getSelectedCandidatePair()).to.equal(pair);
  });

  it('knows an active TCP candidate by its address', async () => {
    const { ice, select } = await path();
    const known = remote('1 1 tcp 1518280447 198.51.100.7 9 typ host tcptype active');
    ice.addRemoteCandidate(known);
    select({ protocol: 'tcp' });
    expect(ice.getSelectedCandidatePair()!.remote).to.equal(known);
  });

  it('has an active peer-reflexive candidate for a strange TCP connection', async () => {
    const { ice, select } = await path();
    select({ protocol: 'tcp' });
    const { remote: found } = ice.getSelectedCandidatePair()!;
    expect(found).to.include({ protocol: 'tcp', type: 'prflx', tcpType: 'active' });
  });

  it('is gone when the transport is closed', async () => {
    const { ice, select, transport } = await path();
    select();
    transport.close();
    expect(ice.getSelectedCandidatePair()).to.equal(null);
  });
});
