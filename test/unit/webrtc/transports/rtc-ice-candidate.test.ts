// RTCIceCandidate: its constructor and its attributes.
import { expect } from 'chai';

import { RTCIceCandidate } from '../../../../src/webrtc/transports/rtc-ice-candidate.js';

const nothing = {
  foundation: null,
  component: null,
  priority: null,
  address: null,
  protocol: null,
  port: null,
  type: null,
  tcpType: null,
  relatedAddress: null,
  relatedPort: null,
};

const host = 'candidate:1905690388 1 udp 2113937151 192.168.0.1 58041 typ host generation 0';

describe('W3C WebRTC 4.8.1, the constructor of RTCIceCandidate', () => {
  for (const init of [undefined, null, {}, { candidate: host }, { sdpMid: null }]) {
    it(`throws a TypeError for ${JSON.stringify(init)}: neither mid nor index`, () => {
      expect(() => new RTCIceCandidate(init as never)).to.throw(TypeError, 'sdpMid');
    });
  }

  it('throws a TypeError for what is no dictionary', () => {
    expect(() => new RTCIceCandidate('candidate:' as never)).to.throw(TypeError);
  });

  it('is content with a mid', () => {
    const candidate = new RTCIceCandidate({ sdpMid: 'audio' });
    const members = { candidate: '', sdpMid: 'audio', sdpMLineIndex: null };
    expect(candidate).to.include({ ...members, usernameFragment: null });
    expect(candidate).to.include(nothing);
  });

  it('is content with an index', () => {
    expect(new RTCIceCandidate({ sdpMLineIndex: 0 })).to.include({
      sdpMLineIndex: 0,
      sdpMid: null,
    });
  });

  it('takes an empty mid for one', () => {
    expect(new RTCIceCandidate({ sdpMid: '' }).sdpMid).to.equal('');
  });

  it('cuts the index to 16 bits', () => {
    expect(new RTCIceCandidate({ sdpMLineIndex: 65536 + 3.9 }).sdpMLineIndex).to.equal(3);
  });

  it('takes the user name from the dictionary only', () => {
    const candidate = `${host} ufrag line`;
    expect(new RTCIceCandidate({ candidate, sdpMid: '0' }).usernameFragment).to.equal(null);
    const init = { candidate, sdpMid: '0', usernameFragment: 'init' };
    expect(new RTCIceCandidate(init).usernameFragment).to.equal('init');
  });

  it('has the members of a local candidate', () => {
    const url = 'stun:stun.example.net';
    const candidate = new RTCIceCandidate({ sdpMid: '0', relayProtocol: 'tls', url });
    expect(candidate).to.include({ relayProtocol: 'tls', url });
  });

  it('throws a TypeError for a relay protocol that there is not', () => {
    const init = { sdpMid: '0', relayProtocol: 'quic' as never };
    expect(() => new RTCIceCandidate(init)).to.throw(TypeError, 'relayProtocol');
  });
});

describe('W3C WebRTC 4.8.1, the attributes of RTCIceCandidate', () => {
  const of = (candidate: string): RTCIceCandidate =>
    new RTCIceCandidate({ candidate, sdpMid: '0' });

  it('are those of a host candidate', () => {
    expect(of(host)).to.include({
      candidate: host,
      foundation: '1905690388',
      component: 'rtp',
      protocol: 'udp',
      priority: 2113937151,
      address: '192.168.0.1',
      port: 58041,
      type: 'host',
      tcpType: null,
      relatedAddress: null,
      relatedPort: null,
    });
  });

  it('are those of a server-reflexive candidate', () => {
    const text = 'candidate:4 2 UDP 1694498815 203.0.113.9 9 typ srflx raddr 10.0.0.1 rport 5000';
    expect(of(text)).to.include({
      component: 'rtcp',
      protocol: 'udp',
      type: 'srflx',
      relatedAddress: '10.0.0.1',
      relatedPort: 5000,
    });
  });

  it('are those of a TCP candidate', () => {
    const text = 'candidate:4 1 tcp 1518280447 2001:db8::1 9 typ host tcptype active ufrag x';
    expect(of(text)).to.include({ protocol: 'tcp', tcpType: 'active', address: '2001:db8::1' });
  });

  it('may have a host name for address', () => {
    const text = 'candidate:4 1 udp 2113937151 4d2c.local 9 typ host';
    expect(of(text).address).to.equal('4d2c.local');
  });

  const unreadable: [what: string, text: string][] = [
    ['no candidate at all', 'arbitrary string[0]$'],
    ['a candidate that is cut off', 'candidate:1 1 udp 1 192.168.0.1 5000 typ'],
    ['a component that there is not', 'candidate:1 3 udp 1 192.168.0.1 5000 typ host'],
    ['a protocol that there is not', 'candidate:1 1 sctp 1 192.168.0.1 5000 typ host'],
    ['a type that there is not', 'candidate:1 1 udp 1 192.168.0.1 5000 typ guest'],
    ['a TCP type that there is not', 'candidate:1 1 tcp 1 192.168.0.1 9 typ host tcptype lazy'],
    ['a port that there is not', 'candidate:1 1 udp 1 192.168.0.1 65536 typ host'],
    ['a priority of more than 32 bits', 'candidate:1 1 udp 4294967296 192.168.0.1 9 typ host'],
  ];
  for (const [what, candidate] of unreadable) {
    it(`are all null for ${what}`, () => {
      expect(of(candidate)).to.include({ ...nothing, candidate });
    });
  }
});

describe('W3C WebRTC 4.8.1, RTCIceCandidate.toJSON()', () => {
  it('has the members of RTCIceCandidateInit', () => {
    const init = { candidate: host, sdpMid: '0', sdpMLineIndex: 0, usernameFragment: 'x' };
    expect(JSON.parse(JSON.stringify(new RTCIceCandidate(init)))).to.deep.equal(init);
  });

  it('has null for what is not known', () => {
    const nulls = { sdpMLineIndex: null, usernameFragment: null };
    const json = new RTCIceCandidate({ sdpMid: '0' }).toJSON();
    expect(json).to.deep.equal({ candidate: '', sdpMid: '0', ...nulls });
  });
});
