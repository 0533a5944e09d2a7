// RTCConfiguration: defaults, checks, and what may be changed later.
import { expect } from 'chai';

import {
  checkChangedConfiguration,
  checkConfiguration,
  copyConfiguration,
} from '../../../../src/webrtc/transports/configuration.js';
import {
  generateCertificate,
  type RTCCertificate,
} from '../../../../src/webrtc/transports/rtc-certificate.js';

const defaults = {
  bundlePolicy: 'balanced',
  certificates: [],
  iceCandidatePoolSize: 0,
  iceServers: [],
  iceTransportPolicy: 'all',
  rtcpMuxPolicy: 'require',
};

const certificate = (expires = 60_000): Promise<RTCCertificate> =>
  generateCertificate({ name: 'ECDSA', namedCurve: 'P-256', expires });

const nameOf = (call: () => unknown): string => {
  try {
    call();
  } catch (error) {
    return (error as Error).name;
  }
  return 'nothing';
};

describe('W3C WebRTC 4.2.1, RTCConfiguration', () => {
  for (const given of [undefined, null, {}, { iceServers: undefined, other: 1 }]) {
    it(`has its defaults for ${JSON.stringify(given) ?? 'undefined'}`, () => {
      expect(checkConfiguration(given)).to.deep.equal(defaults);
    });
  }

  it('is taken as given', () => {
    const given = {
      bundlePolicy: 'max-bundle',
      iceCandidatePoolSize: 255,
      iceServers: [{ urls: ['stun:stun.example.net'] }],
      iceTransportPolicy: 'relay',
      rtcpMuxPolicy: 'require',
    };
    expect(checkConfiguration(given)).to.deep.equal({ ...defaults, ...given });
  });

  const wrong: unknown[] = [
    5,
    { bundlePolicy: null },
    { bundlePolicy: 'invalid' },
    { bundlePolicy: '' },
    { iceTransportPolicy: null },
    { iceTransportPolicy: 'none' },
    { rtcpMuxPolicy: 'never' },
    { rtcpMuxPolicy: null },
    { iceCandidatePoolSize: -1 },
    { iceCandidatePoolSize: 256 },
    { iceCandidatePoolSize: NaN },
    { certificates: null },
    { certificates: [{}] },
    { certificates: [null] },
    { iceServers: null },
    { iceServers: 'stun:example.net' },
    { iceServers: {} },
    { iceServers: [5] },
    { iceServers: [undefined] },
    { iceServers: [null] },
    { iceServers: [{}] },
    { iceServers: [{ urls: undefined }] },
  ];
  for (const given of wrong) {
    it(`is a TypeError with ${JSON.stringify(given)}`, () => {
      expect(() => checkConfiguration(given)).to.throw(TypeError);
    });
  }

  it('has a pool size that is converted', () => {
    expect(checkConfiguration({ iceCandidatePoolSize: '1.9' }).iceCandidatePoolSize).to.equal(1);
  });

  it('is a NotSupportedError where RTCP should have ports of its own', () => {
    const given = { rtcpMuxPolicy: 'negotiate' };
    expect(nameOf(() => checkConfiguration(given))).to.equal('NotSupportedError');
  });

  it('has certificates that last', async () => {
    const certificates = [await certificate()];
    expect(checkConfiguration({ certificates }).certificates).to.deep.equal(certificates);
  });

  it('is an InvalidAccessError with a certificate that is expired', async () => {
    const certificates = [await certificate(), await expired()];
    const name = nameOf(() => checkConfiguration({ certificates }));
    expect(name).to.equal('InvalidAccessError');
  });

  it('tells of types before all, then of certificates, then of servers', async () => {
    const certificates = [await expired()];
    const iceServers = [{ urls: 'http://example.net' }];
    const names = [
      { certificates, iceServers, rtcpMuxPolicy: 'x' },
      { certificates, iceServers },
      { iceServers },
    ].map(given => nameOf(() => checkConfiguration(given)));
    expect(names).to.deep.equal(['TypeError', 'InvalidAccessError', 'SyntaxError']);
  });
});

/** A certificate whose time is over by now. */
async function expired(): Promise<RTCCertificate> {
  const made = await certificate(0);
  while (!made.isExpired) await new Promise(resolve => setImmediate(resolve));
  return made;
}

describe('W3C WebRTC 4.2.2, RTCIceServer', () => {
  const check = (server: unknown) => checkConfiguration({ iceServers: [server] }).iceServers[0];
  const long = (bytes: number) => ({
    urls: ['turn:example.net'],
    username: 'u'.repeat(bytes),
    credential: '',
  });

  const good: unknown[] = [
    { urls: ['stun:example.net'] },
    { urls: ['stun:example.net', 'stuns:example.net:5349'] },
    { urls: ['turn:example.net?transport=tcp'], username: 'user', credential: 'secret' },
    { urls: ['turns:example.net', 'stun:example.net'], username: '', credential: '' },
    long(509),
  ];
  for (const server of good) {
    it(`may be ${JSON.stringify(server).slice(0, 80)}`, () => {
      expect(check(server)).to.deep.equal(server);
    });
  }

  const wrong: [name: string, server: unknown][] = [
    ['SyntaxError', { urls: [] }],
    ['SyntaxError', { urls: '' }],
    ['SyntaxError', { urls: ['stun:example.net', ''] }],
    ['SyntaxError', { urls: 'relative-url' }],
    ['SyntaxError', { urls: 'http://example.com' }],
    ['SyntaxError', { urls: 'turn://example.org/foo?x=y' }],
    ['SyntaxError', { urls: 'stun:example.net?transport=udp' }],
    ['SyntaxError', { urls: null }],
    ['SyntaxError', { urls: 5 }],
    ['InvalidAccessError', { urls: 'turn:example.net' }],
    ['InvalidAccessError', { urls: 'turn:example.net', username: 'user' }],
    ['InvalidAccessError', { urls: 'turns:example.net', credential: 'secret' }],
    ['InvalidAccessError', { urls: ['stun:example.net', 'turn:example.net'] }],
    ['InvalidAccessError', long(510)],
    ['TypeError', { urls: Symbol('stun:example.net') }],
  ];
  for (const [name, server] of wrong) {
    it(`is ${name} as ${JSON.stringify(server).slice(0, 80)}`, () => {
      expect(nameOf(() => check(server))).to.equal(name);
    });
  }

  it('is refused by the first of its URLs that is wrong', () => {
    const urls = ['turn:example.net', 'http://example.net'];
    expect(nameOf(() => check({ urls }))).to.equal('InvalidAccessError');
    expect(nameOf(() => check({ urls: [...urls].reverse() }))).to.equal('SyntaxError');
  });

  it('has its one URL in a list', () => {
    expect(check({ urls: 'stun:example.net' })).to.deep.equal({ urls: ['stun:example.net'] });
  });

  it('keeps nothing that it does not know', () => {
    const server = { urls: 'stun:example.net', credentialType: 'password', url: 'x' };
    expect(check(server)).to.deep.equal({ urls: ['stun:example.net'] });
  });
});

describe('W3C WebRTC 4.4.1.6, setting a configuration', () => {
  const current = checkConfiguration({ iceCandidatePoolSize: 1, bundlePolicy: 'max-bundle' });
  const change = (given: object, hasLocalDescription = false) =>
    checkChangedConfiguration(
      current,
      { iceCandidatePoolSize: 1, bundlePolicy: 'max-bundle', ...given },
      hasLocalDescription
    );

  it('changes servers and the transport policy', () => {
    const iceServers = [{ urls: ['stun:example.net'] }];
    const changed = change({ iceServers, iceTransportPolicy: 'relay' }, true);
    expect(changed).to.deep.equal({ ...current, iceServers, iceTransportPolicy: 'relay' });
  });

  it('takes servers away that are not said again', () => {
    const before = checkConfiguration({ iceServers: [{ urls: 'stun:example.net' }] });
    expect(checkChangedConfiguration(before, {}).iceServers).to.deep.equal([]);
  });

  it('is an InvalidModificationError with another bundle policy', () => {
    const name = nameOf(() => change({ bundlePolicy: 'max-compat' }));
    expect(name).to.equal('InvalidModificationError');
  });

  it('is an InvalidModificationError with the default for a bundle policy that was another', () => {
    const name = nameOf(() => change({ bundlePolicy: undefined }));
    expect(name).to.equal('InvalidModificationError');
  });

  it('is an InvalidModificationError with another RTCP mux policy', () => {
    const name = nameOf(() => change({ rtcpMuxPolicy: 'negotiate' }));
    expect(name).to.equal('InvalidModificationError');
  });

  it('changes the pool size before the first local description', () => {
    expect(change({ iceCandidatePoolSize: 2 }).iceCandidatePoolSize).to.equal(2);
  });

  it('is an InvalidModificationError with another pool size after it', () => {
    const name = nameOf(() => change({ iceCandidatePoolSize: 2 }, true));
    expect(name).to.equal('InvalidModificationError');
  });

  it('takes the same pool size after it', () => {
    expect(change({}, true).iceCandidatePoolSize).to.equal(1);
  });

  it('tells of wrong servers last', () => {
    const iceServers = [{ urls: 'x' }];
    const names = [{ iceServers, bundlePolicy: 'balanced' }, { iceServers }].map(given =>
      nameOf(() => change(given))
    );
    expect(names).to.deep.equal(['InvalidModificationError', 'SyntaxError']);
  });

  it('keeps the certificates that are not said again', async () => {
    const before = checkConfiguration({ certificates: [await certificate()] });
    const { certificates } = checkChangedConfiguration(before, {});
    expect(certificates).to.deep.equal(before.certificates);
  });

  it('takes the same certificates', async () => {
    const certificates = [await certificate()];
    const before = checkConfiguration({ certificates });
    const changed = checkChangedConfiguration(before, { certificates: [...certificates] });
    expect(changed).to.deep.equal(before);
  });

  it('is an InvalidModificationError with other certificates', async () => {
    const [one, other] = [await certificate(), await certificate()];
    const before = checkConfiguration({ certificates: [one] });
    for (const certificates of [[], [other], [one, other]]) {
      const name = nameOf(() => checkChangedConfiguration(before, { certificates }));
      expect(name).to.equal('InvalidModificationError');
    }
  });
});

describe('W3C WebRTC 4.4.2, a configuration that is handed out', () => {
  it('is the caller’s to change', () => {
    const configuration = checkConfiguration({ iceServers: [{ urls: ['stun:example.net'] }] });
    const copy = copyConfiguration(configuration);
    expect(copy).to.deep.equal(configuration);

    copy.iceServers[0]!.urls.push('stun:example.org');
    copy.iceServers.push({ urls: ['stun:example.com'] });

    expect(configuration.iceServers).to.deep.equal([{ urls: ['stun:example.net'] }]);
  });
});
