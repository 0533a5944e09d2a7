import { expect } from 'chai';

import { NegotiationNeeded } from '../../../../src/webrtc/connection/negotiation-needed.js';

/** A flag whose tasks run when the test says so. */
function flag() {
  const state = { stable: true, busy: false, needed: true, announced: 0 };
  const queue: (() => void)[] = [];
  const needed = new NegotiationNeeded(
    {
      isStable: () => state.stable,
      isBusy: () => state.busy,
      isNeeded: () => state.needed,
      announce: () => state.announced++,
    },
    task => queue.push(task)
  );
  const runTasks = (): void => queue.splice(0).forEach(task => task());
  return { state, needed, runTasks };
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
    state.needed = false;

    needed.update();
    runTasks();

    expect(state.announced).to.equal(0);
  });

  it('announces nothing that was undone before the task', () => {
    const { state, needed, runTasks } = flag();

    needed.update();
    state.needed = false;
    runTasks();

    expect(state.announced).to.equal(0);
  });

  it('announces what comes back after it was undone', () => {
    const { state, needed, runTasks } = flag();
    needed.update();
    runTasks();
    state.needed = false;
    needed.update();
    runTasks();

    state.needed = true;
    needed.update();
    runTasks();

    expect(state.announced).to.equal(2);
  });

  it('waits for the end of an operation', () => {
    const { state, needed, runTasks } = flag();
    state.busy = true;
    needed.update();
    runTasks();
    expect(state.announced).to.equal(0);

    state.busy = false;
    needed.handleIdle();
    runTasks();
    expect(state.announced).to.equal(1);
  });

  it('waits for an operation that began before the task', () => {
    const { state, needed, runTasks } = flag();
    needed.update();
    state.busy = true;
    runTasks();
    expect(state.announced).to.equal(0);

    state.busy = false;
    needed.handleIdle();
    runTasks();
    expect(state.announced).to.equal(1);
  });

  it('does not ask when an operation ends that nothing happened in', () => {
    const { state, needed, runTasks } = flag();

    needed.handleIdle();
    runTasks();

    expect(state.announced).to.equal(0);
  });

  it('announces a change during an exchange when it is over', () => {
    const { state, needed, runTasks } = flag();
    state.stable = false;
    needed.update();
    runTasks();
    expect(state.announced).to.equal(0);

    state.stable = true;
    needed.handleStable();
    runTasks();
    expect(state.announced).to.equal(1);
  });
});
