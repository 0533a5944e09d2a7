import { expect } from 'chai';

import { ConnectionPath } from '../../../../src/webrtc/exchange/connection-path.js';
import { fakeServer, roomOptions, type FakeWorker } from '../../../kit/fake-channel.js';
import { FakeClock } from '../../../kit/fake-clock.js';

describe('ConnectionPath', () => {
  let worker: FakeWorker;
  let clock: FakeClock;
  let path: ConnectionPath;
  let endings: number;

  beforeEach(async () => {
    const { server, workers } = fakeServer();
    const room = await server.createRoom(roomOptions);
    worker = workers[0]!;
    clock = new FakeClock();
    endings = 0;
    path = new ConnectionPath(
      { peer: room.Peer('alice'), certificate: undefined, outlivesTransport: true },
      { handleState: () => {}, handleStateTold: () => {}, handleClosed: () => void endings++ },
      clock
    );
    await path.open();
    path.use();
  });

  const endDtls = (state: 'closed' | 'failed'): void =>
    worker.notify({ event: 'transport.dtlsState', data: { id: path.transport!.id, state } });

  it('waits three seconds, not more, for news after the endpoint has ended DTLS', () => {
    endDtls('closed');
    clock.pass(2999);
    expect([endings, path.isEnded]).to.deep.equal([0, true]);

    clock.pass(1);
    expect(endings).to.equal(1);
  });

  it('waits ten seconds more where a successor has been offered', async () => {
    await path.prepareSuccessor();
    endDtls('closed');
    clock.pass(12_999);
    expect(endings).to.equal(0);

    clock.pass(1);
    expect(endings).to.equal(1);
  });

  it('waits ten seconds for DTLS with a successor', async () => {
    await path.prepareSuccessor();
    endDtls('closed');
    path.succeed();
    clock.pass(9999);
    expect([endings, path.isEnded]).to.deep.equal([0, false]);

    clock.pass(1);
    expect(endings).to.equal(1);
  });

  it('goes on with a successor that has connected', async () => {
    await path.prepareSuccessor();
    path.succeed();
    const { id } = path.transport!;
    worker.notify({ event: 'transport.dtlsState', data: { id, state: 'connected' } });

    clock.pass(20_000);

    expect(endings).to.equal(0);
  });

  it('does not wait after a handshake that failed', () => {
    endDtls('failed');
    expect(endings).to.equal(1);
  });

  it('waits for nothing once closed', () => {
    endDtls('closed');
    path.close();

    clock.pass(20_000);

    expect(endings).to.equal(0);
  });
});
