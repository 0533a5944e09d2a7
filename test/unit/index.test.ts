import { expect } from 'chai';

import crosspoint, * as named from '../../src/index.js';

describe('crosspoint', () => {
  it('has the same names in its default export', () => {
    const { default: all, ...names } = named;
    expect(all).to.deep.equal(names);
    expect(crosspoint).to.equal(all);
  });

  it('exposes the error classes', () => {
    const error = new crosspoint.errors.InvalidStateError('closed');
    expect(error).to.include({ name: 'InvalidStateError', code: 'INVALID_STATE' });
  });

  it('exposes the conversions for SDP', () => {
    expect(crosspoint.extra.fingerprintToSDP('aabb')).to.equal('AA:BB');
  });
});
