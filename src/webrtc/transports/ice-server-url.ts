// The URLs of STUN and TURN servers. RFC 7064 and RFC 7065. Pure.

/** What a URL says. */
export interface IceServerUrl {
  scheme: 'stun' | 'stuns' | 'turn' | 'turns';
  /** A host name, an IPv4 address, or an IPv6 address without brackets. */
  host: string;
  /** Undefined for the scheme's own. */
  port: number | undefined;
  /** TURN only; undefined for the scheme's own. */
  transport: string | undefined;
}

// RFC 3986, section 3.2.2: an address in brackets, or a name of unreserved and escaped characters.
const urlPattern =
  /^(stuns?|turns?):(?:\[([0-9a-f:.]+)\]|((?:[\w.~!$&'()*+,;=-]|%[0-9a-f]{2})+))(?::(\d{0,5}))?(?:\?transport=([\w.~-]+))?$/i;

/** Undefined where the text is no such URL. */
export function parseIceServerUrl(text: string): IceServerUrl | undefined {
  const [, scheme, address, name, digits, transport] = urlPattern.exec(text) ?? [];
  const host = address ?? name;
  if (!scheme || !host) return undefined;
  const port = digits ? Number(digits) : undefined;
  if (port !== undefined && port > 65535) return undefined;
  const lower = scheme.toLowerCase() as IceServerUrl['scheme'];
  // RFC 7064, section 3.1, knows no query.
  if (lower.startsWith('stun') && transport !== undefined) return undefined;
  return { scheme: lower, host, port, transport: transport?.toLowerCase() };
}
