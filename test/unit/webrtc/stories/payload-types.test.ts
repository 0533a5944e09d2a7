import { expect } from 'chai';

import type { RtpCodecParameters } from '../../../../src/parameters/rtp.js';
import { RtpNumbers } from '../../../../src/webrtc/jsep/rtp-numbers.js';

const codec = (
  name: string,
  payloadType: number,
  parameters: NonNullable<RtpCodecParameters['parameters']> = {}
): RtpCodecParameters => ({ name, payloadType, clockRate: 90000, parameters });
const vp8 = (payloadType: number): RtpCodecParameters => codec('video/VP8', payloadType);
const vp9 = (payloadType: number): RtpCodecParameters => codec('video/VP9', payloadType);
const rtx = (payloadType: number, apt: number): RtpCodecParameters =>
  codec('video/rtx', payloadType, { apt });

const short = ({ name, payloadType, parameters }: RtpCodecParameters): string => {
  const apt = parameters?.['apt'];
  return `${name.slice(6)} ${payloadType}${typeof apt === 'number' ? ` of ${apt}` : ''}`;
};

describe('the payload types of a connection', () => {
  let numbers: RtpNumbers;
  const mapped = (...codecs: RtpCodecParameters[]): string[] =>
    numbers.mapCodecs(codecs).map(short);

  beforeEach(() => (numbers = new RtpNumbers()));

  it('are ours while nobody has named others', () => {
    expect(mapped(vp8(110), rtx(101, 110))).to.deep.equal(['VP8 110', 'rtx 101 of 110']);
  });

  it('are those of the endpoint once it has named some', () => {
    numbers.learn([vp8(96), rtx(97, 96)], []);

    expect(mapped(vp8(110), rtx(101, 110))).to.deep.equal(['VP8 96', 'rtx 97 of 96']);
  });

  it('are known by format, not by name alone', () => {
    const h264 = (type: number, packetizationMode: number): RtpCodecParameters =>
      codec('video/H264', type, { packetizationMode });
    numbers.learn([h264(100, 0), h264(102, 1)], []);

    expect(mapped(h264(35, 1), h264(36, 0))).to.deep.equal(['H264 102', 'H264 100']);
  });

  it('are the first of two that are the same to us', () => {
    numbers.learn([vp8(96), vp8(98)], []);

    expect(mapped(vp8(110))).to.deep.equal(['VP8 96']);
  });

  it('make way for those of the endpoint', () => {
    numbers.learn([vp8(110)], []);

    expect(mapped(vp9(110), vp8(120))).to.deep.equal(['VP9 96', 'VP8 110']);
  });

  it('make way also after they were given', () => {
    expect(mapped(vp9(110), rtx(111, 110))).to.deep.equal(['VP9 110', 'rtx 111 of 110']);
    numbers.learn([vp8(110)], []);

    expect(mapped(vp9(110), rtx(111, 110))).to.deep.equal(['VP9 96', 'rtx 97 of 96']);
  });

  it('stay when only that of their RTX is taken', () => {
    mapped(vp9(110), rtx(111, 110));
    numbers.learn([vp8(111)], []);

    expect(mapped(vp9(110), rtx(111, 110))).to.deep.equal(['VP9 110', 'rtx 96 of 110']);
  });

  it('stay when a later offer does not name them', () => {
    numbers.learn([vp8(96), rtx(97, 96)], []);
    numbers.learn([vp9(98)], []);

    expect(mapped(vp8(110), rtx(101, 110), vp9(111))).to.deep.equal([
      'VP8 96',
      'rtx 97 of 96',
      'VP9 98',
    ]);
  });

  it('change when a later offer names others', () => {
    numbers.learn([vp8(96)], []);
    numbers.learn([vp8(120)], []);

    expect(mapped(vp8(110))).to.deep.equal(['VP8 120']);
  });

  it('are the last of two lists that come again and again', () => {
    const lists = [[vp8(96)], [vp8(98)]];
    for (const list of [...lists, ...lists]) numbers.learn(list, []);
    expect(mapped(vp8(110))).to.deep.equal(['VP8 98']);
    numbers.learn(lists[0]!, []);

    expect(mapped(vp8(110))).to.deep.equal(['VP8 96']);
  });

  it('of RTX are new where the endpoint has none', () => {
    numbers.learn([vp8(101)], []);

    expect(mapped(vp8(110), rtx(101, 110))).to.deep.equal(['VP8 101', 'rtx 96 of 101']);
  });

  it('of RTX without its codec are left out', () => {
    expect(mapped(rtx(101, 110))).to.deep.equal([]);
  });

  it('are taken from 35 to 63 at last, and never from 64 to 95', () => {
    numbers.learn(
      Array.from({ length: 32 }, (_, at) => codec(`video/x${at}`, 96 + at)),
      []
    );

    expect(mapped(vp8(110))).to.deep.equal(['VP8 35']);
  });

  it('end, and codecs without one are left out', () => {
    numbers.learn(
      Array.from({ length: 128 }, (_, type) => codec(`video/x${type}`, type)),
      []
    );

    expect(mapped(vp8(110))).to.deep.equal([]);
  });
});

describe('the version of the numbers', () => {
  const extensions = [{ uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', id: 3 }];
  const offer = [vp8(96), rtx(97, 96)];
  let numbers: RtpNumbers;

  beforeEach(() => {
    numbers = new RtpNumbers();
    numbers.learn(offer, extensions);
  });

  it('grows with what is named', () => {
    expect(numbers.version).to.be.above(new RtpNumbers().version);
  });

  it('stays when the same is named again', () => {
    const { version } = numbers;

    numbers.learn(offer, extensions);
    numbers.mapCodecs(offer);
    numbers.mapExtensions(extensions);

    expect(numbers.version).to.equal(version);
  });

  it('stays when an RTX of ours is not named', () => {
    const { version } = numbers;
    numbers.learn([vp8(96)], []);

    expect(numbers.version).to.equal(version);
  });

  it('grows when a codec gets another number', () => {
    const { version } = numbers;
    numbers.learn([vp8(98)], []);

    expect(numbers.version).to.be.above(version);
  });

  it('grows when an id goes to another extension', () => {
    const { version } = numbers;
    numbers.learn([], [{ uri: 'urn:other', id: 3 }]);

    expect(numbers.version).to.be.above(version);
  });

  it('stays for an encrypted extension, which only takes its id', () => {
    const { version } = numbers;
    numbers.learn([], [{ ...extensions[0]!, id: 5, encrypt: true }]);

    expect(numbers.version).to.equal(version);
    expect(numbers.mapExtensions(extensions)).to.deep.equal(extensions);
  });
});
