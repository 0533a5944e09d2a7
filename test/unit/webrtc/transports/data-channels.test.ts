import { expect } from 'chai';

import { DataChannels } from '../../../../src/webrtc/transports/data-channels.js';
import { record, tasks, thrownName } from '../kit/observing.js';
import { path } from '../kit/transport-path.js';

describe('DataChannels', () => {
  let channels: DataChannels;

  beforeEach(() => {
    channels = new DataChannels();
  });

  it('gives even ids where we are the DTLS client, odd ones where we are the server', async () => {
    const { dtls } = await path();
    for (const [remoteRole, ids] of [
      ['server', [0, 2]],
      ['client', [1, 3]],
    ] as const) {
      const made = new DataChannels();
      const list = [made.create('a', {}), made.create('b', {})];

      made.agree(undefined, remoteRole, dtls);
      made.agree(65536, remoteRole, dtls);

      expect(list.map(({ id }) => id)).to.deep.equal(ids);
    }
  });

  it('passes over ids that the application has chosen', async () => {
    const { dtls } = await path();
    channels.create('chosen', { negotiated: true, id: 0 });
    const channel = channels.create('given', {});

    channels.agree(65536, 'server', dtls);

    expect(channel.id).to.equal(2);
  });

  it('refuses an id that is in use', () => {
    channels.create('a', { negotiated: true, id: 4 });

    expect(thrownName(() => channels.create('b', { negotiated: true, id: 4 }))).to.equal(
      'OperationError'
    );
  });

  it('closes with its section, with an event each', async () => {
    const { dtls } = await path();
    const log = record(channels.create('a', {}), ['close']);
    channels.agree(65536, 'client', dtls);
    record(channels.sctp, ['statechange'], log);

    channels.agree(undefined, 'client', dtls);
    await tasks();

    expect(channels.sctp).to.equal(null);
    expect(log).to.have.members(['statechange', 'close']);
  });

  it('closes with the connection without an event', async () => {
    const { dtls } = await path();
    const channel = channels.create('a', {});
    const log = record(channel, ['close']);
    channels.agree(65536, 'client', dtls);
    record(channels.sctp, ['statechange'], log);

    channels.close();
    await tasks();

    expect([channel.readyState, log]).to.deep.equal(['closed', []]);
  });
});
