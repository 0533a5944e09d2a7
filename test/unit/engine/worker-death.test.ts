// Rooms asked for at the moment of a worker's death, and the order in which a lost room closes.
import { expect } from 'chai';

import { EngineError } from '../../../src/base/errors.js';
import { fakeServer, roomOptions } from '../../kit/fake-channel.js';
import { settled } from '../../kit/fake-clock.js';

const died = (): EngineError => new EngineError('WORKER_DIED', 'child process exited');

const failure = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => expect.fail('was not rejected'),
    (error: Error) => error
  );

describe('A room asked for while a worker dies', () => {
  it('is given to the next worker', async () => {
    const { server, workers } = fakeServer({ numWorkers: 1 });
    workers[0]!.hold();
    const creating = server.createRoom(roomOptions);

    workers[0]!.die();

    expect((await creating).closed).to.equal(false);
    expect(workers[1]!.methods).to.deep.equal(['router.create']);
  });

  it('is announced once', async () => {
    const { server, workers } = fakeServer({ numWorkers: 1 });
    let count = 0;
    server.on('newroom', () => count++);
    workers[0]!.hold();
    const creating = server.createRoom(roomOptions);
    workers[0]!.die();
    await creating;
    expect(count).to.equal(1);
  });

  it('waits for the end of a worker that was given up', async () => {
    const { server, workers } = fakeServer({ numWorkers: 1 });
    workers[0]!.channel.close(died());
    const creating = server.createRoom(roomOptions);
    await settled();
    expect(workers).to.have.length(1);

    workers[0]!.die();

    expect((await creating).closed).to.equal(false);
  });

  it('is put beside a worker that was given up, if there is another', async () => {
    const { server, workers } = fakeServer({ numWorkers: 2 });
    workers[0]!.channel.close(died());
    await server.createRoom(roomOptions);
    expect(workers[1]!.methods).to.deep.equal(['router.create']);
  });

  it('is rejected when three workers died under it', async () => {
    const { server, workers } = fakeServer({ numWorkers: 1 }, worker => {
      worker.beReady().hold();
      setImmediate(() => worker.die());
    });
    const error = await failure(server.createRoom(roomOptions));
    expect(EngineError.is(error, 'WORKER_DIED')).to.equal(true);
    expect(workers.length).to.be.at.most(4);
    server.close();
  });

  it('is rejected with the reason when the server ends of it', async () => {
    const { server, workers } = fakeServer({ numWorkers: 1 }, () => {});
    const creating = server.createRoom(roomOptions);
    workers[0]!.die(new EngineError('WORKER_DIED', 'could not start'));
    expect((await failure(creating)).message).to.equal('could not start');
    expect(server.closed).to.equal(true);
  });
});

describe('A room whose worker died', () => {
  it('closes what it holds from the bottom up, each with the error', async () => {
    const { server, workers } = fakeServer({ numWorkers: 1 });
    const room = await server.createRoom(roomOptions);
    const closed: string[] = [];
    const errors = new Set<unknown>();
    const note =
      (name: string) =>
      (error?: Error): void => {
        closed.push(name);
        errors.add(error);
      };
    const [alice, bob] = [room.Peer('alice'), room.Peer('bob')];
    for (const peer of [alice, bob]) peer.assumeCapabilities();
    const transport = await alice.createTransport();
    const receiver = alice.RtpReceiver('audio', transport);
    await receiver.receive({
      codecs: [{ name: 'audio/opus', payloadType: 100, clockRate: 48000 }],
      encodings: [{ ssrc: 1 }],
    });
    room.on('close', note('room'));
    alice.on('close', note('alice'));
    transport.on('close', note('transport'));
    receiver.on('close', note('receiver'));
    bob.on('close', note('bob'));
    bob.rtpSenders[0]!.on('close', note('sender'));

    workers[0]!.die();
    await settled();

    expect(closed).to.deep.equal(['transport', 'receiver', 'alice', 'sender', 'bob', 'room']);
    expect([...errors]).to.have.length(1);
    expect(EngineError.is([...errors][0], 'WORKER_DIED')).to.equal(true);
  });

  it('rejects what was asked of it with the same error', async () => {
    const { server, workers } = fakeServer({ numWorkers: 1 });
    const room = await server.createRoom(roomOptions);
    workers[0]!.hold();
    const creating = room.Peer('alice').createTransport();
    workers[0]!.die();
    expect(EngineError.is(await failure(creating), 'WORKER_DIED')).to.equal(true);
  });
});
