import { expect } from 'chai';

import {
  agreedDirection,
  answerDirection,
  reversed,
  type Direction,
} from '../../../../src/webrtc/jsep/direction.js';

describe('answerDirection', () => {
  const table: [offered: Direction, able: Direction, answer: Direction][] = [
    ['sendrecv', 'sendrecv', 'sendrecv'],
    ['sendonly', 'sendrecv', 'recvonly'],
    ['recvonly', 'sendrecv', 'sendonly'],
    ['sendrecv', 'recvonly', 'recvonly'],
    ['sendonly', 'sendonly', 'inactive'],
    ['inactive', 'sendrecv', 'inactive'],
  ];

  for (const [offered, able, answer] of table) {
    it(`answers ${offered} with ${answer} when able to ${able}`, () => {
      expect(answerDirection(offered, able)).to.equal(answer);
    });
  }
});

describe('reversed', () => {
  it('turns sending into receiving', () => {
    expect((['sendrecv', 'sendonly', 'recvonly', 'inactive'] as const).map(reversed)).to.deep.equal(
      ['sendrecv', 'recvonly', 'sendonly', 'inactive']
    );
  });
});

describe('agreedDirection', () => {
  const table: [offered: Direction, answered: Direction, agreed: Direction | undefined][] = [
    ['sendonly', 'recvonly', 'sendonly'],
    ['sendonly', 'inactive', 'inactive'],
    ['sendonly', 'sendrecv', 'sendonly'],
    ['sendonly', 'sendonly', undefined],
    ['recvonly', 'sendonly', 'recvonly'],
    ['recvonly', 'inactive', 'inactive'],
    ['recvonly', 'sendrecv', 'recvonly'],
    ['recvonly', 'recvonly', undefined],
    ['sendrecv', 'sendrecv', 'sendrecv'],
    ['sendrecv', 'sendonly', 'recvonly'],
    ['sendrecv', 'recvonly', 'sendonly'],
    ['inactive', 'inactive', 'inactive'],
    ['inactive', 'sendrecv', 'inactive'],
    ['inactive', 'sendonly', undefined],
    ['inactive', 'recvonly', undefined],
  ];

  for (const [offered, answered, agreed] of table) {
    it(`makes ${agreed ?? 'nothing'} of ${offered} answered with ${answered}`, () => {
      expect(agreedDirection(offered, answered)).to.equal(agreed);
    });
  }
});
