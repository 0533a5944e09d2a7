// What an application hears when there is no worker to be started.
import { expect } from 'chai';
import { once } from 'node:events';

import { EngineError } from '../../src/base/errors.js';
import { Server, webrtc } from '../../src/index.js';
import { roomOptions } from '../kit/fake-channel.js';

const variable = 'CROSSPOINT_WORKER_PATH';
const path = '/nonexistent/crosspoint-worker';

describe('Without a binary of the worker', () => {
  const original = process.env[variable];
  let server: Server;

  beforeEach(() => {
    process.env[variable] = path;
    server = new Server({ numWorkers: 1 });
  });

  afterEach(() => {
    server.close();
    if (original === undefined) delete process.env[variable];
    else process.env[variable] = original;
  });

  const rejection = (promise: Promise<unknown>): Promise<Error> =>
    promise.then(
      () => expect.fail('was not rejected'),
      (error: Error) => error
    );

  const expectCause = (error: Error): void => {
    expect(error.message).to.include(path);
    expect(EngineError.is(error.cause, 'WORKER_DIED'), String(error.cause)).to.equal(true);
    expect((error.cause as Error).cause).to.include({ code: 'ENOENT' });
  };

  it('a room that is asked for at once is rejected with the reason', async () => {
    const error = await rejection(server.createRoom(roomOptions));
    expect(EngineError.is(error, 'WORKER_DIED')).to.equal(true);
    expect(error.message).to.include(path);
  });

  it('a room that is asked for later is rejected with the cause', async () => {
    await once(server, 'close');
    expectCause(await rejection(server.createRoom(roomOptions)));
  });

  it('what a connection was about to do is rejected with the cause', async () => {
    const connection = new webrtc.RTCPeerConnection({ peer: server.Room(roomOptions).Peer('a') });
    const error = await rejection(connection.createOffer());
    expect(error.name).to.equal('InvalidStateError');
    expectCause(error);
  });

  it('what a connection does later is rejected with the cause', async () => {
    const room = server.Room(roomOptions);
    const peer = room.Peer('a');
    const connection = new webrtc.RTCPeerConnection({ peer });
    await once(server, 'close');

    expectCause(await rejection(connection.createOffer()));
    expectCause(await rejection(connection.setRemoteDescription({ type: 'offer', sdp: '' })));
    expect(() => connection.addTransceiver('audio')).to.throw(path);
    expectCause(await rejection(room.dump()));
    expectCause(await rejection(peer.dump()));
  });

  it('a connection of its own is rejected with the cause', async () => {
    const error = await rejection(new webrtc.RTCPeerConnection().createOffer());
    expect(error.message).to.include(path);
  });

  it('whoever closes a connection hears of no cause', async () => {
    const connection = new webrtc.RTCPeerConnection({ peer: server.Room(roomOptions).Peer('a') });
    connection.close();
    const error = await rejection(connection.createOffer());
    expect(error.message).to.equal('the RTCPeerConnection is closed');
    expect(error.cause).to.equal(undefined);
  });
});
