// What an application may do, in any order; each action chooses by chance whom it is done to.
import type { Peer } from '../../src/index.js';
import type { WorkerProcess } from '../../src/worker/worker-process.js';
import { roomOptions } from '../kit/fake-channel.js';
import { randomParameters } from './parameters.js';
import { eventsOf, type Closeable, type World } from './world.js';

/** Does one thing, or nothing if there is nothing to do it to. */
type Action = (world: World) => Promise<unknown> | void;

const fingerprint = { algorithm: 'sha-256', value: 'ab'.repeat(32) } as const;

async function createRoom(world: World): Promise<void> {
  const server = world.random.pick(world.servers);
  if (!server || !world.hasPlaceFor('rooms', world.rooms(server))) return;
  await server.createRoom(world.random.chance(0.8) ? roomOptions : {});
}

function createPeer(world: World): void | Promise<unknown> {
  const room = world.random.pick(world.allRooms);
  const name = `peer${world.random.integer(1, 99)}`;
  if (!room || !world.hasPlaceFor('peers', room.peers) || room.getPeer(name)) return;
  const peer = room.Peer(name);
  world.watch(peer);
  peer.on('newrtpsender', sender => world.watch(sender));
  if (world.random.chance(0.3)) return peer.setCapabilities(capabilitiesOf(peer));
  if (world.random.chance(0.9)) peer.assumeCapabilities();
}

const capabilitiesOf = (peer: Peer): Parameters<Peer['setCapabilities']>[0] => {
  const [audio, video] = (['audio', 'video'] as const).map(kind => peer.room.getCapabilities(kind));
  return {
    codecs: [...audio!.codecs, ...video!.codecs],
    headerExtensions: audio!.headerExtensions,
    fecMechanisms: [],
  };
};

async function createTransport(world: World): Promise<void> {
  const peer = world.random.pick(world.allPeers);
  if (!peer || !world.hasPlaceFor('transports', peer.transports)) return;
  world.watch(await peer.createTransport({ tcp: world.random.chance(0.5) }));
}

async function createReceiver(world: World): Promise<void> {
  const peer = world.random.pick(world.allPeers.filter(({ transports }) => transports.length > 0));
  if (!peer || !world.hasPlaceFor('receivers', peer.rtpReceivers)) return;
  const kind = world.random.pick(['audio', 'video', 'depth'] as const)!;
  const receiver = peer.RtpReceiver(kind, world.random.pick(peer.transports)!);
  world.watch(receiver);
  const parameters = randomParameters(world.random, kind, isVerbatim(peer));
  await receiver.receive(parameters);
}

const isVerbatim = ({ room }: Peer): boolean => room.getCapabilities('audio').codecs.length === 0;

async function receiveAgain(world: World): Promise<void> {
  const receiver = world.random.pick(world.allReceivers);
  if (!receiver) return;
  const { kind = 'video', peer } = receiver;
  await receiver.receive(randomParameters(world.random, kind, isVerbatim(peer)));
}

async function moveReceiver(world: World): Promise<void> {
  const receiver = world.random.pick(world.allReceivers);
  const transport = world.random.pick(receiver?.peer.transports ?? []);
  if (transport) await receiver!.setTransport(transport);
}

async function moveSender(world: World): Promise<void> {
  const sender = world.random.pick(world.allSenders);
  const transport = world.random.pick(sender?.peer.transports ?? []);
  if (transport) await sender!.setTransport(transport);
}

async function toggleSender(world: World): Promise<void> {
  const sender = world.random.pick(world.allSenders);
  const options = { emit: world.random.chance(0.5) };
  await (world.random.chance(0.5) ? sender?.disable(options) : sender?.enable(options));
}

function closeServer(world: World): void {
  // The first one lives to the end: what leaks shows in it.
  const server = world.random.pick(world.servers.slice(1));
  if (server) world.closeServer(server);
}

function closeOne(list: (world: World) => readonly { close(): void }[]): Action {
  return world => world.random.pick(list(world))?.close();
}

// Whatever fires first closes what was chosen now; it may have closed long before.
function closeFromHandler(world: World): void {
  const source: Closeable | undefined = world.random.pick([
    ...world.allCloseable,
    ...world.allSenders,
  ]);
  const servers = world.servers.slice(1).map(server => ({
    close: () => world.closeServer(server),
  }));
  const target = world.random.pick([...world.allCloseable, ...servers]);
  if (!source || !target) return;
  const event = world.random.pick(['close', ...(eventsOf[source.constructor.name] ?? [])])!;
  source.once(event, () => target.close());
}

async function killWorker(world: World): Promise<void> {
  const server = world.random.pick(world.servers);
  // Its neighbour stays: it is the one whose memory is measured.
  const worker = server?.workers.find(({ id }) => id.endsWith('#2')) as WorkerProcess | undefined;
  if (!worker?.pid) return;
  process.kill(worker.pid, 'SIGKILL');
  await worker.ended;
}

/** All actions with how often they are taken. */
export const actions: readonly (readonly [weight: number, action: [name: string, run: Action]])[] =
  [
    [1, ['create server', world => void world.createServer()]],
    [0.5, ['close server', closeServer]],
    [0.3, ['kill worker', killWorker]],
    [20, ['create room', createRoom]],
    [6, ['close room', closeOne(world => world.allRooms)]],
    [60, ['create peer', createPeer]],
    [25, ['close peer', closeOne(world => world.allPeers)]],
    [90, ['create transport', createTransport]],
    [35, ['close transport', closeOne(world => world.allTransports)]],
    [90, ['create receiver', createReceiver]],
    [50, ['receive again', receiveAgain]],
    [40, ['move receiver', moveReceiver]],
    [35, ['close receiver', closeOne(world => world.allReceivers)]],
    [120, ['move sender', moveSender]],
    [60, ['toggle sender', toggleSender]],
    [20, ['close from a handler', closeFromHandler]],
    [20, ['ask for a key frame', keyFrame]],
    [20, ['connect', world => onTransport(world, t => t.setRemoteDtlsParameters({ fingerprint }))]],
    [10, ['restart ICE', world => onTransport(world, t => t.changeUfragPwd())]],
    [10, ['limit', world => onTransport(world, t => t.setMaxBitrate(500_000))]],
    [5, ['dump', world => world.random.pick(world.servers)?.dump()]],
    [3, ['settings', world => world.random.pick(world.servers)?.updateSettings({ logTags: [] })]],
  ];

async function keyFrame(world: World): Promise<void> {
  const receiver = world.random.pick(world.allReceivers.filter(({ kind }) => kind !== 'audio'));
  await receiver?.requestKeyFrame();
}

function onTransport(
  world: World,
  call: (transport: World['allTransports'][number]) => Promise<unknown>
): Promise<unknown> | void {
  const transport = world.random.pick(world.allTransports);
  if (transport) return call(transport);
}
