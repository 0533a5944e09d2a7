import { expect } from 'chai';

import { MediaStream } from '../../../../src/webrtc/media/media-stream.js';
import type { RTCPeerConnection } from '../../../../src/webrtc/rtc-peer-connection.js';
import {
  answer,
  closeAll,
  exchange,
  heard,
  offer,
  pair,
  record,
  tasks,
  type Pair,
} from '../kit/connection-pair.js';

/** How often it fires in `act`. */
async function countOf(connection: RTCPeerConnection, act: () => unknown): Promise<number> {
  await tasks();
  const log = record(connection, ['negotiationneeded']);
  await act();
  await tasks();
  return log.length;
}

describe('W3C WebRTC 1.0, 4.7.3 checking whether negotiation is needed, in what was never negotiated', () => {
  afterEach(closeAll);

  const needs: [what: string, act: (pair: Pair) => void][] = [
    ['a transceiver', ({ a }) => a.addTransceiver('audio')],
    ['an inactive transceiver', ({ a }) => a.addTransceiver('audio', { direction: 'inactive' })],
    ['a track', ({ a, track }) => a.addTrack(track('audio'))],
    ['a data channel', ({ a }) => a.createDataChannel('x')],
    ['a negotiated data channel', ({ a }) => a.createDataChannel('x', { negotiated: true, id: 1 })],
  ];
  for (const [what, act] of needs) {
    it(`says yes to ${what}`, async () => {
      const all = await pair();

      expect(await countOf(all.a, () => act(all))).to.equal(1);
    });
  }

  it('says no to what is stopped before it was offered', async () => {
    const { a } = await pair();

    expect(await countOf(a, () => a.addTransceiver('audio').stop())).to.equal(0);
  });

  it('says no to restartIce()', async () => {
    const { a } = await pair();

    expect(await countOf(a, () => a.restartIce())).to.equal(0);
  });

  it('says no to restartIce() after an offer that was only created', async () => {
    const { a } = await pair();
    await a.createOffer();

    expect(await countOf(a, () => a.restartIce())).to.equal(0);
  });
});

describe('W3C WebRTC 1.0, 4.7.3 checking whether negotiation is needed, in what was offered by us', () => {
  afterEach(closeAll);

  const negotiated = async () => {
    const { track, ...all } = await pair();
    const stream = new MediaStream();
    const transceiver = all.a.addTransceiver(track('audio'), { streams: [stream] });
    await exchange(all.a, all.b);
    return { ...all, track, stream, transceiver };
  };

  type Act = (all: Awaited<ReturnType<typeof negotiated>>) => unknown;
  const needs: [what: string, act: Act, count: number][] = [
    ['nothing', () => {}, 0],
    ['another transceiver', ({ a }) => a.addTransceiver('audio'), 1],
    ['a data channel', ({ a }) => a.createDataChannel('x'), 1],
    ['stop()', ({ transceiver }) => transceiver.stop(), 1],
    ['removeTrack()', ({ a, transceiver }) => a.removeTrack(transceiver.sender), 1],
    [
      'a direction that is in neither',
      ({ transceiver }) => (transceiver.direction = 'inactive'),
      1,
    ],
    ['the direction of the answer', ({ transceiver }) => (transceiver.direction = 'sendonly'), 0],
    ['the same direction', ({ transceiver }) => (transceiver.direction = 'sendrecv'), 0],
    ['another stream', ({ transceiver }) => transceiver.sender.setStreams(new MediaStream()), 1],
    [
      'one more stream',
      ({ transceiver, stream }) => transceiver.sender.setStreams(stream, new MediaStream()),
      1,
    ],
    ['no stream', ({ transceiver }) => transceiver.sender.setStreams(), 1],
    ['the same stream', ({ transceiver, stream }) => transceiver.sender.setStreams(stream), 0],
    [
      'replaceTrack()',
      ({ transceiver, track }) => transceiver.sender.replaceTrack(track('audio')),
      0,
    ],
    ['replaceTrack(null)', ({ transceiver }) => transceiver.sender.replaceTrack(null), 0],
    ['restartIce()', ({ a }) => a.restartIce(), 1],
    ['restartIce() twice', ({ a }) => [a.restartIce(), a.restartIce()], 1],
    ['enabled', ({ transceiver }) => (transceiver.sender.track!.enabled = false), 0],
    [
      'setParameters()',
      async ({ transceiver: { sender } }) => {
        const parameters = sender.getParameters();
        parameters.encodings[0]!.active = false;
        await sender.setParameters(parameters);
        sender.setStreams(...[]);
      },
      1,
    ],
    [
      'what is changed and changed back',
      ({ transceiver }) => {
        transceiver.direction = 'inactive';
        transceiver.direction = 'sendrecv';
      },
      0,
    ],
  ];
  for (const [what, act, count] of needs) {
    it(`says ${count ? 'yes' : 'no'} to ${what}`, async () => {
      const all = await negotiated();

      expect(await countOf(all.a, () => act(all))).to.equal(count);
    });
  }

  it('says no to a second data channel', async () => {
    const { a, b } = await pair();
    a.createDataChannel('x');
    await exchange(a, b);

    expect(await countOf(a, () => a.createDataChannel('y'))).to.equal(0);
  });

  it('says no to parameters of simulcast that change', async () => {
    const { a, b, track } = await pair();
    const { sender } = a.addTransceiver(track('video'), {
      sendEncodings: [{ rid: 'lo' }, { rid: 'hi' }],
    });
    await exchange(a, b);

    const count = await countOf(a, async () => {
      const parameters = sender.getParameters();
      parameters.encodings[0]!.active = false;
      await sender.setParameters(parameters);
      sender.setStreams();
    });

    expect(count).to.equal(0);
  });
});

describe('W3C WebRTC 1.0, 4.7.3 checking whether negotiation is needed, in what was offered to us', () => {
  afterEach(closeAll);

  const answered = async (direction: 'sendrecv' | 'sendonly' | 'recvonly' = 'sendrecv') => {
    const { a, b, track } = await pair();
    a.addTransceiver('audio', { direction });
    await exchange(a, b);
    const [transceiver] = b.getTransceivers();
    return { a, b, track, transceiver: transceiver! };
  };

  it('says no to nothing', async () => {
    const { b } = await answered();

    expect(await countOf(b, () => {})).to.equal(0);
  });

  it('says yes to sending as well', async () => {
    const { b, transceiver } = await answered();

    expect(await countOf(b, () => (transceiver.direction = 'sendrecv'))).to.equal(1);
  });

  it('says yes to a track', async () => {
    const { b, track } = await answered();

    expect(await countOf(b, () => b.addTrack(track('audio')))).to.equal(1);
  });

  it('says yes to sending where that was not offered: the section has no msid', async () => {
    const { b, transceiver } = await answered('sendonly');

    expect(await countOf(b, () => (transceiver.direction = 'sendrecv'))).to.equal(1);
  });

  it('says yes to receiving no more', async () => {
    const { b, transceiver } = await answered();

    expect(await countOf(b, () => (transceiver.direction = 'inactive'))).to.equal(1);
  });

  it('says no to receiving where that was not offered', async () => {
    const { b, transceiver } = await answered('recvonly');
    transceiver.direction = 'inactive';
    await tasks();

    expect(await countOf(b, () => (transceiver.direction = 'recvonly'))).to.equal(0);
  });

  it('says yes to stop()', async () => {
    const { b, transceiver } = await answered();

    expect(await countOf(b, () => transceiver.stop())).to.equal(1);
  });

  it('says yes to fewer streams than were answered', async () => {
    const { a, b, track } = await pair();
    const [one, other] = [new MediaStream(), new MediaStream()];
    const sender = b.addTrack(track('audio'), one, other);
    a.addTransceiver('audio');
    await exchange(a, b);
    expect(b.getTransceivers()).to.have.length(1);

    expect(await countOf(b, () => sender.setStreams(one))).to.equal(1);
  });

  it('says yes to what was answered less than is wanted', async () => {
    const { a, b, track } = await pair();
    a.addTransceiver('audio', { direction: 'recvonly' });
    b.addTransceiver(track('video'));
    await tasks();

    expect(await countOf(b, () => exchange(a, b))).to.equal(1);
  });
});

describe('W3C WebRTC 1.0, 4.7.3 updating the negotiation-needed flag', () => {
  afterEach(closeAll);

  it('fires in a task of its own', async () => {
    const { a } = await pair();
    const log = record(a, ['negotiationneeded']);

    a.addTransceiver('audio');
    expect(log).to.deep.equal([]);
    await Promise.resolve();
    expect(log).to.deep.equal([]);
    await tasks();

    expect(log).to.deep.equal(['negotiationneeded']);
  });

  it('fires once for all that happens before the next exchange', async () => {
    const { a } = await pair();

    const count = await countOf(a, async () => {
      a.addTransceiver('audio');
      await tasks();
      a.addTransceiver('video');
      await tasks();
      a.createDataChannel('x');
    });

    expect(count).to.equal(1);
  });

  it('fires nothing while an operation is under way, but after it', async () => {
    const { a, worker } = await pair();
    const log = record(a, ['negotiationneeded']);
    worker.hold();
    const creating = a.createOffer().then(() => log.push('fulfilled'));

    a.addTransceiver('audio');
    await tasks();
    expect(log).to.deep.equal([]);
    worker.release();
    await creating;
    await tasks();

    expect(log).to.deep.equal(['fulfilled', 'negotiationneeded']);
  });

  it('fires nothing while an offer is out, but after its answer', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await offer(a, b);
    await tasks();
    const log = record(a, ['negotiationneeded'], [], () => a.signalingState);

    a.addTransceiver('video');
    await tasks();
    expect(log).to.deep.equal([]);
    await answer(b, a);
    await tasks();

    expect(log).to.deep.equal(['stable']);
  });

  it('fires after the promise of the answer is fulfilled', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await offer(a, b);
    a.addTransceiver('video');
    await b.setLocalDescription();
    const log = record(a, ['negotiationneeded', 'signalingstatechange']);

    await a.setRemoteDescription(heard(b.localDescription));
    log.push('fulfilled');
    await tasks();

    expect(log).to.deep.equal(['signalingstatechange', 'fulfilled', 'negotiationneeded']);
  });

  it('fires nothing in the provisional states', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await offer(a, b);
    b.addTransceiver('video');
    await tasks();

    expect(await countOf(b, () => b.setLocalDescription({ type: 'pranswer' }))).to.equal(0);
  });

  it('fires again after a rollback', async () => {
    const { a } = await pair();
    a.addTransceiver('audio');
    await a.setLocalDescription();

    expect(await countOf(a, () => a.setLocalDescription({ type: 'rollback' }))).to.equal(1);
  });

  it('fires nothing for what was offered and answered', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');

    expect(await countOf(b, () => exchange(a, b))).to.equal(0);
    expect(await countOf(a, () => {})).to.equal(0);
  });

  it('fires again for what is new after an exchange', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await exchange(a, b);

    expect(await countOf(a, () => a.addTransceiver('video'))).to.equal(1);
  });

  it('fires nothing once closed', async () => {
    const { a } = await pair();

    const count = await countOf(a, () => {
      a.addTransceiver('audio');
      a.close();
    });

    expect(count).to.equal(0);
  });

  it('still hears a handler that is set after the call', async () => {
    const { a } = await pair();
    a.addTransceiver('audio');

    await new Promise(resolve => (a.onnegotiationneeded = resolve));
  });
});
