import { expect } from 'chai';

import { NegotiationNeeded } from '../../../../src/webrtc/connection/negotiation-needed.js';
import { OperationsChain } from '../../../../src/webrtc/connection/operations-chain.js';

/** A flag whose tasks run when the test says so. */
function flag() {
  const state = { isStable: true, isNeeded: true, announced: 0 };
  const queue: (() => void)[] = [];
  const chain = new OperationsChain();
  const needed = new NegotiationNeeded(
    chain,
    state,
    () => state.announced++,
    task => queue.push(task)
  );
  const runTasks = (): void => queue.splice(0).forEach(task => task());
  return { state, chain, needed, runTasks };
}

/** An operation that is under way until the function returned is called. */
function begin(chain: OperationsChain): () => Promise<void> {
  let end!: () => void;
  const done = chain.run(() => new Promise<void>(resolve => (end = resolve)));
  return async () => {
    end();
    await done;
    await chain.idle();
  };
}

describe('NegotiationNeeded', () => {
  it('announces in a task of its own', () => {
    const { state, needed, runTasks } = flag();

    needed.update();
    expect(state.announced).to.equal(0);

    runTasks();
    expect(state.announced).to.equal(1);
  });

  it('announces several changes at once', () => {
    const { state, needed, runTasks } = flag();

    needed.update();
    needed.update();
    needed.update();
    runTasks();

    expect(state.announced).to.equal(1);
  });

  it('announces once until it was dealt with', () => {
    const { state, needed, runTasks } = flag();
    needed.update();
    runTasks();

    needed.update();
    runTasks();

    expect(state.announced).to.equal(1);
  });

  it('announces again what is new after it was dealt with', () => {
    const { state, needed, runTasks } = flag();
    needed.update();
    runTasks();

    needed.handleStable();
    runTasks();

    expect(state.announced).to.equal(2);
  });

  it('announces nothing that is not needed', () => {
    const { state, needed, runTasks } = flag();
    state.isNeeded = false;

    needed.update();
    runTasks();

    expect(state.announced).to.equal(0);
  });

  it('announces nothing that was undone before the task', () => {
    const { state, needed, runTasks } = flag();

    needed.update();
    state.isNeeded = false;
    runTasks();

    expect(state.announced).to.equal(0);
  });

  it('announces what comes back after it was undone', () => {
    const { state, needed, runTasks } = flag();
    needed.update();
    runTasks();
    state.isNeeded = false;
    needed.update();
    runTasks();

    state.isNeeded = true;
    needed.update();
    runTasks();

    expect(state.announced).to.equal(2);
  });

  it('waits for the end of an operation', async () => {
    const { state, chain, needed, runTasks } = flag();
    const end = begin(chain);
    needed.update();
    runTasks();
    expect(state.announced).to.equal(0);

    await end();
    runTasks();
    expect(state.announced).to.equal(1);
  });

  it('waits for an operation that began before the task', async () => {
    const { state, chain, needed, runTasks } = flag();
    needed.update();
    const end = begin(chain);
    runTasks();
    expect(state.announced).to.equal(0);

    await end();
    runTasks();
    expect(state.announced).to.equal(1);
  });

  it('does not ask when an operation ends that nothing happened in', async () => {
    const { state, chain, runTasks } = flag();

    await begin(chain)();
    runTasks();

    expect(state.announced).to.equal(0);
  });

  it('announces a change during an exchange when it is over', () => {
    const { state, needed, runTasks } = flag();
    state.isStable = false;
    needed.update();
    runTasks();
    expect(state.announced).to.equal(0);

    state.isStable = true;
    needed.handleStable();
    runTasks();
    expect(state.announced).to.equal(1);
  });
});
