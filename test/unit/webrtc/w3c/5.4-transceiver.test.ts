import { expect } from 'chai';

import { RTCRtpReceiver } from '../../../../src/webrtc/rtc-rtp-receiver.js';
import { RTCRtpSender } from '../../../../src/webrtc/rtc-rtp-sender.js';
import { closeAll, exchange, offer, pair, record, sectionsOf, tasks, thrownName } from './kit.js';

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

describe('W3C WebRTC 1.0, 5.4.2 setCodecPreferences()', () => {
  afterEach(closeAll);

  const codecs = (kind: string) => RTCRtpReceiver.getCapabilities(kind)!.codecs;
  const namesIn = (sdp: string): string[] =>
    [...sdp.matchAll(/^a=rtpmap:\d+ ([^/]+)/gm)].map(([, name]) => name!);

  it('orders the codecs of offers', async () => {
    const { a } = await pair();
    const transceiver = a.addTransceiver('video');
    const reversed = codecs('video')
      .filter(({ mimeType }) => !/rtx$/i.test(mimeType))
      .reverse();

    transceiver.setCodecPreferences(reversed);

    const names = namesIn((await a.createOffer()).sdp);
    expect(names[0]).to.equal(reversed[0]!.mimeType.replace('video/', ''));
    expect(names).not.to.include('rtx');
  });

  it('leaves the others out', async () => {
    const { a } = await pair();
    const transceiver = a.addTransceiver('video');
    const vp8 = codecs('video').filter(({ mimeType }) => mimeType === 'video/VP8');

    transceiver.setCodecPreferences(vp8);

    expect(namesIn((await a.createOffer()).sdp)).to.deep.equal(['VP8']);
  });

  it('decides what an answer says', async () => {
    const { a, b } = await pair();
    a.addTransceiver('video');
    await offer(a, b);
    const vp9 = codecs('video').filter(({ mimeType }) => mimeType === 'video/VP9');

    b.getTransceivers()[0]!.setCodecPreferences(vp9);

    expect(new Set(namesIn((await b.createAnswer()).sdp))).to.deep.equal(new Set(['VP9']));
  });

  it('is undone by an empty list', async () => {
    const { a } = await pair();
    const transceiver = a.addTransceiver('video');
    const { sdp } = await a.createOffer();
    transceiver.setCodecPreferences(codecs('video').slice(0, 1));

    transceiver.setCodecPreferences([]);

    expect(namesIn((await a.createOffer()).sdp)).to.deep.equal(namesIn(sdp));
  });

  it('takes a codec that is there twice for one', async () => {
    const { a } = await pair();
    const transceiver = a.addTransceiver('video');
    const [first] = codecs('video');

    transceiver.setCodecPreferences([first!, first!]);

    expect(namesIn((await a.createOffer()).sdp)).to.have.length(1);
  });

  it('takes names in any case', async () => {
    const { a } = await pair();
    const transceiver = a.addTransceiver('audio');
    const [first] = codecs('audio');

    transceiver.setCodecPreferences([{ ...first!, mimeType: first!.mimeType.toUpperCase() }]);

    expect(namesIn((await a.createOffer()).sdp)).to.have.length(1);
  });

  it('throws an InvalidModificationError for codecs of the other kind', async () => {
    const { a } = await pair();
    const transceiver = a.addTransceiver('audio');

    const set = () => transceiver.setCodecPreferences(codecs('video'));

    expect(thrownName(set)).to.equal('InvalidModificationError');
  });

  it('throws an InvalidModificationError for a codec that was changed', async () => {
    const { a } = await pair();
    const transceiver = a.addTransceiver('audio');
    const [first] = codecs('audio');

    for (const change of [{ clockRate: 1 }, { channels: 7 }, { sdpFmtpLine: 'x=y' }]) {
      const set = () => transceiver.setCodecPreferences([{ ...first!, ...change }]);
      expect(thrownName(set)).to.equal('InvalidModificationError');
    }
  });

  it('throws an InvalidModificationError for RTX alone', async () => {
    const { a } = await pair();
    const transceiver = a.addTransceiver('video');
    const rtx = codecs('video').filter(({ mimeType }) => /rtx$/i.test(mimeType));

    expect(thrownName(() => transceiver.setCodecPreferences(rtx))).to.equal(
      'InvalidModificationError'
    );
  });

  it('throws a TypeError for what is no list of codecs', async () => {
    const { a } = await pair();
    const transceiver = a.addTransceiver('video');

    for (const given of [undefined, null, 1, [1], [{}], [{ mimeType: 'video/VP8' }]]) {
      expect(thrownName(() => transceiver.setCodecPreferences(given as never))).to.equal(
        'TypeError'
      );
    }
  });
});

describe('W3C WebRTC 1.0, 5.2 and 5.3 getCapabilities()', () => {
  it('is the caller’s to change', () => {
    RTCRtpSender.getCapabilities('audio')!.codecs.pop();

    expect(RTCRtpSender.getCapabilities('audio')).to.deep.equal(
      RTCRtpReceiver.getCapabilities('audio')
    );
  });
});
