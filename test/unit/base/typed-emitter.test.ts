import { expect } from 'chai';

import { TypedEmitter } from '../../../src/base/typed-emitter.js';
import { uncaught } from '../../kit/uncaught.js';

class Door extends TypedEmitter<{ open: [by: string]; close: [] }> {}

describe('TypedEmitter', () => {
  it('passes the arguments to every listener in order', () => {
    const door = new Door();
    const heard: string[] = [];
    door.on('open', by => heard.push(`1 ${by}`));
    door.on('open', by => heard.push(`2 ${by}`));

    expect(door.emit('open', 'alice')).to.equal(true);

    expect(heard).to.deep.equal(['1 alice', '2 alice']);
  });

  it('goes on with the next listener when one throws', async () => {
    const door = new Door();
    let heard = 0;
    door.on('close', () => {
      throw new Error('a bug of the application');
    });
    door.on('close', () => (heard += 1));

    await uncaught(() => door.emit('close'));

    expect(heard).to.equal(1);
  });

  it('lets the process hear of each exception in a listener', async () => {
    const door = new Door();
    const [first, second] = [new Error('first'), new TypeError('second')];
    for (const thrown of [first, second]) {
      door.on('open', () => {
        throw thrown;
      });
    }

    const heard = await uncaught(() => door.emit('open', 'alice'));

    expect(heard).to.deep.equal([first, second]);
  });

  it('lets the process hear of an exception in a once listener once', async () => {
    const door = new Door();
    door.once('open', () => {
      throw new Error('once');
    });

    const heard = await uncaught(() => {
      door.emit('open', 'alice');
      door.emit('open', 'bob');
    });

    expect(heard).to.have.length(1);
  });

  it('calls a once listener once', () => {
    const door = new Door();
    let heard = 0;
    door.once('close', () => (heard += 1));

    door.emit('close');
    door.emit('close');

    expect(heard).to.equal(1);
  });

  it('says whether anybody listened', () => {
    expect(new Door().emit('close')).to.equal(false);
  });

  it('sets no limit to the number of listeners', () => {
    expect(new Door().getMaxListeners()).to.equal(0);
  });

  it('says nothing after close', () => {
    const door = new Door();
    let heard = 0;
    door.on('open', () => heard++);
    door.on('close', () => heard++);
    door.emit('close');

    expect(door.emit('open', 'alice')).to.equal(false);
    expect(door.emit('close')).to.equal(false);
    expect(heard).to.equal(1);
  });

  it('tells nobody more of what closed it', () => {
    const door = new Door();
    const heard: string[] = [];
    door.on('close', () => heard.push('close'));
    door.on('open', () => door.emit('close'));
    door.on('open', () => heard.push('open'));

    door.emit('open', 'alice');

    expect(heard).to.deep.equal(['close']);
  });
});

describe('TypedEmitter that watches its listeners', () => {
  class Watched extends TypedEmitter<{ open: []; knock: [] }> {
    readonly told: [event: string, hasListeners: boolean][] = [];

    constructor() {
      super();
      this.watchListeners((event, hasListeners) => {
        if (event === 'open' || event === 'knock') this.told.push([event, hasListeners]);
      });
    }
  }

  const ignore = (): void => {};

  it('hears of listeners that come and go', () => {
    const door = new Watched();
    door.on('open', ignore);
    door.once('open', ignore);
    door.emit('open');
    door.off('open', ignore);
    expect(door.told).to.deep.equal([
      ['open', true],
      ['open', true],
      ['open', true],
      ['open', false],
    ]);
  });

  it('goes on when all listeners are removed at once', () => {
    const door = new Watched();
    door.on('open', ignore);
    door.removeAllListeners();
    door.on('knock', ignore);
    expect(door.told).to.deep.equal([
      ['open', true],
      ['open', false],
      ['knock', true],
    ]);
  });

  it('goes on when the listeners of one event are removed', () => {
    const door = new Watched();
    door.on('open', ignore);
    door.removeAllListeners('open');
    expect(door.told).to.deep.equal([
      ['open', true],
      ['open', false],
    ]);
  });
});
