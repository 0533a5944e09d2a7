// Simulcast of before rids: layers that are sources of one SIM group, from a libwebrtc that knows it.
import { expect } from 'chai';

import crosspoint, { type Room, type Server } from '../../src/index.js';
import { describeWith } from '../kit/browser.js';
import { mediaCodecs } from '../kit/conference-server.js';
import { eventually } from '../kit/eventually.js';
import { wrtc } from '../kit/foreign/foreign-peer.js';
import { RoomMember } from '../kit/foreign/room-member.js';
import { assertNoSanitizerReport, listenToWorkers } from '../kit/worker-output.js';

// Layers come one after the other, as the estimates of what the path carries grow.
const deadlineMs = 60_000;

describeWith([wrtc], 'layers told by a SIM group', function () {
  this.timeout(90_000);
  let server: Server;
  let room: Room;
  let publisher: RoomMember;
  let viewer: RoomMember;

  before(async () => {
    listenToWorkers();
    server = crosspoint.Server({
      numWorkers: 1,
      rtcIPv4: '127.0.0.1',
      rtcIPv6: false,
      logLevel: 'warn',
    });
    room = await server.createRoom({ mediaCodecs: [...mediaCodecs] });
    publisher = new RoomMember(room, 'publisher', wrtc, { publish: ['video'], simulcast: true });
    viewer = new RoomMember(room, 'viewer', wrtc);
    await publisher.beOffered();
    await viewer.offer();
  });

  after(async () => {
    await publisher?.close();
    await viewer?.close();
    const ends = server.workers.map(worker => worker.ended);
    server.close();
    await Promise.all(ends);
    assertNoSanitizerReport();
  });

  it('are encodings of one receiver, each with its repair source', () => {
    const receivers = publisher.connection.peer.rtpReceivers;
    const encodings = receivers[0]?.rtpParameters?.encodings ?? [];

    expect(receivers).to.have.lengthOf(1);
    expect(encodings).to.have.lengthOf(3);
    for (const { ssrc, rtx } of encodings) {
      expect(ssrc).to.be.a('number');
      expect(rtx?.ssrc).to.be.a('number');
    }
  });

  it('are all sent to us', async () => {
    await eventually(
      'frames of three layers',
      async () => {
        const layers = await publisher.foreign.layers();
        return layers.length === 3 && layers.every(({ frames }) => frames >= 5);
      },
      deadlineMs
    );
  });

  it('are shown one at a time, the largest once there is room for it', async () => {
    await eventually(
      'pictures of full size',
      async () => {
        const [track] = await viewer.foreign.received();
        return track?.width === 960;
      },
      deadlineMs
    );
    expect([...publisher.errors, ...viewer.errors]).to.deep.equal([]);
  });
});
