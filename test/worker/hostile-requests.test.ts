// Requests with whatever parameters: the worker answers each one and serves on.
import { expect } from 'chai';

import { EngineError } from '../../src/base/errors.js';
import { Server } from '../../src/index.js';
import type { Method, Requests } from '../../src/worker/messages.js';
import type { WorkerProcess } from '../../src/worker/worker-process.js';
import { luckOf } from '../unit/webrtc/kit/mutator.js';

const rounds = Number(process.env['FUZZ_ROUNDS'] ?? 40);
const ids = { routerId: 'room', transportId: 't', receiverId: 'r', senderId: 's' };
const fingerprint = { algorithm: 'sha-256', value: 'ab'.repeat(32) } as const;
const feedback = { nack: true, pli: true, fir: true, transportCc: true, remb: true };
const rtp: Requests['receiver.create']['params']['rtp'] = {
  kind: 'video',
  mid: 'm',
  codecs: [
    { payloadType: 96, name: 'video/VP8', clockRate: 90_000, rtxPayloadType: 97, ...feedback },
  ],
  encodings: [{ ssrc: 1, rtxSsrc: 2, fecSsrc: 3 }, { rid: 'h' }],
  headerExtensions: [{ uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', id: 4 }],
  cname: 'c',
};
const layers = { spatialLayer: 1, temporalLayer: 2, maxBitrateBps: 500_000 };

/** One of each, as the engine would ask, in an order in which all succeed. */
const requests: [Method, unknown][] = [
  ['router.create', { routerId: ids.routerId }],
  [
    'transport.create',
    {
      ...ids,
      options: {
        udp: true,
        tcp: true,
        preferIPv4: false,
        preferIPv6: false,
        preferUdp: true,
        preferTcp: false,
      },
    },
  ],
  ['transport.connect', { ...ids, role: 'server', fingerprints: [fingerprint] }],
  ['transport.restartIce', ids],
  ['transport.setMaxBitrate', { ...ids, bitrateBps: 300_000 }],
  ['receiver.create', { ...ids, rtp }],
  ['receiver.update', { ...ids, rtp }],
  ['receiver.setRtpEvents', { ...ids, enabled: true }],
  ['receiver.requestKeyFrame', ids],
  [
    'sender.create',
    {
      ...ids,
      rtp: {
        kind: 'video',
        mid: '7',
        ssrc: 9,
        rtxSsrc: 10,
        rid: 'x',
        cname: 'c',
        codecs: [{ receiverPayloadType: 96, payloadType: 120, rtxPayloadType: 121, nack: true }],
        headerExtensions: [{ uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', id: 1 }],
      },
      layers,
      paused: false,
    },
  ],
  ['sender.setLayers', { ...ids, layers }],
  ['sender.pause', ids],
  ['sender.resume', ids],
  ['router.setAudioLevels', { ...ids, enabled: true }],
  ['transport.stats', { ...ids, certificate: true }],
  ['worker.updateSettings', { logLevel: 'warn', logTags: ['ice'] }],
  ['worker.dump', {}],
  ['router.dump', ids],
  ['transport.dump', ids],
  ['receiver.dump', ids],
  ['sender.close', ids],
  ['receiver.close', ids],
  ['transport.close', ids],
  ['router.close', ids],
];

const oddities: unknown[] = [
  null,
  undefined,
  true,
  '',
  'x\0y',
  'x'.repeat(70_000),
  -1,
  0.5,
  127,
  128,
  256,
  65_536,
  2 ** 32 - 1,
  2 ** 32,
  2 ** 53,
  NaN,
  Infinity,
  [],
  {},
  [[[[]]]],
  new Uint8Array(3),
  Array.from({ length: 300 }, (_, i) => ({ ssrc: i, rid: `r${i}` })),
];

type Luck = ReturnType<typeof luckOf>;

/** A copy in which about one part in eight is something else, gone, or there twice. */
function changed(value: unknown, luck: Luck): unknown {
  if (luck(8) === 0) return oddities[luck(oddities.length)];
  if (Array.isArray(value)) {
    const items = value.map(item => changed(item, luck));
    return luck(6) === 0 ? [...items, ...items] : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(() => luck(24) > 0)
      // Ids mostly stay: what names nothing is refused before the rest is looked at.
      .map(([name, part]) => [name, /Id$/.test(name) && luck(9) ? part : changed(part, luck)])
  );
}

describe('A worker that is asked for nonsense', function () {
  this.timeout(30_000 + 100 * rounds);
  let server: Server;
  let worker: WorkerProcess;

  before(async () => {
    server = new Server({ numWorkers: 1, rtcIPv4: '127.0.0.1', rtcIPv6: false, logLevel: 'warn' });
    await server.createRoom();
    worker = server.workers[0] as WorkerProcess;
  });
  after(() => server.close());

  const ask = (method: string, params: unknown): Promise<unknown> =>
    worker.channel.request(method as Method, params as never).catch((error: unknown) => error);

  it('understands what is no nonsense', async () => {
    for (const [method, params] of requests) {
      const outcome = await ask(method, params);
      expect(outcome, method).to.not.be.instanceOf(Error);
    }
  });

  it(`answers every request, ${rounds} times each`, async () => {
    for (let seed = 1; seed <= rounds; seed++) {
      const luck = luckOf(seed);
      // Now and then as it should be, so that there is something to ask about.
      const asked = requests.map(([method, params]): [string, unknown] => [
        luck(20) ? method : requests[luck(requests.length)]![0],
        luck(2) ? params : changed(params, luck),
      ]);
      const outcomes = await Promise.all(asked.map(([method, params]) => ask(method, params)));
      for (const [at, outcome] of outcomes.entries()) {
        if (!(outcome instanceof Error)) continue;
        const what = `seed ${seed}: ${JSON.stringify(asked[at])?.slice(0, 2000)}: ${outcome.message}`;
        expect(EngineError.is(outcome), what).to.equal(true);
        expect((outcome as EngineError).code, what).to.not.be.oneOf(['TIMED_OUT', 'WORKER_DIED']);
      }
      await ask('router.close', ids);
    }
  });

  it('serves on', async () => {
    expect(server.workers[0]).to.equal(worker);
    expect((await server.createRoom()).closed).to.equal(false);
  });
});
