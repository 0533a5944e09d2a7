// The URLs of STUN and TURN servers. RFC 7064 and RFC 7065. Pure.

/** What a URL says. */
export interface IceServerUrl {
  scheme: 'stun' | 'stuns' | 'turn' | 'turns';
  /** A host name in ASCII, an IPv4 address, or an IPv6 address in brackets. */
  host: string;
  /** Undefined for the scheme's own. */
  port: number | undefined;
  /** TURN only; undefined for the scheme's own. */
  transport: string | undefined;
}

const schemes: readonly string[] = ['stun:', 'stuns:', 'turn:', 'turns:'];
const turnQuery = /^\?transport=([\w.~-]+)$/i;
// The port that a parser for https leaves out, as it is the scheme's own.
const httpsPort = 443;

/**
 * Undefined where the text is no such URL.
 *
 * As W3C WebRTC has it, host and port are what they would be in a URL of the Web. That is more
 * than RFC 7064 grants: names in any script, and a path, which has no meaning.
 */
export function parseIceServerUrl(text: string): IceServerUrl | undefined {
  const url = parsed(text);
  if (!url || !schemes.includes(url.protocol) || url.hash !== '') return undefined;
  // An authority is no part of these schemes, and a backslash would begin a path.
  if (url.host !== '' || url.href.includes('\\')) return undefined;
  const scheme = url.protocol.slice(0, -1) as IceServerUrl['scheme'];
  const [, transport] = turnQuery.exec(url.search) ?? [];
  const isTurn = scheme.startsWith('turn');
  if (url.search !== '' && !(isTurn && transport)) return undefined;

  const authority = parsed(`https://${url.pathname}`);
  if (!authority) return undefined;
  const hasHttpsPort = authority.port === '' && /:0*443$/.test(url.pathname);
  const port = hasHttpsPort
    ? httpsPort
    : authority.port === ''
      ? undefined
      : Number(authority.port);
  return { scheme, host: authority.hostname, port, transport: transport?.toLowerCase() };
}

function parsed(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
