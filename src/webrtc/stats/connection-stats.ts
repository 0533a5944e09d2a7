// peer-connection and data-channel: what the connection counts itself.
import type { StatsDataChannel, StatsSubject } from './stats-subject.js';
import type { RTCDataChannelStats, RTCPeerConnectionStats } from './stats-types.js';

// A channel has no number of its own before it is negotiated: each gets one when first seen.
const channelNumbers = new WeakMap<StatsDataChannel, number>();
let lastChannelNumber = 0;

/** The connection and its data channels. */
export function connectionStats(
  { dataChannels }: StatsSubject,
  timestamp: number
): (RTCPeerConnectionStats | RTCDataChannelStats)[] {
  return [
    {
      id: 'peer-connection',
      type: 'peer-connection',
      timestamp,
      dataChannelsOpened: dataChannels.opened,
      dataChannelsClosed: dataChannels.closed,
    },
    ...dataChannels.list.map(channel => dataChannelStats(channel, timestamp)),
  ];
}

function dataChannelStats(channel: StatsDataChannel, timestamp: number): RTCDataChannelStats {
  return {
    id: `data-channel:${numberOf(channel)}`,
    type: 'data-channel',
    timestamp,
    label: channel.label,
    protocol: channel.protocol,
    ...(channel.id !== null && { dataChannelIdentifier: channel.id }),
    state: channel.readyState,
    messagesSent: channel.messagesSent ?? 0,
    bytesSent: channel.bytesSent ?? 0,
    messagesReceived: channel.messagesReceived ?? 0,
    bytesReceived: channel.bytesReceived ?? 0,
  };
}

function numberOf(channel: StatsDataChannel): number {
  const known = channelNumbers.get(channel);
  if (known !== undefined) return known;
  channelNumbers.set(channel, ++lastChannelNumber);
  return lastChannelNumber;
}
