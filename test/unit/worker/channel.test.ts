import { expect } from 'chai';

import { EngineError } from '../../../src/base/errors.js';
import { Channel } from '../../../src/worker/channel.js';
import type { Notification, Outgoing } from '../../../src/worker/messages.js';
import { FakeClock, settled } from '../../kit/fake-clock.js';

const pause = { routerId: 'room', senderId: 's1' };

describe('Channel', () => {
  let clock: FakeClock;
  let sent: Outgoing[];
  let channel: Channel;

  beforeEach(() => {
    clock = new FakeClock();
    sent = [];
    channel = new Channel(message => sent.push(message), clock);
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
    const narrow = new Channel(() => {
      throw new EngineError('INVALID_PARAMETERS', 'request too big');
    }, clock);
    narrow.open();
    const outcome = await narrow.request('sender.pause', pause).catch((error: unknown) => error);
    expect(outcome).to.include({ message: 'request too big' });
  });

  it('holds requests until it is opened, and lets time run from there', async () => {
    const held = new Channel(message => sent.push(message), clock);
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
    const held = new Channel(message => sent.push(message), clock);
    const outcome = held.request('sender.pause', pause).catch((error: unknown) => error);
    held.close(new EngineError('WORKER_DIED', 'no'));
    held.open();
    expect(EngineError.is(await outcome, 'WORKER_DIED')).to.equal(true);
    expect(sent).to.deep.equal([]);
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
