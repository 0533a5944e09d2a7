import { expect } from 'chai';

import type { Transport } from '../../../../src/engine/transport.js';
import { applyToEngine } from '../../../../src/webrtc/exchange/apply-agreement.js';
import type { Agreement, TransceiverAgreement } from '../../../../src/webrtc/jsep/agreement.js';
import { planRemoteDtls } from '../../../../src/webrtc/jsep/remote-dtls.js';
import type { Transceiver } from '../../../../src/webrtc/rtp/transceiver.js';
import { rejection } from '../kit/observing.js';
import { offered } from '../kit/offers.js';
import { owner, type Owner } from '../kit/owner.js';
import { opus } from '../kit/publisher.js';

const dtls = planRemoteDtls('answer', offered('a', 'audio', { setup: 'active' }), [], undefined);

describe('applyToEngine', () => {
  let alice: Owner;
  let transport: Transport;
  let transceivers: [Transceiver, Transceiver];

  beforeEach(async () => {
    alice = await owner();
    transport = await alice.peer.createTransport();
    const add = (): Transceiver =>
      alice.transceivers.add({ kind: 'audio', direction: 'recvonly', origin: 'slot' });
    transceivers = [add(), add()];
  });

  const received = (
    at: 0 | 1,
    others: Partial<TransceiverAgreement> = {}
  ): TransceiverAgreement => ({
    mid: String(at),
    transceiver: transceivers[at].id,
    isRejected: false,
    direction: 'recvonly',
    send: { codecs: [], headerExtensions: [], rids: [] },
    receive: { ...opus, muxId: String(at), encodings: [{ ssrc: 1000 + at }] },
    streamIds: [],
    ...others,
  });
  const apply = (agreed: TransceiverAgreement[], others: Partial<Agreement> = {}) => {
    const agreement = {
      sections: [],
      transceivers: agreed,
      dtls: undefined,
      ice: undefined,
      candidates: [],
      maxMessageSize: undefined,
      ...others,
    };
    const { peer, transceivers: all } = alice;
    return applyToEngine(agreement, { peer, transport, transceivers: all }, false);
  };

  it('makes receivers for what the endpoint sends, and says where', async () => {
    const { filled } = await apply([received(0), received(1, { receive: undefined })]);

    expect(filled).to.deep.equal([transceivers[0]]);
    expect(alice.peer.rtpReceivers).to.deep.equal([transceivers[0].receiving.rtpReceiver]);
  });

  it('asks the engine for nothing where nothing changes', async () => {
    await apply([received(0)]);
    const before = alice.worker.requests.length;

    const { filled } = await apply([received(0)]);

    expect([filled, alice.worker.requests.length]).to.deep.equal([[], before]);
  });

  it('closes the receiver of what is not sent any more', async () => {
    await apply([received(0)]);

    await apply([received(0, { direction: 'inactive', receive: undefined })]);

    expect(alice.peer.rtpReceivers).to.deep.equal([]);
    expect(transceivers[0].isStopping).to.equal(false);
  });

  it('undoes all where the engine refuses one of them', async () => {
    alice.worker.refuse('receiver.create');

    const { name } = await rejection(apply([received(0), received(1)]));

    expect(name).to.equal('OperationError');
    expect(alice.peer.rtpReceivers).to.deep.equal([]);
    expect(transceivers.map(({ receiving }) => receiving.received)).to.deep.equal([
      undefined,
      undefined,
    ]);
  });

  it('goes back to what was received where the engine refuses a change', async () => {
    await apply([received(0)]);
    const [before] = [transceivers[0].receiving.rtpReceiver!.rtpParameters];
    alice.worker.refuse('transport.connect');
    const changed = received(0, { receive: { ...opus, muxId: '0', encodings: [{ ssrc: 5 }] } });

    await rejection(apply([changed], { dtls }));

    expect(transceivers[0].receiving.rtpReceiver!.rtpParameters).to.deep.equal(before);
  });

  it('passes over what the application stops meanwhile', async () => {
    const applied = apply([received(0)]);
    transceivers[0].beginStop(false);

    await applied;

    expect(alice.peer.rtpReceivers).to.deep.equal([]);
  });
});
