// What one endpoint writes into its description, and what others are offered of it.
import { expect } from 'chai';

import { MediaStream } from '../../../../src/webrtc/media/media-stream.js';
import { RTCPeerConnection } from '../../../../src/webrtc/rtc-peer-connection.js';
import { fakeServer, roomOptions } from '../../../kit/fake-channel.js';
import { sectionsOf } from '../kit/endpoint.js';
import { offerOf, video } from '../kit/sending-endpoint.js';

/** A room in which each of the offers is taken, and what a viewer is offered then. */
async function offered(...offers: string[]) {
  const { server } = fakeServer();
  const room = await server.createRoom(roomOptions);
  for (const [at, sdp] of offers.entries()) {
    const publisher = new RTCPeerConnection({ peer: room.Peer(`publisher ${at}`) });
    await publisher.setRemoteDescription({ type: 'offer', sdp });
    await publisher.setLocalDescription();
  }
  const viewer = new RTCPeerConnection({ peer: room.Peer('viewer') });
  const { sdp } = await viewer.createOffer();
  const values = (name: string): string[] =>
    [...sdp.matchAll(new RegExp(`^a=${name}:(.*)\r$`, 'gm'))].map(([, value]) => value!);
  const cnames = values('ssrc').flatMap(value => /^\d+ cname:(.*)$/.exec(value)?.[1] ?? []);
  return { viewer, sdp, msids: values('msid'), cnames };
}

describe('what a publisher calls its tracks', () => {
  it('is readable in userParameters', async () => {
    const { viewer } = await offered(offerOf(video(0, 'msid:FFmpeg video')));

    const [sender] = viewer.peer.rtpSenders;
    expect(sender!.rtpParameters.userParameters).to.deep.equal({ msid: 'FFmpeg video' });
  });

  it('is not what a viewer is offered', async () => {
    const text = offerOf(video(0, 'msid:the-stream the-track', 'ssrc:5 cname:the-cname'));

    expect((await offered(text)).sdp).to.not.match(/the-(stream|track|cname)/);
  });

  it('names two things where two publishers say the same', async () => {
    const text = offerOf(video(0, 'msid:FFmpeg video', 'ssrc:5 cname:FFmpeg'));

    const { msids, cnames } = await offered(text, text);

    expect(new Set(msids.map(msid => msid.split(' ')[0])).size).to.equal(2);
    expect(new Set(cnames).size).to.equal(2);
  });

  it('names two tracks of one stream where one publisher says the same twice', async () => {
    const { msids } = await offered(offerOf(video(0, 'msid:s t'), video(1, 'msid:s t')));

    expect(new Set(msids).size).to.equal(2);
    expect(new Set(msids.map(msid => msid.split(' ')[0])).size).to.equal(1);
  });

  it('gives all tracks of a publisher one CNAME', async () => {
    const sections = [1, 2].map(id => video(id - 1, `msid:s${id} t`, `ssrc:${id} cname:c${id}`));

    expect(new Set((await offered(offerOf(...sections))).cnames).size).to.equal(1);
  });

  it('leads the application to whose it is', async () => {
    const { viewer, msids } = await offered(offerOf(video(0, 'msid:s t')));

    const [sender] = viewer.peer.rtpSenders;
    expect(msids).to.deep.equal([`${sender!.msid.stream} ${sender!.msid.track}`]);
    expect(sender!.associatedPeer.name).to.equal('publisher 0');
  });

  const odd: [what: string, line: string][] = [
    ['a NUL in the msid', 'msid:s\0x t'],
    ['a NUL in the CNAME', 'ssrc:5 cname:c\0x'],
    ['a NUL in a value of fmtp', 'fmtp:96 max-fs=1\0x'],
    ['a NUL in a name of fmtp', 'fmtp:96 max\0fs=1'],
    ['a colon for a stream', 'msid:: t'],
    ['255 letters for a stream', `msid:${'s'.repeat(255)} t`],
    ['a CNAME that is no ASCII', 'ssrc:5 cname:caf\u00e9'],
    ['fmtp that is no ASCII', 'fmtp:96 x=caf\u00e9'],
    ['a stream that reads from the right', 'msid:\u202ebob t'],
    ['a stream without a track', 'msid:\u00e9a'],
    ['no stream', 'msid:- t'],
    ['html for a stream', 'msid:<b> t'],
    ['a CNAME with a line separator', 'ssrc:5 cname:a\u2028b'],
    ['feedback that is no ASCII', 'rtcp-fb:96 \u00e9'],
    ['an extension that is no ASCII', 'extmap:9 urn:\u00e9'],
  ];
  for (const [what, line] of odd) {
    it(`does no harm as ${what}`, async () => {
      const { sdp, msids, cnames } = await offered(offerOf(video(0, line)));

      expect(sectionsOf(sdp)).to.have.lengthOf(3);
      expect(sdp).to.match(/^[\x20-\x7e\r\n]*$/);
      for (const msid of msids) expect(msid).to.match(/^(?:-|[\w-]{1,64}) [\w-]{1,64}$/);
      for (const cname of cnames) expect(cname).to.match(/^[\w-]{1,255}$/);
    });
  }
});

describe('a stream of an endpoint that an application forwards', () => {
  it('has another id for the next endpoint', async () => {
    const { server } = fakeServer();
    const room = await server.createRoom({ ...roomOptions, routing: 'by hand' });
    const source = new RTCPeerConnection({ peer: room.Peer('source') });
    const taken: RTCPeerConnection[] = [];
    const viewers: RTCPeerConnection[] = [1, 2].map(
      name => new RTCPeerConnection({ peer: room.Peer(`viewer ${name}`) })
    );
    source.ontrack = ({ track, streams }) => {
      expect(streams[0]?.id).to.equal('theirs');
      for (const viewer of viewers) {
        taken.push(viewer);
        viewer.addTrack(track, ...streams);
      }
    };

    await source.setRemoteDescription({ type: 'offer', sdp: offerOf(video(0, 'msid:theirs t')) });

    const msids = await Promise.all(
      viewers.map(async viewer => /^a=msid:(\S+) (\S+)/m.exec((await viewer.createOffer()).sdp)!)
    );
    expect(taken).to.have.lengthOf(2);
    expect(msids[0]![1]).to.equal(msids[1]![1]);
    for (const [, stream, track] of msids) {
      expect([stream, track]).to.not.include.members(['theirs']);
      expect(track).to.not.equal('t');
    }
  });

  it('keeps the id of a stream that the application made', async () => {
    const { server } = fakeServer();
    const room = await server.createRoom({ ...roomOptions, routing: 'by hand' });
    const source = new RTCPeerConnection({ peer: room.Peer('source') });
    const viewer = new RTCPeerConnection({ peer: room.Peer('viewer') });
    const stream = new MediaStream();
    source.ontrack = ({ track }) => viewer.addTrack(track, stream);

    await source.setRemoteDescription({ type: 'offer', sdp: offerOf(video(0, 'msid:theirs t')) });

    expect((await viewer.createOffer()).sdp).to.include(`a=msid:${stream.id} `);
  });
});
