import { expect } from 'chai';

import { EngineError } from '../../../src/base/errors.js';
import { Channel } from '../../../src/worker/channel.js';
import type { Notification, Outgoing } from '../../../src/worker/messages.js';
import { FakeClock, settled } from '../../kit/fake-clock.js';

const pause = { routerId: 'room', senderId: 's1' };

describe('Channel', () => {
  let clock: FakeClock;
  let sent: Outgoing[];
  let pipe: { send(message: Outgoing): void; queuedBytes: number };
  let channel: Channel;

  beforeEach(() => {
    clock = new FakeClock();
    sent = [];
    pipe = { send: message => sent.push(message), queuedBytes: 0 };
    channel = new Channel(pipe, clock);
    channel.open();
  });

  it('resolves a request with the answer that bears its id', async () => {
    const pausing = channel.request('sender.pause', pause);
    channel.receive({ id: sent[0]!.id, result: { done: 1 } });
    expect(await pausing).to.deep.equal({ done: 1 });
  });

  it('keeps answers apart that come in another order', async () => {
    const first = channel.request('sender.pause', pause);
    const second = channel.request('sender.resume', pause);

    channel.receive({ id: sent[1]!.id, result: { n: 2 } });
    channel.receive({ id: sent[0]!.id, result: { n: 1 } });

    expect(await first).to.deep.equal({ n: 1 });
    expect(await second).to.deep.equal({ n: 2 });
  });

  it('rejects with the code and the message of the worker', async () => {
    const outcome = channel.request('sender.pause', pause).catch((error: unknown) => error);
    channel.receive({ id: sent[0]!.id, error: { code: 'UNSUPPORTED', message: 'no' } });
    expect(await outcome).to.include({ code: 'UNSUPPORTED', message: 'no' });
  });

  it('rejects with TIMED_OUT at ten seconds, not before', async () => {
    let error: unknown;
    channel.request('sender.pause', pause).catch((reason: unknown) => (error = reason));

    clock.pass(Channel.requestTimeoutMs - 1);
    await settled();
    expect(error).to.equal(undefined);

    clock.pass(1);
    await settled();
    expect(EngineError.is(error, 'TIMED_OUT')).to.equal(true);
  });

  it('ignores an answer that comes after the time-out', async () => {
    const outcome = channel.request('sender.pause', pause).catch((error: unknown) => error);
    clock.pass(Channel.requestTimeoutMs);

    channel.receive({ id: sent[0]!.id, result: {} });

    expect(EngineError.is(await outcome, 'TIMED_OUT')).to.equal(true);
  });

  it('rejects everything still open when the worker dies', async () => {
    const outcome = channel.request('sender.pause', pause).catch((error: unknown) => error);
    channel.close(new EngineError('WORKER_DIED', 'worker exited with signal SIGSEGV'));
    expect(EngineError.is(await outcome, 'WORKER_DIED')).to.equal(true);
  });

  it('rejects what is asked after the end with the reason of the end', async () => {
    channel.close(new EngineError('WORKER_DIED', 'worker exited'));
    const outcome = await channel.request('sender.pause', pause).catch((error: unknown) => error);
    expect(EngineError.is(outcome, 'WORKER_DIED')).to.equal(true);
    expect(sent).to.deep.equal([]);
  });

  it('rejects a request that cannot be sent', async () => {
    const send = (): void => {
      throw new EngineError('INVALID_PARAMETERS', 'request too big');
    };
    const narrow = new Channel({ send, queuedBytes: 0 }, clock);
    narrow.open();
    const outcome = await narrow.request('sender.pause', pause).catch((error: unknown) => error);
    expect(outcome).to.include({ message: 'request too big' });
  });

  it('holds requests until it is opened, and lets time run from there', async () => {
    const held = new Channel(pipe, clock);
    let error: unknown;
    held.request('sender.pause', pause).catch((reason: unknown) => (error = reason));
    void held.request('sender.resume', pause).catch(() => {});

    clock.pass(Channel.requestTimeoutMs);
    await settled();
    expect(sent).to.deep.equal([]);
    expect(error).to.equal(undefined);

    held.open();
    expect(sent.map(message => message.method)).to.deep.equal(['sender.pause', 'sender.resume']);

    clock.pass(Channel.requestTimeoutMs);
    await settled();
    expect(EngineError.is(error, 'TIMED_OUT')).to.equal(true);
  });

  it('rejects what was held when the worker never starts', async () => {
    const held = new Channel(pipe, clock);
    const outcome = held.request('sender.pause', pause).catch((error: unknown) => error);
    held.close(new EngineError('WORKER_DIED', 'no'));
    held.open();
    expect(EngineError.is(await outcome, 'WORKER_DIED')).to.equal(true);
    expect(sent).to.deep.equal([]);
  });

  describe('to a worker that does not keep up', () => {
    const full = Channel.maxQueuedBytes;
    const outcomeOf = (promise: Promise<unknown>): Promise<unknown> =>
      promise.catch((error: unknown) => error);

    it('sends up to a limit of bytes', () => {
      pipe.queuedBytes = full - 1;
      void channel.request('sender.pause', pause);
      pipe.queuedBytes = full;
      void channel.request('sender.resume', pause);

      expect(sent.map(({ method }) => method)).to.deep.equal(['sender.pause']);
      expect(channel.counters).to.deep.equal({
        queuedBytes: full,
        waitingRequests: 1,
        refusedRequests: 0,
      });
    });

    it('sends the rest in order when there is room', () => {
      pipe.queuedBytes = full;
      void channel.request('sender.pause', pause);
      void channel.request('sender.resume', pause);
      pipe.queuedBytes = 0;
      // Room or not, nothing overtakes what waits.
      void channel.request('sender.pause', pause);
      expect(sent).to.deep.equal([]);

      channel.flush();

      expect(sent.map(({ id }) => id)).to.deep.equal([1, 2, 3]);
      expect(channel.counters.waitingRequests).to.equal(0);
    });

    it('sends no more than there is room for', () => {
      pipe.queuedBytes = full;
      for (let i = 0; i < 5; i++) void channel.request('sender.pause', pause);
      pipe.send = message => (sent.push(message), (pipe.queuedBytes += full / 4));

      pipe.queuedBytes = full / 2 + 1;
      channel.flush();
      expect(sent).to.have.length(0);

      pipe.queuedBytes = full / 2;
      channel.flush();
      expect(sent).to.have.length(2);
    });

    it('rejects what is too much, but nothing that closes', async () => {
      pipe.queuedBytes = full;
      for (let i = 0; i < Channel.maxWaiting; i++) channel.tell('sender.pause', pause);

      const outcome = await outcomeOf(channel.request('sender.resume', pause));
      channel.tell('router.close', { routerId: 'room' });

      expect(EngineError.is(outcome, 'TIMED_OUT')).to.equal(true);
      expect((outcome as Error).message).to.include('sender.resume was not sent');
      expect(channel.counters).to.include({
        waitingRequests: Channel.maxWaiting + 1,
        refusedRequests: 1,
      });
    });

    it('rejects what waits when the worker dies', async () => {
      pipe.queuedBytes = full;
      const outcome = outcomeOf(channel.request('sender.pause', pause));

      channel.close(new EngineError('WORKER_DIED', 'child process exited'));

      expect(EngineError.is(await outcome, 'WORKER_DIED')).to.equal(true);
      expect(channel.counters.waitingRequests).to.equal(0);
    });
  });

  it('hands a notification to the object it names', () => {
    const heard: Notification[] = [];
    const notification: Notification = {
      event: 'receiver.activity',
      data: { id: 'r1', active: true },
    };
    channel.listen('r1', message => heard.push(message));
    channel.listen('r2', () => expect.fail('not the one'));

    channel.receive(notification);
    channel.receive({ event: 'receiver.activity', data: { id: 'unknown', active: true } });

    expect(heard).to.deep.equal([notification]);
  });

  it('drops notifications for what no longer listens', () => {
    channel.listen('r1', () => expect.fail('gone'));
    channel.unlisten('r1');
    channel.receive({ event: 'receiver.activity', data: { id: 'r1', active: true } });
  });
});
