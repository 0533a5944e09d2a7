// What Node and a worker say to each other: method → parameters → result.
// native/worker/*_requests.cpp is the other side of this table.
import type { MediaKind } from '../parameters/rtp.js';
import type { TransportCounters } from '../parameters/stats.js';
import type {
  DtlsCertificate,
  DtlsState,
  FingerprintAlgorithm,
  IceCandidate,
  IceParameters,
  IceState,
  IceTuple,
} from '../parameters/transport.js';
import type {
  ReceiverVerdict,
  SenderVerdict,
  TransportVerdict,
  Verdicts,
} from '../parameters/verdicts.js';

/** A codec of a receiver, reduced to what the packet path asks for. */
export interface ReceiverCodec {
  payloadType: number;
  /** Media type, such as `video/VP8`. */
  name: string;
  clockRate: number;
  rtxPayloadType?: number;
  nack: boolean;
  pli: boolean;
  fir: boolean;
  transportCc: boolean;
  remb: boolean;
}

/** A header extension, and its number in packets. RFC 8285. */
export interface WireExtension {
  uri: string;
  id: number;
}

/** The SSRCs and the RID of one encoding, as far as they are signalled. */
export interface ReceiverEncoding {
  ssrc?: number;
  rtxSsrc?: number;
  fecSsrc?: number;
  rid?: string;
}

/** One track that an endpoint sends, as the worker is told of it. */
export interface ReceiverParams {
  kind: MediaKind;
  mid?: string;
  codecs: ReceiverCodec[];
  encodings: ReceiverEncoding[];
  headerExtensions: WireExtension[];
  cname?: string;
}

/** A codec of a sender: which of the receiver's payload types it carries, and under what number. */
export interface SenderCodec {
  receiverPayloadType: number;
  payloadType: number;
  rtxPayloadType?: number;
  nack: boolean;
}

/** One track that is forwarded to an endpoint, as the worker is told of it. */
export interface SenderParams {
  kind: MediaKind;
  mid?: string;
  ssrc: number;
  rtxSsrc?: number;
  /** Written into each packet where `headerExtensions` have an id for it. */
  rid?: string;
  cname: string;
  codecs: SenderCodec[];
  headerExtensions: WireExtension[];
  /** The viewer takes both forms of header extensions in one stream: RFC 8285. Default true. */
  mixesExtensionForms?: false;
}

/** The highest layers that pass; what is absent is not limited. */
export interface Layers {
  spatialLayer?: number;
  temporalLayer?: number;
  maxBitrateBps?: number;
}

/** How an endpoint may connect, and which candidates it is to prefer. */
export interface TransportOptions {
  udp: boolean;
  tcp: boolean;
  preferIPv4: boolean;
  preferIPv6: boolean;
  preferUdp: boolean;
  preferTcp: boolean;
}

/** Counters and gauges by name, and lists and groups of them. */
export interface Dump {
  [key: string]: DumpValue;
}
/** What a dump holds under one name. */
export type DumpValue = string | number | boolean | null | undefined | Dump | DumpValue[];

type None = Record<string, never>;

/** Every request. Ids are chosen by Node; a request changes everything it says or nothing. */
export interface Requests {
  'worker.dump': { params: None; result: Dump };
  /** The answer proves that the worker is alive. */
  'worker.ping': { params: None; result: None };
  'worker.updateSettings': { params: { logLevel?: string; logTags?: string[] }; result: None };

  'router.create': { params: { routerId: string }; result: None };
  'router.close': { params: { routerId: string }; result: None };
  'router.dump': { params: { routerId: string }; result: Dump };
  'router.setAudioLevels': { params: { routerId: string; enabled: boolean }; result: None };

  'transport.create': {
    params: {
      routerId: string;
      transportId: string;
      options: TransportOptions;
      /** Default: the worker's. */
      certificate?: DtlsCertificate;
    };
    result: {
      iceParameters: IceParameters;
      iceCandidates: IceCandidate[];
      fingerprints: Record<FingerprintAlgorithm, string>;
    };
  };
  /** Says whom DTLS is to meet; `role` is the worker's own. */
  'transport.connect': {
    params: {
      routerId: string;
      transportId: string;
      role: 'client' | 'server';
      /** Alternatives: the certificate has to match any of them. */
      fingerprints: { algorithm: FingerprintAlgorithm; value: string }[];
    };
    result: None;
  };
  /** The endpoint's ICE credentials, at first and after each of its restarts. */
  'transport.setRemoteIce': {
    params: { routerId: string; transportId: string; iceParameters: IceParameters };
    result: None;
  };
  'transport.restartIce': {
    params: { routerId: string; transportId: string };
    result: { iceParameters: IceParameters };
  };
  /** 0 lifts the limit. */
  'transport.setMaxBitrate': {
    params: { routerId: string; transportId: string; bitrateBps: number };
    result: None;
  };
  'transport.close': { params: { routerId: string; transportId: string }; result: None };
  'transport.dump': {
    params: { routerId: string; transportId: string };
    result: Dump & { verdicts: Verdicts<TransportVerdict> };
  };
  /** All that getStats() asks for; `certificate` says whether ours is wanted too. */
  'transport.stats': {
    params: { routerId: string; transportId: string; certificate: boolean };
    result: TransportCounters;
  };

  'receiver.create': {
    params: { routerId: string; transportId: string; receiverId: string; rtp: ReceiverParams };
    result: None;
  };
  'receiver.update': {
    params: { routerId: string; transportId: string; receiverId: string; rtp: ReceiverParams };
    result: None;
  };
  'receiver.close': { params: { routerId: string; receiverId: string }; result: None };
  'receiver.dump': {
    params: { routerId: string; receiverId: string };
    result: Dump & { verdicts: Verdicts<ReceiverVerdict> };
  };
  'receiver.requestKeyFrame': { params: { routerId: string; receiverId: string }; result: None };
  /** Whether `receiver.rtp` is to be sent. Turning it on asks the endpoint for a key frame. */
  'receiver.setRtpEvents': {
    params: { routerId: string; receiverId: string; enabled: boolean };
    result: None;
  };

  'sender.create': {
    params: {
      routerId: string;
      transportId: string;
      receiverId: string;
      senderId: string;
      rtp: SenderParams;
      layers?: Layers;
      paused: boolean;
    };
    result: None;
  };
  'sender.setLayers': {
    params: { routerId: string; senderId: string; layers: Layers };
    result: None;
  };
  'sender.pause': { params: { routerId: string; senderId: string }; result: None };
  'sender.resume': { params: { routerId: string; senderId: string }; result: None };
  'sender.close': { params: { routerId: string; senderId: string }; result: None };
  'sender.dump': {
    params: { routerId: string; senderId: string };
    result: Dump & { verdicts: Verdicts<SenderVerdict> };
  };
}

/** The name of a request. */
export type Method = keyof Requests;

/** Every notification; `id` says whom it concerns. A worker sends `worker.ready` first of all. */
export interface Notifications {
  'worker.ready': { id: string; pid: number };
  /** The worker could not start; it ends after this. */
  'worker.failed': { id: string; code: string; message: string };
  'worker.log': { level: 'debug' | 'warn' | 'error'; component: string; message: string };
  'transport.iceState': { id: string; state: IceState };
  'transport.iceSelectedTuple': { id: string; tuple: IceTuple };
  'transport.dtlsState': { id: string; state: DtlsState; remoteCertificate?: string };
  /** The endpoint began or ceased to send packets. */
  'receiver.activity': { id: string; active: boolean };
  /** A packet of the endpoint, decrypted; while `receiver.setRtpEvents` is on. */
  'receiver.rtp': { id: string; packet: Uint8Array };
  /** Other layers pass than before. `spatialLayer` is absent where none is left out. */
  'sender.layers': { id: string; spatialLayer?: number; temporalLayer?: number };
  /** Every 500 ms while enabled; loudest first; level in dBov, -127 … 0. */
  'router.audioLevels': { id: string; entries: { receiverId: string; audioLevel: number }[] };
}

/** A request on its way to the worker. */
export type Outgoing<M extends Method = Method> = {
  id: number;
  method: M;
  params: Requests[M]['params'];
};
/** What a worker answers to the request of that id. */
export type Answer =
  { id: number; result: unknown } | { id: number; error: { code: string; message: string } };
/** What a worker says without being asked. */
export type Notification = {
  [E in keyof Notifications]: { event: E; data: Notifications[E] };
}[keyof Notifications];
/** Any message of a worker. */
export type Incoming = Answer | Notification;
