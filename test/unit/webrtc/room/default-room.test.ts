import { expect } from 'chai';

import { RTCPeerConnection } from '../../../../src/webrtc/rtc-peer-connection.js';
import { fakeServer } from '../../../kit/fake-channel.js';

describe('The room of connections without a peer', () => {
  it('is that of the server which they name', () => {
    const { server } = fakeServer();
    const [one, other] = [new RTCPeerConnection({ server }), new RTCPeerConnection({ server })];
    expect(one.peer.room).to.equal(other.peer.room);

    server.close();

    expect([one.closed, other.closed]).to.deep.equal([true, true]);
  });

  it('is not shared by two servers', () => {
    const [server, second] = [fakeServer().server, fakeServer().server];
    const [one, other] = [
      new RTCPeerConnection({ server }),
      new RTCPeerConnection({ server: second }),
    ];

    second.close();

    expect([one.closed, other.closed]).to.deep.equal([false, true]);
    server.close();
  });

  for (const wrong of [null, {}, 'server', { createRoom: () => {} }]) {
    it(`is not that of the server ${JSON.stringify(wrong)}`, () => {
      expect(() => new RTCPeerConnection({ server: wrong as never })).to.throw(
        TypeError,
        'to be a Server'
      );
    });
  }

  it('is not that of a server that is closed', () => {
    const { server } = fakeServer();
    server.close();

    expect(() => new RTCPeerConnection({ server })).to.throw(DOMException, 'the server is closed');
  });

  it('closes with the last of them, and not the server that the application made', () => {
    const { server, workers } = fakeServer();
    const [one, other] = [new RTCPeerConnection({ server }), new RTCPeerConnection({ server })];

    one.close();
    expect(other.peer.room.closed).to.equal(false);
    other.close();

    expect(other.peer.room.closed).to.equal(true);
    expect(server.closed).to.equal(false);
    expect(workers[0]!.methods).to.deep.equal(['router.create', 'router.close']);
    server.close();
  });

  it('is another one for connections that come later', () => {
    const { server } = fakeServer();
    const first = new RTCPeerConnection({ server });
    first.close();

    const second = new RTCPeerConnection({ server });

    expect(second.peer.room).not.to.equal(first.peer.room);
    expect(second.closed).to.equal(false);
    server.close();
  });

  it('has no limit of all tracks together', async () => {
    const { server } = fakeServer();
    const { peer } = new RTCPeerConnection({ server });

    expect((await peer.room.dump())['tracks']).to.deep.include({ limit: null });
    server.close();
  });
});
