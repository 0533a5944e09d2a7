import { expect } from 'chai';

import { TypedEmitter } from '../../../src/base/typed-emitter.js';

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

  it('goes on with the next listener when one throws', () => {
    const door = new Door();
    let heard = 0;
    door.on('close', () => {
      throw new Error('a bug of the application');
    });
    door.on('close', () => (heard += 1));

    door.emit('close');

    expect(heard).to.equal(1);
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
