// What an offer of ours says of one transceiver: its codecs, header extensions and streams.
import type { RtpCapabilities } from '../../parameters/rtp.js';
import { receives, sends, type Direction } from '../jsep/direction.js';
import type { Formats } from '../jsep/section-state.js';
import {
  codecsOfKind,
  describeFormats,
  extensionsOfKind,
  type SectionKind,
} from '../jsep/codec-words.js';
import { describeStreams, noMedia, type SectionMedia } from '../jsep/section-media.js';
import type { RtpNumbers } from '../jsep/rtp-numbers.js';
import { preferred, type RTCRtpCodec } from './rtp-codec-parameters.js';
import type { Sending } from './sending.js';

/** What the connection describes a transceiver with. */
export interface DescribedWith {
  /** What may be negotiated, in the numbers of the room. */
  capabilities: RtpCapabilities;
  /** Payload types and ids of the connection. */
  numbers: RtpNumbers;
  /** False where simulcast of ours cannot be described: Plan B. */
  hasRids: boolean;
}

/** What of a transceiver the description depends on. */
export interface Described {
  kind: SectionKind;
  direction: Direction;
  sending: Sending;
  /** What the room's sender is able to write, for a transceiver that the room feeds. */
  fedFormats: Formats | undefined;
  /** The RIDs of the simulcast layers that the endpoint is asked to send. */
  receiveRids: readonly string[];
  preferences: readonly RTCRtpCodec[];
}

/** Codecs and header extensions of a transceiver, in the numbers of the room. */
export function formatsOf(described: Described, capabilities: RtpCapabilities): Formats {
  const { kind, direction, fedFormats, preferences } = described;
  if (fedFormats && !receives(direction)) return fedFormats;
  return {
    codecs: preferred(codecsOfKind(capabilities, kind), preferences),
    headerExtensions: extensionsOfKind(capabilities, kind),
    isOrdered: preferences.length > 0,
  };
}

/**
 * Keeps the media lines of one transceiver: the same object as long as they say the same, so that
 * comparing and writing offers is cheap.
 */
export class TransceiverMedia {
  #media: SectionMedia | undefined;
  #key: readonly unknown[] = [];

  /** The lines of before, for a transceiver that is stopping; undefined if there were none. */
  get last(): SectionMedia | undefined {
    return this.#media;
  }

  /** The lines of now. */
  describe(described: Described, formats: Formats, given: DescribedWith): SectionMedia {
    const keyNow = (): readonly unknown[] => keyOf(described, given);
    if (this.#media && isSameList(keyNow(), this.#key)) return this.#media;
    const { numbers, hasRids } = given;
    const { codecs, headerExtensions } = describeFormats(
      numbers.mapCodecs(formats.codecs),
      numbers.mapExtensions(formats.headerExtensions)
    );
    const streams = streamLines(described, codecs.length > 0, hasRids);
    const media = { ...streams, codecs, headerExtensions };
    // Asked again: describing has made numbers and sources that were not there before.
    this.#key = keyNow();
    if (JSON.stringify(media) !== JSON.stringify(this.#media)) this.#media = media;
    return this.#media ?? media;
  }
}

const keyOf = (described: Described, { capabilities, numbers }: DescribedWith): unknown[] => [
  capabilities,
  described.fedFormats,
  described.preferences,
  described.direction,
  described.receiveRids,
  numbers.version,
  described.sending.version,
];

type StreamLines = Omit<SectionMedia, 'codecs' | 'headerExtensions'>;

function streamLines(described: Described, hasCodecs: boolean, hasRids: boolean): StreamLines {
  const sent = sentLines(described, hasCodecs, hasRids);
  const rids = hasRids ? described.receiveRids : [];
  if (rids.length === 0) return sent;
  return {
    ...sent,
    rids: [...sent.rids, ...rids.map(id => ({ id, direction: 'recv' as const }))],
    simulcast: {
      send: sent.simulcast?.send ?? [],
      recv: rids.map(rid => [{ rid, paused: false }]),
    },
  };
}

function sentLines(
  { direction, fedFormats, sending, kind }: Described,
  hasCodecs: boolean,
  hasRids: boolean
): StreamLines {
  if (!sends(direction) && !fedFormats) return noMedia;
  const { described, msids, cname } = sending;
  const streams = hasRids ? described : described.slice(0, 1);
  return describeStreams(hasCodecs ? streams : [], msids, cname, kind === 'video');
}

export const isSameList = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((value, at) => value === b[at]);
