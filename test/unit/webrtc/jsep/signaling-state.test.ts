import { expect } from 'chai';

import {
  nextState,
  type SdpType,
  type Side,
  type SignalingState,
} from '../../../../src/webrtc/jsep/signaling-state.js';

describe('nextState', () => {
  const table: [SignalingState, Side, SdpType, SignalingState | undefined][] = [
    ['stable', 'local', 'offer', 'have-local-offer'],
    ['stable', 'remote', 'offer', 'have-remote-offer'],
    ['stable', 'remote', 'answer', undefined],
    ['stable', 'local', 'answer', undefined],
    ['stable', 'local', 'rollback', undefined],
    ['have-local-offer', 'local', 'offer', 'have-local-offer'],
    ['have-local-offer', 'remote', 'answer', 'stable'],
    ['have-local-offer', 'remote', 'pranswer', 'have-remote-pranswer'],
    ['have-local-offer', 'remote', 'offer', undefined],
    ['have-local-offer', 'local', 'rollback', 'stable'],
    ['have-local-offer', 'remote', 'rollback', undefined],
    ['have-remote-offer', 'local', 'answer', 'stable'],
    ['have-remote-offer', 'remote', 'rollback', 'stable'],
    ['have-remote-pranswer', 'remote', 'answer', 'stable'],
    ['have-local-pranswer', 'local', 'answer', 'stable'],
    ['closed', 'local', 'offer', undefined],
    ['closed', 'remote', 'answer', undefined],
  ];

  for (const [state, side, type, next] of table) {
    it(`goes from ${state} by a ${side} ${type} ${next ? `to ${next}` : 'nowhere'}`, () => {
      expect(nextState(state, side, type)).to.equal(next);
    });
  }
});
