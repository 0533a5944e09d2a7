import { expect } from 'chai';

import { OperationsChain } from '../../../../src/webrtc/connection/operations-chain.js';
import { rejection, tasks } from '../kit/stage.js';

/** An operation that ends when it is told to. */
function controlled(log: string[], name: string) {
  let end!: (error?: Error) => void;
  const run = (): Promise<string> => {
    log.push(`${name} begins`);
    return new Promise((resolve, reject) => {
      end = error => (error ? reject(error) : resolve(name));
    });
  };
  return { run, end: (error?: Error) => end(error) };
}

describe('OperationsChain', () => {
  it('starts the first operation at once', () => {
    const log: string[] = [];
    const chain = new OperationsChain();

    void chain.run(controlled(log, 'a').run);

    expect(log).to.deep.equal(['a begins']);
    expect(chain.isEmpty).to.equal(false);
  });

  it('starts the second when the first has ended, whichever way', async () => {
    const log: string[] = [];
    const chain = new OperationsChain();
    const first = controlled(log, 'a');
    const failed = chain.run(first.run).catch((error: Error) => log.push(error.message));
    const done = chain.run(() => log.push('b'));

    first.end(new Error('a failed'));
    await Promise.all([failed, done]);

    expect(log).to.have.members(['a begins', 'a failed', 'b']);
  });

  it('turns what an operation throws into a rejection', async () => {
    const chain = new OperationsChain();

    const error = await rejection(
      chain.run(() => {
        throw new Error('at once');
      })
    );

    expect(error.message).to.equal('at once');
    expect(chain.isEmpty).to.equal(true);
  });

  it('is empty when the caller hears of the last operation', async () => {
    const chain = new OperationsChain();

    const wasEmpty = await chain
      .run(() => Promise.reject(new Error('x')))
      .catch(() => chain.isEmpty);

    expect(wasEmpty).to.equal(true);
  });

  it('is idle once the last operation has settled', async () => {
    const log: string[] = [];
    const chain = new OperationsChain();
    for (const name of ['a', 'b', 'c']) void chain.run(() => log.push(name));

    await chain.idle();

    expect(log).to.deep.equal(['a', 'b', 'c']);
    expect(chain.isEmpty).to.equal(true);
  });

  it('is idle at once without an operation', async () => {
    await new OperationsChain().idle();
  });

  it('rejects all that a close overtakes', async () => {
    const log: string[] = [];
    const chain = new OperationsChain();
    const running = controlled(log, 'a');
    const promises = [chain.run(running.run), chain.run(() => log.push('b'))];
    const errors = Promise.all(promises.map(rejection));
    void chain.idle().then(() => log.push('idle'));

    chain.close();
    running.end();
    await tasks();

    expect((await errors).map(({ name }) => name)).to.deep.equal(
      Array(2).fill('InvalidStateError')
    );
    expect(log).to.deep.equal(['a begins']);
  });

  it('rejects all that comes after a close', async () => {
    const chain = new OperationsChain();
    chain.close();

    expect((await rejection(chain.run(() => 1))).name).to.equal('InvalidStateError');
  });
});
