import { expect } from 'chai';

import type { IceCandidate, IceTuple } from '../../../../src/parameters/transport.js';
import {
  candidatePairOf,
  localCandidate,
} from '../../../../src/webrtc/transports/candidate-pair.js';
import { RTCIceCandidate } from '../../../../src/webrtc/transports/rtc-ice-candidate.js';

const own: IceCandidate = {
  foundation: 'udpcandidate',
  priority: 1078862079,
  family: 'ipv4',
  ip: '192.0.2.1',
  port: 40000,
  type: 'host',
  protocol: 'udp',
};
const section = { sdpMid: 'a', sdpMLineIndex: 0 };
const engine = { iceLocalCandidates: [own], iceLocalParameters: { usernameFragment: 'ours' } };
const tuple: IceTuple = {
  localIP: '192.0.2.1',
  localPort: 40000,
  remoteIP: '198.51.100.7',
  remotePort: 50000,
  protocol: 'udp',
};
const told = new RTCIceCandidate({
  candidate: 'candidate:1 1 udp 2122260223 198.51.100.7 50000 typ host',
  ...section,
});
const pairOf = (change: Partial<IceTuple> = {}, remote: RTCIceCandidate[] = []) =>
  candidatePairOf(
    { ...tuple, ...change },
    { section, local: [localCandidate(own, section, 'ours')], remote, remoteUfrag: 'theirs' },
    engine
  );

describe('candidatePairOf', () => {
  it('names the candidate that the endpoint has told', () => {
    expect(pairOf({}, [told]).remote).to.equal(told);
  });

  it('makes a peer-reflexive candidate of an address that nobody has told', () => {
    const { remote } = pairOf({ remotePort: 50001 }, [told]);

    expect(remote).to.include({
      type: 'prflx',
      address: '198.51.100.7',
      port: 50001,
      usernameFragment: 'theirs',
      sdpMid: 'a',
    });
  });

  it('knows ours by the port where another address is announced', () => {
    expect(pairOf({ localIP: '10.0.0.1' }).local.address).to.equal('192.0.2.1');
  });
});
