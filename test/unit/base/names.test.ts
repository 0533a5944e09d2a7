import { expect } from 'chai';

import { InvalidParametersError } from '../../../src/base/errors.js';
import { checkOptionNames, nearestName } from '../../../src/base/names.js';

describe('nearestName', () => {
  const known = ['numWorkers', 'logLevel', 'logTags', 'rtcIPv4', 'rtcIPv6'];
  const table: [name: string, nearest: string][] = [
    ['numWorker', 'numWorkers'],
    ['NUMWORKERS', 'numWorkers'],
    ['loglevel', 'logLevel'],
    ['logTag', 'logTags'],
    ['rtcIpv6', 'rtcIPv6'],
    ['trcIPv6', 'rtcIPv6'],
    ['numbersOfWorkers', 'numWorkers'],
  ];
  for (const [name, nearest] of table) {
    it(`of "${name}" is "${nearest}"`, () => {
      expect(nearestName(name, known)).to.equal(nearest);
    });
  }

  it('is the first of several that are as near', () => {
    expect(nearestName('rtcIPv5', known)).to.equal('rtcIPv4');
  });

  it('is none where nothing is known', () => {
    expect(nearestName('chicken', [])).to.equal(undefined);
  });

  it('is found for a name of any length', () => {
    expect(nearestName('x'.repeat(1_000_000), known)).to.be.oneOf(known);
  });
});

describe('checkOptionNames', () => {
  it('passes known names, whatever their values', () => {
    checkOptionNames({ udp: 'chicken' }, ['udp', 'tcp'], 'createTransport()');
  });

  it('passes an unknown name that has no value', () => {
    checkOptionNames({ upd: undefined }, ['udp'], 'createTransport()');
  });

  it('refuses an unknown one, and names whose it is and what is near', () => {
    expect(() => checkOptionNames({ upd: true }, ['tcp', 'udp'], 'createTransport()')).to.throw(
      InvalidParametersError,
      'createTransport() has no option "upd"; did you mean "udp"?'
    );
  });

  it('knows names of other libraries', () => {
    const check = (): void => checkOptionNames({ channels: 2 }, ['name'], 'it', { channels: 'n' });
    expect(check).to.throw('did you mean "n"?');
  });

  it('takes no synonym from the prototype of all objects', () => {
    expect(() => checkOptionNames({ toString: 1 }, ['name'], 'it')).to.throw('mean "name"?');
  });
});
