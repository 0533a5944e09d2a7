// Compiled, never run: what the engine's public types accept, refuse and yield.
import crosspoint, { errors, extra, Server } from '../../src/index.js';
import type {
  AudioLevel,
  DtlsState,
  IceSelectedTuple,
  MediaKind,
  Peer,
  Room,
  RtpCapabilities,
  RtpObject,
  RtpParameters,
  RtpReceiver,
  RtpSender,
  Transport,
} from '../../src/index.js';

type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles only if both types are the same. */
function same<A, B>(..._proof: Same<A, B> extends true ? [] : [never]): void {}

/** Compiles only with a value of exactly that type. */
const exactly =
  <Expected>() =>
  <Actual>(
    _value: Actual,
    ..._proof: Same<Actual, Expected> extends true ? [] : [never]
  ): void => {};

export async function server(): Promise<void> {
  const called: Server = Server();
  const made: Server = new Server({ numWorkers: 1, logLevel: 'warn', rtcListenIPv4: true });
  const old: Server = crosspoint.Server({ rtcIPv4: '127.0.0.1', rtcIPv6: false });
  // @ts-expect-error -- a port is a number
  Server({ rtcMinPort: '40000' });

  same<ReturnType<typeof called.Room>, Room>();
  exactly<Room>()(await made.createRoom());
  old.Room({ forceUniquePayloadTypes: true });
  old.Room({ mediaCodecs: [{ kind: 'audio', name: 'audio/opus', clockRate: 48000 }] });
  old.Room({ mediaCodecs: [{ kind: 'video', name: 'video/vp8', clockRate: 90000 }] });
  // @ts-expect-error -- no room can speak that
  old.Room({ mediaCodecs: [{ kind: 'video', name: 'video/VP10', clockRate: 90000 }] });
  old.Room({ maxTracksPerPeer: 4, maxTracks: Infinity, routing: 'by hand' });
  // @ts-expect-error -- there is no such option
  old.Room({ maxTrack: 4 });
  // @ts-expect-error -- a codec of a room has a kind
  old.Room({ mediaCodecs: [{ name: 'audio/opus', clockRate: 48000 }] });

  await called.updateSettings({ logLevel: 'error', logTags: ['ice'] });
  // @ts-expect-error -- there is no such level
  await called.updateSettings({ logLevel: 'info' });
  // @ts-expect-error -- there is no such tag
  await called.updateSettings({ logTags: ['sctp'] });
  // @ts-expect-error -- ports cannot change
  await called.updateSettings({ rtcMinPort: 1 });

  called.on('close', error => exactly<Error | undefined>()(error));
  called.on('newroom', room => exactly<Room>()(room));
  // @ts-expect-error -- there is no such event
  called.on('newpeer', () => {});
}

export async function room(given: Room): Promise<void> {
  const peer: Peer = given.Peer('alice');
  // @ts-expect-error -- a peer has a name
  given.Peer();
  same<ReturnType<typeof given.getPeer>, Peer | undefined>();
  exactly<Peer[]>()(given.peers);
  const capabilities: RtpCapabilities = given.getCapabilities('depth');
  // @ts-expect-error -- there is no such kind
  given.getCapabilities('data');
  given.on('newpeer', newcomer => exactly<Peer>()(newcomer));
  given.on('audiolevels', levels => exactly<AudioLevel[]>()(levels));

  same<Awaited<ReturnType<typeof peer.setCapabilities>>, RtpCapabilities>();
  await peer.setCapabilities(capabilities);
  // @ts-expect-error -- read only
  given.closed = true;
}

export async function peer(given: Peer): Promise<void> {
  const transport: Transport = await given.createTransport({ udp: true, tcp: false });
  // @ts-expect-error -- there is no such option
  await given.createTransport({ sctp: true });
  const ofKind: RtpReceiver = given.RtpReceiver('video', transport);
  const plain: RtpReceiver = given.RtpReceiver(transport);
  // @ts-expect-error -- the transport comes last
  given.RtpReceiver(transport, 'video');
  given.on('newrtpreceiver', receiver => exactly<RtpReceiver>()(receiver));
  given.on('newrtpsender', sender => exactly<RtpSender>()(sender));
  exactly<MediaKind | undefined>()(ofKind.kind);
  exactly<RtpParameters | undefined>()(plain.rtpParameters);
}

export async function transport(given: Transport): Promise<void> {
  const value = 'ab'.repeat(32);
  await given.setRemoteDtlsParameters({ fingerprint: { algorithm: 'sha-256', value } });
  // @ts-expect-error -- a fingerprint says how it was made
  await given.setRemoteDtlsParameters({ fingerprint: { value } });
  // @ts-expect-error -- there is no such role
  await given.setRemoteDtlsParameters({ role: 'both', fingerprint: { algorithm: 'sha-1', value } });
  same<Awaited<ReturnType<typeof given.setMaxBitrate>>, Transport>();
  exactly<IceSelectedTuple | undefined>()(given.iceSelectedTuple);
  given.on('dtlsstatechange', state => exactly<DtlsState>()(state));
  given.on('iceselectedtuplechange', tuple => exactly<string>()(tuple.remote.ip));
}

export async function receiver(given: RtpReceiver): Promise<void> {
  await given.receive({ codecs: [{ name: 'audio/opus', payloadType: 100, clockRate: 48000 }] });
  await given.receive({
    kind: 'audio',
    codecs: [{ name: 'opus', payloadType: 100, rtx: { payloadType: 101 } }],
    encodings: [{ ssrc: 1, rtxSsrc: 2 }],
  });
  // @ts-expect-error -- without a clock rate there have to be encodings with SSRCs
  await given.receive({ codecs: [{ name: 'opus', payloadType: 100 }] });
  // @ts-expect-error -- there have to be codecs
  await given.receive({});
  given.on('rtpraw', packet => exactly<Buffer>()(packet));
  given.on('rtpobject', packet => exactly<RtpObject>()(packet));
  given.listenForRtp = true;
  same<ReturnType<typeof given.isRtpReceiver>, true>();
}

export async function sender(given: RtpSender, to: Transport): Promise<void> {
  same<Awaited<ReturnType<typeof given.setTransport>>, RtpSender>();
  await given.setTransport(to);
  await given.disable({ emit: false });
  await given.enable();
  exactly<Peer>()(given.associatedPeer);
  exactly<RtpReceiver>()(given.associatedRtpReceiver);
  exactly<MediaKind>()(given.kind);
  exactly<boolean>()(given.available);
  given.on('parameterschange', (parameters, active) => {
    exactly<RtpParameters>()(parameters);
    exactly<boolean>()(active);
  });
  given.on('updateparameters', parameters => exactly<RtpParameters>()(parameters));
}

export function module(): void {
  const error: Error = new errors.InvalidStateError('closed');
  if (errors.EngineError.is(error)) exactly<errors.ErrorCode>()(error.code);
  same<ReturnType<typeof extra.fingerprintFromSDP>, string>();
  // @ts-expect-error -- only text has a fingerprint
  extra.fingerprintToSDP(1);
}
