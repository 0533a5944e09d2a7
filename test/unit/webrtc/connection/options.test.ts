import { expect } from 'chai';

import { RTCPeerConnection } from '../../../../src/webrtc/rtc-peer-connection.js';
import { fakeServer } from '../../../kit/fake-channel.js';
import { rejection, stage } from '../kit/stage.js';

describe('RTCPeerConnection options', () => {
  const wrong: [options: object, nearest: string][] = [
    [{ pear: {} }, 'peer'],
    [{ Peer: {} }, 'peer'],
    [{ useplanb: true }, 'usePlanB'],
    [{ maxBitRate: 1 }, 'maxBitrate'],
    [{ iceServer: [] }, 'iceServers'],
    [{ transportOption: {} }, 'transportOptions'],
  ];
  for (const [options, nearest] of wrong) {
    const [name] = Object.keys(options);
    it(`are refused where "${name}" is meant to be "${nearest}"`, () => {
      expect(() => new RTCPeerConnection(options)).to.throw(
        TypeError,
        `RTCPeerConnection() has no option "${name}"; did you mean "${nearest}"?`
      );
    });
  }

  const wrongTransports: [transportOptions: object, message: string][] = [
    [{ upd: true }, 'did you mean "udp"?'],
    [{ tcp: 'no' }, 'tcp must be a boolean'],
  ];
  for (const [transportOptions, message] of wrongTransports) {
    it(`are refused with ${JSON.stringify(transportOptions)} for the transport`, () => {
      expect(() => new RTCPeerConnection({ transportOptions })).to.throw(TypeError, message);
    });
  }

  it('may be those of browsers', () => {
    const { server } = fakeServer();
    const options = { server, sdpSemantics: 'unified-plan', encodedInsertableStreams: false };
    const older = { server, iceTransports: 'relay', enableDtlsSrtp: true };
    new RTCPeerConnection(options).close();
    new RTCPeerConnection(older).close();
  });

  it('are refused where there are both a peer and a server', async () => {
    const { server } = fakeServer();
    const peer = (await server.createRoom()).Peer('alice');

    expect(() => new RTCPeerConnection({ peer, server })).to.throw(TypeError, 'options.server');
  });

  it('are refused where a peer has a connection already', async () => {
    const { peer, pc } = await stage();

    expect(() => new RTCPeerConnection({ peer }))
      .to.throw(DOMException, 'the peer has a connection already')
      .with.property('name', 'InvalidStateError');
    expect(pc.closed).to.equal(false);
    expect(peer.closed).to.equal(false);
  });

  it('are refused where a peer had a connection, with which it closed', async () => {
    const { peer, pc } = await stage();
    pc.close();

    expect(() => new RTCPeerConnection({ peer })).to.throw(DOMException, 'the peer is closed');
  });

  it('do not take a peer where they are refused', async () => {
    const { server } = fakeServer();
    const peer = (await server.createRoom({ mediaCodecs: [] })).Peer('alice');

    expect(() => new RTCPeerConnection({ peer, maxBitrate: -1 })).to.throw(TypeError);
    expect(new RTCPeerConnection({ peer }).peer).to.equal(peer);
  });
});

describe('createOffer options', () => {
  it('are refused where they are not known', async () => {
    const { pc } = await stage();

    const error = await rejection(pc.createOffer({ offerToRecieveAudio: 1 } as object));

    expect(error).to.be.instanceOf(TypeError);
    expect((error as Error).message).to.include('did you mean "offerToReceiveAudio"?');
  });

  it('may be those of earlier texts', async () => {
    const { pc } = await stage();
    await pc.createOffer({ voiceActivityDetection: true } as object);
  });
});
