// Whether the engine and its workers have the same idea of what there is.
import type { Room, RtpSender, Server } from '../../src/index.js';
import type { Dump } from '../../src/worker/messages.js';
import type { World } from './world.js';

/** A room as both sides have to see it; lists are sorted. */
interface RoomView {
  transports: string[];
  receivers: string[];
  /** Id, receiver, and whether it is paused. */
  senders: string[];
}

type View = Record<string, RoomView>;

/** What the engine thinks and what the workers say, of one server; equal if all is well. */
export async function views(
  world: World,
  server: Server
): Promise<{ engine: View; workers: View }> {
  const dumps = await Promise.all(
    server.workers.map(({ channel }) => channel.request('worker.dump', {}))
  );
  const dumped = dumps.flatMap(dump => dump['rooms'] as Dump[]);
  return {
    engine: Object.fromEntries(world.rooms(server).map(room => [room.id, engineView(room)])),
    workers: Object.fromEntries(dumped.map(room => [room['routerId'], workerView(room)])) as View,
  };
}

/** What is wrong with a room by itself: it holds something closed, or something of another. */
export function faultsOf(room: Room): string[] {
  const holds = room.peers.flatMap(peer => [
    peer,
    ...peer.transports,
    ...peer.rtpReceivers,
    ...peer.rtpSenders,
  ]);
  const closed = holds.filter(object => object.closed).map(({ constructor }) => constructor.name);
  const strays = room.peers
    .flatMap(peer => peer.rtpSenders)
    .filter(({ associatedRtpReceiver: { peer, closed } }) => closed || peer.room !== room);
  return [
    ...closed.map(name => `a room holds a closed ${name}`),
    ...strays.map(() => 'a sender hangs on a receiver that is gone'),
  ];
}

function engineView(room: Room): RoomView {
  const { peers } = room;
  const receivers = peers.flatMap(peer => peer.rtpReceivers).filter(({ isLive }) => isLive);
  const senders = peers.flatMap(peer => peer.rtpSenders).filter(isInWorker);
  return {
    transports: peers.flatMap(peer => peer.transports.map(({ id }) => id)).sort(),
    receivers: receivers.map(({ id }) => id).sort(),
    senders: senders
      .map(sender => senderView(sender.id, sender.associatedRtpReceiver.id, sender.disabled))
      .sort(),
  };
}

function workerView(room: Dump): RoomView {
  const list = (name: string): Dump[] => room[name] as Dump[];
  return {
    transports: list('transports')
      .map(dump => dump['transportId'] as string)
      .sort(),
    receivers: list('receivers')
      .map(dump => dump['rtpReceiverId'] as string)
      .sort(),
    senders: list('senders')
      .map(dump => senderView(dump['rtpSenderId'], dump['rtpReceiverId'], dump['paused']))
      .sort(),
  };
}

const senderView = (id: unknown, receiver: unknown, isPaused: unknown): string =>
  `${String(id)} of ${String(receiver)}${isPaused ? ', paused' : ''}`;

// A worker needs both ends of a sender: a receiver that it holds, and a transport.
const isInWorker = ({ transport, associatedRtpReceiver, rtpParameters }: RtpSender): boolean =>
  transport?.closed === false &&
  associatedRtpReceiver.isLive &&
  rtpParameters.codecs.length > 0 &&
  (rtpParameters.encodings ?? []).length > 0;
