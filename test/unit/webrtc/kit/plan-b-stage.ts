// Connections that use Plan B, on a stage; closed after each test by `closeScenes()`.
import type { MediaStreamTrack } from '../../../../src/webrtc/media/media-stream-track.js';
import type { RTCPeerConnection } from '../../../../src/webrtc/rtc-peer-connection.js';
import { offer, stage, type Stage } from './stage.js';
import { answer, type Says } from './plan-b-endpoint.js';

export interface Scene extends Stage {
  /** The tracks of `track` events. */
  tracks: MediaStreamTrack[];
}

const open: RTCPeerConnection[] = [];

export async function scene(): Promise<Scene> {
  const made = await stage({ usePlanB: true });
  const tracks: MediaStreamTrack[] = [];
  made.pc.ontrack = event => tracks.push(event.track);
  open.push(made.pc);
  return { ...made, tracks };
}

export function closeScenes(): void {
  for (const pc of open.splice(0)) pc.close();
}

/** A whole exchange that we begin. Returns our offer. */
export async function negotiate(
  { pc }: Pick<Stage, 'pc'>,
  says: Says = {},
  change: (sdp: string) => string = sdp => sdp
): Promise<string> {
  const sdp = await offer(pc);
  await pc.setRemoteDescription({ type: 'answer', sdp: change(answer(sdp, says)) });
  return sdp;
}

/** A whole exchange that the endpoint begins. Returns our answer. */
export async function take({ pc }: Stage, sdp: string): Promise<string> {
  await pc.setRemoteDescription({ type: 'offer', sdp });
  await pc.setLocalDescription(await pc.createAnswer());
  return pc.localDescription!.sdp;
}

/** SSRC and RTX of each encoding of each receiver. */
export const ssrcsOf = ({ peer }: Stage): unknown[] =>
  peer.rtpReceivers.map(({ rtpParameters }) =>
    rtpParameters?.encodings?.map(({ ssrc, rtx }) => [ssrc, rtx?.ssrc])
  );
