// Other people's WebRTC stacks in rooms of ours, both offering and answering.
import { expect } from 'chai';

import { describeWith } from '../kit/browser.js';
import {
  aiortc,
  gstreamer,
  werift,
  wrtc,
  type ForeignOptions,
  type ForeignStack,
} from '../kit/foreign/foreign-peer.js';
import { foreignRoom } from '../kit/foreign/foreign-room.js';
import type { RoomMember } from '../kit/foreign/room-member.js';

const media: ForeignOptions = { publish: ['audio', 'video'] };

describeWith([wrtc], 'a room with other stacks', function () {
  this.timeout(60_000);
  const { join: joinRoom } = foreignRoom();
  const join = (name: string, stack: ForeignStack, options = media): RoomMember =>
    joinRoom(name, stack, options);

  for (const stack of [wrtc, werift, gstreamer, aiortc]) {
    describeWith([stack], stack.name, () => {
      it('publishes in answers', async () => {
        const guest = join('guest', stack);
        const viewer = join('viewer', wrtc, {});

        await guest.offer();
        await viewer.offer();

        await viewer.receive('audio', 'video');
        expect([...guest.errors, ...viewer.errors]).to.deep.equal([]);
      });

      it('receives what answers let it', async () => {
        const publisher = join('publisher', wrtc);
        const guest = join('guest', stack, {});

        await publisher.offer();
        await guest.offer();

        await guest.receive('audio', 'video');
        expect([...guest.errors, ...publisher.errors]).to.deep.equal([]);
      });

      it('publishes by offers', async () => {
        const guest = join('guest', stack);
        const viewer = join('viewer', wrtc, {});

        await guest.beOffered();
        await viewer.offer();

        await viewer.receive('audio', 'video');
        expect([...guest.errors, ...viewer.errors]).to.deep.equal([]);
      });

      it('offers, and receives what we offer then', async () => {
        const publisher = join('publisher', wrtc);
        const guest = join('guest', stack);

        await publisher.offer();
        await guest.beOffered();

        await guest.receive('audio', 'video');
        expect([...guest.errors, ...publisher.errors]).to.deep.equal([]);
      });

      if (stack === gstreamer) return; // What it publishes is settled from the start.

      it('publishes one more track by a second offer', async () => {
        const guest = join('guest', stack, { publish: ['audio'] });
        const viewer = join('viewer', wrtc, {});
        await guest.beOffered();
        await viewer.offer();
        await viewer.receive('audio');

        await guest.foreign.publish('video');
        await guest.beOffered();

        await viewer.receive('audio', 'video');
        expect([...guest.errors, ...viewer.errors]).to.deep.equal([]);
      });
    });
  }
});
