// An engine transport on a fake worker, for the W3C's transports to show.
import type { Transport } from '../../../../src/engine/transport.js';
import type { DtlsState, IceState, IceTuple } from '../../../../src/parameters/transport.js';
import { RTCDtlsTransport } from '../../../../src/webrtc/transports/rtc-dtls-transport.js';
import { RTCIceTransport } from '../../../../src/webrtc/transports/rtc-ice-transport.js';
import { fakeServer, roomOptions, type FakeWorker } from '../../../kit/fake-channel.js';

export interface Path {
  worker: FakeWorker;
  transport: Transport;
  ice: RTCIceTransport;
  dtls: RTCDtlsTransport;
  setIce: (state: IceState) => void;
  setDtls: (state: DtlsState, remoteCertificate?: string) => void;
  select: (tuple?: Partial<IceTuple>) => void;
}

/** From the candidate of the fake worker to a peer. */
const tuple: IceTuple = {
  localIP: '192.0.2.1',
  localPort: 40000,
  remoteIP: '198.51.100.7',
  remotePort: 50000,
  protocol: 'udp',
};

export async function path(): Promise<Path> {
  const { server, workers } = fakeServer();
  const room = await server.createRoom(roomOptions);
  const worker = workers[0]!;
  const transport = await room.Peer('alice').createTransport();
  const { id } = transport;
  const ice = new RTCIceTransport(transport);
  return {
    worker,
    transport,
    ice,
    dtls: new RTCDtlsTransport(transport, ice),
    setIce: state => worker.notify({ event: 'transport.iceState', data: { id, state } }),
    setDtls: (state, remoteCertificate) =>
      worker.notify({
        event: 'transport.dtlsState',
        data: { id, state, ...(remoteCertificate && { remoteCertificate }) },
      }),
    select: change =>
      worker.notify({
        event: 'transport.iceSelectedTuple',
        data: { id, tuple: { ...tuple, ...change } },
      }),
  };
}
