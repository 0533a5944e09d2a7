import { expect } from 'chai';

import type { RtpReceiver } from '../../../../src/engine/rtp-receiver.js';
import { bundleOf, midsThatAre, sectionsOf, answerTo } from '../kit/endpoint.js';
import { negotiate, offer, publish, publishFrom, stage, tasks } from '../kit/stage.js';
import { closeAll, exchange, pair } from '../kit/connection-pair.js';

const answer = (sdp: string) => ({ type: 'answer' as const, sdp });
const needed = (events: string[]): number =>
  events.filter(event => event === 'negotiationneeded').length;

describe('RTCPeerConnection negotiationneeded', () => {
  it('does not fire before the first offer', async () => {
    const { room, peer, events } = await stage();
    peer.assumeCapabilities();

    await publish(room);
    await tasks();

    expect(peer.rtpSenders).to.have.length(1);
    expect(events).to.deep.equal([]);
  });

  it('fires once when several join at once', async () => {
    const { pc, room, events } = await stage();
    await negotiate(pc);

    await Promise.all([publish(room), publish(room, 'video'), publish(room)]);
    await tasks();

    expect(needed(events)).to.equal(1);
  });

  it('fires when somebody leaves', async () => {
    const { pc, room, events } = await stage();
    const source = await publish(room);
    await negotiate(pc);
    await tasks();
    expect(needed(events)).to.equal(0);

    source.close();
    await tasks();

    expect(needed(events)).to.equal(1);
  });

  it('does not fire for somebody who was there too briefly to be offered', async () => {
    const { pc, room, events } = await stage();
    await negotiate(pc);

    (await publish(room)).close();
    await tasks();

    expect(needed(events)).to.equal(0);
  });

  it('leaves the offer that is out as it is, and fires after its answer', async () => {
    const { pc, room, events } = await stage();
    const sdp = await offer(pc);
    await publish(room);
    await tasks();
    expect(needed(events)).to.equal(0);
    expect(pc.localDescription?.sdp).to.equal(sdp);

    await pc.setRemoteDescription(answer(answerTo(sdp)));
    expect(needed(events)).to.equal(0);
    await tasks();

    expect(needed(events)).to.equal(1);
    expect(midsThatAre(await offer(pc), 'sendonly')).to.deep.equal(['2']);
  });

  it('takes an answer to an offer that somebody left meanwhile', async () => {
    const { pc, room, events, worker } = await stage();
    const source = await publish(room);
    const sdp = await offer(pc);
    source.close();

    await pc.setRemoteDescription(answer(answerTo(sdp)));
    await tasks();

    expect(worker.paramsOf('sender.create')).to.deep.equal([]);
    expect(needed(events)).to.equal(1);
    expect(midsThatAre(await offer(pc), 'rejected')).to.deep.equal(['2']);
  });

  it('does not fire in a settled connection', async () => {
    const { pc, room, events } = await stage();
    await publish(room, 'video');
    await negotiate(pc);
    await negotiate(pc);
    await tasks();

    expect(needed(events)).to.equal(0);
  });

  it('fires after a reset for what is still to be said', async () => {
    const { pc, room, events } = await stage();
    await negotiate(pc);
    await publish(room);
    await tasks();
    await offer(pc);

    pc.reset();
    await tasks();

    expect(needed(events)).to.equal(2);
  });

  it('does not fire after a reset when nothing is new', async () => {
    const { pc, events } = await stage();
    await negotiate(pc);
    await offer(pc);

    pc.reset();
    await tasks();

    expect(needed(events)).to.equal(0);
  });

  it('fires when a track gets into another stream', async () => {
    const { pc, room, events } = await stage();
    const source = await publish(room, 'audio', { msid: 'a b' });
    await negotiate(pc);

    await source.receive({ ...source.rtpParameters!, userParameters: { msid: 'c d' } });
    await tasks();
    const sdp = await negotiate(pc);
    await tasks();

    const { stream, track } = pc.peer.rtpSenders[0]!.msid;
    expect(sectionsOf(sdp)[2]?.attributes).to.include(`msid:${stream} ${track}`);
    expect(needed(events)).to.equal(1);
  });

  it('reaches listeners of every custom', async () => {
    const { pc, room } = await stage();
    await negotiate(pc);
    const seen: string[] = [];
    pc.once('negotiationneeded', () => seen.push('on'));
    pc.onnegotiationneeded = () => seen.push('attribute');
    pc.addEventListener('negotiationneeded', () => seen.push('listener'));

    await publish(room);
    await tasks();

    expect(seen).to.deep.equal(['on', 'attribute', 'listener']);
  });
});

describe('RTCPeerConnection and disabled senders', () => {
  it('offers a disabled sender inactive, and an enabled one again sendonly', async () => {
    const { pc, room, peer, events, worker } = await stage();
    await publish(room);
    await negotiate(pc);

    await peer.rtpSenders[0]!.disable();
    await tasks();
    const muted = await negotiate(pc);
    await peer.rtpSenders[0]!.enable();
    await tasks();
    const unmuted = await negotiate(pc);
    await tasks();

    expect(midsThatAre(muted, 'inactive')).to.deep.equal(['2']);
    expect(midsThatAre(unmuted, 'sendonly')).to.deep.equal(['2']);
    expect(needed(events)).to.equal(2);
    expect(worker.methods.filter(method => method.startsWith('sender.'))).to.deep.equal([
      'sender.create',
      'sender.pause',
      'sender.resume',
    ]);
  });

  it('renegotiates nothing for a sender that is disabled without a word', async () => {
    const { pc, room, peer, events } = await stage();
    await publish(room);
    await negotiate(pc);

    await peer.rtpSenders[0]!.disable({ emit: false });
    await tasks();

    expect(midsThatAre(await negotiate(pc), 'sendonly')).to.deep.equal(['2']);
    await tasks();
    expect(needed(events)).to.equal(0);
  });

  it('offers a sender again that was enabled without a word', async () => {
    const { pc, room, peer, events } = await stage();
    await publish(room);
    await negotiate(pc);
    await peer.rtpSenders[0]!.disable();
    await negotiate(pc);

    await peer.rtpSenders[0]!.enable({ emit: false });
    await tasks();
    const before = needed(events);
    const sdp = await negotiate(pc);
    await tasks();

    expect(midsThatAre(sdp, 'sendonly')).to.deep.equal(['2']);
    expect(needed(events)).to.equal(before);
  });
});

describe('RTCPeerConnection restartIce', () => {
  const ufrag = (sdp: string): string | undefined => /^a=ice-ufrag:(.*)\r$/m.exec(sdp)?.[1];

  it('puts new credentials into the next offer, not earlier', async () => {
    const { pc, events, worker } = await stage();
    await negotiate(pc);

    await pc.restartIce();
    await tasks();
    const before = worker.paramsOf('transport.restartIce').length;
    const sdp = await negotiate(pc);
    await tasks();

    expect(before).to.equal(0);
    expect(ufrag(sdp)).to.equal('ufrag2');
    expect(needed(events)).to.equal(1);
  });

  it('changes them once, however many offers it takes', async () => {
    const { pc, worker } = await stage();
    await negotiate(pc);
    await pc.restartIce();
    await offer(pc);
    pc.reset();

    expect(ufrag(await offer(pc))).to.equal('ufrag2');
    expect(worker.paramsOf('transport.restartIce')).to.have.length(1);
  });

  it('is still due after a reset', async () => {
    const { pc, events } = await stage();
    await negotiate(pc);
    await pc.restartIce();
    await tasks();
    await offer(pc);

    pc.reset();
    await tasks();

    expect(needed(events)).to.equal(2);
  });

  it('is still due after the answer to an older offer', async () => {
    const { pc, events } = await stage();
    await negotiate(pc);
    const sdp = await offer(pc);
    await pc.restartIce();

    await pc.setRemoteDescription(answer(answerTo(sdp)));
    await tasks();

    expect(needed(events)).to.equal(1);
  });

  it('may be asked for with the offer', async () => {
    const { pc } = await stage();
    await negotiate(pc);

    expect(ufrag(await offer(pc, { iceRestart: true }))).to.equal('ufrag2');
  });

  it('does nothing before there is a transport', async () => {
    const { pc } = await stage();

    await pc.restartIce();

    expect(ufrag(await offer(pc))).to.equal('ufrag');
  });

  it('can be repeated when the worker refuses', async () => {
    const { pc, worker } = await stage();
    await negotiate(pc);
    await pc.restartIce();
    worker.refuse('transport.restartIce');
    await pc.createOffer().catch(() => {});

    expect(ufrag(await offer(pc))).to.equal('ufrag2');
  });
});

describe('RTCPeerConnection over a long day', () => {
  it('rejects the section of somebody who left, then gives it to the next under a new mid', async () => {
    const { pc, room } = await stage();
    const source = await publish(room);
    await publish(room, 'video');
    await negotiate(pc);

    source.close();
    const left = await negotiate(pc);
    await publish(room);
    const joined = await negotiate(pc);

    expect(sectionsOf(left).map(({ mid }) => mid)).to.deep.equal(['0', '1', '2', '3']);
    expect(midsThatAre(left, 'rejected')).to.deep.equal(['2']);
    expect(bundleOf(left)).to.deep.equal(['0', '1', '3']);
    expect(sectionsOf(joined).map(({ mid }) => mid)).to.deep.equal(['0', '1', '4', '3']);
    expect(bundleOf(joined)).to.deep.equal(['0', '1', '4', '3']);
  });

  it('leaves the first section of the BUNDLE group there, as browsers end the transport with it', async () => {
    const { pc, room } = await stage();
    const none = { offerToReceiveAudio: 0, offerToReceiveVideo: 0 };
    const sources = [await publish(room), await publish(room)];
    await negotiate(pc, {}, none);

    sources[0]?.close();
    const sdp = await negotiate(pc);

    expect(midsThatAre(sdp, 'inactive')).to.deep.equal(['0']);
    expect(bundleOf(sdp).slice(0, 2)).to.deep.equal(['0', '1']);
  });

  it('leaves it there in answers, too', async () => {
    const { pc, room } = await stage();
    const { b: viewer } = await pair();
    const sources = [await publish(room), await publish(room, 'video')];
    viewer.addTransceiver('audio', { direction: 'recvonly' });
    viewer.addTransceiver('video', { direction: 'recvonly' });
    await exchange(viewer, pc);

    sources[0]?.close();
    await exchange(viewer, pc);
    const alone = pc.localDescription!.sdp;
    await publish(room);
    await exchange(viewer, pc);
    closeAll();

    expect(midsThatAre(alone, 'inactive')).to.deep.equal(['0']);
    expect(midsThatAre(alone, 'sendonly')).to.deep.equal(['1']);
    expect(midsThatAre(pc.localDescription!.sdp, 'sendonly')).to.deep.equal(['0', '1']);
  });

  it('keeps the transport of a viewer alive when everybody has left', async () => {
    const { pc, room, events } = await stage();
    const none = { offerToReceiveAudio: 0, offerToReceiveVideo: 0 };
    const source = await publish(room);
    await negotiate(pc, {}, none);

    source.close();
    const alone = await negotiate(pc);
    await tasks();
    const before = needed(events);
    await publish(room);
    const joined = await negotiate(pc);

    expect(midsThatAre(alone, 'inactive')).to.deep.equal(['0']);
    expect(bundleOf(alone)).to.deep.equal(['0']);
    expect(before).to.equal(0);
    expect(midsThatAre(joined, 'sendonly')).to.deep.equal(['0']);
  });

  it('grows no longer than its busiest moment while people come and go', async () => {
    const { pc, room } = await stage();
    const present: RtpReceiver[] = [];
    const most = 5;
    const mids = new Set<string>();
    const lengths: number[] = [];

    for (let round = 0; round < 100; round++) {
      const kind = round % 3 === 0 ? 'video' : 'audio';
      if (present.length === most) present.splice((round * 7) % most, 1)[0]?.peer.close();
      else present.push(await publish(room, kind));
      const sdp = await negotiate(pc);
      const sections = sectionsOf(sdp);
      lengths.push(sections.length);
      for (const { mid } of sections) mids.add(mid);
      expect(midsThatAre(sdp, 'sendonly')).to.have.length(present.length);
    }

    expect(Math.max(...lengths)).to.equal(2 + most);
    expect(mids.size).to.be.greaterThan(40);
  });

  it('offers a room of a hundred participants quickly', async () => {
    const { pc, room } = await stage({}, { maxTracksPerPeer: 200 });
    const bob = room.Peer('bob');
    bob.assumeCapabilities();
    const transport = await bob.createTransport();
    for (let i = 0; i < 100; i++) {
      await publishFrom(transport, bob, 'audio');
      await publishFrom(transport, bob, 'video');
    }

    const sdp = await negotiate(pc);

    expect(sectionsOf(sdp)).to.have.length(202);
  }).timeout(3000);
});
