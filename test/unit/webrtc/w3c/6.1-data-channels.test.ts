import { expect } from 'chai';

import { RTCDataChannel } from '../../../../src/webrtc/transports/rtc-data-channel.js';
import { RTCSctpTransport } from '../../../../src/webrtc/transports/rtc-sctp-transport.js';
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

describe('W3C WebRTC 1.0, 6.1 createDataChannel()', () => {
  afterEach(closeAll);

  it('makes a channel that is connecting', async () => {
    const { a } = await pair();

    const channel = a.createDataChannel('chat');

    expect(channel).to.be.instanceOf(RTCDataChannel);
    expect(channel).to.include({
      label: 'chat',
      ordered: true,
      maxPacketLifeTime: null,
      maxRetransmits: null,
      protocol: '',
      negotiated: false,
      id: null,
      readyState: 'connecting',
      bufferedAmount: 0,
      bufferedAmountLowThreshold: 0,
      binaryType: 'arraybuffer',
    });
  });

  it('makes another one with the same label', async () => {
    const { a } = await pair();

    expect(a.createDataChannel('x')).not.to.equal(a.createDataChannel('x'));
  });

  it('throws an InvalidStateError once closed', async () => {
    const { a } = await pair();
    a.close();

    expect(thrownName(() => a.createDataChannel('x'))).to.equal('InvalidStateError');
    expect(thrownName(() => a.createDataChannel('x', { id: 65535, negotiated: true }))).to.equal(
      'InvalidStateError'
    );
  });

  it('throws a TypeError without a label', async () => {
    const { a } = await pair();

    expect(thrownName(() => (a.createDataChannel as () => unknown)())).to.equal('TypeError');
  });

  const wrong: [what: string, init: object][] = [
    ['both limits', { maxPacketLifeTime: 1, maxRetransmits: 1 }],
    ['a negotiated channel without an id', { negotiated: true }],
    ['the id 65535', { negotiated: true, id: 65535 }],
    ['an id that is too large', { negotiated: true, id: 65536 }],
    ['a negative id', { negotiated: true, id: -1 }],
    ['a protocol that is too long', { protocol: 'x'.repeat(65536) }],
  ];
  for (const [what, init] of wrong) {
    it(`throws a TypeError for ${what}`, async () => {
      const { a } = await pair();

      expect(thrownName(() => a.createDataChannel('x', init))).to.equal('TypeError');
    });
  }

  it('throws an OperationError for an id that is in use', async () => {
    const { a } = await pair();
    a.createDataChannel('x', { negotiated: true, id: 5 });

    const create = () => a.createDataChannel('y', { negotiated: true, id: 5 });

    expect(thrownName(create)).to.equal('OperationError');
  });

  it('may use the id of a channel that is closed', async () => {
    const { a } = await pair();
    a.createDataChannel('x', { negotiated: true, id: 5 }).close();
    await tasks();

    expect(a.createDataChannel('y', { negotiated: true, id: 5 }).id).to.equal(5);
  });

  it('takes no id without negotiated', async () => {
    const { a } = await pair();

    expect(a.createDataChannel('x', { id: 5 }).id).to.equal(null);
  });
});

describe('W3C WebRTC 1.0, 6.1 data channels in descriptions', () => {
  afterEach(closeAll);

  it('are one section, however many there are', async () => {
    const { a } = await pair();
    a.createDataChannel('x');
    a.createDataChannel('y');

    const sections = sectionsOf((await a.createOffer()).sdp);

    expect(sections).to.have.length(1);
    expect(sections[0]).to.match(/^m=application \d+ UDP\/DTLS\/SCTP webrtc-datachannel/);
    expect(sections[0]).to.contain('a=sctp-port:5000').and.contain('a=max-message-size:');
  });

  it('come after the media that was there when the offer was made', async () => {
    const { a } = await pair();
    a.createDataChannel('x');
    a.addTransceiver('audio');

    expect(sectionsOf((await a.createOffer()).sdp)[1]).to.match(/^m=application/);
  });

  it('stay where they are when media is added', async () => {
    const { a, b } = await pair();
    a.createDataChannel('x');
    await exchange(a, b);

    a.addTransceiver('audio');

    expect(sectionsOf((await a.createOffer()).sdp)[0]).to.match(/^m=application/);
  });

  it('are accepted by who answers', async () => {
    const { a, b } = await pair();
    a.createDataChannel('x');

    await exchange(a, b);

    expect(sectionsOf(b.localDescription!.sdp)[0]).not.to.match(/^m=application 0 /);
    expect(b.getTransceivers()).to.deep.equal([]);
  });
});

describe('W3C WebRTC 1.0, 6.1.1 RTCPeerConnection.sctp', () => {
  afterEach(closeAll);

  it('is null until the answer', async () => {
    const { a, b } = await pair();
    a.createDataChannel('x');
    await offer(a, b);
    expect([a.sctp, b.sctp]).to.deep.equal([null, null]);

    await answer(b, a);

    expect(a.sctp).to.be.instanceOf(RTCSctpTransport);
    expect(b.sctp).to.be.instanceOf(RTCSctpTransport);
  });

  it('is null where no data was negotiated', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');

    await exchange(a, b);

    expect(a.sctp).to.equal(null);
  });

  it('is connecting over the transport of the media', async () => {
    const { a, b } = await pair();
    const { sender } = a.addTransceiver('audio');
    a.createDataChannel('x');

    await exchange(a, b);

    expect(a.sctp!.transport).to.equal(sender.transport);
    expect(a.sctp!.state).to.equal('connecting');
    expect(a.sctp!.maxChannels).to.equal(null);
  });

  it('is the same after other exchanges', async () => {
    const { a, b } = await pair();
    a.createDataChannel('x');
    await exchange(a, b);
    const { sctp } = a;

    a.addTransceiver('audio');
    await exchange(a, b);

    expect(a.sctp).to.equal(sctp);
  });

  it('takes messages as large as the other side says', async () => {
    const { a, b } = await pair();
    a.createDataChannel('x');
    await offer(a, b);
    await b.setLocalDescription();
    const { type, sdp } = heard(b.localDescription);

    await a.setRemoteDescription({
      type,
      sdp: sdp.replace(/a=max-message-size:\d+/, 'a=max-message-size:1000'),
    });

    expect(a.sctp!.maxMessageSize).to.equal(1000);
  });

  it('is null again where a later answer rejects it, and is closed', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    const channel = a.createDataChannel('x');
    await exchange(a, b);
    const sctp = a.sctp!;
    const log = record(sctp, ['statechange']);
    await offer(a, b);
    await b.setLocalDescription();
    const { type, sdp } = heard(b.localDescription);

    await a.setRemoteDescription({
      type,
      sdp: sdp.replace(/m=application \d+/, 'm=application 0').replace('BUNDLE 0 1', 'BUNDLE 0'),
    });
    await tasks();

    expect(a.sctp).to.equal(null);
    expect(sctp.state).to.equal('closed');
    expect(channel.readyState).to.equal('closed');
    expect(log).to.deep.equal(['statechange']);
  });
});

describe('W3C WebRTC 1.0, 6.2 the ids of channels', () => {
  afterEach(closeAll);

  it('are given with the answer: even for the DTLS client, odd for the server', async () => {
    const { a, b } = await pair();
    const [one, other] = [a.createDataChannel('x'), a.createDataChannel('y')];
    const theirs = b.createDataChannel('z');

    await exchange(a, b);

    expect([one.id! % 2, other.id! % 2]).to.deep.equal([one.id! % 2, one.id! % 2]);
    expect(other.id).to.equal(one.id! + 2);
    expect(theirs.id! % 2).not.to.equal(one.id! % 2);
  });

  it('leave out those that are in use', async () => {
    const { a, b } = await pair();
    for (const id of [0, 1]) a.createDataChannel('negotiated', { negotiated: true, id });
    const channel = a.createDataChannel('x');

    await exchange(a, b);

    expect([2, 3]).to.include(channel.id);
  });

  it('are there at once after the answer', async () => {
    const { a, b } = await pair();
    a.createDataChannel('x');
    await exchange(a, b);

    expect(a.createDataChannel('y').id).not.to.equal(null);
  });
});
