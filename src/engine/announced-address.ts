// What candidates say in place of the address that a worker listens on; pure.
import { isIP } from 'node:net';

import { InvalidParametersError } from '../base/errors.js';

/**
 * Gives `announced` back, or throws a TypeError unless it is what an endpoint could send to: an
 * address of the family, a host name with a domain (RFC 8839, section 5.1, allows an FQDN), or a
 * list of these. What is empty announces nothing.
 */
export function checkAnnounced(announced: unknown, family: 4 | 6): unknown {
  for (const entry of Array.isArray(announced) ? (announced as unknown[]) : [announced]) {
    if (entry === undefined || entry === null || entry === '') continue;
    if (typeof entry === 'string' && (isIP(entry) === family || isDomainName(entry))) continue;
    throw new InvalidParametersError(
      `rtcAnnouncedIPv${family} must be an IPv${family} address or a host name with its domain, not ${JSON.stringify(entry)}`
    );
  }
  return announced;
}

// RFC 1123, section 2.1. The last label is no number, or a slip in an address would pass.
function isDomainName(text: string): boolean {
  const labels = text.split('.');
  const areLabels = labels.every(label => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i.test(label));
  return text.length <= 253 && labels.length > 1 && areLabels && !/^\d+$/.test(labels.at(-1)!);
}
