// The payload types and header-extension ids of one connection. RFC 8843, section 9.1.
import { isRtxName, matchesCodec, rtxOf } from '../../parameters/codecs.js';
import { extensionUris } from '../../parameters/header-extensions.js';
import { dynamicPayloadTypes } from '../../parameters/payload-types.js';
import type { RtpCodecParameters } from '../../parameters/rtp.js';

/** One codec and its number; `rtx` is the number under which it is repaired. */
interface Entry {
  codec: RtpCodecParameters;
  payloadType: number;
  rtx: number | undefined;
}

/** A header extension, and its id in this connection. */
export interface NumberedExtension {
  uri: string;
  id: number;
}

/** A header extension as an endpoint offers it. */
export interface OfferedExtension extends NumberedExtension {
  /** The endpoint offers it encrypted. RFC 6904. */
  encrypt?: boolean;
}

// The one-byte form of RFC 8285, section 4.2. Chromium 156 keeps the ids of an offer that it rolled
// back, also those of extensions that our offer lacks, and cannot offer any more once an id means
// two things: each extension gets the id that Chromium would give it. 7 and 8 stay free, so that
// nothing is left for others, such as abs-capture-time: whoever wants them has to offer them.
const familiarIds = new Map<string, number>([
  [extensionUris.audioLevel, 1],
  [extensionUris.absSendTime, 2],
  [extensionUris.transportCc, 3],
  [extensionUris.mid, 4],
  [extensionUris.playoutDelay, 5],
  [extensionUris.videoContentType, 6],
  [extensionUris.dependencyDescriptor, 9],
  [extensionUris.rid, 10],
  [extensionUris.repairedRid, 11],
  [extensionUris.layersAllocation, 12],
  [extensionUris.videoOrientation, 13],
  [extensionUris.toffset, 14],
]);

/**
 * Within a BUNDLE group a payload type means one codec, and an id one extension. Whoever offers
 * first chooses the number; what we offer later takes that number, or a free one.
 */
export class RtpNumbers {
  #entries: Entry[] = [];
  // Lists of codecs that were learnt, and would change nothing if they came again.
  #learnt = new WeakSet<readonly RtpCodecParameters[]>();
  readonly #payloadTypes = new Set<number>();
  readonly #ids = new Map<string, number>();
  // The reverse of `#ids`.
  readonly #uris = new Map<number, string>();
  readonly #usedIds = new Set<number>();
  #version = 0;

  /** Grows whenever a codec or an extension gets a number. */
  get version(): number {
    return this.#version;
  }

  /** The endpoint has given codecs and extensions these numbers: from now on our offers use them as well. */
  learn(codecs: readonly RtpCodecParameters[], extensions: readonly OfferedExtension[]): void {
    this.#learnCodecs(codecs);
    for (const { uri, id, encrypt } of extensions) {
      const key = uri.toLowerCase();
      this.#usedIds.add(id);
      const other = this.#uris.get(id);
      const isRenamed = other !== undefined && other !== key;
      if (isRenamed) this.#forgetUri(other);
      // RFC 6904 is another format, which we do not have.
      const isNew = !encrypt && this.#ids.get(key) !== id;
      if (isNew) this.#setId(key, id);
      if (isNew || isRenamed) this.#version++;
    }
  }

  /** The same codecs under this connection's numbers; those for which none is left are left out. */
  mapCodecs(codecs: readonly RtpCodecParameters[]): RtpCodecParameters[] {
    const mapped = codecs
      .filter(({ name }) => !isRtxName(name))
      .flatMap(codec => {
        const entry = find(this.#entries, codec) ?? this.#add(codec);
        return entry ? [{ codec, entry }] : [];
      });
    return codecs.flatMap(codec => {
      const own = mapped.find(other => other.codec === codec);
      if (own) return [renumbered(codec, own.entry.payloadType)];
      const repaired = mapped.find(other => other.codec.payloadType === codec.parameters?.['apt']);
      if (!repaired) return [];
      const { entry } = repaired;
      entry.rtx ??= this.#take(codec.payloadType);
      if (entry.rtx === undefined) return [];
      const apt = entry.payloadType;
      return [{ ...renumbered(codec, entry.rtx), parameters: { ...codec.parameters, apt } }];
    });
  }

  /** The same extensions under this connection's numbers. */
  mapExtensions(extensions: readonly NumberedExtension[]): NumberedExtension[] {
    return extensions.flatMap(({ uri }) => {
      const key = uri.toLowerCase();
      const known = this.#ids.get(key) ?? this.#takeId(key);
      if (known === undefined) return [];
      this.#setId(key, known);
      return [{ uri, id: known }];
    });
  }

  #learnCodecs(codecs: readonly RtpCodecParameters[]): void {
    if (this.#learnt.has(codecs)) return;
    const learnt: Entry[] = [];
    for (const codec of codecs) {
      const { payloadType } = codec;
      this.#payloadTypes.add(payloadType);
      // Of two formats that are the same to us, the first is the one that we would offer.
      if (isRtxName(codec.name) || find(learnt, codec)) continue;
      learnt.push({ codec, payloadType, rtx: rtxOf(codec, codecs)?.payloadType });
    }
    const isKnown = learnt.every(({ codec, payloadType, rtx }) => {
      const known = find(this.#entries, codec);
      return known?.payloadType === payloadType && (rtx === undefined || rtx === known.rtx);
    });
    if (!isKnown) this.#rename(learnt, codecs);
    this.#learnt.add(codecs);
  }

  #rename(learnt: readonly Entry[], codecs: readonly RtpCodecParameters[]): void {
    const claimed = new Set(codecs.map(({ payloadType }) => payloadType));
    const others = this.#entries
      .filter(({ codec, payloadType }) => !find(learnt, codec) && !claimed.has(payloadType))
      .map(entry => (claimed.has(entry.rtx ?? -1) ? { ...entry, rtx: undefined } : entry));
    this.#entries = [...learnt, ...others];
    this.#learnt = new WeakSet();
    this.#version++;
  }

  #add(codec: RtpCodecParameters): Entry | undefined {
    const payloadType = this.#take(codec.payloadType);
    if (payloadType === undefined) return undefined;
    const entry = { codec, payloadType, rtx: undefined };
    this.#entries.push(entry);
    return entry;
  }

  #take(wanted: number): number | undefined {
    const free = [wanted, ...dynamicPayloadTypes].find(number => !this.#payloadTypes.has(number));
    if (free !== undefined) {
      this.#payloadTypes.add(free);
      this.#version++;
    }
    return free;
  }

  #setId(uri: string, id: number): void {
    this.#forgetUri(uri);
    this.#ids.set(uri, id);
    this.#uris.set(id, uri);
  }

  #forgetUri(uri: string): void {
    const id = this.#ids.get(uri);
    this.#ids.delete(uri);
    if (id !== undefined) this.#uris.delete(id);
  }

  #takeId(uri: string): number | undefined {
    const familiar = familiarIds.get(uri);
    if (familiar === undefined) return undefined;
    const free = [familiar, ...familiarIds.values()].find(id => !this.#usedIds.has(id));
    if (free !== undefined) {
      this.#usedIds.add(free);
      this.#version++;
    }
    return free;
  }
}

const find = (entries: readonly Entry[], codec: RtpCodecParameters): Entry | undefined =>
  entries.find(entry => matchesCodec(entry.codec, codec));

const renumbered = (codec: RtpCodecParameters, payloadType: number): RtpCodecParameters =>
  codec.payloadType === payloadType ? codec : { ...codec, payloadType };
