import { expect } from 'chai';

import type { RTCPeerConnectionIceEvent } from '../../../../src/webrtc/transports/rtc-peer-connection-ice-event.js';
import type { RTCPeerConnection } from '../../../../src/webrtc/rtc-peer-connection.js';
import type { RTCIceCandidate } from '../../../../src/webrtc/transports/rtc-ice-candidate.js';
import {
  closeAll,
  exchange,
  heard,
  offer,
  pair,
  record,
  rejection,
  rejectionName,
  sectionsOf,
  stage,
  tasks,
} from '../kit/connection-pair.js';

const candidate = 'candidate:1 1 udp 2122260223 198.51.100.7 50000 typ host';

/** A connection that has an offer of audio and video. */
const offered = async () => {
  const { a, b } = await pair();
  a.addTransceiver('audio');
  a.addTransceiver('video');
  await offer(a, b);
  return { a, b, ufrag: /a=ice-ufrag:(\S+)/.exec(a.localDescription!.sdp)![1]! };
};

describe('W3C WebRTC 1.0, 4.4.2 addIceCandidate(), its argument', () => {
  afterEach(closeAll);

  const wrong: [what: string, given: unknown][] = [
    ['neither mid nor index', { candidate }],
    ['null for both', { candidate, sdpMid: null, sdpMLineIndex: null }],
    ['a candidate that cannot be read, and neither', { candidate: 'x' }],
    ['a string', candidate],
    ['a number', 1],
  ];
  for (const [what, given] of wrong) {
    it(`is a TypeError with ${what}`, async () => {
      const { b } = await offered();

      expect(await rejection(b.addIceCandidate(given as never))).to.be.instanceOf(TypeError);
    });
  }

  it('is a TypeError also before there is a description', async () => {
    const { a } = await pair();

    expect(await rejection(a.addIceCandidate({ candidate }))).to.be.instanceOf(TypeError);
  });

  const ends: unknown[] = [
    undefined,
    null,
    {},
    { candidate: '' },
    { candidate: '', sdpMid: null, sdpMLineIndex: null },
    { candidate: '', sdpMid: '0' },
    { candidate: '', sdpMLineIndex: 1 },
    { usernameFragment: undefined },
  ];
  for (const given of ends) {
    it(`may be the end of candidates: ${JSON.stringify(given)}`, async () => {
      const { b } = await offered();

      await b.addIceCandidate(given as never);

      expect(b.remoteDescription!.sdp).to.contain('a=end-of-candidates');
    });
  }
});

describe('W3C WebRTC 1.0, 4.4.2 addIceCandidate(), its steps', () => {
  afterEach(closeAll);

  it('rejects with InvalidStateError without a remote description', async () => {
    const { a } = await pair();
    a.addTransceiver('audio');
    await a.setLocalDescription();

    expect(await rejectionName(a.addIceCandidate({ candidate, sdpMid: '0' }))).to.equal(
      'InvalidStateError'
    );
  });

  it('rejects the end of candidates with InvalidStateError without a remote description', async () => {
    const { a } = await pair();

    expect(await rejectionName(a.addIceCandidate())).to.equal('InvalidStateError');
  });

  const wrong: [what: string, given: object][] = [
    ['an unknown mid', { candidate, sdpMid: 'x' }],
    ['an unknown mid, whatever the index', { candidate, sdpMid: 'x', sdpMLineIndex: 0 }],
    ['an index that is too high', { candidate, sdpMLineIndex: 2 }],
    ['another user name fragment', { candidate, sdpMid: '0', usernameFragment: 'other' }],
    ['a candidate that cannot be read', { candidate: 'nonsense', sdpMid: '0' }],
    ['the end of another generation', { candidate: '', usernameFragment: 'other' }],
  ];
  for (const [what, given] of wrong) {
    it(`rejects with OperationError for ${what}`, async () => {
      const { b } = await offered();
      const { sdp } = b.remoteDescription!;

      expect(await rejectionName(b.addIceCandidate(given))).to.equal('OperationError');
      expect(b.remoteDescription!.sdp).to.equal(sdp);
    });
  }

  it('goes by the mid where both are given', async () => {
    const { b } = await offered();

    await b.addIceCandidate({ candidate, sdpMid: '1', sdpMLineIndex: 7 });

    const [audio, video] = sectionsOf(b.remoteDescription!.sdp);
    expect(audio).not.to.contain(candidate);
    expect(video).to.contain(`a=${candidate}\r\n`);
  });

  it('goes by the index without a mid', async () => {
    const { b } = await offered();

    await b.addIceCandidate({ candidate, sdpMLineIndex: 1 });

    expect(sectionsOf(b.remoteDescription!.sdp)[1]).to.contain(candidate);
  });

  it('takes the user name fragment of the description', async () => {
    const { b, ufrag } = await offered();

    await b.addIceCandidate({ candidate, sdpMid: '0', usernameFragment: ufrag });

    expect(sectionsOf(b.remoteDescription!.sdp)[0]).to.contain(candidate);
  });

  it('adds to the pending and to the current description where both have the generation', async () => {
    const { a, b } = await offered();
    await b.setLocalDescription();
    await a.setRemoteDescription({ type: 'rollback' }).catch(() => {});
    await offer(a, b).catch(() => {});

    await b.addIceCandidate({ candidate, sdpMid: '0' });

    expect(b.remoteDescription!.sdp).to.contain(candidate);
    expect(b.currentRemoteDescription!.sdp).to.contain(candidate);
  });

  it('fulfils without effect for a section that was stopped', async () => {
    const { a, b } = await pair();
    const transceiver = a.addTransceiver('audio');
    a.addTransceiver('video');
    await exchange(a, b);
    transceiver.stop();
    await exchange(a, b);
    const { sdp } = b.remoteDescription!;

    await b.addIceCandidate({ candidate, sdpMLineIndex: 0 });

    expect(b.remoteDescription!.sdp).to.equal(sdp);
  });

  it('makes it one of the remote candidates of the transport', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await exchange(a, b);

    await b.addIceCandidate({ candidate, sdpMid: '0' });

    const { iceTransport } = b.getReceivers()[0]!.transport!;
    expect(iceTransport.getRemoteCandidates().map(({ port }) => port)).to.include(50000);
  });

  it('keeps what was added before the answer for the transport', async () => {
    const { b } = await offered();
    await b.addIceCandidate({ candidate, sdpMid: '0' });

    await b.setLocalDescription();

    const { iceTransport } = b.getReceivers()[0]!.transport!;
    expect(iceTransport.getRemoteCandidates().map(({ port }) => port)).to.include(50000);
  });

  it('takes a TCP candidate and one with a host name', async () => {
    const { b } = await offered();

    await b.addIceCandidate({
      candidate: 'candidate:2 1 tcp 1518280447 198.51.100.7 9 typ host tcptype active',
      sdpMid: '0',
    });
    await b.addIceCandidate({
      candidate: 'candidate:3 1 udp 2122260223 0e1c4a5e.local 50001 typ host',
      sdpMid: '0',
    });

    expect(b.remoteDescription!.sdp).to.contain('0e1c4a5e.local');
  });
});

interface Gathered {
  log: string[];
  candidates: (RTCIceCandidate | null)[];
}

function gatheringOf(connection: RTCPeerConnection): Gathered {
  const candidates: (RTCIceCandidate | null)[] = [];
  const log = record(connection, ['icecandidate', 'icegatheringstatechange'], [], event => {
    if (event.type === 'icegatheringstatechange') return connection.iceGatheringState;
    const { candidate: told } = event as RTCPeerConnectionIceEvent;
    candidates.push(told);
    return told === null ? 'null' : told.candidate === '' ? 'end' : told.type!;
  });
  return { log, candidates };
}

describe('candidates without end', () => {
  afterEach(closeAll);

  it('are kept up to an option, and counted in dump()', async () => {
    const { a, b } = await pair({ maxRemoteCandidates: 3 });
    b.addTransceiver('audio');
    await exchange(b, a);
    const before = a.remoteDescription!.sdp;

    for (let port = 1; port <= 5; port++) {
      const candidate = `candidate:1 1 udp 1 192.0.2.9 ${port} typ host`;
      await a.addIceCandidate({ candidate, sdpMLineIndex: 0 });
    }

    const addedLines = a.remoteDescription!.sdp.slice(before.length).trim().split('\r\n');
    expect(addedLines).to.have.lengthOf(3);
    const { remoteCandidates } = await a.dump();
    expect([remoteCandidates.limit, remoteCandidates.count]).to.deep.equal([3, 3]);
    expect(remoteCandidates.refused).to.be.at.least(2);
  });

  it('in a description are kept up to that option', async () => {
    const { a, b } = await pair({ maxRemoteCandidates: 3 });
    b.addTransceiver('audio');
    await b.setLocalDescription();
    const { type, sdp } = heard(b.localDescription);
    const lines = [1, 2, 3, 4, 5].map(
      port => `a=candidate:1 1 udp 1 192.0.2.9 ${port} typ host\r\n`
    );

    await a.setRemoteDescription({ type, sdp: sdp + lines.join('') });
    await a.setLocalDescription();

    expect((await a.dump()).remoteCandidates.count).to.equal(3);
  });

  it('have a limit that is a number above 0', async () => {
    const { connect } = await stage();

    for (const maxRemoteCandidates of [0, -1, 1.5, Infinity]) {
      expect(() => connect({ maxRemoteCandidates })).to.throw(TypeError);
    }
  });
});

describe('W3C WebRTC 1.0, 4.4.1.4 and 5.6 gathering', () => {
  afterEach(closeAll);

  it('tells candidates, their end, the state, and null at last', async () => {
    const { a } = await pair();
    a.addTransceiver('audio');
    const { log } = gatheringOf(a);

    await a.setLocalDescription();
    await tasks();

    expect(log).to.deep.equal(['gathering', 'host', 'end', 'complete', 'null']);
  });

  it('begins after setLocalDescription() is fulfilled', async () => {
    const { a } = await pair();
    a.addTransceiver('audio');
    const { log } = gatheringOf(a);

    await a.setLocalDescription();

    expect(log).to.deep.equal([]);
    expect(a.iceGatheringState).to.equal('new');
  });

  it('says of each candidate where it belongs to', async () => {
    const { a } = await pair();
    a.addTransceiver('audio');
    const { candidates } = gatheringOf(a);

    await a.setLocalDescription();
    await tasks();

    const [host, end] = candidates;
    const usernameFragment = /a=ice-ufrag:(\S+)/.exec(a.localDescription!.sdp)![1];
    for (const one of [host, end]) {
      expect(one).to.include({ sdpMid: '0', sdpMLineIndex: 0, usernameFragment });
    }
  });

  it('tells what another connection takes', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    const { candidates } = gatheringOf(a);
    await offer(a, b);
    await tasks();

    for (const one of candidates) await b.addIceCandidate(one?.toJSON());

    expect(b.remoteDescription!.sdp).to.contain(candidates[0]!.candidate);
  });

  it('belongs to an answer as to an offer', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    const { log } = gatheringOf(b);

    await exchange(a, b);
    await tasks();

    expect(log).to.deep.equal(['gathering', 'host', 'end', 'complete', 'null']);
  });

  it('has the candidates in getLocalCandidates()', async () => {
    const { a } = await pair();
    const { sender } = a.addTransceiver('audio');
    const { candidates } = gatheringOf(a);

    await a.setLocalDescription();
    await tasks();

    const { iceTransport } = sender.transport!;
    expect(iceTransport.getLocalCandidates()).to.deep.equal([candidates[0]]);
    expect(iceTransport.gatheringState).to.equal('complete');
  });

  it('tells nothing once closed', async () => {
    const { a } = await pair();
    a.addTransceiver('audio');
    const { log } = gatheringOf(a);
    await a.setLocalDescription();

    a.close();
    await tasks();

    expect(log).to.deep.equal([]);
  });

  it('stops where a handler closes the connection', async () => {
    const { a } = await pair();
    a.addTransceiver('audio');
    const { log } = gatheringOf(a);
    a.onicecandidate = () => a.close();

    await a.setLocalDescription();
    await tasks();

    expect(log).to.deep.equal(['gathering', 'host']);
  });

  it('tells candidates of the new generation after a restart', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await exchange(a, b);
    await tasks();
    const { candidates } = gatheringOf(a);

    void a.restartIce();
    await exchange(a, b);
    await tasks();

    const usernameFragment = /a=ice-ufrag:(\S+)/.exec(a.localDescription!.sdp)![1];
    expect(candidates[0]).to.include({ usernameFragment });
  });
});
