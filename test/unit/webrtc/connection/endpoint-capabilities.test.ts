import { expect } from 'chai';

import { write } from '../../../../sdp/index.js';
import { takeCapabilities } from '../../../../src/webrtc/connection/endpoint-capabilities.js';
import { fakeServer, roomOptions } from '../../../kit/fake-channel.js';
import { rejection, rejectionName } from '../kit/observing.js';
import { offered, session } from '../kit/offers.js';

const room = async () => (await fakeServer().server.createRoom(roomOptions)).Peer('alice');
const description = write(session([offered('a', 'audio'), offered('v', 'video')]));

describe('takeCapabilities', () => {
  it('tells the peer which codecs of the room the endpoint has', async () => {
    const peer = await room();

    await takeCapabilities(peer, description);

    expect(peer.capabilities!.codecs.map(({ name }) => name)).to.include.members([
      'audio/opus',
      'video/VP8',
    ]);
  });

  it('is possible once', async () => {
    const peer = await room();
    await takeCapabilities(peer, description);

    expect(await rejectionName(takeCapabilities(peer, description))).to.equal('InvalidStateError');
  });

  it('refuses a text that cannot be read, and one without media', async () => {
    const peer = await room();
    const empty = write(session([]));

    expect(await rejection(takeCapabilities(peer, 'x'))).to.have.property(
      'errorDetail',
      'sdp-syntax-error'
    );
    expect(await rejectionName(takeCapabilities(peer, empty))).to.equal('InvalidAccessError');
    expect(peer.capabilities).to.equal(undefined);
  });
});
