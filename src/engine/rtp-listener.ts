// Which receiver of a transport a packet is for, as far as signalling says; pure.
import { isFeatureName, isRtxName } from '../parameters/codecs.js';
import type { RtpEncodingParameters, RtpParameters } from '../parameters/rtp.js';
import { ssrcsOf } from '../parameters/verbatim.js';

/** Key → id of the receiver, as a dump shows it. */
export interface RtpListenerTables {
  ssrcTable: Record<string, string>;
  muxIdTable: Record<string, string>;
  ptTable: Record<string, string>;
}

/** One receiver of the transport. */
export interface Routed {
  readonly id: string;
  readonly rtpParameters: RtpParameters | undefined;
}

/**
 * The routing tables of a transport's receivers, for dumps. SSRCs that the worker learns from packets
 * are not among them. Payload types route only where signalling left a stream without its SSRC; one that
 * two receivers use belongs to the first. With `listsAllTypes` all payload types are
 * shown, as version 0.1 did.
 */
export function rtpListenerTables(
  receivers: readonly Routed[],
  listsAllTypes = false
): RtpListenerTables {
  const tables: RtpListenerTables = { ssrcTable: {}, muxIdTable: {}, ptTable: {} };
  for (const { id, rtpParameters } of receivers) {
    if (!rtpParameters) continue;
    const { muxId, codecs, encodings = [] } = rtpParameters;
    for (const ssrc of encodings.flatMap(signalledSsrcs)) tables.ssrcTable[ssrc] = id;
    if (muxId !== undefined) tables.muxIdTable[muxId] = id;
    if (!listsAllTypes && !encodings.some(lacksSsrc)) continue;
    for (const { name, payloadType } of codecs) {
      if (!isFeatureName(name) || isRtxName(name)) tables.ptTable[payloadType] ??= id;
    }
  }
  return tables;
}

const signalledSsrcs = (encoding: RtpEncodingParameters): number[] =>
  Object.values(ssrcsOf(encoding)).filter(ssrc => ssrc !== undefined);

const lacksSsrc = ({ ssrc, rtx, fec }: RtpEncodingParameters): boolean =>
  !ssrc || (rtx !== undefined && !rtx.ssrc) || (fec !== undefined && !fec.ssrc);
