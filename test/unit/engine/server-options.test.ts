import { expect } from 'chai';

import { EngineError } from '../../../src/base/errors.js';
import { fakeServer } from '../../kit/fake-channel.js';
import { settled } from '../../kit/fake-clock.js';
import { rejection, watchClose } from './kit.js';

describe('Server options', () => {
  const shared = (options: object): string[] =>
    fakeServer({ numWorkers: 1, ...options }).workers[0]!.options.filter(
      option => !/^--(logLevel|rtcM(in|ax)Port)=/.test(option)
    );

  it('have defaults', () => {
    expect(fakeServer().workers[0]!.options).to.deep.equal([
      '--logLevel=debug',
      '--rtcMinPort=10000',
      '--rtcMaxPort=59999',
    ]);
  });

  const table: [options: object, expected: string[]][] = [
    [{ rtcIPv4: true, rtcIPv6: false }, ['--rtcIPv4=true', '--rtcIPv6=false']],
    [{ rtcIPv4: '192.0.2.1', rtcIPv6: null }, ['--rtcIPv4=192.0.2.1']],
    [
      { rtcListenIPv4: '192.0.2.1', rtcListenIPv6: false },
      ['--rtcIPv4=192.0.2.1', '--rtcIPv6=false'],
    ],
    [{ rtcAnnouncedIPv4: 'a.example' }, ['--rtcAnnouncedIPv4=a.example']],
    [{ rtcIPv4: false, rtcAnnouncedIPv4: 'a.example' }, ['--rtcIPv4=false']],
    [{ rtcAnnouncedIPv6: '' }, []],
    [
      { rtcIPv4: ['192.0.2.1', '192.0.2.2'], rtcAnnouncedIPv4: ['', 'a.example'] },
      [
        '--rtcIPv4=192.0.2.1',
        '--rtcIPv4=192.0.2.2',
        '--rtcAnnouncedIPv4=',
        '--rtcAnnouncedIPv4=a.example',
      ],
    ],
    [{ rtcIPv6: [], portPerTransport: true }, ['--portPerTransport=true']],
    [
      {
        maxTcpConnections: 100,
        maxTcpPerTransport: 2,
        maxUnprovenTcpPerAddress: 8,
        maxHistoryBytes: 1e6,
      },
      [
        '--maxTcpConnections=100',
        '--maxUnprovenTcpPerAddress=8',
        '--maxTcpPerTransport=2',
        '--maxHistoryBytes=1000000',
      ],
    ],
    [
      { connectTimeoutMs: 10_000, consentTimeoutMs: 20_000, failedTimeoutMs: 5000 },
      ['--connectTimeoutMs=10000', '--consentTimeoutMs=20000', '--failedTimeoutMs=5000'],
    ],
    [{ logTags: ['ice', 7, 'dtls'] }, ['--logTag=ice', '--logTag=dtls']],
    [{ logTags: 'ice' }, []],
    [
      { dtlsCertificateFile: '/a/b.pem', dtlsPrivateKeyFile: '/a/c.pem' },
      ['--dtlsCertificateFile=/a/b.pem', '--dtlsPrivateKeyFile=/a/c.pem'],
    ],
  ];
  for (const [options, expected] of table) {
    it(`turn ${JSON.stringify(options)} into arguments`, () => {
      expect(shared(options)).to.deep.equal(expected);
    });
  }

  const unknown: [options: object, message: string][] = [
    [{ numWorker: 1 }, 'Server() has no option "numWorker"; did you mean "numWorkers"?'],
    [{ rtcMinport: 1 }, 'did you mean "rtcMinPort"?'],
    [{ chicken: 1 }, 'Server() has no option "chicken"; did you mean "'],
    [{ rtcAnnouncedIPv4: 'chicken' }, 'rtcAnnouncedIPv4 must be an IPv4 address'],
    [{ rtcAnnouncedIPv6: ['', '192.0.2.1'] }, 'rtcAnnouncedIPv6 must be an IPv6 address'],
    [{ maxTracks: -1 }, 'maxTracks must be a whole number'],
  ];
  for (const [options, message] of unknown) {
    it(`are refused where they are ${JSON.stringify(options)}`, () => {
      expect(() => shared(options)).to.throw(TypeError, message);
    });
  }

  it('are refused where a room has others', async () => {
    const { server } = fakeServer();
    for (const make of ['createRoom', 'Room'] as const) {
      const wrong = { mediaCodec: [] } as object;
      const error = await rejection(Promise.resolve(wrong).then(given => server[make](given)));

      expect(error).to.be.instanceOf(TypeError);
      expect(error.message).to.include('did you mean "mediaCodecs"?');
    }
  });

  it('are refused where settings have others', async () => {
    const { server } = fakeServer();
    const error = await rejection(server.updateSettings({ loglevel: 'warn' } as object));
    expect(error.message).to.include('did you mean "logLevel"?');
  });

  it('make a path absolute', () => {
    expect(shared({ dtlsCertificateFile: 'b.pem' })).to.deep.equal([
      `--dtlsCertificateFile=${process.cwd()}/b.pem`,
    ]);
  });

  const ports: [options: object, expected: [number, number][]][] = [
    [
      { numWorkers: 2, rtcMinPort: 40000, rtcMaxPort: 49999 },
      [
        [40000, 44999],
        [45000, 49997],
      ],
    ],
    [{ numWorkers: 1, rtcMinPort: 40001, rtcMaxPort: 49998 }, [[40002, 49997]]],
    [{ numWorkers: 1, rtcMinPort: 1023, rtcMaxPort: 65536 }, [[10000, 59999]]],
    [{ numWorkers: 1, rtcMinPort: '40000', rtcMaxPort: undefined }, [[10000, 59999]]],
    [{ numWorkers: 1, rtcMinPort: 40000, rtcMaxPort: 40099 }, [[40000, 40099]]],
  ];
  for (const [options, expected] of ports) {
    it(`share ${JSON.stringify(options)} among the workers`, () => {
      const found = fakeServer(options).workers.map(({ options: args }) =>
        ['Min', 'Max'].map(end => Number(args.find(arg => arg.includes(end))!.split('=')[1]))
      );
      expect(found).to.deep.equal(expected);
    });
  }

  it('with too few ports end the server with an error', async () => {
    const { server, workers } = fakeServer({ numWorkers: 1, rtcMinPort: 40000, rtcMaxPort: 40098 });
    const seen = watchClose(server);
    await settled();
    expect(EngineError.is(seen.error, 'INVALID_PARAMETERS')).to.equal(true);
    expect(workers).to.deep.equal([]);
  });

  it('start one worker for each core where no number is given', () => {
    for (const numWorkers of [undefined, 0, -1, 1.5, '2']) {
      const { workers } = fakeServer({ numWorkers: numWorkers as never });
      expect(workers.length).to.be.greaterThan(0);
    }
  });
});
