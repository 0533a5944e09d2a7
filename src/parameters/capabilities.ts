// What a room can do, and what a peer and its room have in common; pure.
import { EngineError } from '../base/errors.js';
import { checkOptionNames, nearestName } from '../base/names.js';
import {
  checkCodec,
  checkInteger,
  checkList,
  checkObject,
  checkPayloadType,
  codecParameters,
  refuse,
  rtcpFeedback,
  sameFeedback,
  timing,
} from './checks.js';
import {
  channelsOf,
  isMediaKind,
  isRtxName,
  matchesCodec,
  supportedCodecs,
  supportedLike,
  type CodecName,
  type SupportedCodec,
} from './codecs.js';
import { sameUri, supportedExtensions } from './header-extensions.js';
import { collidesWithRtcp, roomPayloadTypes } from './payload-types.js';
import type { MediaKind, RtpCapabilities, RtpCodecCapability, RtpHeaderExtension } from './rtp.js';

/** A codec that a room is asked to speak. */
export interface RoomMediaCodec extends Omit<
  RtpCodecCapability,
  'kind' | 'name' | 'payloadType' | 'rtcpFeedback'
> {
  /** The kind of the tracks that the codec is for. */
  kind: MediaKind;
  /** One of those that rooms can speak, in any case of letters. */
  name: CodecName | Lowercase<CodecName>;
  /** Kept if it is free, and none of 64 to 95 (RFC 5761). Default: the next free dynamic one. */
  payloadType?: number;
}

/** The codecs of a room, with the RTX codec of each payload type that has one. */
export interface RoomCodecs {
  capabilities: RtpCapabilities;
  rtx: ReadonlyMap<number, RtpCodecCapability>;
}

/**
 * The codecs of a new room: those of `mediaCodecs` in their order, each with a payload type and
 * our RTCP feedback. RTX comes by itself: where it is listed, it is passed over.
 *
 * @throws {TypeError} for a codec that rooms cannot speak
 */
export function roomCodecs(mediaCodecs: readonly RoomMediaCodec[] = []): RoomCodecs {
  const given = checkList(mediaCodecs, 'mediaCodecs').map(checkRoomCodec);
  const known = given.flatMap((codec, index) =>
    isRtxName(codec.name) ? [] : [{ codec, supported: findSupported(codec, index) }]
  );
  const payloadTypes = new PayloadTypes(known.map(({ codec }) => codec.payloadType));

  const rtx = new Map<number, RtpCodecCapability>();
  const codecs = known.map(({ codec, supported }, index): RtpCodecCapability => {
    const payloadType = payloadTypes.ofCodec(index);
    if (codec.kind === 'video') rtx.set(payloadType, rtxCodec(payloadTypes.next(), payloadType));
    const numChannels = channelsOf(codec);
    return {
      kind: codec.kind,
      name: supported.name,
      payloadType,
      clockRate: codec.clockRate,
      ...timing(codec as unknown as Record<string, unknown>),
      ...(numChannels > 1 && { numChannels }),
      rtcpFeedback: supported.rtcpFeedback.map(feedback => ({ ...feedback })),
      parameters: codecParameters(codec.parameters),
    };
  });
  const headerExtensions = supportedExtensions.map(extension => ({ ...extension }));
  return { capabilities: { codecs, headerExtensions, fecMechanisms: [] }, rtx };
}

/** What concerns one kind; what serves every kind is in each. */
export function capabilitiesOfKind(all: RtpCapabilities, kind: MediaKind): RtpCapabilities {
  return {
    codecs: all.codecs.filter(codec => codec.kind === kind),
    headerExtensions: all.headerExtensions
      .filter(extension => !extension.kind || extension.kind === kind)
      .map(extension => ({ ...extension, kind })),
    fecMechanisms: [...all.fecMechanisms],
  };
}

/**
 * What a peer that is capable of `given` can do in a room: the codecs that both have, with the peer's
 * parameters and the room's payload types, and the RTX codecs of those. RTX is there for
 * every video codec, listed by the peer or not: an endpoint without RTX gets no retransmissions, and
 * asks for key frames.
 */
export function effectiveCapabilities(room: RoomCodecs, given: RtpCapabilities): RtpCapabilities {
  const { codecs, headerExtensions } = checkObject(given, 'capabilities');
  if (!codecs) refuse('capabilities.codecs is missing');
  const codecsOfPeer = checkList(codecs, 'capabilities.codecs').map(checkPeerCodec);
  assertUnique(codecsOfPeer.map(codec => codec.payloadType));

  const common = codecsOfPeer.flatMap(codec => commonCodec(codec, room.capabilities));
  const once = common.filter(
    (codec, index) => common.findIndex(sameAs => sameAs.payloadType === codec.payloadType) === index
  );
  const rtx = once.flatMap(codec => room.rtx.get(codec.payloadType) ?? []);
  return {
    codecs: [...once, ...rtx.map(codec => structuredClone(codec))],
    headerExtensions: checkList(headerExtensions, 'capabilities.headerExtensions').flatMap(entry =>
      commonExtension(entry, room.capabilities.headerExtensions)
    ),
    fecMechanisms: [],
  };
}

const roomCodecFields: readonly (keyof RtpCodecCapability)[] = [
  'kind',
  'name',
  'payloadType',
  'clockRate',
  'maxptime',
  'ptime',
  'numChannels',
  'parameters',
  'rtcpFeedback', // Of what getCapabilities() gave; the room has its own.
];

/** The catalogue's entry for a codec of a room; throws and says what would be one. */
function findSupported(codec: RoomMediaCodec, index: number): SupportedCodec {
  const { ofName, exact } = supportedLike(codec);
  if (exact) return exact;
  const what = `mediaCodecs[${index}]`;
  if (ofName.length === 0) {
    const nearest = nearestName(codec.name, [...new Set(supportedCodecs.map(({ name }) => name))]);
    return refuse(`${what}.name "${codec.name}" is not known; did you mean "${nearest}"?`);
  }
  const formats = ofName.map(({ name, clockRate, numChannels, parameters }) =>
    JSON.stringify({ name, clockRate, numChannels, parameters })
  );
  return refuse(`${what} is not supported; of that name are ${formats.join(' and ')}`);
}

function checkRoomCodec(entry: unknown, index: number): RoomMediaCodec {
  const what = `mediaCodecs[${index}]`;
  const codec = checkObject(entry, what);
  if (!isMediaKind(codec['kind'])) refuse(`${what}.kind must be "audio", "video" or "depth"`);
  checkOptionNames(codec, roomCodecFields, what, { mimeType: 'name', channels: 'numChannels' });
  checkCodec(codec, what);
  if (codec['payloadType'] !== undefined) checkPayloadType(codec['payloadType'], what);
  const parameters = codecParameters(codec['parameters']);
  return { ...(codec as unknown as RoomMediaCodec), parameters };
}

function checkPeerCodec(entry: unknown, index: number): RtpCodecCapability {
  const what = `capabilities.codecs[${index}]`;
  const codec = checkObject(entry, what);
  if (!isMediaKind(codec['kind'])) refuse(`${what}.kind must be "audio", "video" or "depth"`);
  checkCodec(codec, what);
  checkPayloadType(codec['payloadType'], what);
  return {
    ...(codec as unknown as RtpCodecCapability),
    rtcpFeedback: rtcpFeedback(codec['rtcpFeedback'], what),
    parameters: codecParameters(codec['parameters']),
  };
}

function assertUnique(payloadTypes: readonly number[]): void {
  const twice = payloadTypes.find((value, index) => payloadTypes.indexOf(value) !== index);
  if (twice !== undefined) refuse(`payloadType ${twice} is there twice`);
}

function commonCodec(codec: RtpCodecCapability, room: RtpCapabilities): RtpCodecCapability[] {
  const ofRoom = room.codecs.find(other => other.kind === codec.kind && matchesCodec(other, codec));
  if (!ofRoom) return [];
  const numChannels = channelsOf(codec);
  return [
    {
      kind: codec.kind!,
      name: ofRoom.name,
      payloadType: ofRoom.payloadType,
      clockRate: codec.clockRate,
      ...timing(codec as unknown as Record<string, unknown>),
      ...(numChannels > 1 && { numChannels }),
      rtcpFeedback: (codec.rtcpFeedback ?? []).filter(feedback =>
        ofRoom.rtcpFeedback?.some(other => sameFeedback(other, feedback))
      ),
      parameters: codec.parameters ?? {},
    },
  ];
}

function commonExtension(
  entry: unknown,
  ofRoom: readonly RtpHeaderExtension[]
): RtpHeaderExtension[] {
  const { kind, uri, preferredId } = checkObject(entry, 'capabilities.headerExtensions');
  if (typeof uri !== 'string' || uri === '') return refuse('headerExtensions: uri is missing');
  if (kind && !isMediaKind(kind)) return refuse(`headerExtensions: unknown kind of ${uri}`);
  checkInteger(preferredId, `headerExtensions: preferredId of ${uri}`, 1, 255);

  const wanted = (kind ?? '') as MediaKind | '';
  const found = ofRoom.find(
    other => sameUri(other.uri, uri) && (!other.kind || !wanted || other.kind === wanted)
  );
  return found ? [{ ...found, kind: wanted || (found.kind ?? '') }] : [];
}

function rtxCodec(payloadType: number, apt: number): RtpCodecCapability {
  return {
    kind: 'video',
    name: 'video/rtx',
    payloadType,
    clockRate: 90000,
    rtcpFeedback: [],
    parameters: { apt },
  };
}

/** Hands payload types out. What codecs ask for is put aside before any is chosen for others. */
class PayloadTypes {
  readonly #used = new Set<number>();
  readonly #asked: (number | undefined)[];

  constructor(asked: readonly (number | undefined)[]) {
    this.#asked = asked.map(payloadType => {
      const isFree =
        payloadType !== undefined && !collidesWithRtcp(payloadType) && !this.#used.has(payloadType);
      if (isFree) this.#used.add(payloadType);
      return isFree ? payloadType : undefined;
    });
  }

  ofCodec(index: number): number {
    return this.#asked[index] ?? this.next();
  }

  next(): number {
    const free = roomPayloadTypes.find(payloadType => !this.#used.has(payloadType));
    if (free === undefined) {
      throw new EngineError('INVALID_PARAMETERS', 'no more available dynamic payload types');
    }
    this.#used.add(free);
    return free;
  }
}
