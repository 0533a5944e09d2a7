import { expect } from 'chai';

import { parseRtpPacket } from '../../../src/engine/rtp-packet.js';

/** Version 2, marker, type 96, number 4660, time 0x01020304, SSRC 0x0a0b0c0d. */
const header = (first: number): Buffer =>
  Buffer.from([first, 0xe0, 0x12, 0x34, 1, 2, 3, 4, 10, 11, 12, 13]);

const fields = {
  payloadType: 96,
  marker: true,
  sequenceNumber: 0x1234,
  timestamp: 0x01020304,
  ssrc: 0x0a0b0c0d,
};

const payload = Buffer.from('payload');

describe('parseRtpPacket', () => {
  const extension = Buffer.from([0xbe, 0xde, 0, 1, 0x10, 0x55, 0, 0]);
  const padding = Buffer.from([0, 0, 3]);
  const packets: [what: string, packet: Buffer][] = [
    ['a plain packet', Buffer.concat([header(0x80), payload])],
    ['a packet with two CSRCs', Buffer.concat([header(0x82), Buffer.alloc(8), payload])],
    ['a packet with an extension', Buffer.concat([header(0x90), extension, payload])],
    ['a padded packet', Buffer.concat([header(0xa0), payload, padding])],
    [
      'a packet with everything',
      Buffer.concat([header(0xb1), Buffer.alloc(4), extension, payload, padding]),
    ],
  ];
  for (const [what, packet] of packets) {
    it(`takes ${what} apart`, () => {
      expect(parseRtpPacket(packet)).to.deep.equal({ ...fields, payload });
    });

    it(`finds no header of ${what} in less than its bytes`, () => {
      const headerBytes = packet.indexOf(payload);
      for (let length = 0; length < headerBytes; length++) {
        expect(parseRtpPacket(packet.subarray(0, length)), `${length}`).to.equal(undefined);
      }
    });
  }

  const broken: [what: string, packet: Buffer][] = [
    ['another version', Buffer.concat([header(0x40), payload])],
    ['more padding than payload', Buffer.concat([header(0xa0), Buffer.from([9])])],
    ['more extension than packet', Buffer.concat([header(0x90), Buffer.from([0xbe, 0xde, 0, 2])])],
  ];
  for (const [what, packet] of broken) {
    it(`refuses ${what}`, () => {
      expect(parseRtpPacket(packet)).to.equal(undefined);
    });
  }
});
