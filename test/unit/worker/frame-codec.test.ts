import { expect } from 'chai';

import { EngineError } from '../../../src/base/errors.js';
import { FrameReader, maxFrameBytes, writeFrame } from '../../../src/worker/frame-codec.js';

const message = {
  id: 7,
  method: 'receiver.create',
  params: { ssrc: 0xffffffff, rid: 'ä→', list: [1, -2, 2.5, true, null], bytes: 'x'.repeat(300) },
};

describe('frame codec', () => {
  it('writes a big-endian length before the payload', () => {
    const frame = writeFrame({ id: 1 });
    expect(frame.readUInt32BE(0)).to.equal(frame.length - 4);
  });

  it('writes plain MessagePack maps', () => {
    expect(writeFrame({ id: 1 })).to.deep.equal(
      Buffer.from([0, 0, 0, 5, 0x81, 0xa2, 0x69, 0x64, 0x01])
    );
  });

  it('writes undefined as nil, which every MessagePack library reads', () => {
    expect(writeFrame({ a: undefined })).to.deep.equal(
      Buffer.from([0, 0, 0, 4, 0x81, 0xa1, 0x61, 0xc0])
    );
  });

  it('reads back what it wrote', () => {
    expect(new FrameReader().read(writeFrame(message))).to.deep.equal([message]);
  });

  it('reads back nothing from any truncation, and the message once the rest is there', () => {
    const frame = writeFrame(message);
    for (let size = 0; size < frame.length; size += 1) {
      const reader = new FrameReader();
      expect(reader.read(frame.subarray(0, size))).to.deep.equal([]);
      expect(reader.read(frame.subarray(size))).to.deep.equal([message]);
    }
  });

  it('reads several messages from one chunk, with a part of the next', () => {
    const frames = Buffer.concat([1, 2, 3].map(id => writeFrame({ id })));
    const reader = new FrameReader();

    expect(reader.read(frames.subarray(0, -2))).to.deep.equal([{ id: 1 }, { id: 2 }]);
    expect(reader.read(frames.subarray(-2))).to.deep.equal([{ id: 3 }]);
  });

  it('reads a stream that comes byte by byte', () => {
    const reader = new FrameReader();
    const messages = [...writeFrame(message)].flatMap(byte => reader.read(Buffer.from([byte])));
    expect(messages).to.deep.equal([message]);
  });

  it('reads 64-bit integers as numbers', () => {
    const payload = Buffer.from([0x81, 0xa1, 0x61, 0xcf, 0, 0, 0, 1, 0, 0, 0, 0]);
    const frame = Buffer.concat([Buffer.from([0, 0, 0, payload.length]), payload]);
    expect(new FrameReader().read(frame)).to.deep.equal([{ a: 2 ** 32 }]);
  });

  it('gives up on a frame above the limit', () => {
    const header = Buffer.alloc(4);
    header.writeUInt32BE(maxFrameBytes + 1);
    expect(() => new FrameReader().read(header)).to.throw(EngineError, 'frame of');
  });

  it('gives up on a payload that is not MessagePack', () => {
    const frame = Buffer.from([0, 0, 0, 2, 0x92, 0xc1]);
    expect(() => new FrameReader().read(frame)).to.throw(EngineError);
  });

  it('refuses to write a frame above the limit', () => {
    expect(() => writeFrame({ big: 'x'.repeat(maxFrameBytes) })).to.throw(
      EngineError,
      'request too big'
    );
  });
});
