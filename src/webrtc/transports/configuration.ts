// RTCConfiguration: its checks and defaults. W3C WebRTC 1.0, sections 4.2 and 4.4.1.6.
import { invalidAccess, invalidModification, notSupported, syntaxError } from '../idl/errors.js';
import {
  checkInstance,
  dictionaryOf,
  enforceRange,
  enumOf,
  sequenceOf,
  textOf,
} from '../idl/conversions.js';
import { parseIceServerUrl } from './ice-server-url.js';
import { RTCCertificate } from './rtc-certificate.js';

/** W3C WebRTC 1.0, section 4.2.3. */
export type RTCIceTransportPolicy = 'all' | 'relay';
/** W3C WebRTC 1.0, section 4.2.4. */
export type RTCBundlePolicy = 'balanced' | 'max-compat' | 'max-bundle';
/** W3C WebRTC 1.0, section 4.2.5. */
export type RTCRtcpMuxPolicy = 'require';

/** W3C WebRTC 1.0, section 4.2.2. */
export interface RTCIceServer {
  /** URLs of STUN and TURN servers. RFC 7064, RFC 7065. */
  urls: string | string[];
  /** For TURN. */
  username?: string;
  /** For TURN. */
  credential?: string;
}

/** What the application says. W3C WebRTC 1.0, section 4.2.1. */
export interface RTCConfiguration {
  /** Checked, and kept without effect: an ICE-lite agent gathers by itself. Default none. */
  iceServers?: RTCIceServer[];
  /** Default `all`. */
  iceTransportPolicy?: RTCIceTransportPolicy;
  /** Default `balanced`; everything is bundled in any case. */
  bundlePolicy?: RTCBundlePolicy;
  /** RTCP has no ports of its own. Default, and the only choice, `require`. */
  rtcpMuxPolicy?: RTCRtcpMuxPolicy;
  /** The first is used. Default: the certificate of the worker. */
  certificates?: RTCCertificate[];
  /** Kept without effect. Default 0. */
  iceCandidatePoolSize?: number;
}

/** The members of an RTCConfiguration. */
export const configurationNames: readonly (keyof RTCConfiguration)[] = [
  'iceServers',
  'iceTransportPolicy',
  'bundlePolicy',
  'rtcpMuxPolicy',
  'certificates',
  'iceCandidatePoolSize',
];

/** A configuration with its defaults. */
export type CheckedConfiguration = Required<Omit<RTCConfiguration, 'iceServers'>> & {
  iceServers: CheckedServer[];
};

type CheckedServer = RTCIceServer & { urls: string[] };

const bundlePolicies = ['balanced', 'max-compat', 'max-bundle'] as const;
const transportPolicies = ['all', 'relay'] as const;
// 'negotiate' was in earlier texts: a wish that is understood, not a typing error.
const muxPolicies = ['require', 'negotiate'] as const;
const maxPoolSize = 255;
// RFC 8489, section 14.3.
const maxUsernameBytes = 509;

/**
 * What the constructor of a connection takes.
 *
 * @throws {TypeError} for what Web IDL refuses
 * @throws {DOMException} InvalidAccessError, NotSupportedError or SyntaxError
 */
export function checkConfiguration(given: unknown): CheckedConfiguration {
  const { certificates = [], ...configuration } = convert(given);
  for (const certificate of certificates) {
    if (certificate.isExpired) throw invalidAccess('a certificate of the configuration is expired');
  }
  return { ...checkValues(configuration), certificates };
}

/**
 * What `setConfiguration()` takes.
 *
 * @param hasLocalDescription whether `setLocalDescription()` was called before
 * @throws {DOMException} as `checkConfiguration()`, and InvalidModificationError
 */
export function checkChangedConfiguration(
  current: CheckedConfiguration,
  given: unknown,
  hasLocalDescription = false
): CheckedConfiguration {
  const { certificates, ...configuration } = convert(given);
  if (certificates && !isSameList(certificates, current.certificates)) {
    throw invalidModification('the certificates of a connection cannot be changed');
  }
  for (const name of ['bundlePolicy', 'rtcpMuxPolicy'] as const) {
    if (configuration[name] !== current[name]) {
      throw invalidModification(`the ${name} of a connection cannot be changed`);
    }
  }
  const isResized = configuration.iceCandidatePoolSize !== current.iceCandidatePoolSize;
  if (isResized && hasLocalDescription) {
    throw invalidModification('the candidate pool has been used: its size cannot be changed');
  }
  return { ...checkValues(configuration), certificates: current.certificates };
}

/** A configuration that the application may change without effect on the connection. */
export const copyConfiguration = (configuration: CheckedConfiguration): CheckedConfiguration => ({
  ...configuration,
  iceServers: configuration.iceServers.map(copyServer),
  certificates: [...configuration.certificates],
});

type Converted = Omit<CheckedConfiguration, 'certificates' | 'rtcpMuxPolicy'> & {
  rtcpMuxPolicy: (typeof muxPolicies)[number];
  certificates?: RTCCertificate[];
};

/** To the types of the dictionary, in the order in which Web IDL converts one. */
function convert(configuration: unknown): Converted {
  const given = dictionaryOf('configuration', configuration);
  const bundlePolicy = enumOf('bundlePolicy', given['bundlePolicy'], bundlePolicies, 'balanced');
  const certificates =
    given['certificates'] === undefined
      ? undefined
      : sequenceOf('certificates', given['certificates']).map(certificate =>
          checkInstance('certificates', certificate, RTCCertificate)
        );
  const poolSize = given['iceCandidatePoolSize'];
  const servers = given['iceServers'];
  return {
    bundlePolicy,
    ...(certificates && { certificates }),
    iceCandidatePoolSize:
      poolSize === undefined ? 0 : enforceRange('iceCandidatePoolSize', poolSize, maxPoolSize),
    iceServers: servers === undefined ? [] : sequenceOf('iceServers', servers).map(convertServer),
    iceTransportPolicy: enumOf(
      'iceTransportPolicy',
      given['iceTransportPolicy'],
      transportPolicies,
      'all'
    ),
    rtcpMuxPolicy: enumOf('rtcpMuxPolicy', given['rtcpMuxPolicy'], muxPolicies, 'require'),
  };
}

function convertServer(server: unknown): CheckedServer {
  const { credential, urls, username } = dictionaryOf('an ICE server', server);
  const converted = credential === undefined ? undefined : textOf('credential', credential);
  if (urls === undefined) throw new TypeError('an ICE server needs urls');
  const isList = typeof urls === 'object' && urls !== null && Symbol.iterator in urls;
  const list = isList ? sequenceOf('urls', urls) : [urls];
  return {
    urls: list.map(url => textOf('urls', url)),
    ...(username !== undefined && { username: textOf('username', username) }),
    ...(converted !== undefined && { credential: converted }),
  };
}

/** W3C WebRTC 1.0, section 4.4.1.6. */
function checkValues(configuration: Omit<Converted, 'certificates'>) {
  const { rtcpMuxPolicy } = configuration;
  if (rtcpMuxPolicy === 'negotiate') {
    throw notSupported("rtcpMuxPolicy 'negotiate' is not supported: RTCP needs no second port");
  }
  for (const server of configuration.iceServers) checkServer(server);
  return { ...configuration, rtcpMuxPolicy };
}

function checkServer({ urls, username, credential }: CheckedServer): void {
  if (urls.length === 0) throw syntaxError('the urls of an ICE server are empty');
  for (const url of urls) {
    const parsed = parseIceServerUrl(url);
    if (!parsed) throw syntaxError(`${url} is no URL of a STUN or TURN server`);
    if (!parsed.scheme.startsWith('turn')) continue;
    if (username === undefined || credential === undefined) {
      throw invalidAccess(`${url} needs a username and a credential`);
    }
    if (Buffer.byteLength(username) > maxUsernameBytes) {
      throw invalidAccess('the username of a TURN server is longer than 509 bytes');
    }
  }
}

const copyServer = ({ urls, ...rest }: CheckedServer): CheckedServer => ({
  urls: [...urls],
  ...rest,
});

const isSameList = (one: readonly unknown[], other: readonly unknown[]): boolean =>
  one.length === other.length && one.every((entry, at) => entry === other[at]);
