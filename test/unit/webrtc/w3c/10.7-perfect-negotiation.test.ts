import { expect } from 'chai';

import type { RTCPeerConnectionIceEvent } from '../../../../src/webrtc/transports/rtc-peer-connection-ice-event.js';
import type { RTCPeerConnection } from '../../../../src/webrtc/rtc-peer-connection.js';
import { closeAll, heard, pair, tasks } from '../kit/connection-pair.js';

interface Message {
  description?: ReturnType<typeof heard>;
  candidate?: object | null;
}

/** The pattern as the standard gives it, at one end of a channel that passes messages in tasks. */
function negotiate(
  connection: RTCPeerConnection,
  isPolite: boolean,
  send: (message: Message) => void
): (message: Message) => Promise<void> {
  let isMakingOffer = false;
  let ignoresOffer = false;
  let isSettingAnswer = false;

  connection.onnegotiationneeded = async () => {
    try {
      isMakingOffer = true;
      await connection.setLocalDescription();
      send({ description: heard(connection.localDescription) });
    } finally {
      isMakingOffer = false;
    }
  };
  connection.onicecandidate = ({ candidate }: RTCPeerConnectionIceEvent) => send({ candidate });
  return async ({ description, candidate }) => {
    if (description) {
      const isReady = !isMakingOffer && (connection.signalingState === 'stable' || isSettingAnswer);
      const isCollision = description.type === 'offer' && !isReady;
      ignoresOffer = !isPolite && isCollision;
      if (ignoresOffer) return;
      isSettingAnswer = description.type === 'answer';
      await connection.setRemoteDescription(description);
      isSettingAnswer = false;
      if (description.type !== 'offer') return;
      await connection.setLocalDescription();
      send({ description: heard(connection.localDescription) });
    } else {
      await connection.addIceCandidate(candidate as object).catch((error: unknown) => {
        if (!ignoresOffer) throw error as Error;
      });
    }
  };
}

/** Two that negotiate by themselves; what goes wrong is in `errors`. */
async function negotiating() {
  const { a: polite, b: impolite, track } = await pair();
  const errors: unknown[] = [];
  const queue = (handle: () => (message: Message) => Promise<void>) => (message: Message) =>
    void setImmediate(() => {
      handle()(message).catch((error: unknown) => errors.push(error));
    });
  const toPolite: (message: Message) => Promise<void> = negotiate(
    polite,
    true,
    queue(() => toImpolite)
  );
  const toImpolite: (message: Message) => Promise<void> = negotiate(
    impolite,
    false,
    queue(() => toPolite)
  );
  const settle = async (): Promise<void> => {
    for (let at = 0; at < 20; at++) await tasks();
  };
  return { polite, impolite, track, errors, settle };
}

const viewOf = (connection: RTCPeerConnection): (string | null)[][] =>
  connection
    .getTransceivers()
    .map(({ mid, receiver }) => [mid, receiver.track.kind])
    .sort(([one], [other]) => String(one).localeCompare(String(other)));

describe('W3C WebRTC 1.0, 10.7 perfect negotiation', () => {
  afterEach(closeAll);

  const sides = ['polite', 'impolite'] as const;
  for (const side of sides) {
    it(`connects where the ${side} side begins`, async () => {
      const all = await negotiating();

      all[side].addTrack(all.track('audio'));
      await all.settle();

      expect(all.errors).to.deep.equal([]);
      expect([all.polite.signalingState, all.impolite.signalingState]).to.deep.equal([
        'stable',
        'stable',
      ]);
      expect(viewOf(all.polite)).to.deep.equal(viewOf(all.impolite));
    });
  }

  it('gets over offers that collide: the polite side gives way', async () => {
    const { polite, impolite, track, errors, settle } = await negotiating();

    polite.addTrack(track('audio'));
    impolite.addTrack(track('video'));
    await settle();

    expect(errors).to.deep.equal([]);
    expect(polite.getTransceivers()).to.have.length(2);
    expect(viewOf(polite)).to.deep.equal(viewOf(impolite));
  });

  it('brings tracks of one kind together where offers collide', async () => {
    const { polite, impolite, track, errors, settle } = await negotiating();

    polite.addTrack(track('audio'));
    impolite.addTrack(track('audio'));
    await settle();

    expect(errors).to.deep.equal([]);
    expect(polite.getTransceivers().map(({ currentDirection }) => currentDirection)).to.deep.equal([
      'sendrecv',
    ]);
    expect(viewOf(polite)).to.deep.equal(viewOf(impolite));
  });

  it('gets over collisions of later offers, of stop() and of restarts', async () => {
    const { polite, impolite, track, errors, settle } = await negotiating();
    polite.addTrack(track('audio'));
    await settle();

    polite.getTransceivers()[0]!.stop();
    polite.addTrack(track('video'));
    impolite.addTrack(track('video'));
    void impolite.restartIce();
    await settle();

    expect(errors).to.deep.equal([]);
    expect([polite.signalingState, impolite.signalingState]).to.deep.equal(['stable', 'stable']);
    expect(viewOf(polite)).to.deep.equal(viewOf(impolite));
  });

  it('ends without anything more to be negotiated', async () => {
    const { polite, impolite, track, settle } = await negotiating();
    polite.addTrack(track('audio'));
    impolite.addTrack(track('video'));
    await settle();
    let count = 0;
    for (const connection of [polite, impolite]) {
      connection.addEventListener('negotiationneeded', () => count++);
    }

    await settle();

    expect(count).to.equal(0);
  });
});
