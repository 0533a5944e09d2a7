// Code as it is written for browsers, with our classes where a page has its own.
import { expect } from 'chai';

import { webrtc } from '../../../../src/index.js';
import { defaultMediaCodecs } from '../../../../src/webrtc/rtp/default-codecs.js';
import { fakeServer } from '../../../kit/fake-channel.js';

/** Names in globals, as far as the code below uses them. */
interface Page {
  RTCPeerConnection: typeof webrtc.RTCPeerConnection;
  RTCSessionDescription: typeof webrtc.RTCSessionDescription;
  RTCIceCandidate: typeof webrtc.RTCIceCandidate;
  MediaStream: typeof webrtc.MediaStream;
  MediaStreamTrack: typeof webrtc.MediaStreamTrack;
  RTCRtpSender: typeof webrtc.RTCRtpSender;
  RTCRtpReceiver: typeof webrtc.RTCRtpReceiver;
}
const page = globalThis as unknown as Page;

describe('Object.assign(globalThis, webrtc)', () => {
  const before = new Map<string, PropertyDescriptor | undefined>();
  const connections: { close(): void }[] = [];
  let newPeer: () => object;

  beforeEach(async () => {
    for (const name of Object.keys(webrtc)) {
      before.set(name, Object.getOwnPropertyDescriptor(globalThis, name));
    }
    Object.assign(globalThis, webrtc);
    const { server } = fakeServer();
    const room = await server.createRoom({
      mediaCodecs: [...defaultMediaCodecs],
      routing: 'by hand',
    });
    let count = 0;
    newPeer = () => room.Peer(`page-${++count}`);
  });

  afterEach(() => {
    for (const connection of connections.splice(0)) connection.close();
    for (const [name, descriptor] of before) {
      if (descriptor) Object.defineProperty(globalThis, name, descriptor);
      else delete (globalThis as Record<string, unknown>)[name];
    }
  });

  // A worker that is no process stands behind the peer; a page's own code gives none.
  function connect(): InstanceType<Page['RTCPeerConnection']> {
    const configuration = { iceServers: [{ urls: 'stun:stun.example.org' }], peer: newPeer() };
    const pc = new page.RTCPeerConnection(
      configuration as ConstructorParameters<Page['RTCPeerConnection']>[0]
    );
    connections.push(pc);
    return pc;
  }

  // Two servers do not accept one another: one of them has to do the checks.
  const told = ({ type, sdp }: { type: string; sdp: string }) =>
    new page.RTCSessionDescription({
      type: type as 'offer' | 'answer',
      sdp: sdp.replace('a=ice-lite\r\n', ''),
    });

  async function exchange(
    from: ReturnType<typeof connect>,
    to: ReturnType<typeof connect>
  ): Promise<void> {
    await from.setLocalDescription();
    await to.setRemoteDescription(told(from.localDescription!));
    await to.setLocalDescription();
    await from.setRemoteDescription(told(to.localDescription!));
  }

  it('lets two connections negotiate a track', async () => {
    const [pc1, pc2, camera] = [connect(), connect(), connect()];
    const stream = new page.MediaStream();
    const { track } = camera.addTransceiver('video').receiver;
    const received: unknown[] = [];
    pc2.ontrack = event => received.push(event.track.kind, event.streams[0]?.id);

    const sender = pc1.addTrack(track, stream);
    await exchange(pc1, pc2);

    expect(sender).to.be.instanceOf(page.RTCRtpSender);
    expect(received).to.deep.equal(['video', stream.id]);
    expect(pc1.getTransceivers()[0]!.currentDirection).to.equal('sendonly');
    expect(pc2.getReceivers()[0]!.track).to.be.instanceOf(page.MediaStreamTrack);
    expect([pc1.signalingState, pc2.signalingState]).to.deep.equal(['stable', 'stable']);
  });

  it('lets them follow events by attributes and by listeners', async () => {
    const [pc1, pc2, camera] = [connect(), connect(), connect()];
    const events: string[] = [];
    const needed = new Promise(resolve => (pc1.onnegotiationneeded = resolve));
    pc1.addEventListener('signalingstatechange', () => events.push(pc1.signalingState));

    pc1.addTrack(camera.addTransceiver('audio').receiver.track);
    await needed;
    await exchange(pc1, pc2);

    expect(events).to.deep.equal(['have-local-offer', 'stable']);
  });

  it('lets candidates trickle until the null at the end', async () => {
    const [pc1, pc2] = [connect(), connect()];
    pc1.addTransceiver('audio');
    const candidates: InstanceType<Page['RTCIceCandidate']>[] = [];
    const gathered = new Promise<void>(resolve => {
      pc1.onicecandidate = ({ candidate }) => (candidate ? candidates.push(candidate) : resolve());
    });

    await pc1.setLocalDescription();
    await pc2.setRemoteDescription(told(pc1.localDescription!));
    await gathered;
    for (const candidate of candidates) await pc2.addIceCandidate(candidate.toJSON());

    expect(pc1.iceGatheringState).to.equal('complete');
    expect(candidates[0]).to.be.instanceOf(page.RTCIceCandidate);
    expect(candidates.at(-1)!.candidate).to.equal('');
  });

  it('lets code look for what is supported', () => {
    const { codecs } = page.RTCRtpReceiver.getCapabilities('video')!;
    const transceiver = connect().addTransceiver('video');

    transceiver.setCodecPreferences(codecs.filter(({ mimeType }) => /vp8|rtx/i.test(mimeType)));

    expect(typeof page.RTCRtpSender.prototype.replaceTrack).to.equal('function');
    expect('setStreams' in page.RTCRtpSender.prototype).to.equal(true);
    expect('getStats' in page.RTCPeerConnection.prototype).to.equal(true);
  });

  it('gives statistics by their types', async () => {
    const pc = connect();

    const report = await pc.getStats();

    const types: string[] = [];
    report.forEach(({ type }) => types.push(type));
    expect(types).to.include('peer-connection');
  });

  it('refuses what browsers refuse', () => {
    const pc = connect();

    expect(() => new page.RTCPeerConnection({ iceServers: [{ urls: 'http://a.example' }] }))
      .to.throw(DOMException)
      .with.property('name', 'SyntaxError');
    expect(() => pc.addTransceiver('text')).to.throw(TypeError);
    expect(() => pc.addTrack({} as never)).to.throw(TypeError);
    expect(() => new (page.MediaStreamTrack as unknown as new () => object)()).to.throw(TypeError);
    pc.close();
    expect(() => pc.addTransceiver('audio'))
      .to.throw(DOMException)
      .with.property('name', 'InvalidStateError');
  });

  it('leaves the other names of a server as they were', () => {
    expect(Object.keys(webrtc).every(name => /^(RTC|MediaStream)/.test(name))).to.equal(true);
  });
});
