import debug from 'debug';
import { expect } from 'chai';

import { createLogger, workerLogger } from '../../../src/base/logger.js';

/** The names of the loggers that spoke while `speak` ran, with the variable DEBUG as `names`. */
function heard(names: string, speak: () => void): string[] {
  const spoke: string[] = [];
  const { log } = debug;
  const before = debug.disable();
  debug.enable(names);
  debug.log = function (this: { namespace: string }) {
    spoke.push(this.namespace);
  };
  try {
    speak();
  } finally {
    debug.log = log;
    debug.enable(before);
  }
  return spoke;
}

describe('A logger', () => {
  const speak = (): void => {
    for (const logger of [createLogger('Door'), workerLogger]) {
      logger.debug('one %s', 'two');
      logger.warn('three');
      logger.error('four');
    }
  };

  it('speaks under the name of its class and the importance of the line', () => {
    expect(heard('crosspoint*', speak)).to.deep.equal([
      'crosspoint:Door',
      'crosspoint:WARN:Door',
      'crosspoint:ERROR:Door',
      'crosspoint-worker',
      'crosspoint-worker:WARN',
      'crosspoint-worker:ERROR',
    ]);
  });

  it('is silent unless it is named', () => {
    expect(heard('', speak)).to.deep.equal([]);
    expect(heard('crosspoint:ERROR*', speak)).to.deep.equal(['crosspoint:ERROR:Door']);
  });
});
