// What getStats() is asked about: a connection, or one sender or receiver of it. W3C WebRTC 1.0, section 8.
import type { ConnectionPath } from '../exchange/connection-path.js';
import { invalidAccess } from '../idl/errors.js';
import { MediaStreamTrack } from '../media/media-stream-track.js';
import type { RTCRtpReceiver } from '../rtp/rtc-rtp-receiver.js';
import type { RTCRtpSender } from '../rtp/rtc-rtp-sender.js';
import { collectStats, type StatsStream, type StatsSubject } from '../stats/collect-stats.js';
import type { RTCStatsReport } from '../stats/rtc-stats-report.js';
import type { Transceiver } from '../rtp/transceiver.js';
import type { TransceiverSet } from '../rtp/transceiver-set.js';

/** The parts of a connection that have something to count. */
export interface StatsOwner {
  path: ConnectionPath;
  transceivers: TransceiverSet;
  dataChannels: StatsSubject['dataChannels'];
}

/**
 * Passes what `RTCPeerConnection.getStats()` may be asked about: a track or null.
 *
 * @throws {TypeError}
 */
export function checkSelector(selector: unknown): MediaStreamTrack | null {
  if (selector === undefined || selector === null) return null;
  if (selector instanceof MediaStreamTrack) return selector;
  throw new TypeError('the selector has to be a MediaStreamTrack or null');
}

/**
 * Collects the statistics of a connection, of one of its tracks, or of one sender or receiver.
 *
 * @throws {DOMException} InvalidAccessError if not exactly one sender or receiver has the track
 */
export async function statsOf(
  { path, transceivers, dataChannels }: StatsOwner,
  selector: object | null | undefined
): Promise<RTCStatsReport> {
  const part = selector instanceof MediaStreamTrack ? partOf(selector, transceivers) : selector;
  const parts = [...transceivers].flatMap(transceiver => {
    const { sender, receiver } = transceivers.faceOf(transceiver);
    return [
      { part: receiver, streams: inbound(transceiver) },
      { part: sender, streams: outbound(transceiver) },
    ];
  });
  const subject: StatsSubject = {
    transport: path.transport,
    iceTransport: path.ice,
    dtlsTransport: path.dtls,
    streams: parts.flatMap(({ streams }) => streams),
    dataChannels,
  };
  const selected = parts.filter(other => other.part === part).flatMap(({ streams }) => streams);
  return collectStats(subject, part ? selected : undefined);
}

function partOf(
  track: MediaStreamTrack,
  transceivers: TransceiverSet
): RTCRtpSender | RTCRtpReceiver {
  const parts = transceivers.list
    .map(transceiver => transceivers.faceOf(transceiver))
    .flatMap(({ sender, receiver }) => [sender, receiver])
    .filter(part => part.track === track);
  if (parts.length === 1) return parts[0]!;
  throw invalidAccess(`${parts.length} senders and receivers of the connection have the track`);
}

function inbound({ mid, kind, receiving }: Transceiver): StatsStream[] {
  const { rtpReceiver, track } = receiving;
  if (!rtpReceiver || rtpReceiver.closed) return [];
  return [{ direction: 'inbound', mid, kind, rtpReceiver, trackIdentifier: track.id }];
}

function outbound({ mid, kind, sending }: Transceiver): StatsStream[] {
  return sending.rtpSenders.map(({ rtpSender, rid }) => ({
    direction: 'outbound',
    mid,
    kind,
    rtpSender,
    trackIdentifier: sending.track?.id,
    ...(rid !== undefined && { rid }),
    codecs: sending.negotiated?.codecs ?? [],
  }));
}
