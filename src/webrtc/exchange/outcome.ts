// What setting a description has changed, as values: the connection tells it.
import type { SettledDtls } from '../jsep/remote-dtls.js';
import type { Transceiver } from '../rtp/transceiver.js';
import type { CandidateSection } from '../transports/rtc-ice-transport.js';
import type { RemoteTrackChanges } from './remote-tracks.js';

/** What was agreed about data channels. */
export interface DataAgreement {
  /**
   * What the endpoint's SCTP takes, in bytes; `null` if it does not say, undefined without data
   * channels.
   */
  maxMessageSize: number | null | undefined;
  /** The endpoint's role in DTLS; undefined without a transport. */
  remoteRole: SettledDtls['role'] | undefined;
}

/** Everything that is to be told after a description was set, in the order of the telling. */
export interface Outcome {
  /** Transceivers that have a new engine receiver, which the application may close. */
  filled: readonly Transceiver[];
  /** Undefined where nothing was agreed. */
  data: DataAgreement | undefined;
  /** True if the signaling state is another one than before. */
  hasNewState: boolean;
  /** The section that our candidates belong to, if they are to be gathered. */
  gathersFor: CandidateSection | undefined;
  /** Tracks of the endpoint that came, went and changed streams. */
  tracks: RemoteTrackChanges;
  /** True if an exchange has ended, by an answer or a rollback: `negotiationneeded` may be due. */
  isStable: boolean;
}
