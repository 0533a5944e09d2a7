// Transceivers for tracks that a Plan B endpoint begins to send in an answer.
import type { Agreement, SectionAgreement } from '../jsep/agreement.js';
import type { SharedTrack } from '../jsep/lines.js';
import type { RTCRtpTransceiver } from '../rtp/rtc-rtp-transceiver.js';
import type { TransceiverSet } from '../rtp/transceiver-set.js';

/**
 * Makes the transceivers of tracks that came in an answer, and lets it be applied. If that fails
 * they are gone again.
 */
export async function admitting(
  agreement: Agreement,
  transceivers: TransceiverSet,
  apply: (agreement: Agreement) => Promise<void>
): Promise<void> {
  const made: RTCRtpTransceiver[] = [];
  const sections: SectionAgreement[] = [...agreement.sections];
  const lines = [...agreement.lines];
  for (const { line: at, kind, trackId, remote, section } of agreement.appeared ?? []) {
    const transceiver = transceivers.add({
      kind,
      direction: 'recvonly',
      origin: 'remote offer',
      remoteTrackId: trackId,
    });
    made.push(transceiver);
    sections.push({ ...section, transceiver: transceiver.id });
    const track: SharedTrack = {
      transceiver: transceiver.id,
      direction: 'recvonly',
      isStopped: false,
      codecs: [],
      remote,
    };
    const line = lines[at]!;
    lines[at] = { ...line, tracks: [...(line.tracks ?? []), track] };
  }
  try {
    await apply({ ...agreement, lines, sections });
  } catch (error) {
    for (const transceiver of made) {
      transceiver.finishStop(true);
      transceivers.remove(transceiver);
    }
    throw error;
  }
}
