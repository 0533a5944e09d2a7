// Transceivers for tracks that an endpoint begins to send in an answer, which only Plan B allows.
import type { Agreement, TransceiverAgreement } from '../jsep/agreement.js';
import type { RemoteAnswer } from '../jsep/remote-answer.js';
import type { SharedTrack } from '../jsep/section-state.js';
import { appearedIn } from '../plan-b/remote-answer.js';
import type { Transceiver } from '../rtp/transceiver.js';
import type { TransceiverSet } from '../rtp/transceiver-set.js';

/** An agreement in which each track has a transceiver, and those that were made for it. */
export interface Admission {
  agreement: Agreement;
  made: Transceiver[];
}

/** Makes a transceiver for each track that appeared; without any the agreement stays as it is. */
export function admitTracks(
  given: Agreement | RemoteAnswer,
  transceivers: TransceiverSet
): Admission {
  const appeared = 'canTrickle' in given ? appearedIn(given) : [];
  if (appeared.length === 0) return { agreement: given, made: [] };
  const made: Transceiver[] = [];
  const agreed: TransceiverAgreement[] = [...given.transceivers];
  const sections = [...given.sections];
  for (const track of appeared) {
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
  return { agreement: { ...given, sections, transceivers: agreed }, made };
}
