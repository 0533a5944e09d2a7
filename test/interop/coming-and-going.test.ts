// People who come late, go, come back; and what those who stay notice of it.
import { expect } from 'chai';

import { describeWith } from '../kit/browser.js';
import { chromium } from '../kit/chromium.js';
import type { ConferenceClient } from '../kit/conference-client.js';
import type { ConferenceServer } from '../kit/conference-server.js';
import { eventually } from '../kit/eventually.js';
import { lobby } from '../kit/lobby.js';

/** m-sections of a page that shows two others: two to send in, two for each of the others. */
const busiestSections = 6;

describeWith([chromium], 'coming and going', function () {
  this.timeout(60_000);
  let server: ConferenceServer;
  let alice: ConferenceClient;
  let bob: ConferenceClient;
  let carol: ConferenceClient;

  lobby('carol', made => ({ server, alice, bob, outsider: carol } = made));

  it('shows who comes late the first pictures within two seconds', async () => {
    await carol.join('lobby');

    const { firstFrameMs } = await eventually('carol sees both', async () => {
      const view = await carol.look();
      return 'alice' in view.firstFrameMs && 'bob' in view.firstFrameMs && view;
    });
    expect(firstFrameMs['alice']).to.be.below(2000);
    expect(firstFrameMs['bob']).to.be.below(2000);
  });

  it('shows who was there the one who comes late', async () => {
    await Promise.all([alice.seeFrames('carol'), bob.seeFrames('carol')]);
  });

  it('takes the tracks of one who leaves from all others', async () => {
    await carol.leave();

    await Promise.all([alice.lose('carol'), bob.lose('carol')]);
  });

  it('shows one who comes back under the same name', async () => {
    await carol.join('lobby');

    await Promise.all([alice.seeFrames('carol'), carol.seeFrames('bob'), alice.hear('carol')]);
    await carol.leave();
    await Promise.all([alice.lose('carol'), bob.lose('carol')]);
  });

  it('keeps the picture moving through an ICE restart', async () => {
    const { peerConnection } = server.participant('alice');
    const ufrag = (): string => /a=ice-ufrag:(\S+)/.exec(answeredOffer())![1]!;
    const answeredOffer = (): string => peerConnection.currentLocalDescription!.sdp;
    const before = ufrag();

    await peerConnection.restartIce();

    await eventually('alice answers the new offer', () => ufrag() !== before);
    await Promise.all([alice.seeFrames('bob'), bob.seeFrames('alice')]);
    expect((await alice.track('bob', 'video'))!.freezes).to.equal(0);
  });

  it('keeps the picture moving through thirty who come and go', async function () {
    this.timeout(240_000);
    let frames = 0;

    for (let number = 1; number <= 30; number++) {
      const guest = carol.as(`guest-${number}`);
      await guest.join('lobby');
      await alice.seeFrames(guest.name, 1);
      await guest.leave();
      await alice.lose(guest.name);

      const now = (await alice.track('bob', 'video'))!.frames;
      expect(now).to.be.above(frames);
      frames = now;
    }

    await Promise.all([alice.seeFrames('bob'), bob.seeFrames('alice')]);
    expect((await alice.track('bob', 'video'))!.freezes).to.equal(0);
    expect((await bob.track('alice', 'video'))!.freezes).to.equal(0);
    for (const viewer of [alice, bob]) {
      expect((await viewer.look()).sections).to.be.at.most(busiestSections);
    }
  });
});
