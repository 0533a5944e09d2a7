import { expect } from 'chai';

import { EngineError } from '../../../../src/base/errors.js';
import { offer as planBOffer, track as planBTrack } from '../kit/plan-b-endpoint.js';
import { answerTo, fingerprint, track } from '../kit/endpoint.js';
import { negotiate, offer, rejection, stage, type Stage } from '../kit/stage.js';

/** An offer of an endpoint that sends so many tracks. */
function offerOf(count: number, direction = 'sendonly'): string {
  const mids = Array.from({ length: count }, (_, index) => index);
  const sections = mids.flatMap(mid => [
    'm=video 9 UDP/TLS/RTP/SAVPF 96',
    'c=IN IP4 0.0.0.0',
    `a=mid:${mid}`,
    `a=${direction}`,
    'a=rtcp-mux',
    'a=ice-ufrag:EsAw',
    'a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1',
    `a=fingerprint:sha-256 ${fingerprint}`,
    'a=setup:actpass',
    'a=rtpmap:96 VP8/90000',
    `a=ssrc:${1000 + mid} cname:x`,
  ]);
  const head = ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 't=0 0'];
  return [...head, `a=group:BUNDLE ${mids.join(' ')}`, ...sections, ''].join('\r\n');
}

async function refusal(promise: Promise<unknown>): Promise<void> {
  const error = await rejection(promise);
  expect(error).to.be.instanceOf(DOMException);
  expect(error).to.include({ name: 'OperationError' });
  expect(EngineError.is((error as Error).cause, 'LIMIT_REACHED')).to.equal(true);
}

const setOffer = ({ pc }: Stage, sdp: string): Promise<void> =>
  pc.setRemoteDescription({ type: 'offer', sdp });

describe('An offer of more tracks than the peer may send', () => {
  it('is refused before anything is changed', async () => {
    const made = await stage({}, { maxTracksPerPeer: 3 });

    await refusal(setOffer(made, offerOf(4)));

    expect(made.pc.signalingState).to.equal('stable');
    expect(made.pc.remoteDescription).to.equal(null);
    expect(made.pc.getTransceivers()).to.deep.equal([]);
    expect(made.peer.rtpReceivers).to.deep.equal([]);
  });

  it('is refused by default above 64 tracks', async () => {
    await refusal(setOffer(await stage(), offerOf(65)));
  });

  it('is taken with one track less', async () => {
    const made = await stage({}, { maxTracksPerPeer: 3 });

    await setOffer(made, offerOf(3));
    await made.pc.setLocalDescription();

    expect(made.peer.rtpReceivers).to.have.length(3);
  });

  it('is taken where the endpoint only receives in its sections', async () => {
    const made = await stage({}, { maxTracksPerPeer: 3 });

    await setOffer(made, offerOf(4, 'recvonly'));
    await made.pc.setLocalDescription();

    expect(made.pc.signalingState).to.equal('stable');
  });

  it('is refused for what is new in it', async () => {
    const made = await stage({}, { maxTracksPerPeer: 3 });
    await setOffer(made, offerOf(2));
    await made.pc.setLocalDescription();

    await refusal(setOffer(made, offerOf(4)));
    await setOffer(made, offerOf(3));
    await made.pc.setLocalDescription();

    expect(made.peer.rtpReceivers).to.have.length(3);
  });

  it('is refused where the room is full', async () => {
    const made = await stage({}, { maxTracks: 3 });
    const { room } = made;
    const bob = room.Peer('bob');
    bob.assumeCapabilities();
    bob.RtpReceiver('audio', await bob.createTransport());

    await refusal(setOffer(made, offerOf(3)));
    await setOffer(made, offerOf(2));
  });

  it('is refused in Plan B', async () => {
    const made = await stage({ usePlanB: true }, { maxTracksPerPeer: 2 });
    const tracks = [1, 2, 3].map(ssrc => planBTrack(ssrc, `v${ssrc}`));

    await refusal(setOffer(made, planBOffer({ video: tracks })));
    await setOffer(made, planBOffer({ video: tracks.slice(1) }));
    await made.pc.setLocalDescription();

    expect(made.peer.rtpReceivers).to.have.length(2);
  });
});

describe('An answer with more tracks than the peer may send', () => {
  it('is refused, and nothing is received', async () => {
    const made = await stage({}, { maxTracksPerPeer: 1 });
    await offer(made.pc, { offerToReceiveAudio: 1, offerToReceiveVideo: 1 });
    const sdp = made.pc.localDescription!.sdp;

    const both = answerTo(sdp, { send: { '0': track(7), '1': track(8) } });
    await refusal(made.pc.setRemoteDescription({ type: 'answer', sdp: both }));

    expect(made.pc.signalingState).to.equal('have-local-offer');
    expect(made.peer.rtpReceivers).to.deep.equal([]);
    const one = answerTo(sdp, { send: { '0': track(7) } });
    await made.pc.setRemoteDescription({ type: 'answer', sdp: one });
    expect(made.peer.rtpReceivers).to.have.length(1);
  });

  it('of which one has ended has a place for another', async () => {
    const made = await stage({}, { maxTracksPerPeer: 1 });
    await negotiate(made.pc, { send: { '0': track(7) } });
    await negotiate(made.pc, {});

    await negotiate(made.pc, { send: { '1': track(8) } });

    expect(made.peer.rtpReceivers).to.have.length(1);
  });
});
