// What an m-section says about its media: which streams of whom, under which SSRCs and RIDs. Pure.
import {
  type Codec,
  type HeaderExtension,
  type MediaSection,
  type Msid,
  type Rid,
  type Simulcast,
  type Source,
  type SourceGroup,
} from '../../../sdp/index.js';
import { maxCnameLength, maxEncodings } from '../../parameters/limits.js';
import type { RtpEncodingParameters, RtpParameters } from '../../parameters/rtp.js';
import { answeredCodecs, printable, toParameters } from './codec-words.js';

/** What an m-section says about its media, beside direction and transport. */
export interface SectionMedia {
  codecs: Codec[];
  headerExtensions: HeaderExtension[];
  msids: Msid[];
  sources: Source[];
  sourceGroups: SourceGroup[];
  rids: Rid[];
  simulcast?: Simulcast;
  /** False where the endpoint's offer does not say `rtcp-rsize`. RFC 5506. Default true. */
  rtcpReducedSize?: false;
}

/** What the lines about sources say of one stream that we send. */
export interface SentStream {
  ssrc: number;
  rtxSsrc: number | undefined;
  rid: string | undefined;
  active: boolean;
}

export const noMedia: SectionMedia = {
  codecs: [],
  headerExtensions: [],
  msids: [],
  sources: [],
  sourceGroups: [],
  rids: [],
};

/** What a section says of the streams that we send: in which MediaStreams, under which SSRCs or RIDs. */
export function describeStreams(
  streams: readonly SentStream[],
  msids: readonly Msid[],
  cname: string,
  hasRtx: boolean
): Omit<SectionMedia, 'codecs' | 'headerExtensions'> {
  const rids = streams.flatMap(({ rid, active }) => (rid === undefined ? [] : [{ rid, active }]));
  if (rids.length > 1) {
    return {
      msids: [...msids],
      sources: [],
      sourceGroups: [],
      rids: rids.map(({ rid }) => ({ id: rid, direction: 'send' })),
      simulcast: { send: rids.map(({ rid, active }) => [{ rid, paused: !active }]), recv: [] },
    };
  }
  const groups = streams
    .slice(0, 1)
    .map(({ ssrc, rtxSsrc }) => (hasRtx && rtxSsrc !== undefined ? [ssrc, rtxSsrc] : [ssrc]));
  const [msid] = msids;
  return {
    msids: [...msids],
    sources: groups.flat().map(ssrc => ({ ssrc, cname: printable(cname), ...(msid && { msid }) })),
    sourceGroups: groups
      .filter(group => group.length > 1)
      .map(ssrcs => ({ semantics: 'FID', ssrcs })),
    rids: [],
  };
}

/**
 * What the endpoint sends in a section that both sides accept.
 *
 * @param offered the codecs of our offer, which give names and clock rates: an answer without `rtpmap`
 *   lines is as good as one with them
 */
export function receivedParameters(
  section: MediaSection,
  mid: string | undefined,
  offered: Pick<SectionMedia, 'codecs' | 'headerExtensions'>
): RtpParameters {
  const source = section.sources[0];
  const [msid] = sentMsids(section);
  const offeredUris = new Set(offered.headerExtensions.map(({ uri }) => uri));
  const encodings = receivedEncodings(section);

  return {
    ...(mid !== undefined && { muxId: mid }),
    codecs: answeredCodecs(section, offered.codecs).map(codec => toParameters(codec, section.kind)),
    ...(encodings.length > 0 && { encodings }),
    headerExtensions: section.headerExtensions
      .filter(({ uri }) => offeredUris.has(uri))
      .map(({ uri, id }) => ({ uri, id })),
    rtcp: {
      ...(source?.cname !== undefined && { cname: source.cname.slice(0, maxCnameLength) }),
      reducedSize: section.rtcpReducedSize,
    },
    userParameters: msid ? { msid: msid.track ? `${msid.stream} ${msid.track}` : msid.stream } : {},
  };
}

// Several sources are several encodings only where the endpoint says that they are simulcast.
function receivedEncodings(section: MediaSection): RtpEncodingParameters[] {
  const { sources, sourceGroups } = section;
  const rids = sentRids(section);
  if (rids.length > 0) return rids.map(encodingId => ({ encodingId }));

  const repairs = new Map<number, number>();
  const repairing = new Set<number>();
  for (const { semantics, ssrcs } of sourceGroups) {
    const [media, repair] = ssrcs;
    if ((semantics !== 'FID' && semantics !== 'FEC-FR') || !repair) continue;
    // SSRC 0 is nobody's: GStreamer 1.22 writes `FID 0 …` before it knows the first one.
    repairing.add(repair);
    if (semantics === 'FID' && media) repairs.set(media, repair);
  }
  const simulcast = sourceGroups
    .find(({ semantics }) => semantics === 'SIM')
    ?.ssrcs.filter(ssrc => ssrc !== 0);
  const first = sources.find(({ ssrc }) => ssrc !== 0 && !repairing.has(ssrc))?.ssrc;

  return (simulcast?.slice(0, maxEncodings) ?? (first === undefined ? [] : [first])).map(ssrc => {
    const rtx = repairs.get(ssrc);
    return { ssrc, ...(rtx !== undefined && { rtx: { ssrc: rtx } }) };
  });
}

/** What the writer of a section calls the track that it sends there. */
export const sentMsids = ({ msids, sources }: MediaSection): Msid[] => {
  if (msids.length > 0) return msids;
  // Before RFC 8830 endpoints named stream and track in a=ssrc.
  const msid = sources.find(source => source.msid)?.msid;
  return msid ? [msid] : [];
};

/** The ids of the streams that the writer of a section puts its track into. */
export const sentStreamIds = (section: MediaSection): string[] => [
  ...new Set(sentMsids(section).flatMap(({ stream }) => (stream === '-' ? [] : [stream]))),
];

/** The RIDs of the layers that the writer of a section sends; none without simulcast. RFC 8853. */
export function sentRids({ rids, simulcast }: MediaSection): string[] {
  const known = new Set(rids.filter(rid => rid.direction === 'send').map(({ id }) => id));
  const streams = (simulcast?.send ?? []).flatMap(([first]) => (first ? [first.rid] : []));
  return [...new Set(streams)].filter(rid => known.has(rid)).slice(0, maxEncodings);
}

/** The RIDs of the layers that the writer of a section asks for; none without simulcast. RFC 8853. */
export function wantedRids({ rids, simulcast }: MediaSection): string[] {
  const known = new Set(rids.filter(rid => rid.direction === 'recv').map(({ id }) => id));
  const streams = (simulcast?.recv ?? []).flatMap(([first]) => (first ? [first.rid] : []));
  return [...new Set(streams)].filter(rid => known.has(rid));
}
