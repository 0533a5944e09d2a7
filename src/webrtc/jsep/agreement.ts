// What an offer and its answer come to: the same for both roles. Pure.
import { isRejected, type Candidate, type MediaSection, type Session } from '../../../sdp/index.js';
import type { RtpCodecParameters, RtpParameters } from '../../parameters/rtp.js';
import type { Direction } from './direction.js';
import type { SettledDtls } from './remote-dtls.js';
import { invalidAccess } from '../idl/errors.js';
import type { SectionState } from './section-state.js';
import type { NumberedExtension } from './rtp-numbers.js';

/** What we may send: codecs and ids as the endpoint wants them. */
interface SendAgreement {
  codecs: RtpCodecParameters[];
  headerExtensions: NumberedExtension[];
  rids: string[];
  /** Header extensions of both forms must not be in one stream. RFC 8285, section 6. */
  mixesExtensionForms?: false;
}

/** What offer and answer agreed about one transceiver. */
export interface TransceiverAgreement {
  mid: string;
  /** Plan B: other transceivers have the same mid, so that packets bear none. */
  isShared?: true;
  transceiver: number;
  /** One of the sides rejected the section: its place is free. */
  isRejected: boolean;
  /** In which directions media flows, seen from our side. */
  direction: Direction;
  send: SendAgreement;
  /** What the endpoint sends; undefined if it sends nothing. */
  receive: RtpParameters | undefined;
  /** The ids of the streams that the endpoint puts its track into. */
  streamIds: string[];
}

/** The endpoint's end of ICE. RFC 8839, section 5.4. */
export interface RemoteIce {
  ufrag: string;
  pwd: string;
}

export interface Agreement {
  /** The sections as they are once the agreement is applied. */
  sections: SectionState[];
  transceivers: TransceiverAgreement[];
  /** The endpoint's end of DTLS; undefined if all is rejected. */
  dtls: SettledDtls | undefined;
  ice: RemoteIce | undefined;
  candidates: Candidate[];
  /** What the endpoint's SCTP takes; undefined without data channels, `null` if it does not say. */
  maxMessageSize: number | null | undefined;
}

/** An agreement with an endpoint that does not say `extmap-allow-mixed`. */
export const withoutMixedForms = <A extends Pick<Agreement, 'transceivers'>>(agreement: A): A => ({
  ...agreement,
  transceivers: agreement.transceivers.map(one => ({
    ...one,
    send: { ...one.send, mixesExtensionForms: false },
  })),
});

/** Throws unless a section of the endpoint can carry the one transport. */
export function checkTransport(section: MediaSection, what: string, isLite: boolean): RemoteIce {
  const where = `m-section "${section.mid ?? 0}" of the ${what}`;
  if (section.kind !== 'application' && !section.rtcpMux) {
    throw invalidAccess(`${where} has no rtcp-mux`);
  }
  if (section.iceUfrag === undefined || section.icePwd === undefined) {
    throw invalidAccess(`${where} has no ICE credentials`);
  }
  // Two lite sides would wait for each other's checks for ever. RFC 8445, section 6.1.1.
  if (isLite) throw invalidAccess(`the ${what} says ice-lite, and so do we`);
  return { ufrag: section.iceUfrag, pwd: section.icePwd };
}

/** The longest message that the endpoint's SCTP takes; see `Agreement`. */
export function remoteMaxMessageSize(session: Session): number | null | undefined {
  const data = session.media.find(
    section => section.kind === 'application' && !isRejected(section)
  );
  return data && (data.maxMessageSize ?? null);
}
