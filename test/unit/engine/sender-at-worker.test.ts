import { expect } from 'chai';

import { SenderAtWorker, type SenderWire } from '../../../src/engine/sender-at-worker.js';
import { FakeWorker } from '../../kit/fake-channel.js';
import { FakeClock } from '../../kit/fake-clock.js';
import { rejection } from './kit.js';

const ids = { routerId: 'room', senderId: 'sender' };
const wire = (change: Partial<SenderWire> = {}): SenderWire => ({
  transportId: 'transport',
  rtp: { kind: 'audio', ssrc: 1, cname: 'c', codecs: [], headerExtensions: [] },
  layers: {},
  paused: false,
  ...change,
});

describe('SenderAtWorker', () => {
  let worker: FakeWorker;
  let sender: SenderAtWorker;

  beforeEach(() => {
    worker = new FakeWorker('worker', [], new FakeClock()).beReady();
    sender = new SenderAtWorker(worker.channel, ids, 'receiver');
  });

  it('creates what the worker does not have', async () => {
    await sender.tell(wire());

    expect(sender.exists).to.equal(true);
    expect(worker.paramsOf('sender.create')).to.deep.equal([
      { ...ids, transportId: 'transport', receiverId: 'receiver', rtp: wire().rtp, paused: false },
    ]);
  });

  it('tells limits at once where there are some', async () => {
    await sender.tell(wire({ layers: { spatialLayer: 1 } }));

    expect(worker.paramsOf('sender.create')[0]).to.deep.include({ layers: { spatialLayer: 1 } });
  });

  it('says nothing twice', async () => {
    await sender.tell(wire());
    await sender.tell(wire());

    expect(worker.methods).to.deep.equal(['sender.create']);
  });

  const changes: [what: string, change: Partial<SenderWire>, methods: string[]][] = [
    ['layers', { layers: { temporalLayer: 0 } }, ['sender.setLayers']],
    ['a pause', { paused: true }, ['sender.pause']],
    ['both', { layers: { temporalLayer: 0 }, paused: true }, ['sender.setLayers', 'sender.pause']],
    ['another transport', { transportId: 'other' }, ['sender.close', 'sender.create']],
    ['other parameters', { rtp: { ...wire().rtp, ssrc: 2 } }, ['sender.close', 'sender.create']],
  ];
  for (const [what, change, methods] of changes) {
    it(`tells of ${what}`, async () => {
      await sender.tell(wire());
      await sender.tell(wire(change));

      expect(worker.methods.slice(1)).to.deep.equal(methods);
    });
  }

  it('goes on after a pause', async () => {
    await sender.tell(wire({ paused: true }));
    await sender.tell(wire());

    expect(worker.methods).to.deep.equal(['sender.create', 'sender.resume']);
  });

  it('closes what is not wanted', async () => {
    await sender.tell(wire());
    await sender.tell(undefined);
    await sender.tell(undefined);

    expect(sender.exists).to.equal(false);
    expect(worker.methods).to.deep.equal(['sender.create', 'sender.close']);
  });

  it('creates anew what the worker dropped', async () => {
    await sender.tell(wire());
    sender.forget();
    await sender.tell(wire());

    expect(worker.methods).to.deep.equal(['sender.create', 'sender.create']);
  });

  it('knows that the worker is as it was after a refusal', async () => {
    await sender.tell(wire());
    worker.refuse('sender.pause');

    await rejection(sender.tell(wire({ paused: true })));
    await sender.tell(wire());

    expect(worker.methods).to.deep.equal(['sender.create', 'sender.pause']);
  });

  it('has nothing to close after a refused creation', async () => {
    worker.refuse('sender.create');
    await rejection(sender.tell(wire()));

    sender.close();

    expect(worker.methods).to.deep.equal(['sender.create']);
  });
});
