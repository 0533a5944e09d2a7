// Plan B, as the last libwebrtc speaks it that did: several tracks in one section.
import { expect } from 'chai';

import { parse } from '../../sdp/index.js';
import { describeWith } from '../kit/browser.js';
import { eventually } from '../kit/eventually.js';
import { wrtc, type ForeignOptions } from '../kit/foreign/foreign-peer.js';
import { foreignRoom } from '../kit/foreign/foreign-room.js';
import type { RoomMember } from '../kit/foreign/room-member.js';

const media: ForeignOptions = { publish: ['audio', 'video'] };
const old: ForeignOptions = { ...media, planB: true };
const oldViewer: ForeignOptions = { receive: ['audio', 'video'], planB: true };

describeWith([wrtc], 'an endpoint of Plan B', function () {
  this.timeout(90_000);
  const room = foreignRoom();
  const join = (name: string, options: ForeignOptions): RoomMember =>
    room.join(name, wrtc, options);

  const kindsOf = (member: RoomMember): string[] =>
    parse(member.connection.localDescription!.sdp).media.map(({ kind }) => kind);

  const roles: [what: string, begin: (member: RoomMember) => Promise<void>][] = [
    ['answering', member => member.offer()],
    ['offering', member => member.beOffered()],
  ];
  for (const [what, begin] of roles) {
    describe(what, () => {
      it('decodes two participants in one section of each kind, and is decoded by them', async () => {
        const [alice, bob] = [join('alice', media), join('bob', media)];
        for (const member of [alice, bob]) await member.offer();
        const carol = join('carol', old);

        await begin(carol);

        await carol.receive('audio', 'audio', 'video', 'video');
        for (const member of [alice, bob]) await member.receive('audio', 'audio', 'video', 'video');
        expect(kindsOf(carol)).to.deep.equal(['audio', 'video']);
      });

      it('decodes a participant who comes later, and sees one go', async () => {
        const alice = join('alice', media);
        await alice.offer();
        const viewer = join('viewer', oldViewer);
        await begin(viewer);
        await viewer.receive('audio', 'video');

        await join('bob', media).offer();
        await viewer.receive('audio', 'audio', 'video', 'video');
        alice.connection.close();

        await eventually('an offer without the one who left', () => {
          const { localDescription, signalingState } = viewer.connection;
          const sources = parse(localDescription!.sdp).media.flatMap(section => section.sources);
          return signalingState === 'stable' && sources.length === 3;
        });
      });

      it('publishes two cameras in one section', async () => {
        const viewer = join('viewer', {});
        const carol = join('carol', { planB: true, publish: ['audio', 'video', 'video'] });

        await begin(carol);
        await viewer.offer();

        await viewer.receive('audio', 'video', 'video');
        expect(carol.connection.peer.rtpReceivers).to.have.lengthOf(3);
        expect(kindsOf(carol)).to.deep.equal(['audio', 'video']);
      });

      it('adds a camera later, and takes it away', async () => {
        const viewer = join('viewer', {});
        const carol = join('carol', old);
        await begin(carol);
        await viewer.offer();
        await viewer.receive('audio', 'video');

        await carol.foreign.publish('video');
        await begin(carol);
        await viewer.receive('audio', 'video', 'video');

        const { rtpReceivers } = carol.connection.peer;
        await carol.foreign.unpublish();
        await begin(carol);
        expect(carol.connection.peer.rtpReceivers).to.deep.equal(rtpReceivers.slice(0, 2));
      });

      it('sees and is seen by its like', async () => {
        const [carol, dave] = [join('carol', old), join('dave', old)];

        await begin(carol);
        await begin(dave);

        await carol.receive('audio', 'video');
        await dave.receive('audio', 'video');
      });
    });
  }

  it('sends the layers of a SIM group as encodings of one receiver', async () => {
    const viewer = join('viewer', {});
    const carol = join('carol', { planB: true, publish: ['video'], simulcast: true });

    await carol.beOffered();
    await viewer.offer();

    await viewer.receive('video');
    const encodings = carol.connection.peer.rtpReceivers.map(
      ({ rtpParameters }) => rtpParameters?.encodings
    );
    expect(encodings).to.have.lengthOf(1);
    expect(encodings[0]).to.have.lengthOf(3);
    expect(encodings[0]!.every(({ ssrc, rtx }) => ssrc && rtx?.ssrc)).to.equal(true);
    await eventually(
      'frames of three layers',
      async () => {
        const layers = await carol.foreign.layers();
        return layers.length === 3 && layers.every(({ frames }) => frames >= 5);
      },
      60_000
    );
  });
});
