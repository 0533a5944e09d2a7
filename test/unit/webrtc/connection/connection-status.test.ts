import { expect } from 'chai';

import {
  connectionState,
  iceConnectionState,
  type RTCIceConnectionState,
  type RTCPeerConnectionState,
} from '../../../../src/webrtc/connection/connection-status.js';
import type { RTCDtlsTransportState } from '../../../../src/webrtc/transports/rtc-dtls-transport.js';
import type { RTCIceTransportState } from '../../../../src/webrtc/transports/rtc-ice-transport.js';

describe('iceConnectionState', () => {
  const table: [ice: RTCIceTransportState | undefined, state: RTCIceConnectionState][] = [
    [undefined, 'new'],
    ['new', 'new'],
    ['closed', 'new'],
    ['checking', 'checking'],
    ['connected', 'connected'],
    ['completed', 'completed'],
    ['disconnected', 'disconnected'],
    ['failed', 'failed'],
  ];
  for (const [ice, state] of table) {
    it(`is ${state} while the transport is ${ice ?? 'not there'}`, () => {
      expect(iceConnectionState(ice, false)).to.equal(state);
    });

    it(`is closed once the connection is, with a transport that is ${ice ?? 'not there'}`, () => {
      expect(iceConnectionState(ice, true)).to.equal('closed');
    });
  }
});

describe('connectionState', () => {
  const ices = [
    undefined,
    'new',
    'checking',
    'connected',
    'completed',
    'disconnected',
    'failed',
    'closed',
  ] as const;
  // By the state of DTLS, in the order of `ices`.
  const rows: [RTCDtlsTransportState | undefined, ...states: RTCPeerConnectionState[]][] = [
    [
      undefined,
      'new',
      'new',
      'connecting',
      'connecting',
      'connecting',
      'disconnected',
      'failed',
      'new',
    ],
    [
      'new',
      'new',
      'new',
      'connecting',
      'connecting',
      'connecting',
      'disconnected',
      'failed',
      'new',
    ],
    [
      'connecting',
      'connecting',
      'connecting',
      'connecting',
      'connecting',
      'connecting',
      'disconnected',
      'failed',
      'connecting',
    ],
    [
      'connected',
      'connecting',
      'connecting',
      'connecting',
      'connected',
      'connected',
      'disconnected',
      'failed',
      'connected',
    ],
    [
      'closed',
      'new',
      'new',
      'connecting',
      'connected',
      'connected',
      'disconnected',
      'failed',
      'new',
    ],
    ['failed', 'failed', 'failed', 'failed', 'failed', 'failed', 'failed', 'failed', 'failed'],
  ];
  for (const [dtls, ...states] of rows) {
    for (const [at, ice] of ices.entries()) {
      it(`is ${states[at]} with ICE ${ice ?? 'nowhere'} and DTLS ${dtls ?? 'nowhere'}`, () => {
        expect(connectionState(ice, dtls, false)).to.equal(states[at]);
        expect(connectionState(ice, dtls, true)).to.equal('closed');
      });
    }
  }
});
