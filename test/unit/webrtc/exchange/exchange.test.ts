import { expect } from 'chai';

import { ConnectionPath } from '../../../../src/webrtc/exchange/connection-path.js';
import { Exchange, type ExchangeView } from '../../../../src/webrtc/exchange/exchange.js';
import { RTCSessionDescription } from '../../../../src/webrtc/exchange/rtc-session-description.js';
import { write } from '../../../../sdp/index.js';
import { offered, session } from '../kit/offers.js';
import { answerTo } from '../kit/endpoint.js';
import { rejectionName } from '../kit/observing.js';
import { owner, type Owner } from '../kit/owner.js';

describe('Exchange', () => {
  let alice: Owner;
  let exchange: Exchange;

  beforeEach(async () => {
    alice = await owner();
    const { peer, connection, transceivers } = alice;
    const view: ExchangeView = {
      peer,
      isClosed: false,
      closedBy: undefined,
      capabilities: connection.capabilities,
      transceivers,
      wantsDataChannels: false,
      keepsTransport: true,
      path: new ConnectionPath(
        { peer, certificate: undefined, outlivesTransport: false },
        { handleState: () => {}, handleStateTold: () => {}, handleClosed: () => {} }
      ),
    };
    exchange = new Exchange(view, false);
  });

  const receive = () =>
    alice.transceivers.add({ kind: 'audio', direction: 'recvonly', origin: 'slot' });
  const theirOffer = (): RTCSessionDescription => {
    const media = [offered('a', 'audio', { direction: 'sendonly', sources: [{ ssrc: 7 }] })];
    return new RTCSessionDescription({ type: 'offer', sdp: write(session(media)) });
  };

  it('says of an offer of ours that the state is new, and where candidates belong', async () => {
    receive();

    const outcome = await exchange.setLocal('offer', '');

    expect(exchange.state).to.equal('have-local-offer');
    expect(outcome).to.deep.include({
      hasNewState: true,
      isStable: false,
      gathersFor: { sdpMid: '0', sdpMLineIndex: 0 },
      filled: [],
      data: undefined,
    });
  });

  it('says of an answer of the endpoint who receives, and that the state is stable', async () => {
    const transceiver = receive();
    await exchange.setLocal('offer', '');
    const { sdp } = exchange.negotiation.pending.local!;
    const answer = answerTo(sdp, { send: { '0': ['msid:s t', 'ssrc:7 cname:x'] } });

    const outcome = await exchange.setRemote(
      new RTCSessionDescription({ type: 'answer', sdp: answer })
    );

    expect(outcome.filled).to.deep.equal([transceiver]);
    expect(outcome.tracks.tell(alice.transceivers)).to.have.lengthOf(1);
    expect(outcome).to.deep.include({
      hasNewState: true,
      isStable: true,
      gathersFor: undefined,
      data: { maxMessageSize: undefined, remoteRole: 'client' },
    });
  });

  it('says of an offer of the endpoint which tracks appear, before they are agreed on', async () => {
    const outcome = await exchange.setRemote(theirOffer());

    expect(exchange.state).to.equal('have-remote-offer');
    expect(outcome.tracks.tell(alice.transceivers)).to.have.lengthOf(1);
    expect([outcome.filled, outcome.isStable]).to.deep.equal([[], false]);
  });

  it('says of a rollback that the state is stable', async () => {
    await exchange.setRemote(theirOffer());

    expect(exchange.rollBack()).to.deep.include({ hasNewState: true, isStable: true });
    expect(exchange.rollBack()).to.deep.include({ hasNewState: false, isStable: true });
    expect(alice.transceivers.list).to.deep.equal([]);
  });

  it('gives way to an offer only while one of ours is out', async () => {
    expect(exchange.givesWayTo(theirOffer())).to.equal(false);

    receive();
    await exchange.setLocal('offer', '');

    expect(exchange.givesWayTo(theirOffer())).to.equal(true);
  });

  it('makes no answer without an offer', async () => {
    expect(await rejectionName(exchange.createAnswer())).to.equal('InvalidStateError');
  });
});
