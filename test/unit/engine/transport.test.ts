import { expect } from 'chai';
import { inspect } from 'node:util';

import { EngineError, InvalidStateError } from '../../../src/base/errors.js';
import type { Transport } from '../../../src/engine/transport.js';
import type { DtlsRemoteParameters } from '../../../src/parameters/transport.js';
import { uncaught } from '../../kit/uncaught.js';
import { call, join, rejection, scene, type Scene } from './kit.js';

const fingerprint = { algorithm: 'sha-256', value: 'ab'.repeat(32) } as const;

describe('Transport', () => {
  let base: Scene;
  let transport: Transport;

  beforeEach(async () => {
    base = await scene();
    [, transport] = await join(base.room, 'alice');
  });

  it('starts with what the worker says', () => {
    expect(transport).to.include({
      iceRole: 'controlled',
      iceState: 'new',
      dtlsState: 'new',
      iceSelectedTuple: undefined,
      dtlsRemoteCert: undefined,
      closed: false,
    });
    expect(transport.iceLocalParameters).to.deep.equal({
      usernameFragment: 'ufrag',
      password: 'password',
    });
    expect(transport.iceLocalCandidates).to.have.length(1);
    expect(transport.dtlsLocalParameters.role).to.equal('auto');
    expect(Object.keys(transport.dtlsLocalParameters.fingerprints)).to.have.length(5);
  });

  const roles: [remote: DtlsRemoteParameters['role'], ours: string][] = [
    ['server', 'client'],
    ['auto', 'client'],
    [undefined, 'client'],
    ['client', 'server'],
  ];
  for (const [role, ours] of roles) {
    it(`is a DTLS ${ours} towards ${role ?? 'no role'}`, async () => {
      const result = await transport.setRemoteDtlsParameters({
        ...(role && { role }),
        fingerprint,
      });

      expect(result).to.equal(transport);
      expect(transport.dtlsLocalParameters.role).to.equal(ours);
      expect(base.worker.paramsOf('transport.connect')[0]).to.deep.include({
        role: ours,
        fingerprints: [fingerprint],
      });
    });
  }

  it('reads fingerprints as SDP writes them', async () => {
    const value = Array.from({ length: 32 }, () => 'AB').join(':');
    await transport.setRemoteDtlsParameters({
      fingerprint: { algorithm: 'SHA-256' as 'sha-256', value },
    });
    expect(base.worker.paramsOf('transport.connect')[0]!.fingerprints).to.deep.equal([fingerprint]);
  });

  it('takes several fingerprints for alternatives', async () => {
    const other = { algorithm: 'sha-1', value: '0a'.repeat(20) } as const;
    await transport.setRemoteDtlsParameters({ fingerprint: [other, fingerprint] });
    expect(base.worker.paramsOf('transport.connect')[0]!.fingerprints).to.deep.equal([
      other,
      fingerprint,
    ]);
  });

  it('tells the worker the ICE credentials of the remote side when they change', () => {
    const first = { usernameFragment: 'abcd', password: 'a-password-of-22-chars' };
    const second = { usernameFragment: 'efgh', password: 'another-password-of-22' };

    for (const parameters of [first, { ...first }, second]) {
      transport.setRemoteIceParameters(parameters);
    }

    const told = base.worker.paramsOf('transport.setRemoteIce');
    expect(told.map(({ iceParameters }) => iceParameters)).to.deep.equal([first, second]);
  });

  const wrong: [what: string, parameters: unknown, message: string][] = [
    ['nothing', undefined, 'missing `data.fingerprint`'],
    ['an invalid role', { role: 'chicken', fingerprint }, 'invalid `data.role`'],
    ['no fingerprint', { role: 'server' }, 'missing `data.fingerprint`'],
    ['no algorithm', { fingerprint: { value: 'ab' } }, 'missing `data.fingerprint.algorithm`'],
    ['no value', { fingerprint: { algorithm: 'sha-1' } }, 'missing `data.fingerprint.value`'],
    [
      'an unknown algorithm',
      { fingerprint: { algorithm: 'md5', value: 'ab' } },
      'unsupported `data.fingerprint.algorithm`',
    ],
    [
      'a value of a wrong length',
      { fingerprint: { algorithm: 'sha-1', value: 'ab' } },
      'invalid `data.fingerprint.value`',
    ],
    [
      'a value that is not hexadecimal',
      { fingerprint: { algorithm: 'sha-1', value: 'xy'.repeat(20) } },
      'invalid `data.fingerprint.value`',
    ],
    ['no alternative', { fingerprint: [] }, 'missing `data.fingerprint`'],
    [
      'an alternative that is none',
      { fingerprint: [{ algorithm: 'sha-1', value: '0a'.repeat(20) }, null] },
      'missing `data.fingerprint`',
    ],
  ];
  for (const [what, parameters, message] of wrong) {
    it(`refuses ${what}, which leaves the role as it was`, async () => {
      const error = await rejection(
        transport.setRemoteDtlsParameters(parameters as DtlsRemoteParameters)
      );
      expect(error).to.be.instanceOf(TypeError);
      expect(error.message).to.include(message);
      expect(transport.dtlsLocalParameters.role).to.equal('auto');
    });
  }

  it('takes remote DTLS parameters once', async () => {
    await transport.setRemoteDtlsParameters({ fingerprint });
    const error = await rejection(transport.setRemoteDtlsParameters({ fingerprint }));
    expect(error.message).to.equal('method already called');
  });

  it('takes remote DTLS parameters again after a refusal', async () => {
    base.worker.refuse('transport.connect');
    await rejection(transport.setRemoteDtlsParameters({ fingerprint }));
    await rejection(transport.setRemoteDtlsParameters({} as never));
    await transport.setRemoteDtlsParameters({ fingerprint });
    expect(transport.dtlsLocalParameters.role).to.equal('client');
  });

  const limits: [asked: number, told: number][] = [
    [500_000, 500_000],
    [9_999, 10_000],
    [10_000, 10_000],
    [0, 0],
  ];
  for (const [asked, told] of limits) {
    it(`limits to ${told} when asked for ${asked}`, async () => {
      await transport.setMaxBitrate(asked);
      expect(base.worker.paramsOf('transport.setMaxBitrate')[0]!.bitrateBps).to.equal(told);
    });
  }

  for (const bitrate of [-1, NaN, Infinity, '5', undefined]) {
    it(`refuses a limit of ${String(bitrate)}`, async () => {
      const error = await rejection(transport.setMaxBitrate(bitrate as number));
      expect(error).to.be.instanceOf(TypeError);
    });
  }

  it('has new ICE credentials after changeUfragPwd()', async () => {
    await transport.changeUfragPwd();
    expect(transport.iceLocalParameters.usernameFragment).to.equal('ufrag2');
    expect(transport.iceState).to.equal('new');
  });

  it('follows what the worker says', () => {
    const { worker } = base;
    const { id } = transport;
    const tuple = {
      localIP: '192.0.2.1',
      localPort: 1,
      remoteIP: '192.0.2.2',
      remotePort: 2,
      protocol: 'udp',
    } as const;
    const selected = {
      ...tuple,
      local: { ip: '192.0.2.1', port: 1, protocol: 'udp' },
      remote: { ip: '192.0.2.2', port: 2, protocol: 'udp' },
    };
    const heard: unknown[] = [];
    transport.on('icestatechange', state => heard.push(state));
    transport.on('iceselectedtuplechange', change => heard.push(change));
    transport.on('dtlsstatechange', state => heard.push(state));

    worker.notify({ event: 'transport.iceState', data: { id, state: 'connected' } });
    worker.notify({ event: 'transport.iceSelectedTuple', data: { id, tuple } });
    worker.notify({
      event: 'transport.dtlsState',
      data: { id, state: 'connected', remoteCertificate: 'PEM' },
    });

    expect(heard).to.deep.equal(['connected', selected, 'connected']);
    expect(transport).to.include({
      iceState: 'connected',
      dtlsState: 'connected',
      dtlsRemoteCert: 'PEM',
    });
    expect(transport.iceSelectedTuple).to.deep.equal(selected);
  });

  it('goes on when ICE is lost', () => {
    const { id } = transport;
    base.worker.notify({ event: 'transport.iceState', data: { id, state: 'disconnected' } });
    expect(transport.iceState).to.equal('disconnected');
    expect(transport.closed).to.equal(false);
  });

  it('goes on when ICE has failed', () => {
    const { id } = transport;
    base.worker.notify({ event: 'transport.iceState', data: { id, state: 'failed' } });
    expect(transport.iceState).to.equal('failed');
    expect(transport.closed).to.equal(false);
  });

  for (const state of ['failed', 'closed'] as const) {
    it(`closes without error when DTLS is ${state}`, () => {
      const order: unknown[] = [];
      transport.on('dtlsstatechange', changed => order.push(changed));
      transport.on('close', error => order.push(['close', error]));

      base.worker.notify({ event: 'transport.dtlsState', data: { id: transport.id, state } });

      expect(order).to.deep.equal([state, ['close', undefined]]);
      expect(base.worker.paramsOf('transport.close')).to.have.length(1);
    });
  }

  it('survives a listener that throws, of which the process hears', async () => {
    const bug = new Error('a bug of the application');
    transport.on('icestatechange', () => {
      throw bug;
    });
    const { id } = transport;

    const heard = await uncaught(() =>
      base.worker.notify({ event: 'transport.iceState', data: { id, state: 'completed' } })
    );

    expect(transport.iceState).to.equal('completed');
    expect(heard).to.deep.equal([bug]);
  });

  it('closes once, with both states closed', () => {
    let closes = 0;
    transport.on('close', error => {
      expect(error).to.equal(undefined);
      expect(transport.iceState).to.equal('closed');
      expect(transport.dtlsState).to.equal('closed');
      expect(base.room.getPeer('alice')!.transports).to.deep.equal([]);
      closes += 1;
    });

    transport.close();
    transport.close();

    expect(closes).to.equal(1);
    expect(base.worker.paramsOf('transport.close')).to.have.length(1);
  });

  it('refuses everything after its end', async () => {
    transport.close();
    for (const promise of [
      transport.setRemoteDtlsParameters({ fingerprint }),
      transport.setMaxBitrate(1),
      transport.changeUfragPwd(),
      transport.dump(),
    ]) {
      expect(await rejection(promise)).to.be.instanceOf(InvalidStateError);
    }
  });

  it('rejects with WORKER_DIED when the worker dies under a call', async () => {
    base.worker.hold();
    const error = rejection(transport.changeUfragPwd());
    base.worker.die();
    expect(EngineError.is(await error, 'WORKER_DIED')).to.equal(true);
  });

  it('dumps itself', async () => {
    await transport.setRemoteDtlsParameters({ fingerprint });
    await transport.setMaxBitrate(100_000);
    const dump = await transport.dump();
    expect(dump).to.include({
      transportId: transport.id,
      iceRole: 'controlled',
      iceState: 'new',
      dtlsState: 'new',
      maxBitrate: 100_000,
    });
    expect(dump).to.have.nested.property('dtlsLocalParameters.role', 'client');
    expect(dump).not.to.have.property('iceSelectedTuple');
  });

  it('shows no password in a dump, a log or JSON', async () => {
    const secret = transport.iceLocalParameters.password;
    const shown = [
      JSON.stringify(await transport.dump()),
      JSON.stringify(await base.room.dump()),
      JSON.stringify(transport),
      inspect(transport, { depth: 9, showHidden: true, getters: false }),
    ];
    expect(
      shown.filter(text => text.includes(`'${secret}'`) || text.includes(`"${secret}"`))
    ).to.deep.equal([]);
  });

  it('leaves receivers and senders alive, the latter inactive', async () => {
    const { sender, receiver, aliceTransport, bobTransport } = await call();
    await sender.setTransport(bobTransport);
    const changes: boolean[] = [];
    sender.on('activechange', active => changes.push(active));

    bobTransport.close();
    aliceTransport.close();

    expect(changes).to.deep.equal([false]);
    expect(sender.closed).to.equal(false);
    expect(receiver.closed).to.equal(false);
    expect(await receiver.dump()).to.include({ hasTransport: false });
    expect(await sender.dump()).to.include({ hasTransport: false, active: false });
  });
});
