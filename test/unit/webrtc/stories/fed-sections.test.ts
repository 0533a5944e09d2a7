import { expect } from 'chai';

import { RTCPeerConnection } from '../../../../src/webrtc/rtc-peer-connection.js';
import type { RTCRtpTransceiver } from '../../../../src/webrtc/rtp/rtc-rtp-transceiver.js';
import { fakeServer, roomOptions } from '../../../kit/fake-channel.js';
import { publish } from '../kit/stage.js';
import { closeAll, exchange, pair, sectionsOf, type Pair } from '../kit/connection-pair.js';

describe('a section that the room feeds', () => {
  let ours: RTCPeerConnection;
  let endpoint: RTCPeerConnection;
  let stage: Pair;
  let publisher: Awaited<ReturnType<typeof publish>>;
  let fed: RTCRtpTransceiver;
  let close: () => void;

  beforeEach(async () => {
    const { server } = fakeServer();
    close = () => server.close();
    const room = await server.createRoom(roomOptions);
    stage = await pair();
    endpoint = stage.b;
    ours = new RTCPeerConnection({ peer: room.Peer('alice') });
    publisher = await publish(room, 'video');
    await ours.setLocalDescription(
      await ours.createOffer({ offerToReceiveVideo: 0, offerToReceiveAudio: 0 })
    );
    await exchange(ours, endpoint);
    [fed] = ours.getTransceivers() as [RTCRtpTransceiver];
  });

  afterEach(() => {
    ours.close();
    close();
    closeAll();
  });

  /** The endpoint's addTrack() takes the section in which it only receives so far. */
  async function sendBack(): Promise<void> {
    endpoint.addTrack(stage.track('video'));
    expect(endpoint.getTransceivers()).to.have.lengthOf(1);
    await exchange(endpoint, ours);
  }

  it('takes what the endpoint sends in it later', async () => {
    const tracks: unknown[] = [];
    ours.ontrack = ({ track }) => tracks.push(track);

    await sendBack();

    expect(fed.currentDirection).to.equal('sendrecv');
    expect(tracks).to.deep.equal([fed.receiver.track]);
    expect(ours.peer.rtpReceivers).to.have.lengthOf(1);
  });

  it('can be taken back for sending by the room only', async () => {
    await sendBack();
    endpoint.removeTrack(endpoint.getSenders()[0]!);

    await exchange(endpoint, ours);

    expect(fed.currentDirection).to.equal('sendonly');
    expect(ours.peer.rtpReceivers).to.have.lengthOf(0);
  });

  it('stays for the endpoint when the room has nothing for it any more', async () => {
    await sendBack();

    publisher.close();
    await exchange(ours, endpoint);

    expect(fed.currentDirection).to.equal('recvonly');
    expect(ours.peer.rtpReceivers).to.have.lengthOf(1);
    expect(sectionsOf(ours.localDescription!.sdp)).to.have.lengthOf(1);
  });

  it('keeps both directions when its sender is disabled and enabled', async () => {
    await sendBack();
    const [sender] = ours.peer.rtpSenders;

    await sender!.disable();
    expect(fed.direction).to.equal('recvonly');
    await sender!.enable();

    expect(fed.direction).to.equal('sendrecv');
  });
});
