// Server options → the command line of each worker; pure.
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';

import { EngineError, InvalidParametersError } from '../base/errors.js';
import { checkOptionNames } from '../base/names.js';
import { checkAnnounced } from './announced-address.js';
import { checkTrackLimits, type TrackLimits } from './track-quota.js';

/** How much workers log. */
export type LogLevel = 'debug' | 'warn' | 'error' | 'none';

/** A subject of the workers' debug lines. */
export type LogTag = 'info' | 'ice' | 'dtls' | 'rtp' | 'srtp' | 'rtcp' | 'rtx' | 'rbe';

/** What `Server()` takes. */
export interface ServerOptions extends Partial<TrackLimits> {
  /** How many worker processes run. Default: one for each CPU core. */
  numWorkers?: number;
  /** The least important lines that workers log. Default `debug`: all. */
  logLevel?: LogLevel;
  /** The subjects of which workers log debug lines. Default: all. */
  logTags?: LogTag[];
  /**
   * The IPv4 address to listen on, or several in the order of preference; true for the first address
   * of the machine that is not for itself alone, false for none. Default true.
   */
  rtcIPv4?: string | boolean | readonly string[];
  /** As `rtcIPv4`, for IPv6. */
  rtcIPv6?: string | boolean | readonly string[];
  /**
   * What candidates say instead of the IPv4 address that is listened on: a public address, or a host
   * name with its domain. A list is matched with `rtcIPv4` by position; an empty entry leaves that
   * address as it is. Default: what is listened on.
   */
  rtcAnnouncedIPv4?: string | readonly string[];
  /** As `rtcAnnouncedIPv4`, for IPv6. */
  rtcAnnouncedIPv6?: string | readonly string[];
  /**
   * Gives each transport a UDP port of its own, which closes with it, instead of one that all
   * transports of a worker share. TCP connections share a port all the same. Default false.
   */
  portPerTransport?: boolean;
  /**
   * The lowest port for media, from 1024 on. Workers share the range equally; each needs 99 ports.
   * Default 10000.
   */
  rtcMinPort?: number;
  /** The highest port for media, up to 65535. Default 59999. */
  rtcMaxPort?: number;
  /**
   * TCP connections that one address of a worker holds. A quarter of them is kept for those that
   * come: the rest may belong to connected endpoints. Default 1024.
   */
  maxTcpConnections?: number;
  /**
   * TCP connections from one IPv4 address, or one /64 network of IPv6, that have not proven by a
   * check that they belong here; beyond this the oldest of them is closed. Default 32.
   */
  maxUnprovenTcpPerAddress?: number;
  /** TCP connections of one transport; beyond this the oldest that is not in use is closed. Default 4. */
  maxTcpPerTransport?: number;
  /**
   * Bytes of memory for the packets of one transport that a worker keeps to send them again; beyond
   * this the oldest are forgotten. Default 16 MiB.
   */
  maxHistoryBytes?: number;
  /**
   * How long an endpoint may take from its description to its first valid check, and from there
   * to the end of the DTLS handshake; then the transport has failed. In milliseconds, 1000 to
   * 3600000. Default 30000.
   */
  connectTimeoutMs?: number;
  /**
   * How long after an endpoint's last sign of life (a check, or media, RTCP or DTLS that is
   * authentic) it is still sent to; then ICE is `disconnected`. RFC 7675, section 5.1. What it
   * sends is taken at any time. In milliseconds, 1000 to 3600000. Default 30000.
   */
  consentTimeoutMs?: number;
  /**
   * How long ICE may stay `disconnected` until it has `failed`, and the tracks of the endpoint
   * leave the sections of others. In milliseconds, 1000 to 3600000. Default 10000.
   */
  failedTimeoutMs?: number;
  /** The path of the certificate that DTLS shows, in PEM. Default: a fresh one for each worker. */
  dtlsCertificateFile?: string;
  /** The path of the certificate's private key, in PEM. Needed with `dtlsCertificateFile`. */
  dtlsPrivateKeyFile?: string;
  /**
   * The user that workers run as once their ports are open and their files are read, by number.
   * Only root may choose. Default: ours.
   */
  workerUid?: number;
  /** As `workerUid`, the group; others are left. */
  workerGid?: number;
  /** The name of `rtcIPv4` up to version 0.6. */
  rtcListenIPv4?: string | boolean | readonly string[];
  /** The name of `rtcIPv6` up to version 0.6. */
  rtcListenIPv6?: string | boolean | readonly string[];
}

/** Options with their defaults. */
export interface ServerSettings {
  numWorkers: number;
  logLevel: string;
  logTags: string[];
  ports: { min: number; max: number };
  /** The rest of the command line, the same for all workers. */
  shared: string[];
  /** For rooms that say nothing else. */
  trackLimits: Partial<TrackLimits>;
}

const knownOptions: readonly (keyof ServerOptions)[] = [
  'numWorkers',
  'logLevel',
  'logTags',
  'rtcIPv4',
  'rtcIPv6',
  'rtcAnnouncedIPv4',
  'rtcAnnouncedIPv6',
  'portPerTransport',
  'rtcMinPort',
  'rtcMaxPort',
  'maxTcpConnections',
  'maxUnprovenTcpPerAddress',
  'maxTcpPerTransport',
  'maxHistoryBytes',
  'connectTimeoutMs',
  'consentTimeoutMs',
  'failedTimeoutMs',
  'dtlsCertificateFile',
  'dtlsPrivateKeyFile',
  'workerUid',
  'workerGid',
  'rtcListenIPv4',
  'rtcListenIPv6',
  'maxTracksPerPeer',
  'maxTracks',
];

/** A worker with fewer ports is refused: the range is a slip of the pen. */
const minPortsPerWorker = 99;

/**
 * Fills in the defaults. What only a worker can judge is left to it.
 *
 * @throws {TypeError} for an unknown name, for an announced address that is none, for a limit that
 *   is no number
 */
export function serverSettings(options: ServerOptions): ServerSettings {
  checkOptionNames(options, knownOptions, 'Server()');
  const { numWorkers, logLevel, logTags, rtcMinPort, rtcMaxPort } = options;
  const isCount = Number.isInteger(numWorkers) && numWorkers! > 0;
  return {
    numWorkers: isCount ? numWorkers! : availableParallelism(),
    logLevel: String(logLevel ?? 'debug'),
    logTags: stringsOf(logTags),
    ports: {
      min: Number.isInteger(rtcMinPort) && rtcMinPort! >= 1024 ? rtcMinPort! : 10000,
      max: Number.isInteger(rtcMaxPort) && rtcMaxPort! <= 65535 ? rtcMaxPort! : 59999,
    },
    shared: sharedArguments(options),
    trackLimits: checkTrackLimits(options),
  };
}

/** The command line of worker `index`, counted from 0. Throws if its share of the ports is too small. */
export function workerArguments(settings: ServerSettings, index: number): string[] {
  const { min, max } = portsOf(settings, index);
  return [
    `--logLevel=${settings.logLevel}`,
    ...settings.logTags.map(tag => `--logTag=${tag}`),
    `--rtcMinPort=${min}`,
    `--rtcMaxPort=${max}`,
    ...settings.shared,
  ];
}

/** The strings of a list; anything else is left out. */
export const stringsOf = (list: unknown): string[] =>
  Array.isArray(list) ? list.filter(entry => typeof entry === 'string') : [];

// Equal shares, from an even port to an odd one: RTP and RTCP on neighbouring ports (RFC 3550, section 11)
// are then in one share.
function portsOf(
  { ports, numWorkers }: ServerSettings,
  index: number
): { min: number; max: number } {
  const share = Math.floor((ports.max - ports.min) / numWorkers);
  const first = ports.min + share * index;
  const last = first + share;
  const min = first + (first % 2);
  const max = last - ((last + 1) % 2);
  if (max - min < minPortsPerWorker) {
    throw new EngineError(
      'INVALID_PARAMETERS',
      `rtcMinPort ${ports.min} to rtcMaxPort ${ports.max} is too narrow for ${numWorkers} workers`
    );
  }
  return { min, max };
}

function sharedArguments(options: ServerOptions): string[] {
  const rtcIPv4 = options.rtcIPv4 ?? options.rtcListenIPv4;
  const rtcIPv6 = options.rtcIPv6 ?? options.rtcListenIPv6;
  const { rtcAnnouncedIPv4, rtcAnnouncedIPv6, dtlsCertificateFile, dtlsPrivateKeyFile } = options;
  const given: [name: string, value: unknown][] = [
    ['rtcIPv4', rtcIPv4],
    ['rtcIPv6', rtcIPv6],
    ['rtcAnnouncedIPv4', rtcIPv4 === false ? '' : checkAnnounced(rtcAnnouncedIPv4, 4)],
    ['rtcAnnouncedIPv6', rtcIPv6 === false ? '' : checkAnnounced(rtcAnnouncedIPv6, 6)],
    ['portPerTransport', options.portPerTransport],
    ['maxTcpConnections', options.maxTcpConnections],
    ['maxUnprovenTcpPerAddress', options.maxUnprovenTcpPerAddress],
    ['maxTcpPerTransport', options.maxTcpPerTransport],
    ['maxHistoryBytes', options.maxHistoryBytes],
    ['connectTimeoutMs', options.connectTimeoutMs],
    ['consentTimeoutMs', options.consentTimeoutMs],
    ['failedTimeoutMs', options.failedTimeoutMs],
    ['dtlsCertificateFile', absolute(dtlsCertificateFile)],
    ['dtlsPrivateKeyFile', absolute(dtlsPrivateKeyFile)],
    ['workerUid', options.workerUid],
    ['workerGid', options.workerGid],
  ];
  return given
    .filter(([, value]) => value !== undefined && value !== null && value !== '')
    .flatMap(([name, value]) => listOf(value).map(entry => `--${name}=${String(entry)}`));
}

const listOf = (value: unknown): unknown[] =>
  Array.isArray(value) ? value.map((entry: unknown) => entry ?? '') : [value];

function absolute(path: unknown): string | undefined {
  if (path === undefined || path === null || path === '') return undefined;
  if (typeof path !== 'string') throw new InvalidParametersError('a DTLS file must be a path');
  return resolve(path);
}
