import { expect } from 'chai';

import { callable } from '../../../src/engine/callable.js';

class Thing {
  readonly #secret: number;
  static readonly kind = 'thing';

  constructor(secret = 1) {
    this.#secret = secret;
  }

  get secret(): number {
    return this.#secret;
  }
}

const CallableThing = callable(Thing);

describe('callable', () => {
  it('makes an instance without new', () => {
    const thing = CallableThing(7);
    expect(thing.secret).to.equal(7);
    expect(thing).to.be.instanceOf(CallableThing);
    expect(thing).to.be.instanceOf(Thing);
  });

  it('makes an instance with new', () => {
    const thing = new CallableThing();
    expect(thing.secret).to.equal(1);
    expect(thing).to.be.instanceOf(CallableThing);
  });

  it('keeps statics and the name', () => {
    expect(CallableThing.kind).to.equal('thing');
    expect(CallableThing.name).to.equal('Thing');
  });

  it('can be extended', () => {
    class Special extends CallableThing {}
    expect(new Special(3).secret).to.equal(3);
    expect(new Special()).to.be.instanceOf(Special);
  });
});
