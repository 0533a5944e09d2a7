// How long a silent worker is waited for.
import { expect } from 'chai';

import { Heartbeat } from '../../../src/worker/heartbeat.js';
import { FakeClock } from '../../kit/fake-clock.js';

/** A clock whose timers can be made to fire late, as those of a blocked process do. */
class BlockableClock extends FakeClock {
  #latenessMs = 0;

  override now(): number {
    return super.now() + this.#latenessMs;
  }

  /** Lets time pass in which no timer can fire. */
  block(ms: number): void {
    this.#latenessMs += ms;
  }
}

describe('Heartbeat', () => {
  const askedAt = Heartbeat.intervalMs;
  const patienceMs = Heartbeat.patience * Heartbeat.intervalMs;
  let clock: BlockableClock;
  let heartbeat: Heartbeat;
  let questions: number;
  let silences: number;

  beforeEach(() => {
    clock = new BlockableClock();
    questions = 0;
    silences = 0;
    heartbeat = new Heartbeat(
      clock,
      () => questions++,
      () => silences++
    );
    heartbeat.start();
  });

  it('asks after a second, not before', () => {
    clock.pass(Heartbeat.intervalMs - 1);
    expect(questions).to.equal(0);
    clock.pass(1);
    expect(questions).to.equal(1);
  });

  it('gives a worker up four seconds after its question, not before', () => {
    clock.pass(askedAt + patienceMs - 1);
    expect(silences).to.equal(0);
    clock.pass(1);
    expect(silences).to.equal(1);
  });

  it('asks once as long as there is no answer', () => {
    clock.pass(askedAt + patienceMs - 1);
    expect(questions).to.equal(1);
  });

  it('asks again after an answer', () => {
    clock.pass(askedAt);
    heartbeat.handleSign();
    clock.pass(Heartbeat.intervalMs);
    expect(questions).to.equal(2);
  });

  it('waits anew after an answer at the last instant', () => {
    clock.pass(askedAt + patienceMs - 1);
    heartbeat.handleSign();

    clock.pass(1 + patienceMs - 1);
    expect(silences).to.equal(0);
    clock.pass(1);
    expect(silences).to.equal(1);
  });

  it('does not count a beat that came late', () => {
    clock.pass(askedAt + patienceMs - 1);
    clock.block(Heartbeat.maxLatenessMs + 1);

    clock.pass(Heartbeat.intervalMs);
    expect(silences).to.equal(0);
    clock.pass(1);
    expect(silences).to.equal(1);
  });

  it('counts a beat that was a little late', () => {
    clock.pass(askedAt + patienceMs - 1);
    clock.block(Heartbeat.maxLatenessMs);
    clock.pass(1);
    expect(silences).to.equal(1);
  });

  it('tells of a silence once', () => {
    clock.pass(10 * patienceMs);
    expect(silences).to.equal(1);
  });

  it('asks nothing and says nothing once it is stopped', () => {
    clock.pass(askedAt);
    heartbeat.stop();
    clock.pass(10 * patienceMs);
    expect([questions, silences]).to.deep.equal([1, 0]);
  });

  it('never gives a worker up that answers every time', () => {
    for (let second = 0; second < 60; second++) {
      clock.pass(Heartbeat.intervalMs);
      heartbeat.handleSign();
    }
    expect([questions, silences]).to.deep.equal([60, 0]);
  });
});
