import { expect } from 'chai';

import {
  EngineError,
  errorCodes,
  InvalidParametersError,
  InvalidStateError,
} from '../../../src/base/errors.js';

describe('errors', () => {
  it('names an InvalidStateError after its class, not enumerably', () => {
    const error = new InvalidStateError('Room closed');

    expect(error.name).to.equal('InvalidStateError');
    expect(Object.keys(error)).to.deep.equal(['code']);
  });

  it('gives an InvalidStateError the code INVALID_STATE', () => {
    expect(new InvalidStateError('x')).to.include({ code: 'INVALID_STATE', message: 'x' });
  });

  it('makes an InvalidStateError an EngineError', () => {
    expect(new InvalidStateError('x')).to.be.instanceOf(EngineError);
  });

  it('makes a wrong argument a TypeError with a code', () => {
    const error = new InvalidParametersError('x');

    expect(error).to.be.instanceOf(TypeError);
    expect(error).to.include({ name: 'TypeError', code: 'INVALID_PARAMETERS' });
  });

  it('keeps the cause', () => {
    const cause = new Error('inner');
    expect(new EngineError('TIMED_OUT', 'outer', { cause }).cause).to.equal(cause);
  });

  for (const code of errorCodes) {
    it(`takes ${code} over from a worker`, () => {
      const error = EngineError.fromWorker(code, 'why');
      expect(error).to.include({ code, message: 'why' });
    });
  }

  it('makes INVALID_STATE of a worker an InvalidStateError', () => {
    expect(EngineError.fromWorker('INVALID_STATE', 'x')).to.be.instanceOf(InvalidStateError);
  });

  it('calls a code it does not know UNSUPPORTED', () => {
    expect(EngineError.fromWorker('WHATEVER', 'x').code).to.equal('UNSUPPORTED');
  });

  it('recognizes errors by their code', () => {
    expect(EngineError.is(new InvalidStateError('x'), 'INVALID_STATE')).to.equal(true);
    expect(EngineError.is(new InvalidStateError('x'), 'TIMED_OUT')).to.equal(false);
    expect(EngineError.is(new Error('x'))).to.equal(false);
    expect(EngineError.is(Object.assign(new Error('x'), { code: 'ENOENT' }))).to.equal(false);
    expect(EngineError.is('INVALID_STATE')).to.equal(false);
  });
});
