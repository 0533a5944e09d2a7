// Compiled, never run: the W3C face has the types that its users write.
import {
  Server,
  webrtc,
  type Direction,
  type MediaStreamTrack,
  type RTCPeerConnection,
  type RTCRtpEncodingParameters,
  type RTCRtpSender,
  type RTCRtpTransceiver,
  type RTCStatsReport,
  type RTCTrackEvent,
} from '../../src/index.js';

const configuration: webrtc.RTCConfiguration = {
  iceServers: [{ urls: 'stun:stun.example.org' }],
  bundlePolicy: 'max-bundle',
};
const room = new Server().Room({ mediaCodecs: [], routing: 'by hand' });

export const alone: webrtc.RTCPeerConnection = new webrtc.RTCPeerConnection();
export const configured = new webrtc.RTCPeerConnection(configuration);
export const inRoom = new webrtc.RTCPeerConnection({ peer: room.Peer('alice'), usePlanB: true });

export const elsewhere = new webrtc.RTCPeerConnection({ server: new Server() });

// @ts-expect-error -- a policy that there is not
export const refused = new webrtc.RTCPeerConnection({ bundlePolicy: 'none' });

export function forward(event: RTCTrackEvent, to: RTCPeerConnection): RTCRtpSender {
  const track: MediaStreamTrack = event.track;
  return to.addTrack(track, ...event.streams);
}

export async function negotiate(pc: RTCPeerConnection): Promise<string> {
  pc.ontrack = ({ track, streams: [stream] }) => [track.kind, stream?.id];
  pc.onicecandidate = ({ candidate }) => candidate?.toJSON();
  pc.on('track', event => forward(event, alone));
  pc.addEventListener('negotiationneeded', () => {});
  pc.addEventListener('track', ({ transceiver }) => transceiver.mid);
  pc.addEventListener('close', { handleEvent: ({ error }) => error?.message });
  pc.removeEventListener('of the application', event => event.type);
  // @ts-expect-error -- the event of a candidate has no track
  pc.addEventListener('icecandidate', ({ track }) => track);
  await pc.setLocalDescription();
  await pc.setRemoteDescription({ type: 'answer', sdp: '' });
  await pc.addIceCandidate({ candidate: '', sdpMid: '0' });
  return pc.localDescription?.sdp ?? '';
}

export async function limit(sender: RTCRtpSender): Promise<void> {
  const parameters = sender.getParameters();
  for (const encoding of parameters.encodings) encoding.maxBitrate = 500_000;
  await sender.setParameters(parameters);
  await sender.replaceTrack(null);
}

export function add(pc: RTCPeerConnection): RTCRtpTransceiver {
  const sendEncodings: RTCRtpEncodingParameters[] = [{ rid: 'q' }, { rid: 'f', active: false }];
  const direction: Direction = 'sendonly';
  const transceiver = pc.addTransceiver('video', { direction, sendEncodings });
  transceiver.setCodecPreferences(webrtc.RTCRtpReceiver.getCapabilities('video')?.codecs ?? []);
  // @ts-expect-error -- read-only
  transceiver.mid = '0';
  return transceiver;
}

export async function count(pc: RTCPeerConnection): Promise<number> {
  const report: RTCStatsReport = await pc.getStats();
  let packets = 0;
  for (const [, stats] of report) {
    if (stats.type === 'outbound-rtp') packets += stats.packetsSent;
  }
  return packets;
}
