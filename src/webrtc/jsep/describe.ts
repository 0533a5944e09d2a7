// What is planned → descriptions of ours. RFC 9429, sections 5.2 and 5.3. Pure but for the sections it keeps.
import {
  emptySection,
  type Codec,
  type MediaSection,
  type Session,
  type Setup,
} from '../../../sdp/index.js';
import { fingerprintToSDP } from '../../base/extra.js';
import type { IceCandidate, IceParameters } from '../../parameters/transport.js';
import type { SectionState } from './section-state.js';
import type { SectionMedia } from './section-media.js';

/** Our end of the transport that all sections share. */
export interface TransportFacts {
  iceParameters: IceParameters;
  iceCandidates: readonly IceCandidate[];
  /** Lower-case hexadecimal without colons. */
  sha256: string;
}

/** What tells descriptions of ours apart: the numbers of the `o=` line, and what an answer repeats of the offer. */
export interface Identity {
  sessionId: string;
  version: number;
  /** Our offers say `extmap-allow-mixed`; our answers do where the offer did. RFC 8285, section 6. Default true. */
  extmapAllowMixed?: boolean;
}

/** What our descriptions say of our end of SCTP. RFC 8841. */
const sctpPort = 5000;
const maxMessageSize = 262_144;

type SharedLines = Pick<
  MediaSection,
  'iceUfrag' | 'icePwd' | 'iceOptions' | 'candidates' | 'endOfCandidates' | 'fingerprints' | 'setup'
>;

interface Kept {
  state: SectionState;
  shared: SharedLines;
  section: MediaSection;
}

/**
 * Makes our descriptions. A section that says what it said in the last description is the same object as
 * there, so that writing a description costs no more than what is new in it.
 */
export class Describer {
  #kept = new Map<string, Kept>();
  #shared: { facts: TransportFacts; setup: Setup; lines: SharedLines } | undefined;

  /**
   * The sections as a description.
   *
   * @param bundle the mids of the BUNDLE group, in their order
   */
  describe(
    sections: readonly SectionState[],
    transport: TransportFacts,
    setup: Setup,
    bundle: readonly string[],
    identity: Identity
  ): Session {
    const shared = this.#sharedLines(transport, setup);
    const kept = new Map<string, Kept>();
    const media = sections.map(state => {
      const before = this.#kept.get(state.mid);
      const isSame = before && before.shared === shared && saysTheSame(before.state, state);
      const section = isSame ? before.section : describeSection(state, shared);
      kept.set(state.mid, { state, shared, section });
      return section;
    });
    this.#kept = kept;
    return {
      origin: {
        username: 'crosspoint',
        sessionId: identity.sessionId,
        sessionVersion: identity.version,
      },
      iceLite: true,
      extmapAllowMixed: identity.extmapAllowMixed ?? true,
      msidSemantic: 'WMS *',
      bundles: bundle.length > 0 ? [[...bundle]] : [],
      media,
    };
  }

  #sharedLines(facts: TransportFacts, setup: Setup): SharedLines {
    const known = this.#shared;
    const isSame =
      known &&
      known.setup === setup &&
      known.facts.iceParameters === facts.iceParameters &&
      known.facts.iceCandidates === facts.iceCandidates &&
      known.facts.sha256 === facts.sha256;
    if (isSame) return known.lines;
    const lines = describeTransport(facts, setup);
    this.#shared = { facts, setup, lines };
    return lines;
  }
}

const saysTheSame = (a: SectionState, b: SectionState): boolean =>
  a.kind === b.kind &&
  a.protocol === b.protocol &&
  a.direction === b.direction &&
  a.isRejected === b.isRejected &&
  a.media === b.media;

function describeSection(state: SectionState, shared: SharedLines): MediaSection {
  if (state.isRejected) return describeRejected(state);
  const base = { ...emptySection(state.kind), ...shared, protocol: state.protocol, mid: state.mid };
  if (state.kind === 'application') {
    return { ...base, ...describeData(state.protocol), maxMessageSize };
  }
  return {
    ...base,
    rtcpReducedSize: true,
    ...describeMedia(state.media),
    direction: state.direction,
    rtcpMux: true,
  };
}

// Before RFC 8841 the port of SCTP was the format, and a line of its own said what it carries.
function describeData(protocol: string): Partial<MediaSection> {
  if (protocol !== 'DTLS/SCTP') return { formats: ['webrtc-datachannel'], sctpPort };
  const sctpMap = { port: sctpPort, application: 'webrtc-datachannel', streams: 1024 };
  return { formats: [String(sctpPort)], sctpMap };
}

function describeMedia({ simulcast, ...media }: SectionMedia): Partial<MediaSection> {
  return {
    ...media,
    formats: media.codecs.map(({ payloadType }) => String(payloadType)),
    ...(simulcast && { simulcast }),
  };
}

// RFC 9429, section 5.2.2: the m-line still needs a format, and the section nothing but its mid.
function describeRejected(state: SectionState): MediaSection {
  const codecs: Codec[] = state.media.codecs.slice(0, 1).map(codec => ({ ...codec, feedback: [] }));
  const formats = codecs.map(({ payloadType }) => String(payloadType));
  const placeholder = state.kind === 'application' ? 'webrtc-datachannel' : '0';
  return {
    ...emptySection(state.kind),
    protocol: state.protocol,
    port: 0,
    formats: formats.length > 0 ? formats : [placeholder],
    mid: state.mid,
    direction: 'inactive',
    codecs,
  };
}

function describeTransport(transport: TransportFacts, setup: Setup): SharedLines {
  return {
    iceUfrag: transport.iceParameters.usernameFragment,
    icePwd: transport.iceParameters.password,
    // All our candidates are here, and the endpoint may trickle its own (RFC 8840). RFC 8445,
    // section 10, asks for ice2.
    iceOptions: ['ice2', 'trickle'],
    candidates: transport.iceCandidates.map(candidate => ({
      foundation: candidate.foundation,
      component: 1,
      protocol: candidate.protocol,
      priority: candidate.priority,
      address: candidate.ip,
      port: candidate.port,
      type: candidate.type,
      ...(candidate.tcpType && { tcpType: candidate.tcpType }),
    })),
    endOfCandidates: true,
    fingerprints: [{ algorithm: 'sha-256', value: fingerprintToSDP(transport.sha256) }],
    setup,
  };
}
