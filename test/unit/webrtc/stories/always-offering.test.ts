import { expect } from 'chai';

import type { Room } from '../../../../src/engine/room.js';
import { RTCPeerConnection } from '../../../../src/webrtc/rtc-peer-connection.js';
import { fakeServer, roomOptions } from '../../../kit/fake-channel.js';
import {
  closeAll,
  exchange,
  heard,
  offer,
  pair,
  tasks,
  type Pair,
} from '../kit/connection-pair.js';
import { midsThatAre, sectionsOf } from '../kit/endpoint.js';
import { publish } from '../kit/stage.js';

describe('an endpoint of a room that always offers', () => {
  let room: Room;
  let stage: Pair;
  let ours: RTCPeerConnection;
  let endpoint: RTCPeerConnection;
  let needed: number;
  let close: () => void;

  beforeEach(async () => {
    const { server } = fakeServer();
    close = () => server.close();
    room = await server.createRoom(roomOptions);
    stage = await pair();
    endpoint = stage.b;
    ours = new RTCPeerConnection({ peer: room.Peer('alice') });
    needed = 0;
    ours.onnegotiationneeded = () => needed++;
  });

  afterEach(() => {
    ours.close();
    close();
    closeAll();
  });

  const answered = (): string => ours.localDescription!.sdp;
  /** The sections of our answer that name a track, by mid. */
  const carrying = (): string[] =>
    sectionsOf(answered())
      .filter(({ attributes }) => attributes.some(line => line.startsWith('ssrc:')))
      .map(({ mid }) => mid);

  it('gets a track of the room in a section in which it sends as well', async () => {
    await publish(room, 'video');
    endpoint.addTrack(stage.track('video'));

    await exchange(endpoint, ours);

    expect(midsThatAre(answered(), 'sendrecv')).to.deep.equal(carrying());
    expect(carrying()).to.have.lengthOf(1);
    expect(ours.peer.rtpReceivers).to.have.lengthOf(1);
    expect(ours.peer.rtpSenders.map(({ transport }) => transport)).to.not.include(undefined);
  });

  it('hears of a track that comes later, and gets it in the section that it has', async () => {
    endpoint.addTrack(stage.track('video'));
    await exchange(endpoint, ours);
    await tasks();
    expect([needed, carrying()]).to.deep.equal([0, []]);

    await publish(room, 'video');
    await tasks();
    expect(needed).to.equal(1);
    await exchange(endpoint, ours);

    expect(carrying()).to.deep.equal(midsThatAre(answered(), 'sendrecv'));
    expect(ours.getTransceivers()).to.have.lengthOf(1);
  });

  it('hears of tracks that it has offered no section for', async () => {
    await publish(room, 'audio');
    await publish(room, 'audio');
    endpoint.addTrack(stage.track('audio'));
    await exchange(endpoint, ours);
    await tasks();
    expect([carrying().length, needed]).to.deep.equal([1, 1]);

    endpoint.addTransceiver('audio', { direction: 'recvonly' });
    await exchange(endpoint, ours);
    await tasks();

    expect([carrying().length, needed]).to.deep.equal([2, 1]);
  });

  it('gets a track that waited in a section that it did not receive in before', async () => {
    const receiver = await publish(room, 'video');
    const [transceiver] = [endpoint.addTransceiver('video', { direction: 'sendonly' })];
    await exchange(endpoint, ours);
    expect(carrying()).to.deep.equal([]);

    transceiver.direction = 'sendrecv';
    await exchange(endpoint, ours);

    expect(carrying()).to.deep.equal(midsThatAre(answered(), 'sendrecv'));
    expect(ours.getTransceivers()).to.have.lengthOf(1);
    expect(ours.peer.rtpSenders.map(sender => sender.associatedRtpReceiver)).to.deep.equal([
      receiver,
    ]);
  });

  it('gets the next track where the last one has ended', async () => {
    const first = await publish(room, 'video');
    endpoint.addTrack(stage.track('video'));
    await exchange(endpoint, ours);
    const before = answered();

    first.close();
    await exchange(endpoint, ours);
    expect([carrying(), midsThatAre(answered(), 'recvonly').length]).to.deep.equal([[], 1]);
    await publish(room, 'video');
    await exchange(endpoint, ours);

    expect(carrying()).to.deep.equal(midsThatAre(answered(), 'sendrecv'));
    expect(sourcesOf(answered())).to.have.lengthOf(2).and.not.include(sourcesOf(before)[0]);
  });

  it('is received although the track of the room ends before the answer', async () => {
    const receiver = await publish(room, 'video');
    endpoint.addTrack(stage.track('video'));
    await offer(endpoint, ours);

    receiver.close();
    await ours.setLocalDescription();

    expect(midsThatAre(answered(), 'recvonly')).to.have.lengthOf(1);
    expect(ours.peer.rtpReceivers).to.have.lengthOf(1);
  });

  it('gets a track that comes between its offer and our answer', async () => {
    endpoint.addTrack(stage.track('video'));
    await offer(endpoint, ours);

    await publish(room, 'video');
    await ours.setLocalDescription();

    expect(carrying()).to.deep.equal(midsThatAre(answered(), 'sendrecv'));
  });

  for (const direction of ['sendonly', 'inactive'] as const) {
    it(`gets nothing in a section that is ${direction}`, async () => {
      await publish(room, 'video');
      endpoint.addTransceiver('video', { direction });

      await exchange(endpoint, ours);

      expect(carrying()).to.deep.equal([]);
    });
  }

  it('leaves no trace of an offer that it takes back', async () => {
    await publish(room, 'video');
    endpoint.addTrack(stage.track('video'));
    await offer(endpoint, ours);

    await ours.setRemoteDescription({ type: 'rollback', sdp: '' });

    const [fed] = ours.getTransceivers();
    expect([fed!.mid, fed!.direction]).to.deep.equal([null, 'sendonly']);
    await ours.setLocalDescription();
    await endpoint.setLocalDescription({ type: 'rollback' });
    await endpoint.setRemoteDescription(heard(ours.localDescription));
  });
});

const sourcesOf = (sdp: string): string[] => [
  ...new Set([...sdp.matchAll(/^a=ssrc:(\d+)/gm)].map(([, ssrc]) => ssrc!)),
];
