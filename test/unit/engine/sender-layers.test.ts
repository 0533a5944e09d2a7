import { expect } from 'chai';

import { EngineError, InvalidStateError } from '../../../src/base/errors.js';
import type { PassingLayers, SenderLayers } from '../../../src/engine/sender-layers.js';
import { call, rejection, type Call } from './kit.js';

describe('RtpSender.setLayers', () => {
  let base: Call;

  beforeEach(async () => {
    base = await call();
  });

  it('is remembered until there is a transport', async () => {
    const { sender, bobTransport, worker } = base;
    const layers = { spatialLayer: 1, temporalLayer: 0, maxBitrateBps: 500_000 };

    expect(await sender.setLayers(layers)).to.equal(sender);
    expect(worker.methods).not.to.include('sender.setLayers');

    await sender.setTransport(bobTransport);
    expect(worker.paramsOf('sender.create')[0]!.layers).to.deep.equal(layers);
    expect(sender.layers).to.deep.equal(layers);
  });

  it('is not mentioned where nothing is limited', async () => {
    const { sender, bobTransport, worker } = base;
    await sender.setTransport(bobTransport);
    expect(worker.paramsOf('sender.create')[0]).not.to.have.property('layers');
    expect(sender.layers).to.deep.equal({});
  });

  it('tells the worker what changed, once', async () => {
    const { sender, bobTransport, worker, room } = base;
    await sender.setTransport(bobTransport);
    const ids = { routerId: room.id, senderId: sender.id };

    await sender.setLayers({ spatialLayer: 0 });
    await sender.setLayers({ spatialLayer: 0 });
    await sender.setLayers({});

    expect(worker.paramsOf('sender.setLayers')).to.deep.equal([
      { ...ids, layers: { spatialLayer: 0 } },
      { ...ids, layers: {} },
    ]);
  });

  it('goes along to another transport', async () => {
    const { sender, bob, bobTransport, worker } = base;
    await sender.setTransport(bobTransport);
    await sender.setLayers({ temporalLayer: 1 });
    await sender.setTransport(await bob.createTransport());
    expect(worker.paramsOf('sender.create')[1]!.layers).to.deep.equal({ temporalLayer: 1 });
  });

  it('keeps the old limits when the worker refuses new ones', async () => {
    const { sender, bobTransport, worker } = base;
    await sender.setTransport(bobTransport);
    await sender.setLayers({ spatialLayer: 1 });
    worker.refuse('sender.setLayers');

    await rejection(sender.setLayers({ spatialLayer: 0 }));
    expect(sender.layers).to.deep.equal({ spatialLayer: 1 });

    await sender.setLayers({ spatialLayer: 0 });
    expect(sender.layers).to.deep.equal({ spatialLayer: 0 });
    expect(worker.paramsOf('sender.setLayers')).to.have.length(3);
  });

  it('may differ between streams of one track, which a RID tells apart', async () => {
    const { sender, bobTransport, worker } = base;
    const { codecs, headerExtensions = [] } = sender.rtpParameters;
    await sender.negotiate({ muxId: '1', rid: 'hi', codecs, headerExtensions });
    await sender.setTransport(bobTransport);
    expect(worker.paramsOf('sender.create')[0]!.rtp).to.include({ mid: '1', rid: 'hi' });
  });

  it('shares nothing with its argument or its answer', async () => {
    const { sender } = base;
    const layers: SenderLayers = { spatialLayer: 1 };
    await sender.setLayers(layers);
    layers.spatialLayer = 2;
    sender.layers.spatialLayer = 3;
    expect(sender.layers).to.deep.equal({ spatialLayer: 1 });
  });

  const nonsense: [what: string, layers: unknown][] = [
    ['nothing', undefined],
    ['a number', 1],
    ['a negative layer', { spatialLayer: -1 }],
    ['half a layer', { temporalLayer: 0.5 }],
    ['a layer beyond all', { spatialLayer: 255 }],
    ['a layer that is text', { spatialLayer: '1' }],
    ['null for a layer', { temporalLayer: null }],
    ['a bitrate of zero', { maxBitrateBps: 0 }],
    ['an infinite bitrate', { maxBitrateBps: Infinity }],
    ['a bitrate that is text', { maxBitrateBps: '500k' }],
  ];
  for (const [what, layers] of nonsense) {
    it(`refuses ${what}`, async () => {
      const error = await rejection(base.sender.setLayers(layers as SenderLayers));
      expect(EngineError.is(error, 'INVALID_PARAMETERS')).to.equal(true);
      expect(base.sender.layers).to.deep.equal({});
    });
  }

  it('refuses a closed sender', async () => {
    const { sender, bob } = base;
    bob.close();
    expect(await rejection(sender.setLayers({}))).to.be.instanceOf(InvalidStateError);
  });
});

describe('RtpSender layerschange', () => {
  it('tells what passes', async () => {
    const { sender, worker } = await call();
    const told: PassingLayers[] = [];
    sender.on('layerschange', layers => told.push(layers));

    worker.notify({ event: 'sender.layers', data: { id: sender.id, spatialLayer: 2 } });
    worker.notify({ event: 'sender.layers', data: { id: sender.id, temporalLayer: 1 } });

    expect(told).to.deep.equal([{ spatialLayer: 2 }, { temporalLayer: 1 }]);
  });

  it('is silent after close', async () => {
    const { sender, bob, worker } = await call();
    const told: PassingLayers[] = [];
    sender.on('layerschange', layers => told.push(layers));

    bob.close();
    worker.notify({ event: 'sender.layers', data: { id: sender.id, spatialLayer: 2 } });

    expect(told).to.deep.equal([]);
  });
});
