// Transceivers for tracks that a Plan B endpoint begins to send in an answer.
import type { TransceiverAgreement } from '../jsep/agreement.js';
import type { RemoteAnswer } from '../jsep/remote-answer.js';
import type { SharedTrack } from '../jsep/section-state.js';
import { appearedIn } from '../plan-b/remote-answer.js';
import type { RTCRtpTransceiver } from '../rtp/rtc-rtp-transceiver.js';
import type { TransceiverSet } from '../rtp/transceiver-set.js';

/**
 * Makes the transceivers of tracks that came in an answer, and lets it be applied. If that fails
 * they are gone again.
 */
export async function admitting(
  answer: RemoteAnswer,
  transceivers: TransceiverSet,
  apply: (answer: RemoteAnswer) => Promise<void>
): Promise<void> {
  const made: RTCRtpTransceiver[] = [];
  const agreed: TransceiverAgreement[] = [...answer.transceivers];
  const sections = [...answer.sections];
  for (const track of appearedIn(answer)) {
    const transceiver = transceivers.add({
      kind: track.kind,
      direction: 'recvonly',
      origin: 'remote offer',
      remoteTrackId: track.trackId,
    });
    made.push(transceiver);
    agreed.push({ ...track.agreed, transceiver: transceiver.id });
    const shared: SharedTrack = {
      transceiver: transceiver.id,
      direction: 'recvonly',
      isStopped: false,
      codecs: [],
      remote: track.remote,
    };
    const section = sections[track.index]!;
    sections[track.index] = { ...section, tracks: [...(section.tracks ?? []), shared] };
  }
  try {
    await apply({ ...answer, sections, transceivers: agreed });
  } catch (error) {
    for (const transceiver of made) {
      transceiver.finishStop(true);
      transceivers.remove(transceiver);
    }
    throw error;
  }
}
