import { expect } from 'chai';

import {
  answer,
  closeAll,
  exchange,
  heard,
  offer,
  pair,
  record,
  sectionsOf,
  tasks,
  thrownName,
} from '../kit/connection-pair.js';

describe('W3C WebRTC 1.0, 5.4 RTCRtpTransceiver.direction', () => {
  afterEach(closeAll);

  it('is what it was set to, and nothing else yet', async () => {
    const { a, b } = await pair();
    const transceiver = a.addTransceiver('audio');
    await exchange(a, b);

    transceiver.direction = 'inactive';

    expect(transceiver.direction).to.equal('inactive');
    expect(transceiver.currentDirection).to.equal('sendonly');
  });

  it('is left alone by descriptions of the other side', async () => {
    const { a, b } = await pair();
    const transceiver = a.addTransceiver('audio');
    await exchange(a, b);
    b.getTransceivers()[0]!.direction = 'inactive';

    await exchange(b, a);

    expect(transceiver.direction).to.equal('sendrecv');
    expect(transceiver.currentDirection).to.equal('inactive');
  });

  it('ignores a value that there is not', async () => {
    const { a } = await pair();
    const transceiver = a.addTransceiver('audio');

    transceiver.direction = 'x' as never;

    expect(transceiver.direction).to.equal('sendrecv');
  });

  it('throws a TypeError for stopped', async () => {
    const { a } = await pair();
    const transceiver = a.addTransceiver('audio');

    expect(thrownName(() => (transceiver.direction = 'stopped'))).to.equal('TypeError');
  });

  it('throws an InvalidStateError once stopping', async () => {
    const { a } = await pair();
    const transceiver = a.addTransceiver('audio');
    transceiver.stop();

    expect(thrownName(() => (transceiver.direction = 'inactive'))).to.equal('InvalidStateError');
    expect(thrownName(() => (transceiver.direction = 'stopped'))).to.equal('InvalidStateError');
  });

  const table: [offered: string, wanted: string, current: [string, string]][] = [
    ['sendrecv', 'sendrecv', ['sendrecv', 'sendrecv']],
    ['sendrecv', 'sendonly', ['recvonly', 'sendonly']],
    ['sendrecv', 'recvonly', ['sendonly', 'recvonly']],
    ['sendrecv', 'inactive', ['inactive', 'inactive']],
    ['sendonly', 'sendrecv', ['sendonly', 'recvonly']],
    ['sendonly', 'sendonly', ['inactive', 'inactive']],
    ['recvonly', 'sendrecv', ['recvonly', 'sendonly']],
    ['recvonly', 'recvonly', ['inactive', 'inactive']],
    ['inactive', 'sendrecv', ['inactive', 'inactive']],
  ];
  for (const [offered, wanted, current] of table) {
    it(`${offered} meets ${wanted}: ${current.join(' and ')}`, async () => {
      const { a, b } = await pair();
      const ours = a.addTransceiver('audio', { direction: offered as 'sendrecv' });
      await offer(a, b);
      const [theirs] = b.getTransceivers();
      theirs!.direction = wanted as 'sendrecv';
      await b.setLocalDescription();
      await a.setRemoteDescription({
        type: 'answer',
        sdp: b.localDescription!.sdp.replace('a=ice-lite\r\n', ''),
      });

      expect([ours.currentDirection, theirs!.currentDirection]).to.deep.equal(current);
    });
  }
});

describe('W3C WebRTC 1.0, 5.4 RTCRtpTransceiver.stop()', () => {
  afterEach(closeAll);

  it('ends at once what is received', async () => {
    const { a, b } = await pair();
    const transceiver = a.addTransceiver('audio');
    await exchange(a, b);

    transceiver.stop();

    expect(transceiver.direction).to.equal('stopped');
    expect(transceiver.currentDirection).to.equal('sendonly');
    expect(transceiver.receiver.track.readyState).to.equal('ended');
    expect(a.getTransceivers()).to.deep.equal([transceiver]);
  });

  it('fires ended in a task of its own', async () => {
    const { a } = await pair();
    const transceiver = a.addTransceiver('audio');
    const log = record(transceiver.receiver.track, ['ended']);

    transceiver.stop();
    expect(log).to.deep.equal([]);
    await tasks();

    expect(log).to.deep.equal(['ended']);
  });

  it('leaves the track that is sent alone', async () => {
    const { a, track } = await pair();
    const sent = track('audio');
    const transceiver = a.addTransceiver(sent);

    transceiver.stop();

    expect(transceiver.sender.track).to.equal(sent);
    expect(sent.readyState).to.equal('live');
  });

  it('does nothing the second time', async () => {
    const { a } = await pair();
    const transceiver = a.addTransceiver('audio');
    transceiver.stop();

    transceiver.stop();

    expect(transceiver.direction).to.equal('stopped');
  });

  it('throws an InvalidStateError once closed, also if it was stopped before', async () => {
    const { a } = await pair();
    const transceiver = a.addTransceiver('audio');
    transceiver.stop();
    a.close();

    expect(thrownName(() => transceiver.stop())).to.equal('InvalidStateError');
  });

  it('is complete on both sides after an exchange', async () => {
    const { a, b } = await pair();
    const transceiver = a.addTransceiver('audio');
    a.addTransceiver('video');
    await exchange(a, b);
    const [theirs] = b.getTransceivers();

    transceiver.stop();
    await exchange(a, b);

    for (const one of [transceiver, theirs!]) {
      expect(one).to.include({ direction: 'stopped', currentDirection: 'stopped' });
    }
    for (const connection of [a, b]) {
      expect(connection.getTransceivers()).to.have.length(1);
      expect(connection.getSenders()).to.have.length(1);
      expect(connection.getReceivers()).to.have.length(1);
    }
  });

  it('is complete where it was the last', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio').stop();
    const transceiver = a.addTransceiver('audio');
    await exchange(a, b);

    transceiver.stop();
    await exchange(a, b);

    expect([...a.getTransceivers(), ...b.getTransceivers()]).to.deep.equal([]);
  });

  it('is complete where the answerer did it', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    const kept = a.addTransceiver('video');
    await exchange(a, b);
    b.getTransceivers()[0]!.stop();

    await exchange(b, a);

    expect(a.getTransceivers()).to.deep.equal([kept]);
    expect(b.getTransceivers()).to.have.length(1);
  });

  it('while its offer is being set is for the next offer', async () => {
    const { a, b } = await pair();
    const transceiver = a.addTransceiver('audio');
    await a.createOffer();
    const setting = a.setLocalDescription();
    transceiver.stop();
    await setting;

    await b.setRemoteDescription(heard(a.localDescription));
    await answer(b, a);

    expect(transceiver).to.include({ direction: 'stopped', currentDirection: 'sendonly' });
    await exchange(a, b);
    expect(transceiver.currentDirection).to.equal('stopped');
    expect(b.getTransceivers()).to.deep.equal([]);
  });

  it('keeps its mid until the exchange, in an inactive section with port 0', async () => {
    const { a, b } = await pair();
    const transceiver = a.addTransceiver('audio');
    a.addTransceiver('video');
    await exchange(a, b);

    transceiver.stop();

    const [section] = sectionsOf((await a.createOffer()).sdp);
    expect(transceiver.mid).to.equal('0');
    expect(section)
      .to.match(/^m=audio 0 /)
      .and.contain('a=mid:0\r\n')
      .and.contain('a=inactive');
  });

  it('makes room for another section', async () => {
    const { a, b } = await pair();
    const transceiver = a.addTransceiver('audio');
    a.addTransceiver('video');
    await exchange(a, b);
    transceiver.stop();
    await exchange(a, b);

    const next = a.addTransceiver('audio');
    await exchange(a, b);

    expect(sectionsOf(a.localDescription!.sdp)).to.have.length(2);
    expect(next.mid).not.to.equal('0');
    expect(b.getTransceivers().map(({ mid }) => mid)).to.include(next.mid);
  });
});

describe('W3C WebRTC 1.0, 5.4 transports that end', () => {
  afterEach(closeAll);

  it('are closed with the last transceiver, with events', async () => {
    const { a, b } = await pair();
    const transceiver = a.addTransceiver('audio');
    await exchange(a, b);
    await tasks();
    const transport = transceiver.sender.transport!;
    const log = record(transport, ['statechange'], [], () => `dtls ${transport.state}`);
    const { iceTransport } = transport;
    record(iceTransport, ['statechange'], log, () => `ice ${iceTransport.state}`);
    record(a, ['icegatheringstatechange'], log, () => `gathering ${a.iceGatheringState}`);
    record(a, ['iceconnectionstatechange'], log, () => `connection ${a.iceConnectionState}`);

    transceiver.stop();
    await exchange(a, b);
    await tasks();

    expect(log).to.have.members(['ice closed', 'dtls closed', 'gathering new', 'connection new']);
    expect(a.connectionState).to.equal('new');
  });

  it('are followed by others', async () => {
    const { a, b } = await pair();
    const transceiver = a.addTransceiver('audio');
    await exchange(a, b);
    const before = transceiver.sender.transport;
    transceiver.stop();
    await exchange(a, b);

    const next = a.addTransceiver('audio');
    await exchange(a, b);
    await tasks();

    expect(next.sender.transport).not.to.equal(before);
    expect(next.sender.transport!.state).to.equal('new');
    expect(a.iceGatheringState).to.equal('complete');
  });
});
