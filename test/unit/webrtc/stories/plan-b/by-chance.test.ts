import { expect } from 'chai';

import type { RtpReceiver } from '../../../../../src/engine/rtp-receiver.js';
import { SeededRandom } from '../../../../chaos/random.js';
import { publish, tasks } from '../../kit/stage.js';
import { offer, sourcesOf, track, type Says } from '../../kit/plan-b-endpoint.js';
import { closeScenes, negotiate, scene, take, type Scene } from '../../kit/plan-b-stage.js';

const kinds = ['audio', 'video'] as const;
const steps = 40;

interface World {
  made: Scene;
  random: SeededRandom;
  /** What the endpoint sends: kind, id, SSRC. */
  sent: { kind: 'audio' | 'video'; id: string; ssrc: number }[];
  /** The SSRCs of its tracks that the application does not want. */
  unwanted: Set<number>;
  published: RtpReceiver[];
  next: number;
}

describe('Plan B by chance', () => {
  afterEach(closeScenes);

  for (let seed = 1; seed <= 8; seed++) {
    it(`comes to what is wanted on both ends, seed ${seed}`, async () => {
      const world: World = {
        made: await scene(),
        random: new SeededRandom(seed),
        sent: [],
        unwanted: new Set(),
        published: [],
        next: 100_000,
      };
      for (let step = 0; step < steps; step++) {
        await change(world);
        await exchange(world);
        await tasks();
        // The endpoint's own offer may not have left room for all that we send.
        await negotiate(world.made, says(world));
        const before = count(world);
        await tasks();
        check(world, `step ${step}`);
        expect(count(world), `needs at step ${step}`).to.equal(before);
      }
    });
  }
});

const count = ({ made }: World): number =>
  made.events.filter(event => event === 'negotiationneeded').length;

async function change(world: World): Promise<void> {
  const { made, random, sent, published, unwanted } = world;
  const kind = random.pick(kinds)!;
  switch (random.integer(0, 7)) {
    case 0:
    case 1:
      sent.push({ kind, id: `track-${world.next}`, ssrc: world.next++ });
      break;
    case 2: {
      const gone = random.pick(sent);
      world.sent = sent.filter(one => one !== gone);
      break;
    }
    case 3: {
      const replaced = random.pick(sent);
      if (!replaced) break;
      // Another track, or the same one under another name.
      if (random.chance(0.7)) replaced.ssrc = world.next;
      replaced.id = `track-${world.next++}`;
      break;
    }
    case 4:
      published.push(await publish(made.room, kind));
      break;
    case 5: {
      random.pick(published)?.close();
      break;
    }
    case 6: {
      const sender = random.pick(made.peer.rtpSenders);
      await (sender?.disabled ? sender.enable() : sender?.disable());
      break;
    }
    default: {
      const one = random.pick(sent);
      const holder = made.peer.rtpReceivers.find(
        ({ rtpParameters }) => rtpParameters?.encodings?.[0]?.ssrc === one?.ssrc
      );
      if (!one || !holder) break;
      unwanted.add(one.ssrc);
      made.pc
        .getTransceivers()
        .find(t => t.receiver.track.feed.rtpReceiver === holder)!
        .stop();
    }
  }
}

const says = ({ sent }: World): Says => {
  const tracksOf = (wanted: string): string[][] =>
    sent.filter(({ kind }) => kind === wanted).map(({ id, ssrc }) => track(ssrc, id));
  return { audio: tracksOf('audio'), video: tracksOf('video') };
};

async function exchange(world: World): Promise<void> {
  const { made, random } = world;
  const what = random.fraction();
  if (what < 0.4) await negotiate(made, says(world));
  else if (what < 0.8) await take(made, offer(says(world)));
  else {
    await made.pc.setRemoteDescription({ type: 'offer', sdp: offer(says(world)) });
    await made.pc.setRemoteDescription({ type: 'rollback' } as never);
  }
}

function check({ made, sent, unwanted }: World, when: string): void {
  const { pc, peer } = made;
  const received = peer.rtpReceivers.map(one => one.rtpParameters?.encodings?.[0]?.ssrc);
  const wanted = sent.filter(({ ssrc }) => !unwanted.has(ssrc)).map(({ ssrc }) => ssrc);
  expect(received, `receivers, ${when}`).to.have.members(wanted);

  const named = kinds.flatMap(kind =>
    sourcesOf(pc.localDescription!.sdp, kind).map(line => Number(line.split(' ')[0]))
  );
  const active = peer.rtpSenders.filter(({ disabled }) => !disabled);
  const sources = active.flatMap(({ kind, sources: { ssrc, rtxSsrc } }) =>
    kind === 'video' && rtxSsrc !== undefined ? [ssrc, rtxSsrc] : [ssrc]
  );
  expect(named, `sources, ${when}`).to.have.members(sources);

  const live = pc.getTransceivers().filter(({ receiver }) => receiver.track.feed.rtpReceiver);
  expect(live, `transceivers, ${when}`).to.have.lengthOf(wanted.length);
  expect(pc.getTransceivers().length, when).to.be.at.most(
    wanted.length + peer.rtpSenders.length + 2
  );
}
