// URLs of STUN and TURN servers.
import { expect } from 'chai';

import { parseIceServerUrl } from '../../../../src/webrtc/transports/ice-server-url.js';

describe('RFC 7064 and RFC 7065, URLs of ICE servers', () => {
  const good: [
    url: string,
    scheme: string,
    host: string,
    port?: number | undefined,
    transport?: string,
  ][] = [
    ['stun:example.net', 'stun', 'example.net'],
    ['STUNS:example.net:5349', 'stuns', 'example.net', 5349],
    ['stun:192.0.2.1:3478', 'stun', '192.0.2.1', 3478],
    ['stun:[2001:db8::1]', 'stun', '[2001:db8::1]'],
    ['stun:[2001:db8::1]:3478', 'stun', '[2001:db8::1]', 3478],
    ['stun:example.net:', 'stun', 'example.net'],
    ['turn:example.net', 'turn', 'example.net'],
    ['turn:example.net?transport=udp', 'turn', 'example.net', undefined, 'udp'],
    ['turns:example.net:443?transport=TCP', 'turns', 'example.net', 443, 'tcp'],
    ['turn:a-b_c~d.example:65535', 'turn', 'a-b_c~d.example', 65535],
    ['turn:ex%41mple.net:443', 'turn', 'example.net', 443],
    ['stun:faß.example', 'stun', 'xn--fa-hia.example'],
    ['stun:user@example.net', 'stun', 'example.net'],
    ['stun:example.net/path', 'stun', 'example.net'],
    [' stun:example.net\n', 'stun', 'example.net'],
  ];
  for (const [url, scheme, host, port, transport] of good) {
    it(`reads ${url}`, () => {
      expect(parseIceServerUrl(url)).to.deep.equal({ scheme, host, port, transport });
    });
  }

  const bad = [
    '',
    'relative-url',
    'example.net',
    'http://example.net',
    'stun:',
    'stun://example.net',
    'turn://example.net',
    'stun:example.net?transport=udp',
    'turn:example.net?transport=',
    'turn:example.net?protocol=udp',
    'turn:example.net?transport=udp?transport=tcp',
    'turn:example.net:65536',
    'turn:example.net:-1',
    'turn:example.net:port',
    'turn:2001:db8::1',
    'turn:[example.net]',
    'turn://example.net/path?transport=udp',
    'stun:example.net#fragment',
    'stun:192.0.2.256',
    'stun:a\\b',
    'stun:%zz.example',
    'stun:exa mple.net',
  ];
  for (const url of bad) {
    it(`refuses ${JSON.stringify(url)}`, () => {
      expect(parseIceServerUrl(url)).to.equal(undefined);
    });
  }
});
